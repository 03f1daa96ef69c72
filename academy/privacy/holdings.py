"""What each table keeps of people: features say it here, and a test of the house finds the table that nobody spoke of.

A table that keeps something of a person is held, once for each way in which its rows can be theirs; all others are set aside
with the reason. Exports, erasures and the pages that tell of both know no table but those.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from academy.accounts.models import Person
from academy.db import db

GONE = None  # what `erases` is where the rows are deleted
Whose = tuple[sa.Column, ...] | Callable[[Person], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Holding:
    """Of `table`, the rows of a person: `whose` are the columns that lead from there to the person's number, or a function
    that gives the condition; of the former, those that fulfil `where`.

    `erases` says what becomes of columns: a value, an SQL expression, or a function of the row; GONE deletes the rows. Of
    `keeps`, and of numbers and dates, `why` says what for. An export leaves out what it `hides`, which opens or seals
    something, and puts `files` beside: the suffix of a column's bytes. What is not `theirs` is about others, too: their own
    work as staff. What is `secret` they alone may read: it is in no export that somebody else asks for.
    """

    kind: str
    words: LazyString
    table: sa.Table
    whose: Whose
    erases: Mapping[str, Any] | None = GONE
    keeps: frozenset[str] = frozenset()
    why: LazyString | str = ""
    hides: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    where: sa.ColumnElement[bool] = sa.true()
    exported: bool = True
    theirs: bool = True
    secret: bool = False

    def of(self, person: Person) -> sa.ColumnElement[bool]:
        """The condition on the rows of a person."""
        if callable(self.whose):
            return self.whose(person)
        return leading_to(self.whose, self.whose[-1] == person.id) & self.where

    @property
    def key(self) -> list[sa.Column]:
        return list(self.table.primary_key.columns)


_held: list[Holding] = []
_aside: dict[str, str] = {}
_acts: dict[str, str] = {}


def holds(model, kind: str, words, whose, *, keeps: str = "", hides: str = "", **more) -> None:
    """A feature keeps something of people in a table. Columns in `keeps` and `hides` are separated by spaces."""
    path = whose if callable(whose) else tuple(_column(each) for each in whose)
    _held.append(
        Holding(
            kind, words, model.__table__, path, keeps=frozenset(keeps.split()), hides=frozenset(hides.split()), **more
        )
    )


def sets_aside(reason: str, *models) -> None:
    """These tables keep nothing that is personal."""
    _aside.update({model.__tablename__: reason for model in models})


def only_acts(reason: str, *columns) -> None:
    """These columns say by a number who did something as staff: whoever is erased is a number there, too."""
    _acts.update({str(_column(each)): reason for each in columns})


def all_held() -> list[Holding]:
    """In the order of tables, so that rows come before those that they point at."""
    place = {table.name: number for number, table in enumerate(db.metadata.sorted_tables)}
    return sorted(_held, key=lambda holding: -place[holding.table.name])


def to_read() -> list[Holding]:
    """In the order in which people read: who they are, what they did, and at last what the audit log says of it."""
    audit = {"audit", "audit_values"}
    return sorted(reversed(all_held()), key=lambda holding: (holding.kind != "person", holding.kind in audit))


def set_aside() -> dict[str, str]:
    """Tables without anything personal, each with the reason."""
    return dict(_aside)


def acts() -> dict[str, str]:
    return dict(_acts)


def leading_to(path: tuple[sa.Column, ...], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The rows of the first column's table that lead, column by column, to rows of the last one's table with a condition."""
    for column in reversed(path[:-1]):
        target = next(iter(column.foreign_keys)).column
        condition = column.in_(sa.select(target).where(condition))
    return condition


def keys_of(holding: Holding, person: Person) -> list[tuple]:
    """The keys of the rows of a person."""
    return [tuple(row) for row in db.session.execute(sa.select(*holding.key).where(holding.of(person)))]


def these(holding: Holding, keys: list[tuple], at_once: int = 300) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions that together are true for the rows of these keys, each for some of them."""
    for start in range(0, len(keys), at_once):
        some = keys[start : start + at_once]
        if len(holding.key) == 1:
            yield holding.key[0].in_([key[0] for key in some])
        else:
            yield sa.tuple_(*holding.key).in_(some)


def _column(attribute) -> sa.Column:
    return attribute.property.columns[0]
