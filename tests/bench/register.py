"""A register of any size for the bench: people, courses, enrolments, standings and certificates, made by SQL alone."""

import json

import sqlalchemy as sa

from academy import editions
from academy.accounts import service_groups
from academy.db import begin_writing, db

COURSES = 10
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, {last}))",
}
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-01', '+' || ({seconds}) || ' seconds')",
    "postgresql": "(timestamptz '2026-01-01 00:00:00Z' + ({seconds}) * interval '1 second')",
}
PRINTED = {
    "name": "Zarnab Noorpuri", "second_name": "", "second_language": "", "service_group": "", "personal_number": "",
    "course_title": "Official online", "course_code": "OO-1", "hours": 6.0, "competencies": ["Reads before replying"],
    "issuer": "Example Academy", "programme": "", "signatories": [["F. Example", "Director General"]], "serial": "B000-0000-0000-0",
    "language": "en", "completed_on": "2026-03-01", "issued_on": "2026-03-01", "valid_until": None, "score": 81.5,
    "verify_url": "https://academy.example/verify/B000-0000-0000-0",
}  # fmt: skip


def fill(rows: int) -> None:
    """Enrol rows / 10 learners in ten courses; two in three have completed, one in nine of those has no certificate."""
    begin_writing()
    service_groups.add_missing()
    there = [(course.slug, course.id) for course in editions.all_published("course")][:COURSES]
    there += [(f"course-{number}", there[0][1]) for number in range(COURSES - len(there))]
    first = db.session.scalar(sa.text("SELECT coalesce(max(id), 0) FROM person"))
    _cohorts()
    _people(rows // COURSES)
    for number, (slug, edition) in enumerate(there):
        _enrolments(first, number, slug, edition)
    _certificates()
    _standings()
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _cohorts() -> None:
    say("{numbers} INSERT INTO cohort (id, name) SELECT 100000 + n, 'Batch ' || n FROM numbers", last=40)


def _people(count: int) -> None:
    columns = "email, name, second_name, second_script, role, service_code, personal_number, language,"
    say(
        f"{{numbers}} INSERT INTO person ({columns} active, anonymous, demo, created_at)"
        " SELECT 'officer-' || n || '@example.org', CASE WHEN n % 50 = 0 THEN 'Noorpuri, \"N\" ' || n"
        " ELSE 'Zarnab Noorpuri ' || n END, 'زرناب نورپوری', 'ur', 'learner',"
        " (SELECT code FROM service_group ORDER BY code LIMIT 1), '00' || n, '', true, false, false, {moment}"
        " FROM numbers",
        last=count,
        seconds="n",
    )


def _enrolments(first: int, number: int, slug: str, edition: int) -> None:
    say(
        "INSERT INTO enrolment (person_id, course, cohort_id, edition_id, enrolled_at, started_at, completed_at, score)"
        " SELECT id, '{slug}', 100001 + id % 40, CASE WHEN (id + {number}) % 9 > 0 THEN {edition} END, {enrolled},"
        " CASE WHEN (id + {number}) % 9 > 0 THEN {started} END, CASE WHEN (id + {number}) % 9 > 2 THEN {completed} END,"
        " CASE WHEN (id + {number}) % 9 > 2 THEN 60 + (id % 160) / 4.0 END FROM person WHERE id > {first} ORDER BY id",
        first=first,
        number=number,
        slug=slug,
        edition=edition,
        enrolled=moment(f"id % 20000 * 600 + {number}"),
        started=moment(f"id % 20000 * 600 + {number} * 86400 + 3600"),
        completed=moment(f"id % 20000 * 600 + {number} * 86400 + 7200"),
    )


def _certificates() -> None:
    say(
        "INSERT INTO certificate (serial, person_id, enrolment_id, edition_id, course, fields, issued_at, revoked_reason,"
        " superseded_reason) SELECT 'B' || id, person_id, id, edition_id, course, '{fields}', completed_at, '', ''"
        " FROM enrolment WHERE completed_at IS NOT NULL AND id % 9 > 0",
        fields=json.dumps(PRINTED),
    )


def _standings() -> None:
    say(
        "INSERT INTO standing (enrolment_id, attempts, awaiting, failing, best_score, last_score, markers, moderated,"
        " certificate_id) SELECT e.id, e.id % 7, e.completed_at IS NULL AND e.id % 5 = 0, e.id % 3 = 0,"
        " 60 + (e.person_id % 160) / 4.0, 60 + (e.person_id % 160) / 4.0, CASE WHEN e.id % 4 = 0 THEN CAST(e.id % 30 + {first} AS text)"
        " ELSE '' END, e.id % 11 = 0, c.id FROM enrolment e LEFT JOIN certificate c ON c.enrolment_id = e.id"
        " WHERE e.started_at IS NOT NULL",
        first=db.session.scalar(sa.text("SELECT min(id) FROM person")),
    )


def moment(seconds: str) -> str:
    return MOMENT[db.engine.dialect.name].format(seconds=seconds)


def say(statement: str, last: int = 0, seconds: str = "0", **values) -> None:
    kind = db.engine.dialect.name
    statement = statement.replace("{numbers}", NUMBERS[kind].format(last=last))
    statement = statement.replace("{moment}", moment(seconds))
    for name, value in values.items():
        statement = statement.replace(f"{{{name}}}", str(value))
    db.session.connection().exec_driver_sql(statement.replace("%", "%%") if kind == "postgresql" else statement)
