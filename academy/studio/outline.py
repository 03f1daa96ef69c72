"""Outlines: which pages the editor of a kind of pack has, and where in its document each of them writes.

A document is the content of a pack as plain JSON. Its parts are reached by a place, the address of an editor's page:
`office`, `posts` (a list), `posts/box` (an entry of it), `modules/first/activities/quiz.check` (an entry within an entry).
"""

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from flask_babel import lazy_gettext as _l

from academy.packs.findings import Problem
from academy.packs.parts import Part
from academy.studio.shapes import Says

Document = dict[str, Any]
Choices = Callable[[Document, Any], list[tuple[str, str]]]  # (document, rules) → (value, label) pairs
Hints = Callable[[Any, Document], Iterable[Problem]]  # (draft, document) → what is worth another look
More = Callable[[Any, Document, "Place"], Mapping[str, Any]]  # (draft, document, place) → what else a template shows


def nothing_more(draft: Any, document: Document, place: "Place") -> Mapping[str, Any]:
    return {}


def no_hints(draft: Any, document: Document) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class Page:
    """Some `fields` of a part, edited together. `template` lays them out where one below the other is not enough, `below`
    is shown after the form, and `more` gives both what they need besides."""

    name: str
    label: Any
    lead: Any
    schema: type[Part]
    fields: tuple[str, ...]
    template: str = "studio/_fields.html"
    below: str = ""
    more: More = nothing_more


@dataclass(frozen=True)
class Collection:
    """Parts that have a page each: the entries of a list, or of a mapping by name, at `name`.

    `title(entry, document)` is how an entry is called in lists; `key` is the field that names it there (for a mapping its
    key does); `blank(name, choice, document)` begins one, of one of the `kinds` where it has any ((value, label) pairs, in
    groups by label perhaps, or a function that gives them, chosen under `kinds_label`); `within` are the collections inside an entry whose schema has
    them. Entries of different types may have the same slug where it is `shared`; `everywhere` says that no entry of another
    list may have it either. `table` is the template of the list.
    """

    name: str
    label: Any
    one: Any
    lead: Any
    schemas: Mapping[str, type[Part]]  # by the entry's `type`; {"": schema} where there is one only
    title: Callable[[dict, Document], str]
    blank: Callable[[str, str, Document], dict]
    mapping: bool = False
    kinds: Any = ()
    kinds_label: Any = _l("Kind")
    shared: bool = True
    everywhere: bool = False
    hidden: tuple[str, ...] = ("slug", "type")  # named at the beginning, and no fields of the page
    within: tuple["Collection", ...] = ()
    template: str = "studio/_fields.html"
    table: str = "studio/_entries.html"
    below: str = ""
    more: More = nothing_more

    def schema(self, entry: dict) -> type[Part]:
        return self.schemas.get(entry.get("type", ""), next(iter(self.schemas.values())))

    def key(self, entry: dict) -> str:
        """How an entry is addressed; activities may share a slug when their types differ."""
        return f"{entry['type']}.{entry['slug']}" if self.shared and len(self.schemas) > 1 else entry["slug"]

    def inside(self, entry: dict) -> tuple["Collection", ...]:
        """The collections that this entry has: a quiz has questions, a lesson has none."""
        return tuple(each for each in self.within if each.name in self.schema(entry).model_fields)


@dataclass(frozen=True)
class Outline:
    """The editor of a kind of pack. `words` say of each field of each schema how it is called and what it is for; `choices`
    list what a field may name; `blank(title, rules)` begins a pack; `links` are further pages of a draft, as (label,
    endpoint) pairs, each of which takes a `draft_id`; `styles` and `scripts` are those of their pages, scripts as modules with
    htmx; `hints(draft, document)` are what is worth another look in it and hinders nothing. `publishing` is shown below what
    changes for learners; `after` is the endpoint, taking the `pack`, that follows a publication, and `next_step` tells who
    has published how learners come to it."""

    kind: str
    label: Any
    pages: tuple[Page, ...]
    collections: tuple[Collection, ...]
    words: Mapping[type[Part], Mapping[str, Says]]
    blank: Callable[[str, str], Document]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    links: tuple[tuple[Any, str], ...] = ()
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    hints: Hints = no_hints
    publishing: str = ""
    after: str = ""
    next_step: Any = ""

    @property
    def steps(self) -> tuple[Page | Collection, ...]:
        return (*self.pages, *self.collections)


@dataclass(frozen=True)
class Place:
    """A page of the editor in one document. `path` leads to the part that it edits, by keys and positions."""

    name: str
    page: Page | Collection
    path: tuple
    part: Any  # the part of the document; for a list of entries its (key, entry) pairs
    above: tuple["Place", ...] = ()
    is_list: bool = False

    @property
    def schema(self) -> type[Part]:
        return self.page.schema if isinstance(self.page, Page) else self.page.schema(self.part)

    @property
    def fields(self) -> tuple[str, ...]:
        if isinstance(self.page, Page):
            return self.page.fields
        hidden = {*self.page.hidden, *(each.name for each in self.page.within)}
        return tuple(name for name in self.schema.model_fields if name not in hidden)

    @property
    def lists(self) -> tuple["Place", ...]:
        """The lists inside an entry."""
        if self.is_list or isinstance(self.page, Page):
            return ()
        return tuple(
            Place(
                f"{self.name}/{each.name}",
                each,
                (*self.path, each.name),
                entries(each, self.part),
                (*self.above, self),
                True,
            )
            for each in self.page.inside(self.part)
        )

    @property
    def value(self) -> dict:
        """What this page edits, and nothing else."""
        return {name: self.part[name] for name in self.fields if name in self.part}

    @property
    def digest(self) -> str:
        """Tells whether somebody else has changed what this page edits."""
        seen = self.part if self.is_list else self.value
        keys = [key for key, _ in seen] if self.is_list else seen
        return hashlib.sha256(rfc8785.dumps(keys)).hexdigest()[:16]


