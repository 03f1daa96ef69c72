"""How scenarios are edited: the pages of the editor, what fields choose from, and how everything begins."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions
from academy.rules.pack import Rules
from academy.studio import drafts
from academy.studio.models import Draft
from academy.studio.outline import Collection, Document, Outline, Page, Place
from scenarios.pack import Persona, Post, Scenario
from scenarios.reaction import Reaction
from scenarios.studio import beginnings, hints, office_words, picture, post_words, reaction_words, rehearsals, sentences
from scenarios.studio.document import Document as Scene
from scenarios.studio.document import part, parts, several, whole, words
from scenarios.studio.met import Met
from scenarios.studio.names import Names, called, shortened
from scenarios.studio.sentences import KINDS
from scenarios.studio.terms import ACTION_HELP, CRITERION_HELP, TRIAGE, TRIAGE_HELP

WORDS = {**office_words.WORDS, **post_words.WORDS, **reaction_words.WORDS}
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
    return [
        *_directory(document, rules),
        *_desks(document, rules),
        *_authorities(document, rules),
        *_clauses(document, rules),
    ]


def _people(document, rules):
    return [(slug, persona_title(entry, document)) for slug, entry in Scene(document).personas.items()]


def _posts(document, rules):
    return [(post["slug"], post_title(post, document)) for post in in_time(document) if words(post.get("slug"))]


def _reactions(document, rules):
    return [(each["slug"], called(each["slug"])) for each in Scene(document).reactions if words(each.get("slug"))]


def in_time(document: Document) -> list[Mapping]:
    """The posts as they arrive; those that only a reaction brings come last."""
    return sorted(Scene(document).posts, key=lambda post: (whole(post.get("at")) is None, whole(post.get("at")) or 0))


def _for_posts(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """The list of posts: a line for each, in order of time, and the picture. The page of one: what its words mean."""
    if not place.is_list:
        at = whole(place.part.get("at"))
        clock = Names(Scene(document), {}).clock(at) if at is not None else ""
        return {**_explained(draft, document, place), "clock": clock}
    known = offices(drafts.rules_of(document))
    names, brought = Names(Scene(document), known), {}
    for reaction in Scene(document).reactions:
        for slug in several(part(reaction.get("then")).get("posts")):
            brought.setdefault(slug, []).append(called(words(reaction.get("slug"))))
    lines = [
        {
            "key": post["slug"],
            "title": post_title(post, document),
            "time": names.clock(at) if (at := whole(post.get("at"))) is not None else "",
            "brought": brought.get(post["slug"], []),
            "triage": TRIAGE.get(words(post.get("triage")), ""),
        }
        for post in in_time(document)
        if words(post.get("slug"))
    ]
    content, problems = drafts.problems_of(draft)
    rehearsed = rehearsals.of_draft(draft, None if problems else content)
    drawing = _drawing(draft, document, known, rehearsals.reached_of(rehearsed, document)) if lines else None
    return {"lines": lines, "drawing": drawing, "rehearsed": rehearsed}


def _drawing(draft: Draft, document: Document, known: Mapping[str, str], met: Met | None) -> picture.Drawing:
    return picture.of(
        document,
        met,
        address=lambda kind, slug: url_for("studio.edit", draft_id=draft.id, name=f"{kind}s/{slug}"),
        offices=known,
        rtl=get_locale().text_direction == "rtl",
    )


def _explained(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """What the fixed words on the page of a post or of the statement mean."""
    return {"triages": TRIAGE, "triage_help": TRIAGE_HELP, "action_help": ACTION_HELP, "criterion_help": CRITERION_HELP}


def _for_reactions(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """The sentences of the list, or the one of the reaction, and what of the learner's words its comments may quote."""
    scene, known = Scene(document), offices(drafts.rules_of(document))
    if place.is_list:
        return {"sentences": {key: sentences.sentence(scene, entry, known) for key, entry in place.part}}
    found = several(part(part(place.part.get("when")).get("move")).get("found"))
    quotable = [(kind, KINDS[kind]) for kind in found if kind in KINDS]
    return {"sentence": sentences.sentence(scene, place.part, known), "quotable": quotable}


