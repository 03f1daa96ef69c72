"""Past runs graded again: shown first, adopted by a person, and the grades given at the time stay."""

import json
from datetime import timedelta

import pytest
import time_machine

from academy import clock, jobs
from academy.audit.models import AuditEntry
from academy.certificates.models import Certificate
from academy.db import db
from academy.jobs.models import Job
from academy.live.models import LiveEvent
from academy.records.models import Result
from scenarios import grading, outcomes, runs
from scenarios.regrading import adoption, effects, movers, regradings
from scenarios.regrading.models import Regrade, RegradedRun, Regrading
from scenarios.review import reviews
from tests import factories
from tests.scenarios.regrading.conftest import POOR, RUDE, by_the_grader

LEVELS = dict.fromkeys(grading.CRITERIA, 2)


def of_run(regrading, run):
    return db.session.query(RegradedRun).filter_by(regrading_id=regrading.id, run_id=run.id).one()


def results(run):
    query = db.session.query(Result).filter_by(enrolment_id=run.enrolment_id, activity=run.activity)
    return [(one.score, one.passed, one.provisional) for one in query.order_by(Result.attempt, Result.revision)]


def test_what_would_change_is_shown_before_anything_does(finished, regrade):
    up, down, same = finished(**POOR), finished(RUDE), finished(RUDE, level=0)
    before = [(run.score, run.passed, run.provisional) for run in (up, down, same)]

    regrading = regrade()

    assert regrading.state == "proposed"
    assert [(each.passed_before, each.passed_after) for each in (of_run(regrading, run) for run in (up, down, same))] == [
        (False, True), (True, False), (False, False),
    ]  # fmt: skip
    assert [of_run(regrading, run).score_after for run in (up, down)] == [by_the_grader(up), by_the_grader(down)]
    found = movers.summary(regrading)
    assert (found.runs, found.up, found.down, found.people, found.waiting) == (3, 1, 1, 2, 0)
    assert regrading.effect["texts"] == regrading.effect["texts_changed"] == 3
    assert [(run.score, run.passed, run.provisional) for run in (up, down, same)] == before
    assert len(results(down)) == 1


def test_a_regrade_is_what_the_grader_in_use_says(finished, regrade):
    run = finished(RUDE)

    regrading = regrade()

    detail = db.session.query(Regrade).filter_by(regrading_id=regrading.id, move_id=run.moves[0].id).one().detail
    assert detail == grading.grade(outcomes.item_of(run.moves[0]), RUDE).to_json()
    assert regrading.grader == detail["grader"] == grading.VERSION


def test_adopting_moves_results_courses_and_nobody_is_left_uninformed(finished, regrade, do_jobs, session):
    up, down = finished(**POOR), finished(RUDE)
    certificate = session.query(Certificate).filter_by(person_id=down.person_id).one()
    boss = factories.administrator()
    regrading = regrade()

    regradings.adopt(boss, regrading)
    do_jobs()

    assert results(up) == [(50, False, False), (by_the_grader(up), True, False)]
    assert results(down) == [(100, True, False), (by_the_grader(down), False, False)]
    assert up.enrolment.completed_at and not down.enrolment.completed_at
    assert session.query(Certificate).filter_by(person_id=up.person_id).one().revoked_at is None
    assert certificate.revoked_at is None
    told = {mail.payload["to"]: mail.payload["body"] for mail in session.query(Job).filter_by(kind="mail")}
    assert set(told) == {up.person.email, down.person.email}
    assert "A clearer rubric." in told[down.person.email]
    assert "Before: 100 of 100, passed." in told[down.person.email]
    assert "Now: 38 of 100, not passed." in told[down.person.email]
    events = session.query(LiveEvent).filter_by(kind="regraded", stream=f"person/{down.person_id}").all()
    assert [event.data for event in events] == [{"run": down.id, "passed": False, "provisional": False}]
    notes = session.query(AuditEntry).filter_by(action="regrading.adopted", subject_id=regrading.id)
    assert [(note.actor_id, note.reason) for note in notes] == [(boss.id, "A clearer rubric.")]


def test_the_grades_given_at_the_time_and_the_feed_stay_byte_for_byte(finished, regrade, do_jobs, session):
    run = finished(RUDE)
    raw = db.text("SELECT CAST(detail AS TEXT) FROM grade ORDER BY id")
    before, feed = session.scalars(raw).all(), json.dumps(runs.feed(run).to_json(), sort_keys=True)

    regrading = regrade()
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    assert run.passed is False
    assert session.scalars(raw).all() == before
    assert json.dumps(runs.feed(run).to_json(), sort_keys=True) == feed
    assert outcomes.counted(run.moves[0]).regrading is regrading


def test_certificates_that_would_lose_their_pass_are_listed_and_stay(app, finished, regrade, do_jobs, session):
    lost, kept = finished(RUDE), finished()
    regrading = regrade()
    with app.test_request_context():
        listed = movers.concerned(regrading)

    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    assert [certificate.enrolment for certificate in listed] == [lost.enrolment]
    assert [certificate.enrolment for certificate in movers.concerned(regrading)] == [lost.enrolment]
    assert session.query(Certificate).filter_by(revoked_at=None).count() == 2
    assert kept.enrolment.completed_at and not lost.enrolment.completed_at


