"""What the academy knows, for the rows of a file: read in portions, never for each row."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice

import sqlalchemy as sa

from academy.accounts.models import Person, ServiceGroup
from academy.certificates.sheet import letters
from academy.cohorts.models import Cohort, Membership
from academy.db import db
from academy.printing import fonts
from academy.roll.rules import Face, Known

PORTION = 2000  # values in one query
_FACE = [getattr(Person, name) for name in Face._fields]


def of(rows: Collection[dict[str, str]], may_be_made: bool, actor_id: int | None) -> Known:
    """What rows (values by field, as they were written) have to be held against."""
    numbers, emails = _said(rows, "personal_number"), {text.lower() for text in _said(rows, "email")}
    numbers |= {number.removesuffix(".0") for number in numbers}
    found = {face.id: face for face in (*_faces(Person.personal_number, numbers), *_faces(Person.email, emails))}
    by_number: dict[str, list[Face]] = {}
    for face in found.values():
        if face.personal_number:
            by_number.setdefault(face.personal_number, []).append(face)
    cohorts = _cohorts(_said(rows, "cohort"))
    return Known(
        by_number=by_number,
        by_email={face.email: face for face in found.values() if face.email},
        services=_services(),
        cohorts={name.casefold(): name for name in cohorts},
        members=frozenset(_members(cohorts)),
        unprintable=_unprintable,
        may_be_made=may_be_made,
        actor=actor_id,
    )


def portions(values: Iterable, size: int = PORTION) -> Iterator[list]:
    values = iter(values)
    while portion := list(islice(values, size)):
        yield portion


def _said(rows: Iterable[dict[str, str]], field: str) -> set[str]:
    return {" ".join(unicodedata.normalize("NFC", row[field]).split()) for row in rows if row.get(field)}


def _faces(column, values: set[str]) -> Iterator[Face]:
    for portion in portions(sorted(value for value in values if len(value) <= 254 and "\0" not in value)):
        yield from (Face(*row) for row in db.session.execute(sa.select(*_FACE).where(column.in_(portion))))


def _services() -> dict[str, str]:
    found = db.session.execute(sa.select(ServiceGroup.code, ServiceGroup.name)).all()
    return {word.casefold(): code for code, name in found for word in (name, code)}


def _cohorts(said: set[str]) -> dict[str, int]:
    """The ids of the cohorts that are meant, by name."""
    wanted = {name.casefold() for name in said}
    if not wanted:
        return {}
    found = db.session.execute(sa.select(Cohort.name, Cohort.id)).all()
    return {name: cohort_id for name, cohort_id in found if name.casefold() in wanted}


def _members(cohorts: dict[str, int]) -> Iterator[tuple[str, int]]:
    names = {cohort_id: name.casefold() for name, cohort_id in cohorts.items()}
    query = sa.select(Membership.cohort_id, Membership.person_id).where(Membership.cohort_id.in_(names))
    yield from ((names[cohort_id], person_id) for cohort_id, person_id in db.session.execute(query))


def _unprintable(name: str) -> list[str]:
    try:
        return sorted(char for char in set(name) if not _can_be_printed(char))
    except fonts.FontsMissing:
        return []  # nothing can be printed here at all: the certificate's job says so


@lru_cache(maxsize=5000)
def _can_be_printed(character: str) -> bool:
    return not letters.blank(character)
