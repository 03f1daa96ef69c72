"""Entries of rules packs: each wording that was published, who changed it, when and why; and which want to be checked."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from academy import editions
from academy.editions.models import Edition, Release
from academy.rules.pack import Entry

CHECKED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Wording:
    """How an entry read from one publication to another; `entry` is None while the rules did without it, `until` None now."""

    entry: Entry | None
    release: Release
    until: datetime | None = None


@dataclass(frozen=True)
class Unchecked:
    edition: Edition
    entry: Entry


def history(pack: str, slug: str) -> list[Wording]:
    """Every wording of an entry that was published, the newest first; empty if there never was such an entry."""
    found: list[Wording] = []
    for release in reversed(editions.releases("rules", pack)):
        entry = editions.content(release.edition).entry(slug)
        if release.act == "published" and entry != (found[-1].entry if found else None):
            found[-1:] = [replace(each, until=release.at) for each in found[-1:]]
            found.append(Wording(entry, release))
    return found[::-1]


def unchecked(today: date) -> list[Unchecked]:
    """Entries in force that nobody has compared with their source for a year, the longest unchecked first."""
    found = [
        Unchecked(edition, entry)
        for edition in editions.all_published("rules")
        for entry in editions.content(edition).entries
        if entry.in_force(today) and today - entry.source.checked_on > CHECKED_FOR
    ]
    return sorted(found, key=lambda each: each.entry.source.checked_on)
