"""What was kept long enough goes at night, and nothing that somebody still needs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import audit, clock, jobs, mail
from academy.accounts.models import SignInFailure
from academy.audit.models import AuditEntry, AuditValues
from academy.audit.verification import Verification
from academy.db import db
from academy.privacy import periods, retention
from academy.privacy.models import Erasure, RetentionPeriod
from scenarios.models import Move
from scenarios.play.models import Unsent
from scenarios.review.models import Appeal
from tests import factories
from tests.academy.privacy.filled import text_of


def night():
    """The round of tonight."""
    db.session.commit()
    job = jobs.enqueue(retention.JOB, {})
    db.session.commit()
    assert jobs.run(job.id) and job.state == "done", job.error
    db.session.expire_all()


def days_ago(days):
    return clock.now() - timedelta(days=days)


def kept_for(kind, days):
    db.session.merge(RetentionPeriod(kind=kind, days=days))
    db.session.flush()


def unsent(days):
    run = factories.run()
    db.session.add(Unsent(run_id=run.id, reply=f"Not sent for {days} days", saved_at=days_ago(days)))
    db.session.flush()


def played(days, waits=None, provisional=False):
    """A run that was over so many days ago."""
    run = factories.run(enrolment=factories.started())
    factories.move(run, reply="Words of then.")
    factories.finish(run)
    run.finished_at, run.waits, run.provisional = days_ago(days), waits, provisional
    run.waits_since = waits and days_ago(days)
    db.session.flush()
    return run


def replies():
    return set(db.session.execute(sa.select(Move.run_id, Move.reply)).tuples())


def test_what_was_kept_long_enough_goes_and_the_rest_stays(session):
    unsent(91)
    unsent(89)
    session.add_all(SignInFailure(email_digest=str(days), at=days_ago(days)) for days in (29, 31))
    night()

    assert session.scalars(sa.select(Unsent.reply)).all() == ["Not sent for 89 days"]
    assert session.scalars(sa.select(SignInFailure.email_digest)).all() == ["29"]


def test_the_log_says_how_much_that_was(session):
    unsent(91)
    night()

    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "privacy.forgotten"))
    assert entry.reason == "unsent: 1"
    assert session.scalars(sa.select(Erasure)).one().finished_at


def test_a_quiet_night_is_not_worth_a_line(session):
    night()

    assert session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "privacy.forgotten")).all() == []


def test_what_is_kept_for_ever_stays(session):
    kept_for("unsent", 0)
    unsent(4000)
    night()

    assert session.scalar(sa.select(sa.func.count(Unsent.id))) == 1


def test_more_than_a_portion_goes_in_one_night(session):
    session.add_all(SignInFailure(email_digest=str(each), at=days_ago(31)) for each in range(1203))
    night()

    assert session.scalar(sa.select(sa.func.count(SignInFailure.id))) == 0


def test_texts_of_runs_stay_unless_an_academy_says_otherwise(session):
    run = played(4000)
    night()

    assert replies() == {(run.id, "Words of then.")}


def test_texts_of_runs_that_are_over_and_settled_are_emptied(session):
    old, new = played(401), played(399)
    kept_for("run_texts", 400)
    night()

    assert replies() == {(old.id, ""), (new.id, "Words of then.")}
    assert old.erased_at and not new.erased_at
    assert old.moves[0].grade.detail["found"] == [] and old.score is not None
    night()  # once is enough
    assert old.person.active and old.person.name.startswith("Person")


@pytest.mark.parametrize("why", ["waits", "provisional", "appeal"])
def test_what_a_person_has_still_to_judge_is_left_alone(session, why):
    run = played(401, waits=1 if why == "waits" else None, provisional=why == "provisional")
    if why == "appeal":
        session.add(Appeal(grade_id=run.moves[0].grade.id, reason="I disagree."))
    kept_for("run_texts", 400)
    night()

    assert replies() == {(run.id, "Words of then.")}


def test_emptied_texts_are_not_graded_again(session):
    from scenarios.regrading import regradings, reviewed

    run = played(401)
    factories.review(run, clarity=1)
    run.waits = None
    kept_for("run_texts", 400)
    assert run.id in db.session.scalars(regradings._finished(None)).all() and len(reviewed.texts()) == 1
    night()

    assert run.id not in db.session.scalars(regradings._finished(None)).all()
    assert reviewed.texts() == []


def test_values_of_the_log_go_after_years_and_the_chain_stands(session):
    with time_machine.travel(days_ago(2558)):
        old = audit.note("person.changed", None, factories.learner(), before={"name": "A"}, after={"name": "B"})
        session.flush()
    new = audit.note("person.changed", None, factories.learner(), before={"name": "C"}, after={"name": "D"})
    session.commit()
    ids = old.id, new.id
    night()

    assert session.scalars(sa.select(AuditValues.entry_id).where(AuditValues.entry_id.in_(ids))).all() == [ids[1]]
    found = Verification([])
    list(found.portions())
    assert found.report().findings == []


def test_messages_leave_the_outbox(session, instance):
    import os

    for number, days in enumerate((31, 29)):
        mail.hand_over(mail.messages.Message("a@example.org", "Hello", "Words", str(number), clock.now()))
        path = instance / "outbox" / f"{number:0>8}.eml"
        os.utime(path, (days_ago(days).timestamp(),) * 2)
    night()

    assert [path.name for path in (instance / "outbox").iterdir()] == ["00000001.eml"]


def test_the_page_says_what_would_go_tonight_and_takes_other_periods(office, session):
    unsent(91)
    shown = text_of(office.get("/privacy/"))
    assert "Replies that were never sent" in shown and "90 days" in shown

    given = {each.kind: str(periods.days(each.kind)) for each in periods.every()} | {"unsent": "120"}
    assert office.post("/privacy/", data=given).status_code == 302

    assert session.get(RetentionPeriod, "unsent").days == 120
    assert session.scalar(sa.select(sa.func.count(RetentionPeriod.kind))) == 1
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "privacy.periods_set"))
    assert entry.values_row.values == {"before": {"unsent": 90}, "after": {"unsent": 120}}
    night()
    assert session.scalar(sa.select(sa.func.count(Unsent.id))) == 1


@pytest.mark.parametrize(
    ("kind", "days", "said"),
    [
        ("unsent", "-1", "whole days"),
        ("unsent", "soon", "whole days"),
        ("unsent", "99999", "whole days"),
        ("run_texts", "5", "at least"),
    ],
)
def test_what_is_no_period_is_refused_and_kept_on_the_page(office, session, kind, days, said):
    given = {each.kind: str(periods.days(each.kind)) for each in periods.every()} | {kind: days}

    answer = office.post("/privacy/", data=given)

    assert answer.status_code == 400 and said in text_of(answer)
    assert f'value="{days}"' in answer.text
    assert session.scalars(sa.select(RetentionPeriod)).all() == []


def test_a_period_for_files_of_jobs_counts_at_once(office, app):
    from academy.jobs import results

    assert results._kept() == timedelta(days=app.config["RESULT_DAYS"])
    kept_for("results", 2)

    assert results._kept() == timedelta(days=2)
