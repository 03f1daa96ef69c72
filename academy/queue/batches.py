"""Batches: many judgements of one instructor at once. They are looked at first, then kept by a job, one by one; what
changed in the meantime is refused and named."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import abort
from flask_babel import lazy_gettext as _l

from academy import audit, clock, jobs
from academy.accounts.models import Person
from academy.db import db
from academy.home import Part
from academy.jobs.models import Job
from academy.queue.models import Batch

MOST = 500  # judgements in one batch
JOB = "review-batch"
NOT_ENTITLED = "not_entitled"
CANCELLED = "cancelled"
PROBLEMS = {
    NOT_ENTITLED: _l("The one in whose name it was to be judged was no instructor any more when its turn came."),
    CANCELLED: _l("The work was cancelled before its turn came."),
}


class Preview(NamedTuple):
    """What a batch would come to if it were kept now: how many of its rows are `sound`, the others as (row, code of the
    problem), what it comes to as (label, value) pairs, and what it changes, as a Part."""

    sound: int
    refused: list[tuple[int, str]]
    facts: list[tuple[Any, int]]
    changes: Part


@dataclass(frozen=True)
class Judges:
    """What a source of the queue knows of batches of its work.

    `judge(person, row)` keeps one judgement in somebody's name and gives the code of why it was refused, or nothing;
    `preview(batch)` says what they come to; `problems` are the words for the codes. A row is a mapping that JSON can
    hold; its `row` is where its author finds it: the line of the sheet, or the place in the list.
    """

    judge: Callable[[Person, Mapping], str]
    preview: Callable[[Batch], Preview]
    problems: Mapping[str, Any]


_judges: dict[str, Judges] = {}


def provide(source: str, judges: Judges) -> None:
    """A source of the queue lets its work be judged in batches."""
    _judges[source] = judges


def make(person, source: str, kind: str, rows: Iterable[Mapping], name: str = "") -> Batch:
    """Prepare a batch; nothing is judged yet."""
    made = Batch(person_id=person.id, kind=kind, name=name[:200], rows=[{**row, "source": source} for row in rows])
    db.session.add(made)
    db.session.flush()
    return made


def naming(key: str, ids: Collection[int]) -> list[int]:
    """The batches with a row that says one of these numbers under a key, such as that of a text."""
    rows = db.session.execute(sa.select(Batch.id, Batch.rows))
    return [batch_id for batch_id, judged in rows if any(row.get(key) in ids for row in judged)]


def batch_or_404(person, batch_id: int) -> Batch:
    batch = db.session.get(Batch, batch_id)
    return batch if batch and batch.person_id == person.id else abort(404)


def preview(batch: Batch) -> Preview:
    return _judges[batch.source].preview(batch)


def problems(batch: Batch) -> Mapping[str, Any]:
    """Why rows of this batch can be refused, in words by code."""
    return {**PROBLEMS, **_judges[batch.source].problems}


def apply(batch: Batch) -> None:
    """Let a job judge what the batch says. Twice is once."""
    db.session.refresh(batch, with_for_update={"of": Batch})
    if batch.applied_at is None:
        batch.applied_at = clock.now()
        jobs.enqueue(JOB, {"batch": batch.id}, key=f"{JOB}/{batch.id}", person=batch.person, title=batch.name)


@jobs.does(JOB, words=_l("Keep several judgements"), cancellable=True, roles=("instructor",))
def _apply(job: Job) -> None:
    """Judge row by row, each with its own commit: who comes back after an interruption goes on where it was. Whoever is
    no instructor any more when a row's turn comes judges nothing from there on."""
    batch = db.session.get(Batch, job.payload["batch"])
    judges = _judges[batch.source]
    for place in range(batch.done, len(batch.rows)):
        if not _entitled(batch.person):
            _stop(batch, NOT_ENTITLED)
            break
        code = judges.judge(batch.person, batch.rows[place])
        batch.kept += not code
        batch.refused = [*batch.refused, *([[batch.rows[place]["row"], code]] if code else [])]
        batch.done = place + 1
        jobs.progress(job, batch.done, len(batch.rows))
    batch.finished_at = clock.now()


@jobs.undoes(JOB)
def _cancelled(job: Job) -> None:
    """What was judged stays so."""
    batch = db.session.get(Batch, job.payload["batch"])
    _stop(batch, CANCELLED)
    batch.finished_at = clock.now()


def _entitled(person: Person) -> bool:
    """Whether somebody may judge now: hours can lie between the request and the job."""
    db.session.refresh(person, ["role", "active"])
    return person.active and person.role == "instructor"


def _stop(batch: Batch, why: str) -> None:
    """Refuse all that is left."""
    left = batch.rows[batch.done :]
    batch.refused = [*batch.refused, *([row["row"], why] for row in left)]
    batch.done = len(batch.rows)
    audit.note("batch.stopped", batch.person, batch, reason=f"{len(left)} rows: {why}")
