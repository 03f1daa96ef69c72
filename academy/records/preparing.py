"""Files of the register that take a while: written by a job, kept for RESULT_DAYS."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _l

from academy import clock, exports, jobs
from academy.db import begin_reading, pause
from academy.jobs import results
from academy.jobs.models import Job

from academy.records.register import Filters, Rows

KIND = "export"
LARGE = 20_000  # rows; smaller files are handed out while they are written
PAUSE = 1.0  # seconds between two reports


def prepare(person, name: str, rows: Rows) -> Job:
    """Have a file of a format written; who asks for the same one again before it is done gets the same job."""
    payload = {"format": name, "filters": _plain(rows.filters), "by": rows.by, "head": rows.head}
    same = json.dumps([person.id, name, payload["filters"]], sort_keys=True)
    key = f"{KIND}/{hashlib.sha256(same.encode()).hexdigest()[:32]}"
    return jobs.enqueue(KIND, payload, key, person=person, title=exports.FORMATS[name].file_name(clock.today()))


@jobs.does(KIND, words=_l("Prepare a file of the register"), cancellable=True, roles=("administrator",))
def write(job: Job) -> None:
    """One moment of the register; a lost worker's successor begins anew, and half a file is never kept."""
    kind, asked = exports.FORMATS[job.payload["format"]], job.payload
    name = kind.file_name(clock.today())
    with results.draft() as draft:
        with pause():
            begin_reading()
            rows = Rows(_filters(asked["filters"]), by=asked["by"], head=asked["head"])
            for piece in kind.write(replace(rows, told=_reporting(job, len(rows))), exports.zone()):
                draft.write(piece)
        results.keep_draft(job, name, kind.mimetype, draft)


def _reporting(job: Job, total: int) -> Callable[[int], None]:
    last = 0.0

    def told(count: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            jobs.report(job, min(count, total), total)

    return told


def _plain(filters: Filters) -> dict:
    return {name: str(value) for name, value in filters._asdict().items() if value}


def _filters(plain: dict) -> Filters:
    read = {"cohort": int, "since": date.fromisoformat, "until": date.fromisoformat}
    return Filters(**{name: read.get(name, str)(value) for name, value in plain.items()})