def _for_people(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """How many posts each of them writes."""
    return {"posts_of": Counter(words(post.get("persona")) for post in Scene(document).posts)}


OUTLINE = Outline(
    kind="scenario",
    next_step=_l("Learners meet a scenario in a course: put it into one, here in the studio."),
    label=_l("Scenarios"),
    pages=(
        Page(
            "office",
            _l("The office"),
            _l("What the scenario is called, and whose page the learner answers for."),
            Scenario,
            ("title", "summary", "language", "rules", "page", "brief"),
        ),
        Page(
            "day",
            _l("The day"),
            _l("When it begins, how long it lasts, and how the public feels at the start."),
            Scenario,
            ("opens", "minutes", "pace", "trust", "heat", "costs"),
            template="studio/scenario/_day.html",
        ),
        Page(
            "knowledge",
            _l("What it knows and may do"),
            _l("Every answer is graded against this: what is true, and what this office may do about it."),
            Scenario,
            ("facts", "mandate"),
        ),
        Page(
            "contacts",
            _l("Whom it can turn to"),
            _l("Where a learner can take what this office cannot settle. Posts then say which of these is right."),
            Scenario,
            ("directory", "escalate_to", "report_to", "capacity"),
        ),
        Page(
            "rules",
            _l("Rules behind the grades"),
            _l("Which conduct rule a learner is shown beside a grade. You can leave all of this open."),
            Scenario,
            ("cites",),
        ),
        Page(
            "statement",
            _l("A statement of its own"),
            _l("What the office says to everybody, of its own accord. Leave it as it is if none is expected."),
            Scenario,
            ("statement",),
            template="studio/scenario/_statement.html",
            more=_explained,
        ),
        Page(
            "afterwards",
            _l("Coach and afterthoughts"),
            _l("Whether the coach is there from the start, and what learners ask themselves at the end."),
            Scenario,
            ("guided", "reflection"),
        ),
    ),
    collections=(
        Collection(
            "personas",
            _l("People"),
            _l("a person"),
            _l("Who writes on the page: citizens, shops, the press, trolls. Posts and comments choose from them."),
            {"": Persona},
            title=persona_title,
            blank=beginnings.persona,
            mapping=True,
            table="studio/scenario/_people.html",
            more=_for_people,
        ),
        Collection(
            "posts",
            _l("Posts"),
            _l("a post"),
            _l("What the public writes and the learner has to deal with, in the order of time."),
            {"": Post},
            title=post_title,
            blank=beginnings.post,
            kinds=tuple(TRIAGE.items()),
            kinds_label=_l("What kind of post it is"),
            template="studio/scenario/_post.html",
            table="studio/scenario/_posts.html",
            more=_for_posts,
        ),
        Collection(
            "reactions",
            _l("Reactions"),
            _l("a reaction"),
            _l(
                "How the public answers to what the learner does, or does not do: when this, then that. "
                "The upper ones happen first."
            ),
            {"": Reaction},
            title=lambda entry, document: called(words(entry.get("slug"))),
            blank=beginnings.reaction,
            kinds=beginnings.REACTIONS,
            kinds_label=_l("Begin with"),
            template="studio/scenario/_reaction.html",
            table="studio/scenario/_reactions.html",
            more=_for_reactions,
        ),
    ),
    words=WORDS,
    blank=beginnings.scenario,
    choices={
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
    },
    links=((_l("Try it"), "trying.start"), (_l("Rehearsal"), "trying.rehearsal")),
    styles=("css/author.css", "css/story.css", "css/social.css", "css/trying.css"),
    scripts=("js/trying.mjs",),
    hints=hints.hints,
)
