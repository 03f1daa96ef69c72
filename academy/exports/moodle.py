"""The register as the files that Moodle's gradebook and completion report give, for where grades cannot be sent.

One line for each person, and columns for each course: Moodle's own names of columns, which its import knows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from academy import clock
from academy.db import db
from academy.exports import csv
from academy.lti import targets
from academy.lti.targets import Standing
from academy.records.models import Enrolment, Result
from academy.records.columns import Row

BATCH = 200
PEOPLE = ("First name", "Last name", "ID number", "Institution", "Department", "Email address")
DOWNLOADED = "Last downloaded from this course"  # the last column of Moodle's own file, in seconds since 1970


@dataclass
class Line:
    """A person, with what they came to: standings by course and part, moments of passing by course and activity."""

    row: Row
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)
    passed_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    completed_at: dict[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    course: str
    part: str
    title: str


def grades(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """As grade/export: points of 100 for each activity and for each course, empty where there is nothing final."""
    rows = list(rows)
    columns = _columns(rows)
    names = [f"{column.title} (Real)" for column in columns]
    downloaded = int(clock.now().timestamp())
    cells = ([*_person(line.row), *_points(line, columns), downloaded] for line in _lines(rows))
    return csv.as_csv([*PEOPLE, *map(csv.neutral, names), DOWNLOADED], cells, zone)


def completions(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """As report/completion: the state of each activity and its day, and when each course was completed."""
    rows = list(rows)
    columns = _columns(rows)
    courses = [column for column in columns if not column.part]
    names = ["ID", "Name", "Email address"]
    for column in columns:
        names += [column.title, f"{column.title} - Completion date"] if column.part else []
    names += ["Course complete" if len(courses) == 1 else f"{course.title} - Course complete" for course in courses]
    cells = (_completion(line, columns, courses) for line in _lines(rows))
    return csv.as_csv(list(map(csv.neutral, names)), cells, zone)


def _person(row: Row) -> tuple[str, ...]:
    """People have one name here. Moodle has two: the last word is the second, as it takes them apart itself."""
    first, _space, last = row.name.rpartition(" ")
    return (
        first or last,
        last if first else "",
        row.personal_number,
        current_app.config["NAME"],
        row.service,
        row.email or "",
    )


def _points(line: Line, columns: list[Column]) -> list[float | None]:
    found = [line.standings.get((column.course, column.part)) for column in columns]
    return [standing.score if standing else None for standing in found]


def _completion(line: Line, columns: list[Column], courses: list[Column]) -> list:
    cells = [line.row.personal_number, line.row.name, line.row.email or ""]
    for column in columns:
        if column.part:
            standing = line.standings.get((column.course, column.part))
            cells += [_state(standing, column), line.passed_at.get((column.course, column.part))]
    return cells + [line.completed_at.get(course.course) for course in courses]


def _state(standing: Standing | None, column: Column) -> str:
    """In the words of Moodle's report in English, which other systems look for."""
    if standing is None or standing.passed is None:
        return "Not completed"
    if column.part.startswith("lesson/"):
        return "Completed"
    return "Completed (achieved pass grade)" if standing.passed else "Completed (did not achieve pass grade)"


def _columns(rows: list[Row]) -> list[Column]:
    """The activities of the courses in their order, each course's own after them."""
    courses = dict.fromkeys(row.course for row in rows)
    titles = {row.course: row.course_title for row in rows}
    found = []
    for course in courses:
        whole = targets.find(course, "")
        before = f"{titles[course]}: " if len(courses) > 1 else ""
        inside = [each for module in whole.inside for each in module.inside] if whole else []
        found += [Column(course, each.part, before + each.title) for each in inside]
        found.append(Column(course, "", titles[course]))
    return found


def _lines(rows: list[Row]) -> Iterator[Line]:
    """The rows of each person together, in the order of the register."""
    people: dict[int, list[Row]] = {}
    for row in rows:
        people.setdefault(row.person_id, []).append(row)
    everybody = list(people.values())
    for first in range(0, len(everybody), BATCH):
        yield from _with_standings(everybody[first : first + BATCH])


def _with_standings(people: list[list[Row]]) -> Iterable[Line]:
    lines = {own[0].person_id: Line(own[0]) for own in people}
    wanted = {(row.person_id, row.course) for own in people for row in own}
    query = sa.select(Enrolment).where(Enrolment.person_id.in_(lines))
    enrolments = [each for each in db.session.scalars(query) if (each.person_id, each.course) in wanted]
    for enrolment, parts in targets.shelf().standings(enrolments).items():
        line = lines[enrolment.person_id]
        line.completed_at[enrolment.course] = enrolment.completed_at
        line.standings |= {(enrolment.course, part): standing for part, standing in parts.items()}
    _note_moments(lines, {enrolment.id: enrolment for enrolment in enrolments})
    return lines.values()


def _note_moments(lines: dict[int, Line], enrolments: dict[int, Enrolment]) -> None:
    """When each activity was passed first."""
    query = sa.select(Result.enrolment_id, Result.activity, sa.func.min(Result.recorded_at)).where(
        Result.enrolment_id.in_(enrolments), Result.passed, Result.provisional.is_(False)
    )
    for enrolment_id, activity, moment in db.session.execute(query.group_by(Result.enrolment_id, Result.activity)):
        enrolment = enrolments[enrolment_id]
        standing = lines[enrolment.person_id].standings.get((enrolment.course, activity))
        if standing and standing.passed:
            lines[enrolment.person_id].passed_at[enrolment.course, activity] = moment
