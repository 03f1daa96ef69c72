"""What programs read: the register's own values, every row once, nothing of another cohort."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import certificates, cohorts, records
from academy.db import db
from academy.records import register
from academy.records.columns import NAMES
from tests import factories
from tests.academy.api.conftest import LISTS, attempt


def test_people_are_learners(reader, books):
    found = reader("people").items("people")

    assert [each["name"] for each in found] == ["Dina Done", "Wasim Waiting", "Nadia New"]
    assert found[0]["personal_number"] == "007"
    assert (found[0]["service"], found[0]["service_code"]) == ("Pakistan Administrative Service", "PAS")
    assert found[1]["second_name"] == "واسم"
    assert found[2]["service"] == found[2]["service_code"] == ""


def test_a_completion_has_the_columns_of_the_register_with_its_values(reader, books):
    found = reader("completions").items("completions")

    rows = {(row.person_id, row.course): row for row in register.rows()}
    assert len(found) == len(rows) == 3
    for each in found:
        row = rows[each["person_id"], each["course"]]
        assert {name: as_said(value) for name, value in row._asdict().items()} == {name: each[name] for name in NAMES}
    assert [list(each)[: len(NAMES) + 1] for each in found] == [["enrolment_id", *NAMES]] * 3
    assert found[0]["status"] == "completed" and found[0]["cohort_id"] == books["first"].id


def as_said(value):
    """Moments as ISO 8601 with Z, days as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_times_are_utc(reader, session):
    factories.course("tiny")
    with time_machine.travel("2026-11-09T20:00:00Z", tick=False):
        records.enrol(factories.learner(), "tiny")

    assert reader("completions").items("completions")[0]["enrolled_at"] == "2026-11-09T20:00:00Z"


def test_results_are_all_revisions_of_all_attempts(reader, books):
    attempt(books["waiting"], 1, score=70, passed=True)

    found = reader("results").items("results")

    assert [(each["person_id"], each["attempt"], each["revision"], each["provisional"]) for each in found] == [
        (books["dina"].id, 1, 1, False),
        (books["dina"].id, 2, 1, False),
        (books["wasim"].id, 1, 1, True),
        (books["wasim"].id, 1, 2, False),
    ]
    assert found[1]["score"] == 90 and found[1]["passed"] and found[1]["activity"] == "quiz/check"


def test_certificates_stay_after_they_were_superseded_and_revoked(reader, books):
    former = books["certificate"]
    new = certificates.reissue(None, former, "a name")
    certificates.revoke(None, new, "in error")

    first, second = reader("certificates").items("certificates")

    assert (first["certificate"], first["certificate_status"]) == (former.serial, "superseded")
    assert (second["certificate"], second["certificate_status"]) == (new.serial, "revoked")
    assert second["supersedes"] == former.serial and first["supersedes"] == ""
    assert first["name"] == "Dina Done" and first["verify_url"].endswith(former.serial)


def test_one_thing_is_what_the_list_says_of_it(reader, books):
    program = reader()
    for path, id in (
        ("people", "person_id"), ("completions", "enrolment_id"), ("results", "result_id"), ("certificates", "certificate"),
    ):  # fmt: skip
        item = program.items(path)[0]

        assert program.get(f"{path}/{item[id]}").json == item


