"""Statements reach a real learning record store, through outages, refusals and workers that are lost."""

import json
import sys
import uuid
from datetime import timedelta

import pytest
import requests
import sqlalchemy as sa
import time_machine

from academy import clock, jobs
from academy.db import db
from academy.jobs.models import Job
from academy.xapi import outbox, sending, store as stores
from academy.xapi.models import Outlet
from courses import lessons
from tests import factories
from tests.academy.xapi.conftest import work, written
from tests.academy.xapi.ralph import KEY, SECRET, VERSION

pytestmark = pytest.mark.usefixtures("context")


def read(enrolment):
    lessons.finish(enrolment, "lesson/read-me")


def played(enrolment, **grade):
    run = factories.run(enrolment=enrolment)
    factories.move(run, "reply", "drain", level=2, evidence=((0, 12),), **grade)
    factories.finish(run)
    return run


def some(base, number, first=0):
    """Statements of nothing in particular."""
    return [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{base}/{index}")),
            "version": "1.0.3",
            "timestamp": "2026-11-20T12:00:00.000Z",
            "actor": {"objectType": "Agent", "account": {"homePage": base, "name": str(index)}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
            "object": {"objectType": "Activity", "id": f"{base}/xapi/activities/tiny"},
        }
        for index in range(first, first + number)
    ]


def ids(statements):
    return sorted(said["id"] for said in statements)


def states():
    return [statement.state for statement in written()]


def test_without_a_store_nothing_is_written(practice):
    read(practice)

    assert written() == []


