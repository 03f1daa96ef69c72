"""Statements as a file: the same that a store is sent, for the records that were asked for, in flat memory."""

import json
import tracemalloc

import pytest

from academy import exports, records
from academy.db import db
from academy.records import register
from academy.xapi import files
from courses import lessons
from tests import factories
from tests.academy.xapi.conftest import work, written
from tests.commands import typed


@pytest.fixture(autouse=True)
def _at(base, context):
    pass


def exported(client, query=""):
    client.sign_in(factories.administrator())
    answer = client.get(f"/records/export.xapi{query}", buffered=True)
    assert answer.status_code == 200 and answer.mimetype == "application/x-ndjson"
    assert ".jsonl" in answer.headers["Content-Disposition"]
    return [json.loads(line) for line in answer.data.splitlines()]


def test_the_file_has_what_the_store_is_sent_with_the_same_ids(client, store, base, practice):
    lessons.finish(practice, "lesson/read-me")
    played = factories.run(enrolment=practice)
    factories.move(played, level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
    factories.finish(played)
    factories.review(played, clarity=0)
    waiting = {str(each.uuid): each.content for each in written()}
    work()

    found = {said["id"]: said for said in exported(client)}

    assert found == waiting
    assert set(found) == {said["id"] for said in store.statements(base)}


def test_it_is_filtered_as_the_register_is(client, practice):
    factories.course()
    other = factories.enrolment(course="tiny")
    for enrolment in (practice, other):
        lessons.finish(enrolment, "lesson/read-me")

    courses = {said["context"]["registration"] for said in exported(client, "?course=tiny")}

    assert len(courses) == 1 and len(exported(client)) > len(exported(client, "?course=tiny"))
    assert exported(client, "?status=not+started") == []


def test_a_learner_who_has_not_begun_has_nothing_to_tell(client, practice):
    assert exported(client) == []


def test_the_command_writes_it(app, tmp_path, practice):
    lessons.finish(practice, "lesson/read-me")
    db.session.commit()
    out = tmp_path / "statements.jsonl"

    answer = typed(app, "export", "completions", "--format", "xapi", "--out", str(out))

    assert "is written" in answer.output
    assert [json.loads(line)["verb"]["display"]["en"] for line in out.read_text().splitlines()] == [
        "initialized",
        "completed",
    ]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_register(session, monkeypatch):
    monkeypatch.setattr(register, "BATCH", files.BATCH)  # its own batches are larger than what is written here
    factories.course()
    edition = factories.editions.published("course", "tiny")

    def most(number):
        for _ in range(number):
            begun = factories.started()
            records.record(begun, "lesson/read-me", attempt=1, edition=edition, score=None, passed=True)
        session.flush()
        session.expire_all()
        tracemalloc.start()
        rows = register.rows()
        count = sum(len(piece.splitlines()) for piece in files.lines(rows, exports.zone()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return count, peak

    few, low = most(100)
    many, high = most(500)

    assert (few, many) == (500, 3000)
    assert high < 1.5 * low, f"{low} bytes for {few} statements, {high} for {many}"