def test_a_certificate_that_another_attempt_still_earns_is_not_listed(app, finished, regrade):
    run = finished()
    again = finished(RUDE, run.person)
    regrading = regrade()

    with app.test_request_context():
        listed = movers.concerned(regrading)

    assert (again.enrolment, again.attempt) == (run.enrolment, 2)
    assert listed == []


def test_adopting_twice_does_it_once(finished, regrade, do_jobs, session):
    run = finished(RUDE)
    regrading, first, second = regrade(), factories.administrator(), factories.administrator()

    for actor in (first, second, first):
        regradings.adopt(actor, regrading)
        do_jobs()

    assert regrading.decided_by is first
    assert len(results(run)) == 2
    assert session.query(Job).filter_by(kind="mail").count() == 1
    assert session.query(AuditEntry).filter_by(action="regrading.adopted").count() == 1


def test_what_is_withdrawn_counts_for_nothing(finished, regrade, do_jobs):
    run = finished(RUDE)
    regrading = regrade()

    regradings.withdraw(factories.administrator(), regrading, "The rubric was wrong.")
    do_jobs()

    assert outcomes.counted(run.moves[0]).regrading is None
    assert run.passed is True
    with pytest.raises(regradings.Decided):
        regradings.adopt(factories.administrator(), regrading)


def test_what_is_adopted_is_not_withdrawn(finished, regrade):
    finished(RUDE)
    regrading = regrade()
    regradings.adopt(factories.administrator(), regrading)

    with pytest.raises(regradings.Decided):
        regradings.withdraw(factories.administrator(), regrading, "Sorry.")

    assert regrading.state == "adopted"


def test_one_that_is_withdrawn_while_it_is_computed_stops(finished, do_jobs, session):
    finished(RUDE)
    regrading = regradings.propose(factories.administrator(), "street", None, "A try.")
    regradings.withdraw(factories.administrator(), regrading, "Not now.")
    do_jobs()

    assert regrading.state == "withdrawn"
    assert session.query(RegradedRun).count() == 0


def test_a_review_stays_in_force_over_a_regrade(finished, regrade, do_jobs):
    before, after = finished(RUDE), finished(RUDE)
    reviews.judge(factories.instructor(), before.moves[0].grade, LEVELS, {}, 4)
    regrading = regrade()
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    regraded = after.passed
    given = outcomes.as_graded(outcomes.item_of(after.moves[0]), after.moves[0].grade)
    reasons = {name: "It quotes them." for name, level in given.levels.items() if level != 2}
    reviews.judge(factories.instructor(), after.moves[0].grade, LEVELS, reasons, 4)

    assert regrading.effect["texts_reviewed"] == 1
    assert (before.passed, before.score) == (True, 100)
    assert regraded is False
    assert (after.passed, after.score) == (True, 100)


def test_texts_are_graded_under_the_facts_and_weights_of_another_edition(finished, regrade, do_jobs):
    run = finished()
    heavier = factories.scenario(
        **{"why: A complaint": "weights: {neutrality: 5, office_not_person: 5, privacy: 5}\n        why: A complaint"}
    )

    regrading = regrade(edition=heavier)
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    assert outcomes.counted(run.moves[0]).item.weights["privacy"] == 5
    assert run.edition is not heavier
    assert run.score == of_run(regrading, run).score_after == by_the_grader(run)
    assert results(run)[-1] == (run.score, True, False)


def test_a_post_that_the_edition_no_longer_has_keeps_its_grade(finished, regrade, do_jobs):
    run = finished(RUDE)
    text = factories.SCENARIO
    for word in ("slug", "on", "under"):
        text = text.replace(f"{word}: drain", f"{word}: gully")
    without = factories.scenario(text=text)

    regrading = regrade(edition=without)
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    assert regrading.effect["texts_kept"] == 1
    assert (run.score, run.passed) == (100, True)
    assert outcomes.counted(run.moves[0]).regrading is None
    assert len(results(run)) == 1


def test_the_newest_adopted_regrading_of_a_run_counts(finished, regrade, do_jobs):
    run = finished(RUDE)
    first = regrade(reason="The first.")
    regradings.adopt(factories.administrator(), first)
    do_jobs()
    second = regrade(reason="The second.")
    between = outcomes.counted(run.moves[0]).regrading
    regradings.adopt(factories.administrator(), second)
    do_jobs()

    assert between is first
    assert outcomes.counted(run.moves[0]).regrading is second


def test_only_finished_runs_that_count_are_graded_again(finished, regrade, session):
    done = finished()
    going = factories.run(enrolment=factories.enrolment(course="practice"))
    factories.move(going)
    tried = factories.run(person=factories.instructor())
    factories.move(tried)
    factories.finish(tried)

    regrading = regrade(scenario=None)

    assert session.scalars(db.select(RegradedRun.run_id).filter_by(regrading_id=regrading.id)).all() == [done.id]


