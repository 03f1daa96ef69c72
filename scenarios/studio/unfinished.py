"""Items of a draft: what a text on one of its posts would be graded against, as far as the draft says it yet.

What is missing or wrong elsewhere does not matter: every part is taken as it is, and what cannot be used is left out.
Of a sound scenario the item is the one that learners meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from academy.rules.pack import Rules
from academy.triage import TRIAGE
from scenarios import grading, items
from scenarios.pack import Exemplars, Fact, Mandate, Page, Persona, Post, Referral, Scenario, Statement
from scenarios.studio.document import Document, part, parts, several, words
from scenarios.vocabulary import CRITERIA, POST_ACTIONS, WORTHS

MOST_TEXT = 30_000  # characters of an item: to prepare more takes longer than somebody who types waits
USUAL_TRIAGE = "information_request"


@dataclass(frozen=True)
class Unfinished:
    """`item` is None where too much is missing; `missing` names what is: "office", "post", "facts", or "much" where there
    is more text than can be graded while somebody types. `action` is the one that carries words here."""

    item: grading.Item | None
    missing: tuple[str, ...]
    action: str = "reply"


def item_of(document: Any, rules: Rules | None, post: str | None) -> Unfinished:
    """The item of a post by its slug, None for the statement."""
    document = Document.of(document)
    values = document.values
    shown = document.post(post) if post else part(values.get("statement"))
    missing = []
    if not words(part(values.get("page")).get("name")):
        missing.append("office")
    if post and not words(part(shown).get("text")):
        missing.append("post")
    if missing:
        return Unfinished(None, tuple(missing))
    known = rules or Rules.model_construct(country="", offices=())
    scenario = _scenario(document, shown, post, {office.slug for office in known.offices})
    item = items.of_post(scenario, known, post) if post else items.of_statement(scenario, known)
    if len(item.key) > MOST_TEXT:
        return Unfinished(None, ("much",))
    action = "statement" if not post else "message" if shown.get("channel") == "message" else "reply"
    return Unfinished(item, () if item.facts else ("facts",), action)


def _scenario(document: Document, shown: Mapping, post: str | None, offices: set[str]) -> Scenario:
    """As much of the scenario as an item is made of."""
    values, raw = document.values, {post: shown} if post else {}
    if post and (above := _above(post, shown, document)):
        raw[above] = document.post(above)
    return Scenario.model_construct(
        page=Page.model_construct(name=words(values["page"]["name"])),
        summary=words(values.get("summary")),
        language=words(values.get("language")) or "en",
        cites={name: words(slug) for name, slug in part(values.get("cites")).items() if name in CRITERIA},
        facts=_facts(values),
        mandate=_mandate(values, offices),
        parties=tuple(several(values.get("parties"))),
        personas={_writer(each): Persona.model_construct(name=_name(each, document)) for each in raw.values()},
        posts=tuple(_post(slug, each, document, offices) for slug, each in raw.items()),
        statement=Statement.model_construct(**_occasion(shown, offices)),
    )


def _post(slug: str, values: Mapping, document: Document, offices: set[str]) -> Post:
    actions, triage = part(values.get("actions")), values.get("triage")
    return Post.model_construct(
        slug=slug,
        persona=_writer(values),
        text=words(values.get("text")),
        language=words(values.get("language")) or "en",
        channel="message" if values.get("channel") == "message" else "comment",
        under=_above(slug, values, document),
        triage=triage if isinstance(triage, str) and triage in TRIAGE else USUAL_TRIAGE,
        actions={name: worth for name, worth in actions.items() if name in POST_ACTIONS and worth in tuple(WORTHS)},
        **_occasion(values, offices),
    )


def _above(slug: str, values: Mapping, document: Document) -> str | None:
    """The post that it stands under, if it is there and says something."""
    above = words(values.get("under"))
    return above if above != slug and words(part(document.post(above)).get("text")) else None


def _writer(values: Mapping) -> str:
    return words(values.get("persona"))


def _name(values: Mapping, document: Document) -> str:
    return words(part(document.personas.get(_writer(values))).get("name"))


def _occasion(values: Mapping, offices: set[str]) -> dict[str, Any]:
    """What every occasion has."""
    weights, exemplars = part(values.get("weights")), part(values.get("exemplars"))
    return {
        "facts": _facts(values),
        "mandate": _mandate(values, offices),
        "not_applicable": tuple(name for name in several(values.get("not_applicable")) if name in CRITERIA),
        "weights": {name: float(each) for name, each in weights.items() if name in CRITERIA and _is_weight(each)},
        "exemplars": {name: _exemplars(each) for name, each in exemplars.items() if name in CRITERIA},
        "example": words(values.get("example")) or None,
    }


def _is_weight(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 5


def _exemplars(values: Any) -> Exemplars:
    values = part(values)
    return Exemplars.model_construct(
        meets=tuple(several(values.get("meets"))), misses=tuple(several(values.get("misses")))
    )


def _facts(values: Mapping) -> tuple[Fact, ...]:
    listed = values.get("facts")
    told = (
        [{"text": each} if isinstance(each, str) else part(each) for each in listed]
        if isinstance(listed, (list, tuple))
        else []
    )
    return tuple(
        Fact.model_construct(text=words(each.get("text")), policy=each.get("policy") is True)
        for each in told
        if words(each.get("text"))
    )


def _mandate(values: Mapping, offices: set[str]) -> Mandate:
    values = part(values.get("mandate"))
    return Mandate.model_construct(
        can=tuple(several(values.get("can"))),
        cannot=tuple(several(values.get("cannot"))),
        refer=tuple(
            Referral.model_construct(office=words(each.get("office")), channel=words(each.get("channel")))
            for each in parts(values.get("refer"))
            if words(each.get("office")) in offices
        ),
    )