OUTLINES: dict[str, Outline] = {}


class NoSuchPlace(LookupError):
    """The document has no such part, or no longer."""


def offer(outline: Outline) -> None:
    """Features say how their kind of pack is edited."""
    OUTLINES[outline.kind] = outline


def place(outline: Outline, document: Document, name: str) -> Place:
    """The place of this name; raises NoSuchPlace."""
    head, *rest = name.split("/")
    for page in outline.pages:
        if page.name == head and not rest:
            return Place(name, page, (), document)
    return _within(outline.collections, document, (), name, (head, *rest), ())


def places(outline: Outline, document: Document) -> Iterator[Place]:
    """Every page of the editor, in order: pages, then each list with its entries."""
    for page in outline.pages:
        yield Place(page.name, page, (), document)
    yield from _all_within(outline.collections, document, (), "", ())


def place_of(outline: Outline, document: Document, path: tuple) -> tuple[Place, tuple]:
    """The page on which the thing at a path of the content is edited, and the rest of the path from there."""
    held = list(places(outline, document))
    deepest = max(
        (each for each in held if each.path and _leads(each.path, path)), key=lambda each: len(each.path), default=None
    )
    if deepest is None:
        page = next((each for each in held if path and not each.path and path[0] in each.fields), held[0])
        return page, path
    if deepest.is_list:
        return deepest, ()
    rest = _known(path, deepest.path)
    return deepest, (
        rest[1:] if rest and rest[0] == deepest.part.get("type") else rest
    )  # a union names its member on the way


def entries(collection: Collection, part: dict) -> list[tuple[str, dict]]:
    """(key, entry) pairs of a collection in its part of the document."""
    found = part.get(collection.name) or ({} if collection.mapping else [])
    return list(found.items()) if collection.mapping else [(collection.key(entry), entry) for entry in found]


def at(document: Document, path: tuple) -> Any:
    for step in path:
        document = document[step]
    return document


def written(document: Document, where: Place, value: dict) -> Document:
    """The document with the fields of a page as they are in `value`; those that it leaves out are left out."""
    changed = copy.deepcopy(document)
    part = at(changed, where.path)
    for name in where.fields:
        part.pop(name, None)
    part.update(value)
    return changed


def with_entries(document: Document, where: Place, kept: list[tuple[str, dict]]) -> Document:
    """The document with these entries in a list, in this order."""
    changed = copy.deepcopy(document)
    part = at(changed, where.path[:-1])
    part[where.path[-1]] = dict(kept) if where.page.mapping else [entry for _, entry in kept]
    return changed


def _within(collections, part, path, name, steps, above) -> Place:
    head, *rest = steps
    collection = next((each for each in collections if each.name == head), None)
    if collection is None:
        raise NoSuchPlace(name)
    found, own = entries(collection, part), (*path, collection.name)
    prefix = "/".join(name.split("/")[: len(name.split("/")) - len(rest)])
    listed = Place(prefix, collection, own, found, above, is_list=True)
    if not rest:
        return listed
    number = next((number for number, (key, _) in enumerate(found) if key == rest[0]), None)
    if number is None:
        raise NoSuchPlace(name)
    key, entry = found[number]
    here = Place(f"{prefix}/{key}", collection, (*own, key if collection.mapping else number), entry, (*above, listed))
    return (
        _within(collection.inside(entry), entry, here.path, name, rest[1:], here.above + (here,)) if rest[1:] else here
    )


def _all_within(collections, part, path, prefix, above) -> Iterator[Place]:
    for collection in collections:
        name, own = f"{prefix}{collection.name}", (*path, collection.name)
        found = entries(collection, part)
        listed = Place(name, collection, own, found, above, is_list=True)
        yield listed
        for number, (key, entry) in enumerate(found):
            here = Place(
                f"{name}/{key}", collection, (*own, key if collection.mapping else number), entry, (*above, listed)
            )
            yield here
            yield from _all_within(collection.inside(entry), entry, here.path, f"{here.name}/", (*here.above, here))


def _leads(short: tuple, long: tuple) -> bool:
    return _known(long, short) is not None


def _known(long: tuple, short: tuple) -> tuple | None:
    """What of `long` comes after `short`; steps that only the schema knows, such as a union's member, are passed over."""
    rest = list(long)
    for step in short:
        while rest and rest[0] != step and not isinstance(step, int) and isinstance(rest[0], str) and len(rest) > 1:
            rest.pop(0)
        if not rest or rest[0] != step:
            return None
        rest.pop(0)
    return tuple(rest)
