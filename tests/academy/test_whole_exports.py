"""Every format of the register: the same rows in each, and what each format promises to those who read it."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine

from academy import certificates, cohorts, exports, records
from academy.accounts.models import Person
from academy.db import db
from academy.exports import csv as tables
from academy.exports import jsonl, lines, oneroster, xlsx
from academy.records import register, standings
from academy.records.columns import NAMES
from tests import factories

HOSTILE = [
    'Quoted "name", with comma', "=1+1", "＝1", "-minus", "two\nlines", "\ttab", "'apostrophe", " space ", "100% \\. sure", "دینا", "[a-z]*",
    "", "@at", "+1\r\n", "ends with quote\"", "semi;colon",
]  # fmt: skip
ZONES = ["Asia/Karachi", "Asia/Dhaka", "Asia/Kathmandu", "America/St_Johns", "UTC", "Europe/Berlin"]


@pytest.fixture
def everything(session):
    """Learners with difficult names in each state, one judged by two people."""
    factories.course("tiny")
    batch = factories.cohort(name='Batch "A", first')
    cohorts.assign(None, batch, "tiny", due_on=date(2026, 12, 1))
    for number, name in enumerate(HOSTILE):
        person = factories.learner(name=name or "No number", personal_number=name[:40] or "0007")
        cohorts.add(None, batch, person)
        if number % 3 == 1:
            factories.started(person)
        if number % 3 == 2:
            factories.certificate(person)
    run = factories.run(enrolment=factories.started(factories.learner(name="Judged")))
    factories.move(run)
    factories.finish(run)
    for name in ("=Amina", 'Bilal, "B"'):
        factories.review(run, reviewer=factories.instructor(name=name), overall=2 if name == "=Amina" else 3)
    session.flush()


def whole(name, rows=None) -> bytes:
    return b"".join(exports.FORMATS[name].write(rows or register.rows(), exports.zone()))


@pytest.mark.parametrize("zone", ZONES)
def test_the_database_writes_the_csv_that_python_would(everything, zone):
    zone = ZoneInfo(zone)

    quick = b"".join(lines.as_csv(register.rows(), zone))

    assert quick.count(b"\n") > len(HOSTILE)
    assert quick.decode() == b"".join(tables.as_csv(NAMES, map(as_cells, register.rows()), zone)).decode()


def as_cells(row):
    """Whole numbers without a point, as databases write them."""
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in row]


@pytest.mark.parametrize("words", ["100%", "'", "\\", '"', "%s"])
def test_whatever_is_looked_for_is_no_part_of_the_statement(everything, words):
    rows = register.rows(register.Filters(words=words, since=date(2020, 1, 1) if words == "'" else None))

    assert b"".join(lines.as_csv(rows, exports.zone())).count(b"\n") >= 1


def test_an_export_of_nothing_is_a_header(session):
    assert whole("csv").decode("utf-8-sig") == ",".join(NAMES) + "\n"


def test_whoever_waits_is_told_how_many_rows_are_done(everything):
    told = {name: [] for name in ("csv", "jsonl", "xlsx")}
    for name, counts in told.items():
        whole(name, register.Rows(told=counts.append))

    assert {counts[-1] for counts in told.values()} >= {len(register.rows())}


def test_each_line_of_json_is_a_row(everything):
    said = [json.loads(line) for line in whole("jsonl").splitlines()]

    assert [tuple(each) for each in said] == [NAMES] * len(register.rows())
    judged = next(each for each in said if each["name"] == "Judged")
    assert judged["markers"] == '=Amina; Bilal, "B"'
    assert judged["cohort"] == "" and judged["due_on"] is None
    assert judged["enrolled_at"].endswith("+05:00")


def workbook(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def notes(book) -> dict:
    return {row[0]: row[1] for row in book["readme"].iter_rows(values_only=True)}


def test_the_readme_says_what_the_workbook_is(everything):
    rows = register.Rows(register.Filters(course="tiny"), by="Aisha Office", head="12:abc")
    said = notes(workbook(whole("xlsx", rows)))

    assert said["Which rows"] == "course: tiny"
    assert (said["Written for"], said["Head of the audit log"]) == ("Aisha Office", "12:abc")
    assert said["SHA-256 of the rows"] == hashlib.sha256(whole("jsonl", rows)).hexdigest()
    assert set(NAMES) < set(said)


def test_means_by_criterion_are_a_sheet_of_their_own(everything):
    sheet = workbook(whole("xlsx"))["criteria"]
    head, *rest = sheet.iter_rows(values_only=True)

    assert head == ("person_id", "course", "activity", "criterion", "level", "lowest", "highest", "posts")
    assert {row[2] for row in rest} == {"scenario/street"}
    assert all(0 <= row[4] <= 2 and row[7] >= 1 for row in rest)
    assert sheet.freeze_panes == "A2"


def test_the_criteria_are_filtered_like_the_rows(everything):
    rows = register.rows(register.Filters(status="completed"))

    assert workbook(whole("xlsx", rows))["criteria"].max_row == 1


def test_more_rows_than_a_sheet_holds_go_to_further_sheets(everything, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    book = workbook(whole("xlsx"))

    assert book.sheetnames[:2] == ["register", "register 2"]
    numbers = [row[0].value for name in ("register", "register 2") for row in book[name].iter_rows(min_row=2)]
    assert numbers == [row.person_id for row in register.rows()]
    assert all(book[name].freeze_panes == "A2" and book[name].auto_filter.ref for name in ("register", "register 2"))


REFERENCES = {
    "classes": {"courseSourcedId": "courses", "schoolSourcedId": "orgs"},
    "courses": {"orgSourcedId": "orgs"},
    "enrollments": {"classSourcedId": "classes", "schoolSourcedId": "orgs", "userSourcedId": "users"},
    "lineItems": {
        "classSourcedId": "classes", "categorySourcedId": "categories", "academicSessionSourcedId": "academicSessions",
        "schoolSourcedId": "orgs",
    },
    "results": {"lineItemSourcedId": "lineItems", "studentSourcedId": "users", "classSourcedId": "classes"},
    "roles": {"userSourcedId": "users", "orgSourcedId": "orgs"},
    "users": {"primaryOrgSourcedId": "orgs"},
}  # fmt: skip
REQUIRED = {
    "academicSessions": ("title", "type", "startDate", "endDate", "schoolYear"),
    "classes": ("title", "courseSourcedId", "classType", "schoolSourcedId", "termSourcedIds"),
    "users": ("enabledUser", "username", "givenName", "familyName"),
    "lineItems": ("title", "assignDate", "dueDate", "classSourcedId", "categorySourcedId", "academicSessionSourcedId"),
    "results": ("lineItemSourcedId", "studentSourcedId", "scoreStatus", "scoreDate"),
    "roles": ("userSourcedId", "roleType", "role", "orgSourcedId"),
    "enrollments": ("classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
}


def roster(data: bytes) -> dict[str, list[dict]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


def test_a_roster_refers_only_to_what_is_in_it(everything):
    files = roster(whole("oneroster"))
    ids = {name: {row["sourcedId"] for row in rows} for name, rows in files.items() if name != "manifest"}

    assert all(len(ids[name]) == len(files[name]) for name in ids)
    for name, references in REFERENCES.items():
        for column, target in references.items():
            assert {row[column] for row in files[name]} <= ids[target], (name, column)
    assert {year for row in files["classes"] for year in row["termSourcedIds"].split(",")} <= ids["academicSessions"]
    assert all(row[column] for name, columns in REQUIRED.items() for row in files[name] for column in columns)


def test_a_roster_has_the_headers_of_the_standard_and_a_manifest(everything):
    data = whole("oneroster")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        heads = {name: archive.read(name).decode().split("\r\n")[0] for name in archive.namelist()}
    manifest = {row["propertyName"]: row["value"] for row in roster(data)["manifest"]}

    assert manifest["manifest.version"] == "1.0" and manifest["oneroster.version"] == "1.2"
    there = {name.removesuffix(".csv") for name in heads} - {"manifest"}
    assert {name.removeprefix("file.") for name, mode in manifest.items() if mode == "bulk"} == there
    assert len([name for name in manifest if name.startswith("file.")]) == 21
    assert heads["users.csv"] == (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,"
        "phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
        "preferredFamilyName,primaryOrgSourcedId,pronouns"
    )
    assert heads["results.csv"].startswith(
        "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,"
    )


def test_a_roster_tells_of_people_courses_and_scores(everything):
    files = roster(whole("oneroster"))

    assert len(files["users"]) == len({row.person_id for row in register.rows()})
    assert len(files["enrollments"]) == len(register.rows())
    assert {row["score"] for row in files["results"]} == {"81.5"}
    assert {row["dueDate"] for row in files["lineItems"]} >= {"2026-12-01"}
    assert {(row["givenName"], row["familyName"]) for row in files["users"]} >= {("Judged", "Judged"), ("No", "number")}
    assert not [row for row in files["users"] if row["givenName"].startswith(("=", "+", "@"))]


def test_ids_of_a_roster_stay(everything, session):
    before = roster(whole("oneroster"))
    cohorts.by_name('Batch "A", first').name = "Renamed"
    session.flush()

    after = roster(whole("oneroster"))
    assert [row["sourcedId"] for row in after["classes"]] == [row["sourcedId"] for row in before["classes"]]


def test_what_was_earned_before_a_revocation_is_told_as_it_stands(everything):
    certificate = next(row.certificate for row in register.rows() if row.certificate)
    certificates.revoke(None, certificates.by_serial(certificate), "In error.")

    row = next(row for row in register.rows() if row.certificate == certificate)
    assert (row.certificate_status, row.result) == ("revoked", "passed")


def test_a_standing_that_is_lost_leaves_the_row(everything, session):
    session.execute(records.models.Standing.__table__.delete())
    rows = {row.name: row for row in register.rows()}
    assert rows["Judged"].attempts == 0

    list(standings.rebuild())
    assert {row.name: row for row in register.rows()}["Judged"].attempts == 1


def test_headers_of_formats_and_columns_agree():
    assert jsonl.NAMES == NAMES
    assert set(oneroster.HEADERS).isdisjoint(oneroster.ABSENT)


@pytest.fixture
def committed(lasting):
    """The rows of learners whom every connection sees."""
    with lasting.app_context():
        factories.course("tiny")
        batch = factories.cohort(courses=["tiny"])
        for number in range(30):
            cohorts.add(None, batch, factories.learner(name=f"Learner {number:02}"))
        found = register.rows(register.Filters(cohort=batch.id))
        db.session.commit()
        yield found


def test_an_export_is_of_one_moment(committed, monkeypatch):
    monkeypatch.setattr(lines, "PEOPLE", 4)
    monkeypatch.setattr(lines, "PORTION", 4)
    pieces = lines.as_csv(committed, exports.zone())
    begun = [next(pieces), next(pieces)]

    with db.engine.begin() as beside:
        beside.execute(sa.update(Person).values(name="Renamed"))

    written = b"".join([*begun, *pieces]).decode()
    assert "Renamed" not in written
    assert [line.split(",")[2] for line in written.splitlines()[1:]] == [f"Learner {number:02}" for number in range(30)]
    db.session.rollback()
    assert b"".join(lines.as_csv(committed, exports.zone())).decode().count("Renamed") == 30


def test_whoever_hangs_up_leaves_no_connection_behind(committed, monkeypatch):
    monkeypatch.setattr(lines, "PEOPLE", 4)
    monkeypatch.setattr(lines, "PORTION", 4)
    pieces = lines.as_csv(committed, exports.zone())
    next(pieces), next(pieces)

    pieces.close()
    db.session.remove()

    assert db.engine.pool.checkedout() == 0
    assert len(committed) == 30


def test_the_same_register_gives_the_same_bytes_whoever_writes_it(committed):
    for name in ("csv", "jsonl", "oneroster"):
        assert whole_of_one_moment(name) == whole_of_one_moment(name), name
    quick = whole_of_one_moment("csv").decode()
    assert quick == b"".join(tables.as_csv(NAMES, map(as_cells, register.rows()), exports.zone())).decode()


def whole_of_one_moment(name) -> bytes:
    db.session.rollback()
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        return whole(name)
