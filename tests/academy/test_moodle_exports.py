"""The register as Moodle's gradebook and completion report would write it."""

import csv
import io

import pytest
import sqlalchemy as sa
import time_machine

from academy import records
from tests import factories
from tests.commands import typed

TWO = """
    kind: course
    title: Two things
    code: TT-1
    summary: Made for the suite.
    hours: 1
    competencies: [Reads]
    rules: land
    modules:
      - slug: first
        title: First
        summary: First.
        activities:
          - {type: lesson, slug: read, title: Read this, minutes: 5, body: Words.}
          - type: quiz
            slug: check
            title: "=Check yourself"
            minutes: 5
            questions:
              - {type: ordering, slug: o, prompt: P, steps: [a, b, c], feedback: F}
"""


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


@pytest.fixture
def course(session):
    factories.rules()
    return factories.edition("two", TWO)


@pytest.fixture
def dina(course):
    """Somebody who has passed both things, at a quarter past one in the night where the academy is."""
    with time_machine.travel("2026-11-09T20:15:30Z", tick=False):
        person = factories.learner(name="Dina Bint Karim", email="dina@example.org", personal_number="0007")
        enrolment = factories.started(person, "two")
        records.record(enrolment, "lesson/read", attempt=1, edition=course, score=None, passed=True)
        records.record(enrolment, "quiz/check", attempt=1, edition=course, score=81.5, passed=True)
        return enrolment


def rows(client, name):
    answer = client.get(f"/records/export.{name}", buffered=True)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_grades_have_the_columns_that_moodles_gradebook_knows(office, dina):
    (row,) = rows(office, "moodle-grades")

    assert list(row) == [
        "First name", "Last name", "ID number", "Institution", "Department", "Email address",
        "Read this (Real)", "'=Check yourself (Real)", "Two things (Real)", "Last downloaded from this course",
    ]  # fmt: skip
    assert (row["First name"], row["Last name"], row["ID number"]) == ("Dina Bint", "Karim", "0007")
    assert row["Email address"] == "dina@example.org"
    assert (row["'=Check yourself (Real)"], row["Two things (Real)"]) == ("81.5", "81.5")
    assert row["Last downloaded from this course"].isdigit()


def test_what_is_not_final_is_empty(office, course):
    enrolment = factories.started(factories.learner(name="Ada"), "two")
    records.record(enrolment, "quiz/check", attempt=1, edition=course, score=90, passed=True, provisional=True)

    (row,) = rows(office, "moodle-grades")
    (state,) = rows(office, "moodle-completion")

    assert (row["First name"], row["Last name"]) == ("Ada", "")
    assert row["'=Check yourself (Real)"] == row["Two things (Real)"] == ""
    assert state["'=Check yourself"] == "Not completed" and state["Course complete"] == ""


def test_completion_has_a_state_and_a_day_for_each_activity(office, dina, course):
    failed = factories.started(factories.learner(name="Zed"), "two")
    records.record(failed, "quiz/check", attempt=1, edition=course, score=10, passed=False)

    first, second = rows(office, "moodle-completion")

    assert list(first) == [
        "ID", "Name", "Email address", "Read this", "Read this - Completion date", "'=Check yourself",
        "'=Check yourself - Completion date", "Course complete",
    ]  # fmt: skip
    assert (first["ID"], first["Name"]) == ("0007", "Dina Bint Karim")
    assert (first["Read this"], first["'=Check yourself"]) == ("Completed", "Completed (achieved pass grade)")
    assert first["Read this - Completion date"] == "2026-11-10T01:15:30+05:00" == first["Course complete"]
    assert second["'=Check yourself"] == "Completed (did not achieve pass grade)"
    assert second["'=Check yourself - Completion date"] == ""


def test_several_courses_are_told_apart(office, dina):
    factories.course()
    factories.enrolment(dina.person, "tiny")
    factories.enrolment(factories.learner(name="Zed"), "tiny")

    first, second = rows(office, "moodle-grades")

    assert (first["Two things: Read this (Real)"], first["Tiny course: Read me (Real)"]) == ("100", "")
    assert second["Two things (Real)"] == ""
    assert "Two things - Course complete" in rows(office, "moodle-completion")[0]


def test_only_what_the_filter_lets_through_is_in_the_file(office, dina):
    factories.course()
    factories.enrolment(dina.person, "tiny")

    answer = office.get("/records/export.moodle-grades?course=two", buffered=True)

    assert "Tiny" not in answer.text
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="grades-')


def test_a_name_that_is_a_formula_is_text(office, course):
    factories.started(factories.learner(name='=HYPERLINK("https://evil.example") x'), "two")

    (row,) = rows(office, "moodle-grades")

    assert row["First name"].startswith("'=")


def test_many_learners_take_few_queries(office, course, session):
    for number in range(30):
        factories.started(factories.learner(), "two")
    session.flush()
    queries = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *told: queries.append(told[2]))

    assert len(rows(office, "moodle-grades")) == 30
    assert len(queries) < 40


def test_those_who_have_not_begun_take_no_query_each(office, course, session):
    def queries():
        session.flush()
        found = []
        note = lambda *told: found.append(told[2])  # noqa: E731
        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        office.get("/records/export.moodle-grades", buffered=True)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(found)

    for _number in range(2):
        factories.enrolment(course="two")
    queries()  # the packs are parsed
    few = queries()
    for _number in range(20):
        factories.enrolment(course="two")

    assert queries() == few


def test_the_command_writes_them_too(app, dina, tmp_path, session):
    session.commit()
    file = tmp_path / "grades.csv"

    done = typed(app, "export", "completions", "--format", "moodle-completion", "--out", file)

    assert done.exit_code == 0, done.output
    assert "Course complete" in file.read_text("utf-8-sig")