def test_all_that_is_told_arrives_and_the_store_finds_it_valid(store, base, practice):
    read(practice)
    run = played(practice, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
    factories.review(run, clarity=0)
    sent = {str(statement.uuid): statement.content for statement in written()}

    work()

    there = store.statements(base)
    assert ids(there) == sorted(sent)
    assert set(states()) == {"sent"}
    for said in there:
        assert {name: said[name] for name in sent[said["id"]]} == sent[said["id"]]


def test_every_kind_of_question_is_valid(store, base, small):
    from courses import quizzes

    read(small)
    quizzes.submit(
        quizzes.start(small, "quiz/check"), {"one": 0, "many": [0], "order": [2, 1, 0], "match": ["praise", None]}
    )
    work()

    assert set(states()) == {"sent"}
    assert len(store.statements(base)) == len(written()) == 9


def test_the_content_is_forgotten_once_it_was_sent(store, practice):
    read(practice)
    work()

    assert [statement.content for statement in written()] == [None] * 2


def test_a_statement_and_its_result_are_written_together_or_not_at_all(store, practice):
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        read(practice)
        raise ZeroDivisionError

    assert written() == []


def test_a_review_sends_what_is_new_and_nothing_again(store, base, practice):
    read(practice)
    run = played(practice)
    work()
    before = len(written())
    factories.review(run, clarity=1)
    new = written("waiting")
    work()

    assert 0 < len(new) <= 3 and len(written()) == before + len(new)
    assert len(store.statements(base)) == len(written())


def test_while_the_store_is_down_nothing_is_lost_and_nothing_comes_twice(store, base, practice):
    read(practice)
    work()
    store.stop()
    try:
        played(practice)
        work()
        outlet = outbox.own()
        assert set(states()[2:]) == {"waiting"} and outlet.failures == 1
        assert "ConnectionError" in outlet.trouble
        assert work() == 0  # it is left alone
        with time_machine.travel(clock.now() + timedelta(seconds=11), tick=False):
            work()
            assert outlet.failures == 2
    finally:
        store.start()
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        work()

    assert set(states()) == {"sent"}
    assert ids(store.statements(base)) == sorted(str(statement.uuid) for statement in written())
    assert (outlet.failures, outlet.rests_until, outlet.trouble) == (0, None, "")


def test_a_batch_whose_worker_was_lost_is_sent_again_without_harm(store, base, practice, monkeypatch):
    read(practice)
    note = sending._note
    monkeypatch.setattr(sending, "_note", lambda *_, **__: sys.exit())
    with pytest.raises(SystemExit):
        work()  # the store has them; what it answered was lost
    assert set(states()) == {"waiting"} and len(store.statements(base)) == 2
    monkeypatch.setattr(sending, "_note", note)

    db.session.rollback()
    outbox.send_soon(outbox.own())
    work()
    assert set(states()) == {"waiting"}  # nobody else sends meanwhile
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        work()

    assert set(states()) == {"sent"}
    assert len(store.statements(base)) == 2


def test_a_job_that_failed_finds_the_store_free_when_it_tries_again(store, practice, monkeypatch):
    read(practice)
    note = sending._note
    monkeypatch.setattr(sending, "_note", lambda *_, **__: 1 / 0)
    work()
    monkeypatch.setattr(sending, "_note", note)

    with time_machine.travel(clock.now() + timedelta(seconds=11)):
        work()

    assert set(states()) == {"sent"}


def test_two_workers_do_not_send_at_the_same_time(store, practice, monkeypatch):
    read(practice)
    sent, real = [], stores.send

    def slowly(outlet, statements):
        sent.append(len(statements))
        if len(sent) == 1:
            outbox.send_soon(outlet)
            db.session.commit()
            for job_id in jobs.due():  # a second worker, while the first one waits for the store
                jobs.run(job_id)
        return real(outlet, statements)

    monkeypatch.setattr(stores, "send", slowly)
    work()

    assert sent == [2]
    assert set(states()) == {"sent"}


def test_what_is_written_while_a_batch_is_on_its_way_follows(store, base, practice, monkeypatch):
    read(practice)
    real, late = stores.send, some(base, 1)

    def slowly(outlet, statements):
        if late:
            outbox.write(outbox.own(), [late.pop()])
            db.session.commit()
        return real(outlet, statements)

    monkeypatch.setattr(stores, "send", slowly)
    work()

    assert states() == ["sent"] * 3


def test_one_bad_statement_is_found_kept_with_the_answer_and_holds_up_no_other(store, base):
    statements = some(base, 40)
    del statements[17]["verb"]["id"]
    outbox.write(outbox.own(), statements)
    work()

    (bad,) = written("refused")
    assert bad.content == statements[17]
    assert bad.status == 422 and "verb" in bad.answer
    assert len(store.statements(base)) == 39


def test_another_statement_of_the_same_id_is_refused_not_hidden(store, base):
    outbox.write(outbox.own(), some(base, 3))
    other = {**some(base, 1)[0], "timestamp": "2026-11-20T13:00:00.000Z"}
    requests.post(
        f"{store.url}/statements", json=[other], auth=(KEY, SECRET), headers=VERSION, timeout=30
    ).raise_for_status()
    work()

    (bad,) = written("refused")
    assert str(bad.uuid) == other["id"] and bad.status == 409
    assert len(written("sent")) == 2


def test_a_wrong_key_refuses_nothing_and_says_what_is_wrong(store, app, practice, monkeypatch):
    monkeypatch.setitem(app.config, "LRS_SECRET", "another")
    read(practice)
    work()

    assert set(states()) == {"waiting"}
    assert outbox.own().trouble.startswith("401")


def test_a_store_in_the_academys_own_network_is_not_asked_unless_it_is_named(store, app, base, practice, monkeypatch):
    monkeypatch.setitem(app.config, "INTRANET", "")
    read(practice)
    work()

    assert outbox.own().trouble.startswith("NotSafe")
    assert store.statements(base) == []


def test_one_statement_that_brings_the_store_down_is_put_aside(store, base, monkeypatch):
    statements = some(base, 30)
    outbox.write(outbox.own(), statements)
    real = stores.send

    def falls_over(outlet, batch):
        if any(said["id"] == statements[0]["id"] for said in batch):
            return stores.Answer(500, "out of order")
        return real(outlet, batch)

    monkeypatch.setattr(stores, "send", falls_over)
    moment = clock.now()
    for _ in range(8):
        moment += timedelta(hours=1)
        with time_machine.travel(moment, tick=False):
            work()

    (left,) = written("waiting")
    assert str(left.uuid) == statements[0]["id"] and left.alone
    assert outbox.own().failures == 0 and len(store.statements(base)) == 29


def test_sent_again_is_what_waits_or_was_refused(store, base, client):
    statements = some(base, 3)
    del statements[1]["verb"]["id"]
    outbox.write(outbox.own(), statements)
    work()
    (bad,) = written("refused")
    bad.content = some(base, 3)[1]
    client.sign_in(factories.administrator())

    page = client.get("/xapi/outbox").text
    assert "The store refused some statements" in page
    assert client.post("/xapi/outbox").location == "/xapi/outbox"
    work()

    assert states() == ["sent"] * 3
    assert "The store has everything." in client.get("/xapi/outbox").text


def test_the_page_says_how_the_store_is_doing(store, app, client, practice, monkeypatch):
    client.sign_in(factories.administrator())
    assert "The store has everything." in client.get("/xapi/outbox").text
    read(practice)
    assert "The rest is on its way." in client.get("/xapi/outbox").text
    monkeypatch.setitem(app.config, "LRS_SECRET", "another")
    work()
    assert "does not answer as it should" in client.get("/xapi/outbox").text
    monkeypatch.setitem(app.config, "LRS_URL", "")
    assert "Nothing is sent" in client.get("/xapi/outbox").text


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_only_administrators_see_it(client, session, role):
    client.sign_in(factories.person(role))

    assert client.get("/xapi/outbox").status_code == client.post("/xapi/outbox").status_code == 403


def test_what_waits_without_a_job_is_seen_to_each_day(store, practice):
    read(practice)
    db.session.execute(sa.delete(Job))
    assert work() == 0
    jobs.enqueue_daily()
    work()

    assert set(states()) == {"sent"}


def test_there_is_one_outlet_of_the_academys_own(session):
    outbox.own()
    session.add(Outlet())

    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


@pytest.mark.slow
def test_two_thousand_statements_are_sent_in_seconds(store, base):
    outbox.write(outbox.own(), some(base, 2000))
    began = clock.now()
    work()
    took = (clock.now() - began).total_seconds()

    assert set(states()) == {"sent"}
    assert took < 60, json.dumps({"seconds": took})
