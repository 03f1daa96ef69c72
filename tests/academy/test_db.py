"""The database layer: times, one commit a request, transactions apart, rows of which there may be one."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import abort, request

from academy.accounts import people
from academy.accounts.models import ServiceGroup
from academy.audit.models import AuditEntry
from academy.db import apart, begin_writing, db, once, pause
from academy.records.models import Enrolment
from tests import factories
from tests.conftest import application
from tests.rivals import at_once, rivals


@pytest.fixture(scope="module")
def house(lasting):
    """An application with views that are made for these tests."""
    made = application(lasting.config["SQLALCHEMY_DATABASE_URI"], lasting.config["INSTANCE_PATH"])

    @made.route("/try/<answer>", methods=["GET", "POST"])
    def answer(answer):
        db.session.add(ServiceGroup(code=request.args["code"], name=request.args["code"]))
        if "apart" in request.args:
            with apart():
                db.session.add(ServiceGroup(code=request.args["apart"], name=request.args["apart"]))
        if answer == "crash":
            raise RuntimeError("made to crash")
        if answer == "abort":
            abort(409)
        return "answer", int(answer)

    yield made
    with made.app_context():
        db.engine.dispose()


def codes(house):
    with house.app_context():
        return set(db.session.scalars(sa.select(ServiceGroup.code)))


@pytest.mark.parametrize("status", [200, 204, 302])
def test_an_answer_commits_what_the_view_did(house, status):
    house.test_client().post(f"/try/{status}?code=kept-{status}")

    assert f"kept-{status}" in codes(house)


@pytest.mark.parametrize("answer", ["400", "409", "500", "abort", "crash"])
def test_a_refusal_leaves_no_row(house, answer):
    reply = house.test_client().post(f"/try/{answer}?code=lost-{answer}")

    assert reply.status_code >= 400
    assert f"lost-{answer}" not in codes(house)


def test_what_is_written_apart_stays_although_the_request_is_refused(house):
    house.test_client().post("/try/409?code=lost&apart=noted")

    assert "noted" in codes(house)
    assert "lost" not in codes(house)


def test_many_writers_wait_for_each_other(house):
    def write(number):
        return lambda: house.test_client().post(f"/try/200?code=w{number}").status_code

    answers = at_once(*map(write, range(12)))

    assert answers == [200] * 12
    assert {f"w{number}" for number in range(12)} <= codes(house)


def test_a_time_comes_back_in_utc_whatever_zone_it_was_given_in(session):
    karachi = timezone(timedelta(hours=5))
    person = factories.person(created_at=datetime(2026, 11, 1, 3, 0, tzinfo=karachi))
    session.flush()
    session.expire(person)

    assert person.created_at == datetime(2026, 10, 31, 22, 0, tzinfo=UTC)
    assert person.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(session):
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        factories.person(created_at=datetime(2026, 11, 1, 3, 0))


def test_a_word_outside_its_list_is_refused_by_the_database(session):
    with pytest.raises(sa.exc.IntegrityError, match="ck_person_role"):
        people.create(None, email="x@example.org", name="X", role="emperor")


def test_a_row_that_points_nowhere_is_refused_by_the_database(session):
    with pytest.raises(sa.exc.IntegrityError):
        session.add(Enrolment(person_id=2_000_000_000, course="tiny"))
        session.flush()


def test_a_row_of_which_there_may_be_one_is_found_the_second_time(session):
    def find():
        return session.get(ServiceGroup, "ONE")

    first, new = once(find, lambda: ServiceGroup(code="ONE", name="The one"))
    second, again = once(find, lambda: ServiceGroup(code="ONE", name="Another"))

    assert (new, again) == (True, False)
    assert second is first


def test_of_two_who_make_it_at_the_same_moment_the_later_takes_that_of_the_earlier(lasting):
    made = rivals(lasting, lambda: once(find_rival, lambda: ServiceGroup(code="RIVAL", name="Rival"))[1])

    assert made == [True, False]


def find_rival():
    return db.session.get(ServiceGroup, "RIVAL")


def test_another_mistake_is_not_taken_for_a_rival(session):
    session.add(ServiceGroup(code="A", name="Taken"))
    session.flush()

    with pytest.raises(sa.exc.IntegrityError):
        once(lambda: session.get(ServiceGroup, "B"), lambda: ServiceGroup(code="B", name="Taken"))


def test_others_can_write_while_we_pause(lasting):
    with lasting.app_context():
        begin_writing()
        db.session.add(ServiceGroup(code="US", name="Us"))
        with pause():
            thread = threading.Thread(target=write_beside, args=[lasting])
            thread.start()
            thread.join(5)
            assert not thread.is_alive(), "the other waits"
        db.session.add(ServiceGroup(code="US2", name="Us again"))
        db.session.commit()

    assert {"US", "THEM", "US2"} <= codes(lasting)


def write_beside(app):
    with app.app_context():
        begin_writing()
        db.session.add(ServiceGroup(code="THEM", name="Them"))
        db.session.commit()


def test_a_request_that_only_reads_never_waits_for_a_writer(lasting):
    with lasting.app_context():
        begin_writing()
        db.session.add(AuditEntry(action="pending"))
        db.session.flush()

        answer = lasting.test_client().get("/healthz")

        assert answer.status_code == 200
