"""Everything that is kept of a person, as a zip: written by a job for whoever may ask for it, and kept like other results."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from academy import audit, clock, exports, jobs, languages
from academy.access import ROLES
from academy.accounts.models import Person
from academy.db import db
from academy.exports import csv
from academy.jobs import results
from academy.jobs.models import Job
from academy.privacy import beside, holdings
from academy.privacy.holdings import Holding
from academy.records.models import Enrolment, Result

JOB = "export-person"
SHOWN = 200  # rows of a kind in the page; the files have all
RESULTS = ("course", "activity", "attempt", "revision", "score", "passed", "provisional", "recorded_at")


class Part(NamedTuple):
    """A kind of data in the archive; `rows` are plain values by column."""

    kind: str
    words: Any
    rows: list[dict[str, Any]]


def ask(actor: Person, person: Person) -> Job:
    """Have the archive written; asked for again before it is done, it is the same."""
    audit.note("person.exported", actor, person)
    title = f"about-{person.id}.zip"
    return jobs.enqueue(JOB, {"person": person.id}, key=f"{JOB}/{person.id}/{actor.id}", person=actor, title=title)


@jobs.does(JOB, words=_l("Gather what is kept about a person"), cancellable=True, roles=ROLES)
def write(job: Job) -> None:
    person = db.session.get(Person, job.payload["person"])
    with results.draft() as draft:
        with languages.of(job.person or person), zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, person, own=job.person_id == person.id)
        results.keep_draft(job, f"about-{person.id}-{clock.today():%Y-%m-%d}.zip", "application/zip", draft)


def _write(archive: zipfile.ZipFile, person: Person, own: bool) -> None:
    parts = []
    for holding in (each for each in holdings.to_read() if each.exported and (own or not each.secret)):
        if rows := list(_rows(archive, holding, person)):
            parts.append(Part(holding.kind, holding.words, rows))
            archive.writestr(f"{holding.kind}.json", json.dumps(rows, ensure_ascii=False, indent=1))
    for kind in beside.every():
        if named := [_put(archive, kind.kind, path) for path in kind.find(person)]:
            parts.append(Part(kind.kind, kind.words, [{"file": name} for name in named]))
    archive.writestr("results.csv", b"".join(csv.as_csv(RESULTS, _results(person), exports.zone())))
    page = current_app.jinja_env.get_template("privacy/_archive.html")
    told = {"person": person, "parts": parts, "shown": SHOWN, "at": clock.now(), "academy": current_app.config["NAME"]}
    archive.writestr("index.html", page.render(**told, locale=get_locale()))


def _rows(archive: zipfile.ZipFile, holding: Holding, person: Person) -> Iterator[dict[str, Any]]:
    """The rows as plain values; bytes go into files of their own."""
    columns = [column for column in holding.table.c if column.name not in holding.hides]
    for key in sorted(holdings.keys_of(holding, person)):
        own = sa.and_(*(column == value for column, value in zip(holding.key, key)))
        row = db.session.execute(sa.select(*columns).where(own)).one()._mapping
        yield {column.name: _plain(archive, holding, key, column.name, row[column]) for column in columns}


def _plain(archive: zipfile.ZipFile, holding: Holding, key: tuple, name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        file = f"{holding.kind}/{'-'.join(map(str, key))}.{holding.files.get(name, 'bin')}"
        archive.writestr(file, value)
        return file
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _put(archive: zipfile.ZipFile, kind: str, path: Path) -> str:
    archive.write(path, f"{kind}/{path.name}")
    return f"{kind}/{path.name}"


def _results(person: Person) -> Iterator[tuple]:
    query = sa.select(Enrolment.course, *(getattr(Result, name) for name in RESULTS[1:])).join(Result.enrolment)
    yield from db.session.execute(query.where(Enrolment.person_id == person.id).order_by(Result.id)).tuples()
