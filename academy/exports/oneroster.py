"""The register as OneRoster 1.2 CSV files in a zip, for systems that keep rosters and gradebooks.

A cohort's course is a class, with one line item: the course as a whole. Ids stay the same from export to export.
"""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from academy.cohorts.models import Assignment, Cohort
from academy.db import db
from academy.exports.csv import neutral
from academy.records.columns import Row

MIMETYPE = "application/zip"
ORG, CATEGORY = "academy", "category-course"
BULK = ("sourcedId", "status", "dateLastModified")  # the latter two stay empty in a bulk file
HEADERS = {
    "academicSessions": (*BULK, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "categories": (*BULK, "title", "weight"),
    "classes": (
        *BULK, "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId",
        "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "courses": (
        *BULK, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes",
    ),
    "enrollments": (
        *BULK, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate",
    ),
    "lineItems": (
        *BULK, "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId",
        "academicSessionSourcedId", "resultValueMin", "resultValueMax", "schoolSourcedId",
    ),
    "orgs": (*BULK, "name", "type", "identifier", "parentSourcedId"),
    "results": (
        *BULK, "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment", "textScore",
        "classSourcedId", "inProgress", "incomplete", "late", "missing",
    ),
    "roles": (
        *BULK, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId",
    ),
    "users": (
        *BULK, "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email",
        "sms", "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "preferredGivenName",
        "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
    ),
}  # fmt: skip
ABSENT = (
    "classResources", "courseResources", "demographics", "lineItemLearningObjectiveIds", "lineItemScoreScales",
    "resources", "resultLearningObjectiveIds", "resultScoreScales", "scoreScales", "userProfiles", "userResources",
)  # fmt: skip


@dataclass
class Class:
    """What its enrolments say of a course for a cohort."""

    course: str
    title: str
    cohort: str
    began: date
    due: date | None
    years: set[int] = field(default_factory=set)


def package(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """In flat memory: each file is written to the disk first."""
    with ExitStack() as stack:
        tables = {name: _Table(stack, header) for name, header in HEADERS.items()}
        classes: dict[str, Class] = {}
        _write_rows(tables, rows, classes, zone)
        _write_rest(tables, classes)
        archive = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            zipped.writestr("manifest.csv", _manifest())
            for name, table in tables.items():
                table.copy_to(zipped, f"{name}.csv")
        archive.seek(0)
        while piece := archive.read(1 << 16):
            yield piece


class _Table:
    """A file by its header: cells are given by name, the others stay empty."""

    def __init__(self, stack: ExitStack, header: tuple[str, ...]):
        self.file = stack.enter_context(tempfile.TemporaryFile())
        self.text = io.TextIOWrapper(self.file, encoding="utf-8", newline="", write_through=False)
        self.writer = csv.DictWriter(self.text, header, restval="")
        self.writer.writeheader()

    def add(self, **cells) -> None:
        self.writer.writerow({name: neutral(cell) if isinstance(cell, str) else cell for name, cell in cells.items()})

    def copy_to(self, zipped: zipfile.ZipFile, name: str) -> None:
        self.text.flush()
        self.file.seek(0)
        with zipped.open(name, "w", force_zip64=True) as target:
            while piece := self.file.read(1 << 20):
                target.write(piece)


def _write_rows(tables: dict[str, _Table], rows: Iterable[Row], classes: dict[str, Class], zone: ZoneInfo) -> None:
    cohorts = dict(db.session.execute(sa.select(Cohort.name, Cohort.id)).all())
    given = db.session.execute(sa.select(Assignment.course, Assignment.cohort_id, Assignment.due_on))
    due = {f"class-{course}-{cohort}": day for course, cohort, day in given}  # of a row, it may be one learner's own
    last = None
    for row in rows:
        if row.person_id != last:
            _add_person(tables, row)
            last = row.person_id
        name = f"class-{row.course}-{cohorts.get(row.cohort, 'none')}"
        _note_class(classes, name, row, zone, due.get(name))
        _add_enrollment(tables, row, name, zone)


def _add_person(tables: dict[str, _Table], row: Row) -> None:
    """People have one name here, and the last word is the family's to those who need one; a single word is both."""
    given, _space, family = row.name.rpartition(" ")
    person = f"person-{row.person_id}"
    tables["users"].add(
        sourcedId=person,
        enabledUser="true",
        username=row.email or person,
        givenName=given or family,
        familyName=family,
        identifier=row.personal_number,
        email=row.email,
        primaryOrgSourcedId=ORG,
    )
    tables["roles"].add(
        sourcedId=f"role-{row.person_id}", userSourcedId=person, roleType="primary", role="student", orgSourcedId=ORG
    )


def _note_class(classes: dict[str, Class], name: str, row: Row, zone: ZoneInfo, due: date | None) -> None:
    began = row.enrolled_at.astimezone(zone).date()
    known = classes.setdefault(name, Class(row.course, row.course_title, row.cohort, began, due))
    known.began = min(known.began, began)
    known.years.add(began.year)


def _add_enrollment(tables: dict[str, _Table], row: Row, name: str, zone: ZoneInfo) -> None:
    student = f"person-{row.person_id}"
    tables["enrollments"].add(
        sourcedId=f"enrollment-{row.person_id}-{row.course}",
        classSourcedId=name,
        schoolSourcedId=ORG,
        userSourcedId=student,
        role="student",
        beginDate=row.enrolled_at.astimezone(zone).date(),
    )
    if row.completed_at:
        tables["results"].add(
            sourcedId=f"result-{row.person_id}-{row.course}",
            lineItemSourcedId=f"item-{name}",
            studentSourcedId=student,
            classSourcedId=name,
            scoreStatus="fully graded",
            score="" if row.score is None else row.score,
            textScore=row.result,
            scoreDate=row.completed_at.astimezone(zone).date(),
        )


def _write_rest(tables: dict[str, _Table], classes: dict[str, Class]) -> None:
    tables["orgs"].add(sourcedId=ORG, name=current_app.config["NAME"], type="school")
    tables["categories"].add(sourcedId=CATEGORY, title="Course")
    for year in sorted({year for each in classes.values() for year in each.years}):
        tables["academicSessions"].add(
            sourcedId=f"year-{year}",
            title=str(year),
            type="schoolYear",
            startDate=date(year, 1, 1),
            endDate=date(year + 1, 1, 1),  # the first day that is no part of it
            schoolYear=year,
        )
    for course, title in {each.course: each.title for each in classes.values()}.items():
        tables["courses"].add(sourcedId=f"course-{course}", title=title, courseCode=course, orgSourcedId=ORG)
    for name, each in classes.items():
        _add_class(tables, name, each)


def _add_class(tables: dict[str, _Table], name: str, each: Class) -> None:
    tables["classes"].add(
        sourcedId=name,
        title=f"{each.title}: {each.cohort}" if each.cohort else each.title,
        courseSourcedId=f"course-{each.course}",
        classType="scheduled",
        schoolSourcedId=ORG,
        termSourcedIds=",".join(f"year-{year}" for year in sorted(each.years)),
    )
    tables["lineItems"].add(
        sourcedId=f"item-{name}",
        title=each.title,
        assignDate=each.began,
        dueDate=each.due or date(max(each.years), 12, 31),
        classSourcedId=name,
        categorySourcedId=CATEGORY,
        academicSessionSourcedId=f"year-{max(each.years)}",
        resultValueMin=0,
        resultValueMax=100,
        schoolSourcedId=ORG,
    )


def _manifest() -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.2")])
    modes = {**dict.fromkeys(HEADERS, "bulk"), **dict.fromkeys(ABSENT, "absent")}
    writer.writerows((f"file.{name}", modes[name]) for name in sorted(modes))
    writer.writerows([("source.systemName", current_app.config["NAME"]), ("source.systemCode", "academy")])
    return text.getvalue()
