"""What the fields of a scenario choose from: other parts of it by their titles, offices and rules, as (value, label) pairs."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from academy import editions
from academy.rules.pack import Rules
from academy.studio.outline import Document
from scenarios.studio.document import Document as Scene
from scenarios.studio.document import part, parts, whole, words
from scenarios.studio.names import called, shortened
from scenarios.studio.terms import TARGETS

LONGEST = 60  # characters of what a post is called


def post_title(entry: Mapping, document: Document) -> str:
    """Its writer and its first words; before it has any, its short name."""
    text, persona = words(entry.get("text")), words(entry.get("persona"))
    said = shortened(text, LONGEST) if text else called(words(entry.get("slug")))
    people = Scene(document).personas
    return (
        _("%(name)s: %(text)s", name=words(people.get(persona, {}).get("name")) or persona, text=said)
        if persona
        else said
    )


def persona_title(entry: Mapping, document: Document) -> str:
    return words(entry.get("name")) or _("Somebody without a name")


def arrival(post: Mapping) -> tuple:
    """The key by which posts are in the order of time; those that only a reaction brings come last."""
    return whole(post.get("at")) is None, whole(post.get("at")) or 0


def offices(rules: Rules | None) -> dict[str, str]:
    """Names of offices by slug."""
    return {office.slug: office.name for office in rules.offices} if rules else {}


def _rules(document, rules):
    return [(edition.slug, edition.title) for edition in editions.all_published("rules")]


def _conduct(document, rules):
    return [(rule.slug, f"{rule.number}, {rule.instrument}") for rule in rules.conduct] if rules else []


def _offices(document, rules):
    return sorted(offices(rules).items(), key=lambda pair: pair[1].casefold())


def _directory(document, rules):
    known = offices(rules)
    chosen = document.get("directory")
    return (
        [(slug, known.get(slug, slug)) for slug in chosen if isinstance(slug, str)] if isinstance(chosen, list) else []
    )


def _named(entries: Any, name: str) -> list[tuple[str, str]]:
    return [
        (entry["slug"], words(entry.get(name)) or entry["slug"]) for entry in parts(entries) if words(entry.get("slug"))
    ]


def _desks(document, rules):
    return _named(document.get("escalate_to"), "name")


def _authorities(document, rules):
    return _named(document.get("report_to"), "name")


def _clauses(document, rules):
    return _named(part(document.get("page")).get("charter"), "text")


def _targets(document, rules):
    """Of all kinds; which of them each is stands behind its name."""
    lists = {"directory": _directory, "desks": _desks, "authorities": _authorities, "clauses": _clauses}
    return [
        (slug, _("%(name)s (%(kind)s)", name=name, kind=TARGETS[kind]))
        for kind, choices in lists.items()
        for slug, name in choices(document, rules)
    ]


def _people(document, rules):
    return [(slug, persona_title(entry, document)) for slug, entry in Scene(document).personas.items()]


def _posts(document, rules):
    return [
        (post["slug"], post_title(post, document))
        for post in sorted(Scene(document).posts, key=arrival)
        if words(post.get("slug"))
    ]


def _reactions(document, rules):
    return [(each["slug"], called(each["slug"])) for each in Scene(document).reactions if words(each.get("slug"))]


CHOICES = {
    "rules": _rules,
    "conduct": _conduct,
    "offices": _offices,
    "directory": _directory,
    "desks": _desks,
    "authorities": _authorities,
    "clauses": _clauses,
    "targets": _targets,
    "places": lambda document, rules: [*_directory(document, rules), *_desks(document, rules)],
    "people": _people,
    "posts": _posts,
    "reactions": _reactions,
}
