"""Translations: a copy that gets other words, beside its original, and how much of it still has the original's."""

from collections import Counter
from dataclasses import dataclass, field

from academy.studio import drafts, forms, places
from academy.studio.models import Draft
from academy.studio.outline import Document, Outline
from academy.studio.places import Place

FEWEST = 3  # letters of what can be translated


@dataclass
class Left:
    """How many `texts` there are and how many are still the `same` as in the original, `steps` those of each part."""

    same: int = 0
    texts: int = 0
    steps: Counter = field(default_factory=Counter)


def original_at(draft: Draft, place: Place) -> dict[str, str]:
    """What the original of a translation says in each field of this page."""
    if draft.original is None:
        return {}
    found = _same_place(drafts.outline_of(draft), _original(draft), place)
    return {name: "\n".join(texts) for name, texts in found.items()}


def left(draft: Draft, place: Place | None = None) -> Left | None:
    """What is left to translate in a draft, or on one of its pages; None where there is no original."""
    if draft.original is None:
        return None
    outline, original, found = drafts.outline_of(draft), _original(draft), Left()
    for each in [place] if place else places.places(outline, drafts.document_of(draft)):
        if each.is_list:
            continue
        former = _same_place(outline, original, each)
        for name, texts in _texts(outline, each).items():
            own = Counter(filter(_has_words, texts))
            same = (own & Counter(former.get(name, ()))).total()
            found.same, found.texts = found.same + same, found.texts + own.total()
            found.steps[each.name.split("/")[0]] += same
    return found


def _original(draft: Draft) -> Document:
    return drafts.parts_of(draft.original)[0]


def _same_place(outline: Outline, original: Document, place: Place) -> dict[str, list[str]]:
    """The texts of the page of this name in the original, which may be without it."""
    try:
        return _texts(outline, places.place(outline, original, place.name))
    except places.NoSuchPlace:
        return {}


def _texts(outline: Outline, place: Place) -> dict[str, list[str]]:
    """What people read on a page, by field."""
    return {name: list(shape.texts(place.part.get(name))) for name, shape in forms.shapes_of(outline, place).items()}


def _has_words(text: str) -> bool:
    """Numbers, codes and addresses are the same in every language."""
    return sum(map(str.isalpha, text)) >= FEWEST and not text.startswith(("https://", "http://"))
