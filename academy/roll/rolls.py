"""Files of people: kept while somebody looks at what they would do; then a job does it."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, jobs
from academy.db import db, once
from academy.exports.csv import neutral
from academy.exports.reading import Row, Table
from academy.privacy import periods
from academy.roll import columns, files, known, rules, words
from academy.roll.models import Roll
from academy.roll.rules import Outcome

IMPORT = "people.import"
KEPT = timedelta(days=1)  # a file that nobody imported
MOST = 5  # such files of one person


class Busy(Exception):
    """Another file is being imported."""


class Forgotten(Exception):
    """The file is not kept any more."""


class Preview:
    """What a file would come to if it were imported now."""

    def __init__(self, table: Table, chosen: Mapping[str, str], makes_cohorts: bool, actor_id: int | None):
        self.table = table
        self.chosen = {
            column: chosen[column] for column in table.columns if column in chosen
        }  # in the file's own order
        self.clashes = columns.clashes(self.chosen)
        self.can_tell = columns.can_tell(self.chosen)
        self.headings = {field: column for column, field in self.chosen.items()}
        self.ignored = [name for name in table.columns if name not in chosen and name != columns.PROBLEM]
        self._options = makes_cohorts, actor_id

    @cached_property
    def outcomes(self) -> list[Outcome]:
        if self.clashes or not self.can_tell:
            return []
        said = [self._said(row) for row in self.table.rows]
        facts = known.of(said, *self._options)
        given = ((row.line, cells, row.too_long) for row, cells in zip(self.table.rows, said, strict=True))
        return rules.judge(given, facts)

    @property
    def counts(self) -> Counter:
        return Counter(outcome.kind for outcome in self.outcomes)

    @property
    def right(self) -> int:
        return len(self.outcomes) - self.counts[rules.WRONG]

    def of_kind(self, kind: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind == kind]

    @property
    def unknown_cohorts(self) -> list[str]:
        """Cohorts that are still to be made, if they may be: as they are first spelled."""
        by_name = {p.value.casefold(): p.value for o in self.outcomes for p in o.problems if p.code == "cohort"}
        return sorted(by_name.values())

    def problems_as_csv(self) -> bytes:
        """The rows that are wrong, in the file's own columns, each with its problem, to be mended and sent again."""
        own = [name for name in self.table.columns if name != columns.PROBLEM]
        by_line: dict[int, Row] = {row.line: row for row in self.table.rows}
        rows = (
            [*(neutral(by_line[each.line].cells[name]) for name in own), words.all_said(each.problems, self.headings)]
            for each in self.of_kind(rules.WRONG)
        )
        return files.write([*own, columns.PROBLEM], rows)

    def _said(self, row: Row) -> dict[str, str]:
        return {field: row.cells[column] for column, field in self.chosen.items() if column in row.cells}


def keep(person, name: str, data: bytes) -> Roll:
    """Keep a file that somebody brought; the same again is the same, until it is imported. Raises Unreadable."""
    table = files.read(data)
    digest = hashlib.sha256(data).hexdigest()
    waiting = sa.select(Roll).filter_by(person_id=person.id, digest=digest, applied_at=None)
    roll, _new = once(
        lambda: db.session.scalar(waiting),
        lambda: Roll(
            person_id=person.id, digest=digest, name=name[:200], data=data, chosen=columns.guess(table.columns)
        ),
    )
    roll.content, roll.encoding, roll.at = files.pack(table), table.encoding, clock.now()
    db.session.flush()
    _drop(Roll.id.in_(_beyond_the_newest(person)))
    return roll


def roll_or_404(roll_id: int) -> Roll:
    """Administrators do this work together: any of them finds any file."""
    return db.session.get(Roll, roll_id) or abort(404)


def latest(count: int = 10) -> list[Roll]:
    query = sa.select(Roll).order_by(Roll.at.desc(), Roll.id.desc()).options(sa.orm.joinedload(Roll.person))
    return list(db.session.scalars(query.limit(count)))


def preview(roll: Roll, actor_id: int | None = None) -> Preview:
    """Raises Forgotten."""
    if roll.content is None:
        raise Forgotten
    return Preview(files.unpack(roll.content), roll.chosen, roll.makes_cohorts, actor_id or roll.person_id)


def read_again(roll: Roll, encoding: str) -> None:
    """Take the file to be in another encoding. Raises Unreadable."""
    if encoding == roll.encoding or not roll.encoding:
        return
    table = files.read(roll.data, encoding)
    roll.content, roll.encoding = files.pack(table), table.encoding
    roll.chosen = columns.guess(table.columns)
    db.session.flush()


def choose(roll: Roll, chosen: Mapping[str, str], makes_cohorts: bool) -> None:
    """Say what the columns are, and whether unknown cohorts shall be made."""
    roll.chosen = {column: field for column, field in chosen.items() if field in columns.FIELDS}
    roll.makes_cohorts = makes_cohorts
    db.session.flush()


def apply(actor, roll: Roll, whole: bool, invites: bool = False) -> None:
    """Have a job import the file. To ask twice is to ask once. Raises Busy, Forgotten."""
    db.session.refresh(roll, with_for_update={"of": Roll})
    if roll.applied_at:
        return
    if roll.content is None:
        raise Forgotten
    job = jobs.enqueue(IMPORT, {"roll": roll.id}, key=IMPORT, person=actor, title=roll.name)
    if job.payload.get("roll") != roll.id:
        raise Busy
    roll.applied_at, roll.whole, roll.invites, roll.job_id = clock.now(), whole, invites, job.id
    roll.person_id = actor.id
    audit.note("roll.applied", actor, roll)
    db.session.flush()


@jobs.does("rolls-forgotten", daily=True)
def forget(job) -> None:
    """What nobody imported goes after a day; of what was imported stays what came of it, and not who was in it."""
    _drop(Roll.applied_at.is_(None), Roll.at < clock.now() - KEPT)
    if over := periods.before("uploads"):
        stale = sa.update(Roll).where(Roll.finished_at < over, Roll.content.is_not(None))
        db.session.execute(stale.values(data=None, content=None).execution_options(synchronize_session=False))


def _beyond_the_newest(person) -> sa.Select:
    own = sa.select(Roll.id).where(Roll.person_id == person.id, Roll.applied_at.is_(None))
    return own.order_by(Roll.at.desc(), Roll.id.desc()).offset(MOST).limit(1000)


def _drop(*conditions) -> None:
    gone = sa.delete(Roll).where(Roll.applied_at.is_(None), *conditions)
    db.session.execute(gone.execution_options(synchronize_session=False))
