"""Copies: a draft of its own that begins as a published pack, in the same language or to be translated into another."""

import copy
from typing import Any

from academy import editions
from academy.editions.models import Edition
from academy.studio import drafts, outline as outlines, places
from academy.studio.models import Draft
from academy.studio.outline import Document, Outline


def copy_of(person, edition: Edition, title: str, translates: bool = False, language: str = "") -> Draft:
    """A draft that begins as an edition does. One that translates, or is in another language, shows it beside what is typed."""
    document, files = drafts.parts_of(edition)
    if language and language != language_of(edition):
        document, translates = _into(outlines.OUTLINES[edition.kind], document, language_of(edition), language), True
    original = edition if translates else None
    return drafts.begin(person, edition.kind, title, {**document, "title": title}, files, original)


def languages(outline: Outline) -> dict[str, Any]:
    """What the languages are called that a pack of this kind can be in; none where it does not say its language."""
    page = next((page for page in outline.pages if "language" in page.fields), None)
    return dict(outline.words[page.schema]["language"].options) if page else {}


def language_of(edition: Edition) -> str:
    """ "" where a pack of its kind does not say it."""
    return getattr(editions.content(edition), "language", "")


def _into(outline: Outline, document: Document, former: str, language: str) -> Document:
    """The document in another language: what was in the former one, said or understood, is in this one."""
    changed = copy.deepcopy(document)
    for place in list(places.places(outline, changed)):
        if not place.is_list and (field := place.schema.model_fields.get("language")):
            if place.part.get("language", field.default) == former:
                place.part["language"] = language
    return changed
