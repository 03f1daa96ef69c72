"""What two documents of a kind say differently, by page and field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from academy.studio import forms
from academy.studio.outline import Collection, Document, Outline
from academy.studio.places import Place, places


@dataclass(frozen=True)
class Difference:
    """`kind` is "added", "removed", "moved" or "changed"; before and after are what stood in the field."""

    kind: str
    place: Place
    label: str
    before: str = ""
    after: str = ""


def between(outline: Outline, former: Document, present: Document) -> Iterator[Difference]:
    before, after = ({place.name: place for place in places(outline, each)} for each in (former, present))
    for name, place in after.items():
        if place.is_list:
            if name in before and _moved(before[name], place):
                yield Difference("moved", place, str(place.page.label))
        elif name not in before:
            yield Difference("added", place, "", "", called(place, present))
        else:
            yield from of_place(outline, before[name], place)
    for name, place in before.items():
        if not place.is_list and name not in after:
            yield Difference("removed", place, "", called(place, former))


def of_place(outline: Outline, former: Place, present: Place) -> Iterator[Difference]:
    """The fields of one page that differ."""
    for name, shape in forms.shapes_of(outline, present).items():
        before, after = (shape.shown(place.part.get(name, shape.usual)) for place in (former, present))
        if before != after:
            yield Difference("changed", present, str(shape.says.label), text_of(before), text_of(after))


def called(place: Place, document: Document) -> str:
    """How a page is called: by its label, or as its entry is."""
    if isinstance(place.page, Collection) and not place.is_list:
        return place.page.title(place.part, document)
    return str(place.page.label)


def text_of(value: Any) -> str:
    """The value of a field as text, a line for each thing that it holds."""
    if isinstance(value, dict):
        return ", ".join(filter(None, (text_of(each) for each in value.values())))
    if isinstance(value, list):
        return "\n".join(filter(None, map(text_of, value)))
    if isinstance(value, bool):
        return json.dumps(value) if value else ""
    return "" if value is None else str(value)


def _moved(before: Place, after: Place) -> bool:
    old, new = [key for key, _ in before.part], [key for key, _ in after.part]
    return [key for key in old if key in new] != [key for key in new if key in old]
