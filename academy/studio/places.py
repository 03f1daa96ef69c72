"""Places: where in a document each page of its editor writes.

The parts of a document are reached by a place, the address of an editor's page: `office`, `posts` (a list), `posts/box` (an
entry of it), `modules/first/activities/quiz.check` (an entry within an entry).
"""

import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785

from academy.packs.parts import Part
from academy.studio.outline import Collection, Document, Outline, Page

ALIKE = "~"  # before the number of one of several entries of the same name: no name has it


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


class NoSuchPlace(LookupError):
    """The document has no such part, or no longer."""


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
    """(key, entry) pairs of a collection in its part of the document; those that a file calls alike are numbered."""
    found = part.get(collection.name) or ({} if collection.mapping else [])
    if collection.mapping:
        return list(found.items())
    named = [(collection.key(entry), entry) for entry in found]
    alike, met = Counter(key for key, _ in named), Counter()
    for place, (key, entry) in enumerate(named):
        met[key] += 1
        if alike[key] > 1:
            named[place] = (f"{key}{ALIKE}{met[key]}", entry)
    return named


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
