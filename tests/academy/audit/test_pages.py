"""The audit log on screen and as a file."""

import csv
import hashlib
import io
import json

import pytest
import rfc8785
import sqlalchemy as sa

from academy import audit, jobs
from academy.audit import heads, search, verifying
from academy.audit.models import AuditEntry, AuditWitness
from academy.jobs.models import Job
from tests import factories


@pytest.fixture
def admin(client, session, published):
    admin = factories.administrator(name="Zahra Office")
    client.sign_in(admin)
    session.commit()
    return admin


@pytest.mark.parametrize("role", ["learner", "instructor"])
@pytest.mark.parametrize("path", ["/audit/", "/audit/export.csv", "/audit/verification"])
def test_only_administrators_see_it(client, role, path):
    assert client.sign_in(factories.person(role)).get(path).status_code == 403


def test_an_entry_is_a_sentence_with_names_and_links(client, admin, session):
    person = factories.learner(name="Ada <Lovelace>")
    audit.note(
        "person.changed", admin, person, reason="asked by letter", before={"name": "Ada"}, after={"name": "Ada L"}
    )
    session.commit()

    page = client.get("/audit/").text

    assert f'href="/people/{person.id}"><bdi>Ada &lt;Lovelace&gt;</bdi></a>' in page
    assert "asked by letter" in page
    assert "<bdi>Ada</bdi></del>" in page
    assert "<bdi>Ada L</bdi></ins>" in page


def test_erased_values_are_said_to_be_erased(client, admin, session):
    entry = audit.note("person.changed", admin, admin, email="ada@example.org")
    session.commit()
    audit.erase_values(entry)
    session.commit()

    page = client.get("/audit/").text

    assert "The values were erased." in page
    assert "ada@example.org" not in page


def test_an_unknown_action_of_another_version_is_shown_too(client, admin, session):
    audit.note("future.unheard_of", admin, None)
    session.commit()

    assert "future.unheard_of" in client.get("/audit/").text


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", {"one", "two", "three"}),
        ("person=sara", {"one", "two"}),
        ("person=SARA@example.org", {"one", "two"}),
        ("person=4711", {"one", "two"}),
        ("person=nobody", set()),
        ("group=cohort", {"three"}),
        ("about=cohort", {"three"}),
        ("about=cohort&number=999999", set()),
        ("words=TWO", {"two"}),
        ("words=%25", set()),
        ("since=2026-01-02", {"one", "two", "three"}),
        ("since=2199-12-31", set()),
        ("until=1900-01-01", set()),
        ("until=2199-12-31", {"one", "two", "three"}),
        ("group=cohort&person=sara", set()),
        ("since=yesterday&number=x", {"one", "two", "three"}),
    ],
)
def test_entries_are_found(client, admin, session, filters, found):
    sara = factories.learner(name="Sara Khan", email="sara@example.org", personal_number="4711")
    cohort = factories.cohort()
    session.commit()
    audit.note("person.changed", admin, sara, reason="marked one")
    audit.note("password.changed", sara, None, reason="marked two")
    audit.note("cohort.created", admin, cohort, reason="marked three")
    session.commit()

    page = client.get(f"/audit/?{filters}").text

    assert {word for word in ("one", "two", "three") if f"marked {word}" in page} == found


def test_pages_go_on_where_the_last_one_ended(client, admin, session, monkeypatch):
    monkeypatch.setattr(search, "ROWS", 4)
    for number in range(10):
        audit.note("person.changed", admin, admin, reason=f"entry {number};")
    session.commit()
    seen, address = [], "/audit/?group=person"

    while address:
        page = client.get(address).text
        seen += [number for number in range(10)[::-1] if f"entry {number};" in page]
        address = link(page, "next")

    assert seen == list(range(10))[::-1]


def test_the_way_back_leads_over_the_same_pages(client, admin, session, monkeypatch):
    monkeypatch.setattr(search, "ROWS", 3)
    for number in range(7):
        audit.note("person.changed", admin, admin, reason=f"entry {number};")
    session.commit()
    first = client.get("/audit/?words=entry").text
    second = client.get(link(first, "next")).text

    back = client.get(link(second, "prev")).text

    assert [f"entry {number};" in back for number in range(7)] == [False] * 4 + [True] * 3
    assert link(back, "prev") == ""


def link(page, rel):
    return page.split(f'rel="{rel}" href="')[1].split('"')[0].replace("&amp;", "&") if f'rel="{rel}"' in page else ""


def test_a_page_takes_as_many_queries_for_fifty_entries_as_for_one(client, admin, session, query_log):
    client.get("/audit/")
    query_log.clear()
    client.get("/audit/")
    few = len(query_log)
    for number in range(50):
        audit.note("person.changed", factories.instructor(), factories.learner(), reason=str(number))
    session.commit()
    query_log.clear()
    client.get("/audit/")

    assert len(query_log) <= few + 1  # the names of people, who were not there before


