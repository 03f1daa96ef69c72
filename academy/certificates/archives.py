"""Archives: every document of a course and cohort in one zip, made by a job, kept for RESULT_DAYS."""

import shutil
import unicodedata
import zipfile
from dataclasses import astuple, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import IO

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import addresses, audit, clock, editions, exports, jobs, languages
from academy.accounts.models import Person
from academy.certificates import bulk
from academy.certificates.models import Certificate
from academy.cohorts.models import Assignment
from academy.db import db, pause
from academy.exports import csv
from academy.jobs import results
from academy.jobs.models import Job

PACK = "archive"  # kind of job
PORTION = 50  # documents in memory at a time
LONGEST = 120  # bytes of a name in a file name: file systems take 255 in all
FORBIDDEN = set('/\\:*?"<>|')  # somewhere


class NothingDrawn(Exception):
    """No document of this course is there yet."""


@dataclass(frozen=True)
class Entry:
    """A line of the index. `valid_until` is None for ever; `file` is the name in the archive."""

    serial: str
    name: str
    second_name: str
    course: str
    completed_on: date
    issued_on: date
    valid_until: date | None
    status: str
    verify_url: str
    file: str


COLUMNS = tuple(field.name for field in dataclass_fields(Entry))


def prepare(actor, given: Assignment) -> Job:
    """Have the archive made. Who asks again before it is there gets the same job."""
    if not bulk.drawing(given).ready:
        raise NothingDrawn
    audit.note("certificates.archived", actor, given.cohort, reason=given.course)
    payload = {"cohort": given.cohort_id, "course": given.course, "actor": actor.id}
    return jobs.enqueue(PACK, payload, bulk.job_key(PACK, given), person=actor, title=bulk.title(given))


def newest(given: Assignment) -> Job | None:
    """The job of the last archive that was asked for; its `state_kept` counts documents that are in it, and missing."""
    return bulk.newest_job(PACK, given)


def file_name(serial: str, name: str) -> str:
    """Of a document; its serial makes it the only one."""
    return f"{serial} {_safe(name)}".rstrip() + ".pdf"


def download_name(given: Assignment) -> str:
    return f"{given.course} {_safe(given.cohort.name)}".rstrip() + ".zip"


@jobs.does(PACK, words=_l("Put the certificates of a cohort in a zip"), cancellable=True, roles=("administrator",))
def pack(job) -> None:
    """After a lost worker the next one begins anew: all of it takes seconds."""
    given = db.session.get(Assignment, (job.payload["cohort"], job.payload["course"]))
    with results.draft() as draft:
        with languages.of(db.session.get(Person, job.payload["actor"])):
            entries = _write(job, given, draft)
        missing = bulk.drawing(given).held - len(entries)
        jobs.progress(job, len(entries), len(entries), documents=len(entries), missing=missing)
        results.keep_draft(job, download_name(given), "application/zip", draft)
    results.drop(Job.key == job.key, Job.id < job.id)


@jobs.does("archives-forgotten", daily=True)
def forget(job) -> None:
    """Delete what earlier versions of the program kept in a folder: it holds personal data of many."""
    shutil.rmtree(current_app.config["INSTANCE_PATH"] / "archives", ignore_errors=True)


def _write(job, given: Assignment, draft: IO[bytes]) -> list[Entry]:
    """The documents in portions and in flat memory, then their index. PDFs are compressed as they are."""
    query = bulk.held(given).where(Certificate.document_digest.is_not(None))
    query = query.options(sa.orm.undefer(Certificate.document)).order_by(Certificate.id).limit(PORTION)
    total, entries, after, portion = bulk.drawing(given).ready, [], 0, [...]
    with zipfile.ZipFile(draft, "w") as archive:
        while portion:
            with pause():
                portion = db.session.scalars(query.where(Certificate.id > after)).all()
                for certificate in portion:
                    entries.append(_entry(certificate))
                    archive.writestr(_member(entries[-1].file, certificate.issued_on), certificate.document)
                    after = certificate.id
            jobs.progress(job, len(entries), max(total, len(entries)))
        entries.sort(key=lambda entry: (entry.name.casefold(), entry.serial))
        for name, text in _about(given, entries).items():
            archive.writestr(_member(name, clock.today()), text)
    return entries


def _safe(text: str) -> str:
    """As the end of a file name that every file system takes, and every eye."""
    told = unicodedata.normalize("NFC", text)
    seen = "".join(" " if char in FORBIDDEN or unicodedata.category(char)[0] in "CZ" else char for char in told)
    return " ".join(seen.split()).encode()[:LONGEST].decode(errors="ignore").rstrip(" .")


def _entry(certificate: Certificate) -> Entry:
    fields = certificate.fields
    return Entry(
        serial=certificate.serial,
        name=fields["name"],
        second_name=fields["second_name"],
        course=fields["course_title"],
        completed_on=certificate.completed_on,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        status=certificate.status,
        verify_url=fields["verify_url"],
        file=file_name(certificate.serial, fields["name"]),
    )


def _member(name: str, day: date) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (*day.timetuple()[:3], 0, 0, 0))
    member.external_attr = 0o644 << 16
    return member


def _about(given: Assignment, entries: list[Entry]) -> dict[str, bytes]:
    """The index for people and for spreadsheets, and what this is, by name of file."""
    lines = _lines(given, entries)
    index = current_app.jinja_env.get_template("bulk/_index.html")
    html = index.render(entries=entries, lines=lines, locale=get_locale())
    return {
        "index.html": html.encode(),
        "index.csv": b"".join(csv.as_csv(COLUMNS, map(astuple, entries), exports.zone())),
        "README.txt": ("\n\n".join(lines) + "\n").encode(),
    }


def _lines(given: Assignment, entries: list[Entry]) -> list[str]:
    edition = editions.published("course", given.course)
    certificates = ngettext("%(num)s certificate", "%(num)s certificates", len(entries))
    course, checked_at = edition.title if edition else given.course, addresses.to("verify.form")
    return [
        f"{course}, {given.cohort.name}: {certificates}, {format_date(clock.today(), 'd MMMM y')}",
        _("Each PDF is signed and carries its credential: a PDF reader says whether it was altered."),
        _("Whether it still stands is said at %(address)s, for a file, a QR code or a serial.", address=checked_at),
        _("This holds personal data. Keep it where nobody else can read it, and delete it when it has served."),
    ]
