"""Rows for any schema: made from what the database says of itself, so that every revision can be filled with data."""

import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

import sqlalchemy as sa

from academy.backup.kinds import kind_of

TRIES = 400
WORD = re.compile("'([^']*)'")
TEXTS = (
    "",
    "",
    "Zarnab Noorpuri",
    "زرناب نورپوری",
    "জারনাব",
    "👩🏽‍⚖️ 'so' \"so\"",
    "=2+3",
    "a\nb\tc\\n\r\n",
    "00017",
    "é é",
    "null",
    "\\N",
)
NESTED = {
    "words": ["ur", "نام", None, True, False, "", "\\N"], "b": {"z": 1, "a": 1.5, "empty": {}, "none": []}, "whole": 2.0,
    "large": 1e22, "larger": -1.5e17, "small": 1e-7, "negative": -0.0, "long": 2**53 + 1,
}  # fmt: skip
# A grade as every release has written it: what migrations and exports read of documents has to be there.
GRADE = {
    "criteria": {
        "clarity": {
            "level": 2, "confidence": 0.4, "reason": "نام", "rule": None, "evidence": [{"start": 0, "end": 1}],
        },
    },
    "overall": 3, "score": 0.5, "passed": True, "needs_review": True, "grader": "1", "confidence": 0.65,
    "found": [], "findings": [],
}  # fmt: skip
DOCUMENTS = {"detail": (GRADE,), "levels": ({"clarity": 2}, {})}
ONE_AT_MOST = {"audit_head"}


def _over_or_not(job: dict) -> dict:
    """The program kept this true before the database did."""
    over = job["state"] in ("done", "failed", "cancelled")
    return job | {"finished_at": job["created_at"] if over else None}


ALSO_TRUE = {"job": _over_or_not}


class Filling:
    """Fills the tables of a database, each with some rows, as its constraints let it; the same seed makes the same rows."""

    def __init__(self, connection: sa.Connection, seed: int = 7):
        self.connection, self.random, self.numbers = connection, random.Random(seed), count(1)
        self.metadata = sa.MetaData()
        self.metadata.reflect(connection)
        inspector = sa.inspect(connection)
        self.checks = {
            name: [each["sqltext"] for each in inspector.get_check_constraints(name)] for name in self.metadata.tables
        }

    def fill(self, rows: int = 4, only_empty: bool = False) -> None:
        for table in self.metadata.sorted_tables:
            if table.name not in {"alembic_version", *ONE_AT_MOST} and not (only_empty and self._count(table)):
                for _ in range(rows):
                    self._add(table)

    def _count(self, table: sa.Table) -> int:
        return self.connection.scalar(sa.select(sa.func.count()).select_from(table))

    def _add(self, table: sa.Table) -> None:
        """One row, however many tries it takes."""
        refused = None
        for _ in range(TRIES):
            try:
                with self.connection.begin_nested():
                    self.connection.execute(sa.insert(table).values(self._row(table)))
                return
            except sa.exc.IntegrityError as error:
                refused = error
        if not self._count(table):  # there may be no room for more
            raise AssertionError(f"no row fits {table.name}: {refused}")

    def _row(self, table: sa.Table) -> dict:
        row = {}
        for constraint in table.foreign_key_constraints:
            row |= self._reference(constraint)
        for column in table.columns:
            if column.name not in row and not self._numbered(table, column):
                row[column.name] = self._value(table, column)
        return ALSO_TRUE.get(table.name, dict)(row)

    def _numbered(self, table: sa.Table, column: sa.Column) -> bool:
        """Whether the database gives it a number by itself."""
        alone = column.primary_key and len(table.primary_key.columns) == 1 and kind_of(column) == "integer"
        return alone and (self.connection.dialect.name == "sqlite" or column.server_default is not None)

    def _reference(self, constraint: sa.ForeignKeyConstraint) -> dict:
        """To a row that is there, or to none if that may be."""
        found = self.connection.execute(sa.select(*(element.column for element in constraint.elements))).all()
        optional = all(column.nullable for column in constraint.columns)
        if not found or (optional and self.random.random() < 0.3):
            return {column.name: None for column in constraint.columns}
        return dict(zip((column.name for column in constraint.columns), self.random.choice(found), strict=True))

    def _value(self, table: sa.Table, column: sa.Column):
        if column.nullable and self.random.random() < 0.4:
            return None
        return getattr(self, f"_{kind_of(column)}")(table, column)

    def _text(self, table: sa.Table, column: sa.Column) -> str:
        words = [
            word
            for check in self.checks[table.name]
            if re.search(rf"\b{column.name}\b", check)
            for word in WORD.findall(check)
        ]
        if words and self.random.random() < 0.8:
            return self.random.choice(words)
        text = self.random.choice(TEXTS)
        unique = text and f"{next(self.numbers)} {text}"
        return unique.lower()[: column.type.length]

    def _integer(self, table: sa.Table, column: sa.Column) -> int:
        large = isinstance(column.type, sa.BigInteger)
        return self.random.choice((0, 1, 1, 2, 3, 4, 2**53 + 1 if large else 2**31 - 1, next(self.numbers)))

    def _number(self, table: sa.Table, column: sa.Column) -> float:
        return self.random.choice((0.0, 1.0, 0.1 + 0.2, 1 / 3, 1e-12))

    def _decimal(self, table: sa.Table, column: sa.Column) -> Decimal:
        most = 10 ** (column.type.precision - column.type.scale) - 1
        return Decimal(self.random.choice(("0", "1", str(min(most, 60)), "0.5"))) / self.random.choice((1, 1, 4))

    def _boolean(self, table: sa.Table, column: sa.Column) -> bool:
        return self.random.random() < 0.5

    def _moment(self, table: sa.Table, column: sa.Column) -> datetime:
        moment = datetime(2024, 2, 29, 23, 59, 59, 999_999, UTC) + timedelta(microseconds=self.random.randrange(10**14))
        return moment if self.connection.dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def _day(self, table: sa.Table, column: sa.Column):
        return self._moment(table, column).date()

    def _uuid(self, table: sa.Table, column: sa.Column) -> UUID | str:
        made = UUID(int=self.random.getrandbits(128))
        return made.hex if isinstance(column.type, sa.CHAR) else made

    def _json(self, table: sa.Table, column: sa.Column):
        return self.random.choice(DOCUMENTS.get(column.name, (NESTED, {}, {"a": "b"})))

    def _bytes(self, table: sa.Table, column: sa.Column) -> bytes:
        return self.random.choice((b"", bytes(range(256)), self.random.randbytes(50_000)))