def test_looking_is_noted_once_an_hour(client, admin, session):
    for _ in range(3):
        client.get("/audit/")

    assert count(session, "audit.read") == 1


def count(session, action):
    return session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == action))


def test_the_csv_holds_every_entry_and_the_head(client, admin, session):
    audit.note("person.changed", admin, admin, reason="=1+1", before={"name": "Ada"}, after={"name": "Ada L"})
    session.commit()

    answer = client.get("/audit/export.csv", buffered=True)

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    head = session.execute(sa.text("SELECT number, hash FROM audit_head")).one()
    assert [int(row["number"]) for row in rows] == [*range(1, head.number + 1), head.number]
    assert [row["action"] for row in rows[-2:]] == ["audit.exported", "head"]
    assert rows[-1]["reason"] == f"{head.number}:{head.hash}"
    assert session.scalars(sa.select(AuditWitness.token)).all() == [rows[-1]["values"]]
    changed = next(row for row in rows if row["action"] == "person.changed")
    assert changed["reason"] == "'=1+1"
    assert json.loads(changed["values"]) == {"before": {"name": "Ada"}, "after": {"name": "Ada L"}}


def test_an_auditor_can_check_the_file_without_the_academy(client, admin, session):
    """The recipe of docs/administration.md, on its own."""
    entry = audit.note("person.changed", admin, admin, reason="ü", name="Ada")
    audit.note("person.changed", admin, admin, name="Zoe")
    session.commit()
    audit.erase_values(entry)
    session.commit()

    *entries, last = [json.loads(line) for line in client.get("/audit/export.jsonl", buffered=True).text.splitlines()]

    previous = "0" * 64
    fields = ("number", "at", "action", "actor", "subject_type", "subject", "reason", "request", "values")
    for each in entries:
        said = {name: each[name] for name in fields} | {"previous": previous}
        previous = hashlib.sha256(rfc8785.dumps(said)).hexdigest()
        assert each["hash"] == previous
        if each["said"]:
            assert hashlib.sha256(each["salt"].encode() + rfc8785.dumps(each["said"])).hexdigest() == each["values"]
    assert last["head"] == f"{len(entries)}:{previous}"
    assert last["signed"].count(".") == 2


def test_an_export_is_as_narrow_as_the_page(client, admin, session):
    audit.note("cohort.joined", admin, factories.cohort(), reason="by hand")
    session.commit()

    lines = client.get("/audit/export.jsonl?words=by+hand", buffered=True).text.splitlines()

    assert [json.loads(line).get("action") for line in lines[:-1]] == ["cohort.joined"]


def test_an_unknown_format_is_no_page(client, admin):
    assert client.get("/audit/export.exe").status_code == 404


def test_it_is_verified_by_a_job_whose_result_is_shown(client, admin, session):
    assert "It was not verified lately." in client.get("/audit/").text

    client.post("/audit/verification")
    client.post("/audit/verification")
    page = client.get("/audit/").text
    (job,) = session.scalars(sa.select(Job).where(Job.kind == verifying.VERIFY)).all()
    polled = client.get("/audit/verification")
    jobs.run(job.id)

    assert "about to begin" in page
    assert polled.status_code == 200
    assert client.get("/audit/verification").headers["HX-Refresh"] == "true"
    assert "the log stood as it was written" in client.get("/audit/").text


def test_what_is_wrong_is_shown(client, admin, session, log):
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'x' WHERE id = :id", id=log.entry_id(5))
    session.commit()
    client.post("/audit/verification")
    jobs.run(session.scalar(sa.select(Job.id).where(Job.kind == verifying.VERIFY)))

    assert "Entry 5 is not as it was written." in client.get("/audit/").text


def test_the_head_is_shown_with_when_it_was_signed(client, admin, log):
    log.witness()

    head = log.head
    page = client.get("/audit/").text

    assert head.hash in page
    assert f"up to entry {head.number}" in page


def test_an_export_is_given_although_its_head_cannot_be_kept_in_the_file(app, client, admin, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setitem(app.config, "PUBLISHED", str(tmp_path / "file" / "folder"))

    answer = client.get("/audit/export.jsonl", buffered=True)

    assert answer.status_code == 200
    assert json.loads(answer.text.splitlines()[-1])["signed"]


def test_the_head_is_signed_every_day(session, log):
    jobs.enqueue_daily()
    session.commit()
    jobs.run(session.scalar(sa.select(Job.id).where(Job.kind == "audit-head")))

    (line,) = [json.loads(line) for line in heads.path().read_text().splitlines()]
    assert (line["number"], line["hash"]) == tuple(log.head)
    assert session.scalars(sa.select(AuditWitness.token)).all() == [line["signed"]]
