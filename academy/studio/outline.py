"""Outlines: which pages the editor of a kind of pack has.

A document is the content of a pack as plain JSON, sound or not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from academy.packs.findings import Problem
from academy.packs.parts import Part
from academy.studio.shapes import Says

if TYPE_CHECKING:
    from academy.studio.places import Place

Document = dict[str, Any]
Choices = Callable[..., list[tuple[str, str]]]  # (document, rules=…) → (value, label) pairs; what it cites by kind
Advice = Callable[[Any, Document], Iterable[Problem]]  # (draft, document) → what is worth another look
More = Callable[[Any, Document, "Place"], Mapping[str, Any]]  # (draft, document, place) → what else a template shows


def nothing_more(draft: Any, document: Document, place: "Place") -> Mapping[str, Any]:
    return {}


def no_advice(draft: Any, document: Document) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class Page:
    """Some `fields` of a part, edited together. `template` lays them out where one below the other is not enough, `below`
    is shown after the form, and `more` gives both what they need besides. What follows from the fields and is shown beside
    them is `live`: the templates of such parts by the id of their element, which change with what is saved."""

    name: str
    label: Any
    lead: Any
    schema: type[Part]
    fields: tuple[str, ...]
    template: str = "studio/_fields.html"
    below: str = ""
    more: More = nothing_more
    live: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Collection:
    """Parts that have a page each: the entries of a list, or of a mapping by name, at `name`.

    `title(entry, document)` is how an entry is called in lists; `key` is the field that names it there (for a mapping its
    key does); `blank(name, choice, document)` begins one, of one of the `kinds` where it has any ((value, label) pairs, in
    groups by label perhaps, or a function that gives them, chosen under `kinds_label`); `within` are the collections inside an entry whose schema has
    them. Entries of different types may have the same slug where it is `shared`; `everywhere` says that no entry of another
    list may have it either. `table` is the template of the list. `uses(document, key)` gives the titles of what refers to an
    entry: whoever removes it is told of them first.
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
    live: Mapping[str, str] = field(default_factory=dict)
    uses: Callable[[Document, str], Sequence[str]] | None = None

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
    htmx; `advice(draft, document)` is what is worth another look in it and hinders nothing. `publishing` is shown below what
    changes for learners; `after` is what follows a publication, as a label and what gives its address by the slug of the pack, and
    `next_step` tells who has published how learners come to it."""

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
    advice: Advice = no_advice
    publishing: str = ""
    after: tuple[Any, Callable[[str], str]] | None = None
    next_step: Any = ""

    @property
    def steps(self) -> tuple[Page | Collection, ...]:
        return (*self.pages, *self.collections)


OUTLINES: dict[str, Outline] = {}


def offer(outline: Outline) -> None:
    """Features say how their kind of pack is edited."""
    OUTLINES[outline.kind] = outline
