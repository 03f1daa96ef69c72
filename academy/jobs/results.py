"""Files that jobs make: kept in the database for RESULT_DAYS, so that any machine can hand them out, whole or not at all."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, current_app, stream_with_context
from flask_babel import gettext as _
from werkzeug.http import dump_options_header

from academy import clock, jobs
from academy.db import db
from academy.jobs.models import Job, JobChunk
from academy.privacy import periods
from academy.privacy.models import Erasure

CHUNK = 256 * 1024  # bytes
PORTION = 16  # chunks in one transaction


@contextmanager
def draft() -> Iterator[IO[bytes]]:
    """A file to write in, which nothing is left of afterwards, not even when we are killed."""
    with TemporaryFile(dir=current_app.config["INSTANCE_PATH"]) as file:
        yield file


def keep(job: Job, name: str, mimetype: str, pieces: Iterable[bytes]) -> None:
    """Keep the file that these pieces make as the result of a job, which has nothing to do after it. They are asked for
    between transactions: a file that is read from the database is written to a `draft` first. Raises Failure, and the file
    is made again, when somebody was erased since it was begun."""
    db.session.execute(sa.delete(JobChunk).where(JobChunk.job_id == job.id, JobChunk.claim != job.claim))
    size, number = 0, 0
    for number, content in enumerate(_chunks(pieces), 1):
        row = {"job_id": job.id, "claim": job.claim, "number": number, "content": content}
        db.session.execute(sa.insert(JobChunk), [row])
        size += len(content)
        if number % PORTION == 0:
            jobs.progress(job, job.done, job.total)
    _refuse_the_erased(job)
    job.result = {"file": name, "mimetype": mimetype, "size": size, "chunks": number, "claim": job.claim}
    db.session.flush()


def keep_draft(job: Job, name: str, mimetype: str, file: IO[bytes]) -> None:
    """The same from a `draft`."""
    file.seek(0)
    keep(job, name, mimetype, iter(lambda: file.read(CHUNK), b""))


def file_of(job: Job) -> dict | None:
    """What there is to download: `file` (its name), `mimetype`, `size` in bytes; None before, after, or without one."""
    there = job.state == "done" and job.result and "file" in job.result and kept_until(job) > clock.now()
    return job.result if there else None


def kept_until(job: Job) -> datetime:
    return job.finished_at + _kept()


def download(job: Job, name: str = "") -> Response:
    """The file as the answer to a request, in flat memory."""
    file = file_of(job)
    headers = {
        "Content-Length": str(file["size"]),
        "Content-Disposition": _disposition(name or file["file"]),
        "Cache-Control": "private, no-store",
    }
    return Response(stream_with_context(_pieces(job.id, file)), mimetype=file["mimetype"], headers=headers)


def drop(*conditions) -> None:
    """Forget the results of the jobs that fulfil these."""
    of_these = sa.select(Job.id).where(*conditions)
    db.session.execute(sa.delete(JobChunk).where(JobChunk.job_id.in_(of_these)))
    db.session.execute(sa.update(Job).where(*conditions).values(result=None))


@jobs.does("results-forgotten", daily=True)
def forget(job) -> None:
    """Delete what was kept long enough, and what jobs left that did not come to an end."""
    drop(Job.result.is_not(None), Job.finished_at < clock.now() - _kept())
    drop(Job.state.in_(("failed", "cancelled")), Job.id.in_(sa.select(JobChunk.job_id)))


def _kept() -> timedelta:
    """As administrators have set it; for ever is a hundred years."""
    return timedelta(days=periods.days("results") or periods.MOST_DAYS)


def _refuse_the_erased(job: Job) -> None:
    """Whoever was erased meanwhile may stand in the file. An erasure that is at it is waited for; one that begins later
    finds the file."""
    since = Erasure.finished_at.is_(None) | (Erasure.finished_at >= (job.begun_at or job.created_at))
    erasures = sa.select(Erasure.finished_at).where(Erasure.person_id.is_not(None), since)
    if any(db.session.scalars(erasures.with_for_update(read=True))):
        raise jobs.Failure(_("Somebody was erased while this was made. It is made again."), "somebody was erased")


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, but for the last."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)


def _disposition(name: str) -> str:
    """To be saved under a name in any script: a header holds ASCII only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    own = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"}
    return dump_options_header("attachment", {"filename": plain, **own})


def _pieces(job_id: int, file: dict) -> Iterator[bytes]:
    for number in range(1, file["chunks"] + 1):
        content = db.session.scalar(
            sa.select(JobChunk.content).where(
                JobChunk.job_id == job_id, JobChunk.claim == file["claim"], JobChunk.number == number
            )
        )
        if content is None:
            raise LookupError(f"the result of job {job_id} was forgotten while it was read")
        db.session.rollback()  # a long download keeps nobody waiting
        yield content
