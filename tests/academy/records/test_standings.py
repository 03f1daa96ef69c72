"""Standings: what is kept says what would be made anew, whatever happened before."""

import random

import pytest
import sqlalchemy as sa

from academy import certificates, editions, records
from academy.records import register, standings
from academy.records.models import Standing
from tests import factories


def kept(session) -> dict[int, tuple]:
    session.flush()
    session.expire_all()
    columns = Standing.__table__.columns
    return {row.enrolment_id: tuple(row) for row in session.execute(sa.select(*columns))}


def tried(enrolment, activity="quiz/check", attempt=1, score=50.0, **more):
    edition = editions.published("course", "tiny")
    more = {"passed": bool(score and score >= 60), **more}
    return records.record(enrolment, activity, attempt=attempt, edition=edition, score=score, **more)


def row_of(enrolment):
    (row,) = [row for row in register.rows() if row.person_id == enrolment.person_id]
    return row


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_would_be_made_anew(session, seed):
    factories.course("tiny")
    chance = random.Random(seed)
    enrolments = [factories.started(factories.learner()) for _ in range(4)]
    for _ in range(40):
        act(chance, chance.choice(enrolments))
    before = kept(session)

    for _done in standings.rebuild():
        pass

    assert before and kept(session) == before


def act(chance, enrolment) -> None:
    """One of the verbs that a standing depends on, with whatever it takes."""
    given = certificates.standing(enrolment.person, "tiny")
    what = chance.choice(["try", "try", "try", "read", "wait", "complete", "reissue", "revoke"])
    if what in ("try", "wait"):
        activity, attempt = chance.choice(["quiz/check", "quiz/other"]), chance.randint(1, 3)
        score = None if what == "wait" else chance.randint(0, 400) / 4
        tried(enrolment, activity, attempt, score, provisional=what == "wait" or chance.random() < 0.3)
    elif what == "read":
        tried(enrolment, "lesson/read-me", score=None, passed=True)
    elif what == "complete" and not given:
        records.complete(enrolment, 81.5)
        certificates.issue(enrolment, factories.AWARD)
    elif what == "reissue" and given:
        certificates.reissue(None, given, "A typing error.")
    elif what == "revoke" and given:
        certificates.revoke(None, given, "In error.")


def test_scores_are_means_over_activities_of_settled_attempts(session):
    factories.course("tiny")
    enrolment = factories.started(factories.learner())
    tried(enrolment, "quiz/check", 1, 80)
    tried(enrolment, "quiz/check", 2, 40)
    tried(enrolment, "quiz/other", 1, 60)
    tried(enrolment, "quiz/other", 2, 100, provisional=True)

    row = row_of(enrolment)

    assert (row.attempts, row.best_score, row.last_score) == (4, 70, 50)
    assert (row.status, row.result) == ("awaiting review", "awaiting review")


def test_what_was_tried_and_not_passed_is_told(session):
    factories.course("tiny")
    enrolment = factories.started(factories.learner())
    tried(enrolment, score=40)

    assert row_of(enrolment).result == "not passed"
    tried(enrolment, attempt=2, score=90)
    assert row_of(enrolment).result == ""


def test_whoever_judged_is_named_by_the_name_that_they_have_now(session):
    run = factories.run(enrolment=factories.started())
    factories.move(run, doubtful=["empathy"])
    factories.finish(run)
    first, second = factories.instructor(name="Amina First"), factories.instructor(name="Bilal Second")
    assert (row_of(run.enrolment).markers, row_of(run.enrolment).moderated) == ("", "")

    factories.review(run, reviewer=second)
    assert (row_of(run.enrolment).markers, row_of(run.enrolment).moderated) == ("Bilal Second", "no")
    factories.review(run, reviewer=first, overall=2)
    first.name = "Amina Married"

    assert (row_of(run.enrolment).markers, row_of(run.enrolment).moderated) == ("Amina Married; Bilal Second", "yes")
    before = kept(session)
    list(standings.rebuild())
    assert kept(session) == before


def test_the_newest_certificate_is_the_one_of_the_row(session):
    factories.course("tiny")
    first = factories.certificate()
    second = certificates.reissue(None, first, "A typing error.")

    row = row_of(first.enrolment)
    assert (row.certificate, row.certificate_status) == (second.serial, "valid")
    certificates.revoke(None, second, "In error.")
    assert row_of(first.enrolment).certificate_status == "revoked"
