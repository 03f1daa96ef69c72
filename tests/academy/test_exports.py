"""The register as a file: what a spreadsheet makes of it."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine

from academy import records
from academy.audit.models import AuditEntry
from academy.records.columns import NAMES as COLUMNS
from tests import factories

FORMULA = '=HYPERLINK("https://evil.example","Click")'
RISKY = [FORMULA, "+1+1", "-1+1", "@SUM(A1)"]


@pytest.fixture
def dina(session):
    """Somebody who completed a course at a quarter past one in the night, where the academy is."""
    with time_machine.travel("2026-11-09T20:15:30Z", tick=False):
        person = factories.learner(
            name="Dina Kārim", email="dina@example.org", personal_number="0007", second_name="دینا کریم", second_script="ur"
        )
        return factories.certificate(person)


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


def exported(client, suffix, query="") -> bytes:
    answer = client.get(f"/records/export.{suffix}{query}", buffered=True)
    assert answer.status_code == 200
    return answer.data


def csv_rows(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))["register"]


def cells(data: bytes) -> list[dict]:
    head, *rest = sheet(data).iter_rows()
    return [dict(zip((cell.value for cell in head), row, strict=True)) for row in rest]


def test_the_csv_is_utf_8_that_spreadsheets_recognise(office, dina):
    assert office.get("/records/export.csv", buffered=True).content_type == "text/csv; charset=utf-8"
    data = exported(office, "csv")

    assert data.startswith(b"\xef\xbb\xbf")
    assert tuple(csv_rows(data)[0]) == COLUMNS
    assert csv_rows(data)[0]["second_name"] == "دینا کریم"


def test_a_row_of_the_csv_agrees_with_the_records(office, dina):
    row = csv_rows(exported(office, "csv"))[0]

    assert row["name"] == "Dina Kārim"
    assert row["personal_number"] == "0007"
    assert (row["course"], row["course_title"], row["status"], row["score"]) == ("tiny", "Tiny course", "completed", "81.5")
    assert row["completed_at"] == "2026-11-10T01:15:30+05:00"
    assert (row["certificate"], row["certificate_status"]) == (dina.serial, "valid")
    assert row["verify_url"].endswith(f"/verify/{dina.serial}")


def test_the_csv_leaves_empty_what_is_not_known(office, session):
    factories.course("tiny")
    factories.enrolment()

    row = csv_rows(exported(office, "csv"))[0]

    assert [row[name] for name in ("started_at", "completed_at", "score", "certificate", "cohort")] == [""] * 5
    assert row["status"] == "not started"


@pytest.mark.parametrize("text", RISKY)
def test_no_text_of_the_csv_is_a_formula(office, session, text):
    factories.enrolment(factories.learner(name=text, personal_number=text[:40]))

    row = csv_rows(exported(office, "csv"))[0]

    assert row["name"] == f"'{text}"
    assert row["personal_number"].startswith("'")


def test_the_workbook_holds_real_dates_numbers_and_texts(office, dina):
    row = cells(exported(office, "xlsx"))[0]

    assert row["completed_at"].is_date
    assert row["completed_at"].value == datetime(2026, 11, 10, 1, 15, 30)
    assert (row["score"].data_type, row["score"].value) == ("n", 81.5)
    assert (row["attempts"].data_type, row["attempts"].value) == ("n", 0)
    assert (row["personal_number"].data_type, row["personal_number"].value) == ("s", "0007")
    assert row["second_name"].value == "دینا کریم"
    assert row["verify_url"].hyperlink is None


@pytest.mark.parametrize("text", RISKY)
def test_no_text_of_the_workbook_is_a_formula(office, session, text):
    factories.enrolment(factories.learner(name=text))

    cell = cells(exported(office, "xlsx"))[0]["name"]

    assert (cell.data_type, cell.value) == ("s", text)


def test_the_workbook_says_what_it_is(office, dina):
    data = exported(office, "xlsx")

    notes = {row[0]: row[1] for row in openpyxl.load_workbook(io.BytesIO(data))["readme"].iter_rows(values_only=True)}
    assert sheet(data).freeze_panes == "A2"
    assert notes["Rows"] == "1"
    assert notes["Times are in"] == "Asia/Karachi"


@pytest.mark.parametrize("read", [("csv", csv_rows), ("xlsx", cells)], ids=["csv", "xlsx"])
def test_an_export_is_filtered_like_the_screen(office, dina, read):
    suffix, rows = read
    factories.enrolment()

    assert len(rows(exported(office, suffix))) == 2
    assert len(rows(exported(office, suffix, "?status=completed"))) == 1
    assert len(rows(exported(office, suffix, "?status=in progress"))) == 0


def test_a_large_export_is_complete(office, session):
    factories.course("tiny")
    for _ in range(1203):
        records.enrol(factories.learner(), "tiny")

    rows = csv_rows(exported(office, "csv"))

    assert len({row["person_id"] for row in rows}) == 1203


def test_the_file_is_named_by_its_day(office, session):
    with time_machine.travel("2026-11-09T20:15:30Z"):
        office.sign_in(factories.administrator())
        answer = office.get("/records/export.csv", buffered=True)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="completions-2026-11-10.csv"'


def test_an_export_is_noted(office, session):
    exported(office, "csv", "?status=completed&nonsense=1")

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "records.exported"))
    assert entry.actor_id
    assert entry.reason == "format=csv&status=completed"


def test_an_unknown_format_is_not_found(office):
    assert office.get("/records/export.exe").status_code == 404
