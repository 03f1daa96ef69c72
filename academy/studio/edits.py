"""Edits: save a page of a draft, add an entry, move it, take it away.

Nobody overwrites anybody: a page says what it showed (`seen`), and what somebody else changed since then is a Conflict.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from academy import clock, editions
from academy.db import db
from academy.packs.parts import LONGEST_SLUG
from academy.studio import drafts, places
from academy.studio.drafts import Gone, NameTaken
from academy.studio.models import Draft, DraftVersion
from academy.studio.names import slug_of
from academy.studio.outline import Document
from academy.studio.places import Place

SAME_VERSION = timedelta(minutes=10)


class Conflict(Exception):
    """Somebody else changed what this page edits: `place` is as it is now, `version` says who and when."""

    def __init__(self, place: Place, version: DraftVersion):
        super().__init__(place.name)
        self.place, self.version = place, version


class Rearranged(Exception):
    """The list is no longer as the page showed it."""


def save(person, draft: Draft, name: str, seen: str, value: Mapping[str, Any]) -> Place:
    """Keep what a page says. Raises Conflict when it showed what is no longer so, Gone when there is no such page now."""
    document = drafts.hold(draft).document
    place = _place(draft, document, name)
    changed = places.written(document, place, dict(value))
    after = places.place(drafts.outline_of(draft), changed, name)
    if after.digest == place.digest:
        return after
    if place.digest != seen:
        raise Conflict(place, drafts.newest(draft))
    _change(draft, person, changed)
    return after


def add(person, draft: Draft, name: str, called: str, kind: str = "") -> Place:
    """Add an entry to a list, named after what it is called; one that was just added so is not added twice. Raises
    NameTaken, Gone."""
    document = drafts.hold(draft).document
    place = _list(draft, document, name)
    slug = slug_of(called) or f"{place.page.name.rstrip('s')}-{len(place.part) + 1}"
    entry = place.page.blank(called, kind, document)
    entry = entry if place.page.mapping else {"slug": slug, **entry}
    key = slug if place.page.mapping else place.page.key(entry)
    if dict(place.part).get(key) == entry:
        return places.place(drafts.outline_of(draft), document, f"{name}/{key}")
    if key in _taken(draft, document, place):
        raise NameTaken
    changed = places.with_entries(document, place, [*place.part, (key, entry)])
    _change(draft, person, changed)
    return places.place(drafts.outline_of(draft), changed, f"{name}/{key}")


def arrange(person, draft: Draft, name: str, act: str, key: str, seen: str, note: str = "") -> None:
    """Move an entry "up" or "down", "remove" it, or "copy" it. One that is gone already changes nothing.

    `seen` is the digest of the list as the page showed it. Raises Rearranged where it has become another, by the same
    button pressed twice perhaps; to remove an entry means the same in any list.
    With a `note` it is a version of its own, so that the one before it brings the entry back and undoes nothing else.
    """
    document = drafts.hold(draft).document
    place = _list(draft, document, name)
    kept = list(place.part)
    number = next((number for number, (own, _entry) in enumerate(kept) if own == key), None)
    if number is None:
        return
    if (act != "remove" or places.ALIKE in key) and place.digest != seen:
        raise Rearranged
    if act == "copy":
        kept.insert(number + 1, _copied(place, *kept[number], _taken(draft, document, place)))
    else:
        entry = kept.pop(number)
        if act != "remove":
            kept.insert(max(0, number + (-1 if act == "up" else 1)), entry)
    _change(draft, person, places.with_entries(document, place, kept), note=note)


def rewrite(person, draft: Draft, how: Callable[[Document], Document]) -> None:
    """Change the document as no single page does: `how` gives the new one. Raises Gone."""
    _change(draft, person, how(drafts.hold(draft).document))


def replace_all(person, draft: Draft, document: Document, files: Mapping[str, str], note: str) -> None:
    """Put another document in the place of the draft's, as a version of its own."""
    drafts.hold(draft)
    _change(draft, person, document, dict(files), note)


def keep_file(person, draft: Draft, path: str, data: bytes) -> None:
    """Add an image to a draft, or replace the one at this path."""
    version = drafts.hold(draft)
    _change(draft, person, version.document, {**version.files, **editions.keep({path: data})})


def drop_file(person, draft: Draft, path: str) -> None:
    version = drafts.hold(draft)
    if path in version.files:
        _change(draft, person, version.document, {own: digest for own, digest in version.files.items() if own != path})


def restore(person, draft: Draft, version: DraftVersion, note: str) -> None:
    """Bring an earlier version back, as the newest; nothing in between is lost."""
    now = drafts.hold(draft)
    if (now.document, now.files) != (version.document, version.files):
        _change(draft, person, version.document, dict(version.files), note)


def _place(draft: Draft, document: Document, name: str) -> Place:
    try:
        return places.place(drafts.outline_of(draft), document, name)
    except places.NoSuchPlace:
        raise Gone from None


def _list(draft: Draft, document: Document, name: str) -> Place:
    place = _place(draft, document, name)
    if not place.is_list:
        raise Gone
    return place


def _change(draft: Draft, person, document: Document, files: dict | None = None, note: str = "") -> None:
    version = drafts.newest(draft)
    files = version.files if files is None else files
    own = version.person_id == person.id and version.number > 1 and not version.note and not note
    if own and clock.now() - version.begun_at < SAME_VERSION:
        version.document, version.files, version.saved_at = document, files, clock.now()
    else:
        drafts.add_version(draft, person, version.number + 1, document, files, note)
    draft.title = drafts.title_of(document, draft.slug)
    db.session.flush()


def _taken(draft: Draft, document: Document, place: Place) -> set[str]:
    """The keys that a new entry of a list cannot have."""
    if not place.page.everywhere:
        return {key for key, _ in place.part}
    every = (
        each for each in places.places(drafts.outline_of(draft), document) if each.is_list and each.page == place.page
    )
    return {key for each in every for key, _ in each.part}


def _copied(place: Place, own: str, entry: dict, taken: set[str]) -> tuple[str, dict]:
    for number in range(2, 1000):
        if place.page.mapping:
            key = f"{own[: LONGEST_SLUG - 4]}-{number}"
            if key not in taken:
                return key, entry
        else:
            made = {**entry, "slug": f"{entry['slug'][: LONGEST_SLUG - 4]}-{number}"}
            if place.page.key(made) not in taken:
                return place.page.key(made), made
    raise NameTaken