def test_where_no_run_is_finished_there_is_nothing_to_grade(course):
    with pytest.raises(regradings.NothingToGrade):
        regradings.propose(factories.administrator(), "street", None, "A try.")


def test_asking_twice_for_what_is_being_computed_makes_one(finished, do_jobs, session):
    finished()
    asked = [regradings.propose(factories.administrator(), "street", None, "A try.") for _ in range(2)]
    other = regradings.propose(factories.administrator(), None, None, "All of them.")
    do_jobs()

    assert asked[0] is asked[1] is not other
    assert {each.state for each in session.query(Regrading)} == {"proposed"}
    assert session.query(Job).filter_by(kind="regrade").count() == 2


def test_one_that_was_withdrawn_unseen_by_its_job_does_not_stop_the_next(finished, do_jobs):
    finished()
    first = regradings.propose(factories.administrator(), "street", None, "A try.")
    regradings.withdraw(factories.administrator(), first, "No.")
    second = regradings.propose(factories.administrator(), "street", None, "Another.")
    do_jobs()

    assert (first.state, second.state) == ("withdrawn", "proposed")


def test_it_says_what_happened_since_and_is_computed_anew(finished, regrade, do_jobs):
    run = finished(RUDE)
    regrading = regrade()
    fresh = regradings.standing(regrading)
    finished(RUDE)
    given = outcomes.as_graded(outcomes.item_of(run.moves[0]), run.moves[0].grade)
    reviews.judge(factories.instructor(), run.moves[0].grade, given.levels, {}, 4)
    found = regradings.standing(regrading)

    again = regradings.anew(factories.administrator(), regrading)
    do_jobs()

    assert (fresh.finished_since, fresh.reviewed_since, fresh.adoptable) == (0, 0, True)
    assert (found.finished_since, found.reviewed_since, found.adoptable) == (1, 1, True)
    assert (regrading.state, again.state, again.reason) == ("withdrawn", "proposed", regrading.reason)
    assert movers.summary(again).runs == 2


def test_one_that_another_has_overtaken_is_not_adopted(finished, regrade, do_jobs):
    finished(RUDE)
    early, late = regrade(reason="Early."), regrade(reason="Late.")
    regradings.adopt(factories.administrator(), late)
    do_jobs()

    with pytest.raises(regradings.Outdated):
        regradings.adopt(factories.administrator(), early)
    assert regradings.standing(early).overtaken


def test_a_job_that_is_killed_half_way_is_resumed_and_adds_nothing_twice(finished, do_jobs, session, monkeypatch):
    found = [finished(RUDE) for _ in range(5)]
    monkeypatch.setattr(effects, "BATCH", 2)
    regrading = regradings.propose(factories.administrator(), "street", None, "A try.")
    keep, calls = effects._keep, []

    def deadly(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise SystemExit("killed")
        keep(*arguments)

    monkeypatch.setattr(effects, "_keep", deadly)
    with pytest.raises(SystemExit):
        do_jobs()
    db.session.rollback()
    half, state = session.query(RegradedRun).count(), regrading.state
    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        do_jobs()

    assert (half, state) == (2, "computing")
    assert regrading.state == "proposed"
    assert regrading.effect["runs"] == regrading.effect["texts"] == session.query(RegradedRun).count() == len(found)


def test_an_adoption_that_is_killed_half_way_is_carried_out_and_tells_nobody_twice(
    finished, regrade, do_jobs, session, monkeypatch
):
    found = [finished(RUDE) for _ in range(5)]
    regrading = regrade()
    regradings.adopt(factories.administrator(), regrading)
    monkeypatch.setattr(adoption, "BATCH", 2)
    follow, calls = adoption.follow, []

    def deadly(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise SystemExit("killed")
        follow(*arguments)

    monkeypatch.setattr(adoption, "follow", deadly)
    with pytest.raises(SystemExit):
        do_jobs()
    db.session.rollback()
    session.expire_all()
    half = [run.passed for run in found]
    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        do_jobs()

    assert half == [False, False, True, True, True]
    assert [run.passed for run in found] == [False] * 5
    assert session.query(Job).filter_by(kind="mail").count() == 5


def test_a_run_without_regrades_costs_one_query_to_know(finished, counted, session):
    run = finished()
    feed = runs.feed(run)
    outcomes.outcome(run, feed)
    db.session.expire(run, ["regrades"])

    with counted() as queries:
        outcomes.outcome(run, feed)

    assert len(queries) == 1


def test_a_regraded_run_costs_one_query_too(finished, regrade, do_jobs, counted):
    run = finished(RUDE)
    regrading = regrade()
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()
    outcomes.outcome(run, runs.feed(run))
    db.session.expire(run, ["regrades"])

    with counted() as queries:
        outcomes.outcome(run, runs.feed(run))

    assert len(queries) == 1
