"""The people of all scenarios, published or in a draft, to be taken into another one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from academy import editions
from academy.studio import drafts, edits
from academy.studio.models import Draft
from scenarios.pack import Scenario
from scenarios.studio.document import Document, words


@dataclass(frozen=True)
class Cast:
    """The people of one scenario, by slug; `key` names it among the others."""

    key: str
    title: str
    people: Mapping[str, Mapping]


def casts(draft: Draft, sought: str = "") -> list[Cast]:
    """Those of all other scenarios; of a published one with a draft, those of the draft. `sought` is in a name, or in
    what is said of somebody."""
    found = []
    for cast in sorted(_others(draft), key=lambda cast: cast.title.casefold()):
        people = {slug: each for slug, each in cast.people.items() if sought.casefold() in _told(each)}
        if people:
            found.append(Cast(cast.key, cast.title, people))
    return found


def take(person, draft: Draft, picked: Iterable[str]) -> tuple[list[str], list[str]]:
    """Copy people, each given as "scenario/slug", into a draft: the names of those taken, and of those there before."""
    known = {f"{cast.key}/{slug}": (slug, each) for cast in _others(draft) for slug, each in cast.people.items()}
    taken, there = [], []
    for slug, each in (known[key] for key in dict.fromkeys(picked) if key in known):
        name = words(each.get("name")) or slug
        try:
            place = edits.add(person, draft, "personas", slug)
        except drafts.NameTaken:
            there.append(name)
        else:
            edits.save(person, draft, place.name, place.digest, each)
            taken.append(name)
    return taken, there


def _others(draft: Draft) -> Iterator[Cast]:
    opened = {each.slug: (each, personas) for each, personas in drafts.everywhere("scenario", "personas")}
    for slug, (each, personas) in opened.items():
        if each.id != draft.id:
            yield Cast(slug, each.title, Document({"personas": personas}).personas)
    for edition in editions.all_published("scenario"):
        if edition.slug not in opened and edition.slug != draft.slug:
            yield Cast(edition.slug, edition.title, _people_of(editions.content(edition)))


def _people_of(scenario: Scenario) -> dict[str, Mapping]:
    return {slug: each.model_dump(mode="json", exclude_defaults=True) for slug, each in scenario.personas.items()}


def _told(persona: Mapping) -> str:
    return f"{words(persona.get('name'))} {words(persona.get('about'))}".casefold()