FILTERS = [
    ("people", {"course": "tiny"}, 3), ("people", {"course": "other"}, 0), ("people", {"service": "PAS"}, 1),
    ("completions", {"status": "completed"}, 1), ("completions", {"status": "awaiting review"}, 1),
    ("completions", {"since": "2026-11-10", "until": "2026-11-10"}, 1), ("completions", {"until": "2026-11-09"}, 0),
    ("completions", {"since": "0001-01-01", "until": "9999-12-31"}, 1), ("completions", {"service": "PAS"}, 1),
    ("results", {"course": "tiny"}, 3), ("results", {"service": "PAS"}, 2), ("results", {"since": "2026-11-11"}, 0),
    ("results", {"since": "2026-11-10"}, 3), ("certificates", {"since": "2026-11-10"}, 1),
    ("certificates", {"until": "2026-11-09"}, 0), ("certificates", {"course": "other"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("path", "asked", "count"), FILTERS, ids=str)
def test_a_filter_leaves_what_fits(request, session, path, asked, count):
    with time_machine.travel("2026-11-09T20:00:00Z"):  # the tenth, where the academy is
        request.getfixturevalue("books")

    assert len(request.getfixturevalue("reader")().items(path, **asked)) == count


def test_the_cohort_filters_all_lists(reader, books):
    counts = {path: len(reader().items(path, cohort=books["second"].id)) for path in LISTS}

    assert counts == {"people": 1, "completions": 1, "results": 1, "certificates": 0}


def test_a_token_of_one_cohort_sees_no_other(reader, books):
    """Not in a list, not one by one, and not by asking for the other cohort."""
    whole, own = reader(), reader(cohort=books["second"])
    ids = {"people": "person_id", "completions": "enrolment_id", "results": "result_id", "certificates": "certificate"}

    for path in LISTS:
        seen = own.items(path)
        mine = {books["wasim"].id}
        assert {each["person_id"] for each in seen} <= mine
        assert own.items(path, cohort=books["first"].id) == []
        for each in whole.items(path):
            status = 200 if each["person_id"] in mine else 404
            assert own.get(f"{path}/{each[ids[path]]}").status_code == status


def test_a_course_that_came_by_no_cohort_is_not_of_the_members_cohort(reader, books):
    factories.course("other", **{"Tiny course": "Other course"})
    records.enrol(books["wasim"], "other")

    assert [each["course"] for each in reader("completions", cohort=books["second"]).items("completions")] == ["tiny"]


def test_whoever_left_a_cohort_is_still_whom_its_completions_name(reader, books):
    cohorts.remove(None, books["second"], books["wasim"])

    program = reader(cohort=books["second"])

    assert [each["person_id"] for each in program.items("people")] == [books["wasim"].id]
    assert len(program.items("completions")) == 1


# What is new


def test_what_changed_is_found_again(reader, books):
    program = reader()
    later = datetime.now(UTC) + timedelta(days=1)
    since = (later - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [program.items(path, updated_since=since) for path in LISTS] == [[]] * 4

    with time_machine.travel(later):
        books["nadia"].name = "Nadia Newer"
        attempt(books["waiting"], 1, score=70, passed=True)
        certificates.revoke(None, books["certificate"], "in error")
        db.session.flush()

    assert [each["name"] for each in program.items("people", updated_since=since)] == ["Nadia Newer"]
    assert [each["revision"] for each in program.items("results", updated_since=since)] == [2]
    assert [each["certificate_status"] for each in program.items("certificates", updated_since=since)] == ["revoked"]
    changed = program.items("completions", updated_since=since)
    assert {each["person_id"] for each in changed} == {books["dina"].id, books["wasim"].id}
    assert all(each["updated_at"] >= since for each in changed)


# Pages


@pytest.mark.parametrize("path", LISTS)
def test_pages_show_every_row_once(reader, books, path):
    program = reader()

    assert program.all(path, limit=1) == program.items(path)


def test_every_row_is_seen_exactly_once_while_others_are_added_and_changed(reader, session):
    factories.course("tiny")
    learners = [factories.learner(name=f"Learner {number}") for number in range(7)]
    before = {records.enrol(each, "tiny").id for each in learners}

    def meanwhile():
        """Somebody new, and whoever was first goes to the end of every list by name."""
        records.enrol(factories.learner(), "tiny")
        learners[0].name = f"Zz {learners[0].name}"
        db.session.flush()

    seen = [
        each["enrolment_id"] for each in reader("completions").all("completions", meanwhile, limit=2, course="tiny")
    ]

    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    assert seen == sorted(seen)


def test_a_cursor_is_good_for_its_own_list_and_filters_only(reader, books):
    program = reader()
    cursor = program.get("people", limit=1).json["next"]

    assert program.get("people", cursor=cursor, limit=2).status_code == 200
    assert program.get("people", cursor=cursor, course="tiny").status_code == 422
    assert program.get("results", cursor=cursor).status_code == 422
    assert program.get("people", cursor=cursor[:-1] + "_").status_code == 422


# Not twice


def test_an_answer_that_is_the_same_is_not_sent_again(reader, books):
    program = reader()
    first = program.get("people")

    same = program.get("people", headers={"If-None-Match": first.headers["ETag"]})
    books["dina"].name = "Dina Else"
    other = program.get("people", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert other.status_code == 200 and other.headers["ETag"] != first.headers["ETag"]


# Two thousand people in ten courses


@pytest.fixture
def batch(session):
    """20,000 enrolments, half of them completed, with a result each."""
    edition = factories.course("tiny")
    cohort = factories.cohort(name="Batch of the year")
    db.session.execute(PEOPLE)
    db.session.execute(ENROLMENTS, {"cohort": cohort.id, "edition": edition.id})
    db.session.execute(RESULTS, {"edition": edition.id})
    return cohort


NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
PEOPLE = sa.text(
    "INSERT INTO person (email, name, second_name, second_script, role, personal_number, language, active, anonymous, demo,"
    f" created_at) {NUMBERS.format(last=2000)} SELECT 'batch-' || n || '@example.org', 'Officer ' || n, '', '', 'learner',"
    " '00' || n, '', true, false, false, '2026-01-01 00:00:00.000000+00' FROM numbers"
)
ENROLMENTS = sa.text(
    "INSERT INTO enrolment (person_id, course, cohort_id, edition_id, enrolled_at, started_at, completed_at, score)"
    f" {NUMBERS.format(last=10)} SELECT id, 'course-' || n, :cohort, :edition, created_at, created_at,"
    " CASE WHEN (id + n) % 2 = 0 THEN created_at END, 80 FROM person, numbers WHERE email LIKE 'batch-%'"
)
RESULTS = sa.text(
    "INSERT INTO result (enrolment_id, activity, attempt, revision, edition_id, score, passed, provisional, evidence,"
    " recorded_at) SELECT id, 'quiz/check', 1, 1, :edition, 80, true, false, '{}', enrolled_at FROM enrolment"
    " WHERE course LIKE 'course-%'"
)


@pytest.mark.parametrize("path", ["people", "completions", "results"])
def test_a_batch_is_read_fast_and_by_as_many_statements_as_ever(reader, batch, session, path, no_collection):
    program = reader(cohort=batch)
    program.get(path)  # the first look of an hour is noted
    counts, took = [], []
    for limit in (1, 100, 1000):
        said, began = [], time.perf_counter()
        sa.event.listen(session.connection(), "before_cursor_execute", note := lambda *told: said.append(told[2]))
        answer = program.get(path, limit=limit)
        sa.event.remove(session.connection(), "before_cursor_execute", note)
        took.append(time.perf_counter() - began)
        counts.append(len([each for each in said if "SAVEPOINT" not in each]))
        assert len(answer.json["items"]) == limit

    assert len(set(counts)) == 1 and counts[0] <= 5
    assert max(took) < 0.3, f"{took}"
