"""Does the log stand as it was written? The whole chain is walked, a portion at a time, and held against every head kept.

What is found is a list of findings in plain values, so that a job can keep them; `findings.sentence` says them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from academy.audit import digest
from academy.audit.chain import START, hash_of
from academy.audit.models import AuditChain, AuditEntry, AuditHead, AuditValues
from academy.audit.witnesses import Doubtful, Witness
from academy.db import db

PORTION = 2000
MOST_FINDINGS = 100
STRANGE = (ValueError, TypeError, LookupError, AttributeError)  # SQLite keeps whatever is put in, also what is no date

_chain, _entry, _values, _head = AuditChain.__table__, AuditEntry.__table__, AuditValues.__table__, AuditHead.__table__


class Finding(NamedTuple):
    """`number` is that of an entry, unless the kind says otherwise; the other two are there where the kind needs them."""

    kind: str
    number: int
    other: int = 0
    text: str = ""


class Report(NamedTuple):
    """Of `entries` in the chain `erased` have lost their values, as they may. `more` findings than those kept. The newest
    signed head, if there is one: up to which entry, and when."""

    entries: int
    erased: int
    signed: int
    unsigned: int
    newest_number: int | None
    newest_at: str | None
    findings: list[Finding]
    more: int

    @property
    def sound(self) -> bool:
        return not self.findings


class Verification:
    """One walk from the first entry to the last: exhaust `portions`, then ask for the `report`."""

    def __init__(self, witnesses: Iterable[Witness | Doubtful]):
        self.number, self._previous = 0, START
        self._erased, self._findings, self._more = 0, [], 0
        self._signed, self._unsigned, self._newest = 0, 0, None
        self._expected: defaultdict[int, list[Witness]] = defaultdict(list)
        for each in witnesses:
            self._expect(each)
        self._compare(0, START)

    def portions(self) -> Iterator[int]:
        """Yields the number of the last entry checked, after each portion."""
        while self._walk():
            yield self.number
        self._end()

    def report(self) -> Report:
        number, at = (self._newest.number, self._newest.at.isoformat()) if self._newest else (None, None)
        counts = (self.number, self._erased, self._signed, self._unsigned)
        return Report(*counts, number, at, self._findings, self._more)

    def _expect(self, each: Witness | Doubtful) -> None:
        if isinstance(each, Doubtful):
            self._find("forged", each.number, text=each.place)
            return
        self._expected[each.number].append(each)
        self._signed += each.signed
        self._unsigned += not each.signed
        if each.signed and (self._newest is None or each.at > self._newest.at):
            self._newest = each

    def _walk(self) -> bool:
        """Check the next portion. What was written meanwhile is checked, too: the head is asked after the last row."""
        found = self._portion()
        if not found and self._head_number() > self.number:
            found = self._portion()
        for number, hash, row in found:
            self._step(number, hash, row)
        return bool(found)

    def _step(self, number: int, hash: str, row: Any | None) -> None:
        known = number == self.number + 1
        if not known:
            self._find("missing", self.number + 1, number - 1)
        if row is None:
            self._find("changed", number)
        elif row.id is None:
            self._find("gone", number)
        else:
            if known and _attempt(hash_of, self._previous, number, row) != hash:
                self._find("changed", number)
            self._check_values(number, row)
        self._compare(number, hash)
        self.number, self._previous = number, hash

    def _check_values(self, number: int, row: Any) -> None:
        if row.salt is None:
            self._erased += bool(row.values_digest)
        elif not row.values_digest:
            self._find("added", number)
        elif _attempt(digest, row.salt, row.said) != row.values_digest:
            self._find("values", number)

    def _compare(self, number: int, hash: str) -> None:
        others = [each for each in self._expected.pop(number, ()) if each.hash != hash]
        if others:
            self._find("rewritten", number, text=_moment(others[0]))

    def _end(self) -> None:
        """What only the whole of it shows: entries outside of the chain, the head, heads of entries that are not there."""
        for (entry_id,) in db.session.execute(_strays()):
            self._find("stray", entry_id)
        head = db.session.execute(sa.select(_head.c.number, _head.c.hash)).first()
        if head is None:
            self._find("headless", self.number)
        elif head.number != self.number:
            self._find("head", head.number, self.number)
        elif head.hash != self._previous:
            self._find("head_hash", self.number)
        for number, expected in sorted(self._expected.items()):
            if number > self.number:
                self._find("cut", number, self.number, _moment(expected[0]))

    def _find(self, kind: str, number: int, other: int = 0, text: str = "") -> None:
        if len(self._findings) < MOST_FINDINGS:
            self._findings.append(Finding(kind, number, other, text))
        else:
            self._more += 1

    def _portion(self) -> list[tuple[int, str, Any | None]]:
        """Number, hash and row of the next entries; no row where it cannot even be read."""
        following = _rows().where(_chain.c.number > self.number).limit(PORTION)
        try:
            return [(row.number, row.hash, row) for row in db.session.execute(following)]
        except STRANGE:
            return [self._legible(number, hash) for number, hash in db.session.execute(_bare(following))]

    def _legible(self, number: int, hash: str) -> tuple[int, str, Any | None]:
        return number, hash, _attempt(lambda: db.session.execute(_rows().where(_chain.c.number == number)).one())

    def _head_number(self) -> int:
        return db.session.scalar(sa.select(_head.c.number)) or 0


def _rows() -> sa.Select:
    values = _values.c.salt, _values.c["values"].label("said")
    joined = _chain.outerjoin(_entry, _entry.c.id == _chain.c.entry_id).outerjoin(
        _values, _values.c.entry_id == _entry.c.id
    )
    return sa.select(_chain.c.number, _chain.c.hash, _entry, *values).select_from(joined).order_by(_chain.c.number)


def _bare(rows: sa.Select) -> sa.Select:
    return rows.with_only_columns(_chain.c.number, _chain.c.hash)


def _strays() -> sa.Select:
    chained = sa.exists().where(_chain.c.entry_id == _entry.c.id)
    return sa.select(_entry.c.id).where(~chained).order_by(_entry.c.id)


def _attempt(make, *arguments) -> Any | None:
    try:
        return make(*arguments)
    except STRANGE:
        return None


def _moment(witness: Witness) -> str:
    return witness.at.isoformat() if witness.at else ""
