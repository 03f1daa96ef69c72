"""Many judgements at once: looked at first, kept by a job, each a review of its own; what changed meanwhile is
refused."""

import pytest

from academy import jobs
from academy.audit.models import AuditEntry
from academy.jobs.models import Job
from academy.queue import claims
from scenarios.models import Review
from scenarios.review import appeals
from academy.queue.models import Batch
from tests import factories, pages
from tests.spreadsheets import do_jobs, keep

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
DOUBTFUL = {"level": 2, "doubtful": SERVICE}
POOR = {
    "level": 0,
    "doubtful": SERVICE,
    **dict.fromkeys(("neutrality", "office_not_person", "privacy", "composure"), 2),
}


@pytest.fixture
def instructor(session):
    return factories.instructor(name="Gul Bano")


@pytest.fixture
def desk(client, instructor):
    return client.sign_in(instructor)


@pytest.fixture
def gather(desk):
    """Tick these runs' texts, or with `all` the whole list, and give the page of the batch."""

    def gather(*runs, **more):
        form = pages.opened(desk, "/review/confirm").form("/review/confirm")
        ids = {f"{run.moves[0].grade.id}:" for run in runs}
        boxes = [has["value"] for has in pages.opened(desk, "/review/confirm").all("input", name="text")]
        ticks = [box for box in boxes if box.startswith(tuple(ids))] if ids else []
        return desk.post(form.action, data=form.filled(text=ticks, **more)).location

    return gather


def test_ticked_texts_are_confirmed_after_a_look_at_what_that_settles(desk, gather, played, session, instructor):
    good, poor, left = played("Ada", **DOUBTFUL), played("Ben", **POOR), played("Cem", **DOUBTFUL)

    address = gather(good, poor)
    page = pages.opened(desk, address)

    assert "Texts2 Runs that pass1 Runs that do not pass1 Runs that still wait0" in page.words
    assert session.query(Review).count() == 0

    keep(desk, address)

    assert [(run.passed, run.provisional) for run in (good, poor, left)] == [
        (True, False),
        (False, False),
        (True, True),
    ]
    assert {(review.reviewer, tuple(review.reasons)) for review in session.query(Review)} == {(instructor, ())}
    assert "2 texts are judged." in pages.opened(desk, address).words
    noted = session.query(AuditEntry).filter_by(action="grade.reviewed").all()
    assert len(noted) == 2 and all(
        entry.values_row.values["before"] == entry.values_row.values["after"] for entry in noted
    )


def test_all_of_a_filtered_list_are_confirmed(desk, gather, played):
    runs = [played(f"Learner {number}", **DOUBTFUL) for number in range(22)]

    keep(desk, gather(all="1"))

    assert not any(run.provisional for run in runs)


def test_keeping_twice_keeps_once(desk, gather, played, session):
    run = played("Ada", **DOUBTFUL)
    address = gather(run)

    keep(desk, address)
    keep(desk, address)

    assert session.query(Review).count() == 1
    assert session.query(Job).filter_by(kind="review-batch").count() == 1


def test_what_somebody_judged_or_has_at_hand_meanwhile_is_refused_and_named(desk, gather, played, session):
    judged, held, free = played("Ada", **DOUBTFUL), played("Ben", **DOUBTFUL), played("Cem", **DOUBTFUL)
    address = gather(judged, held, free)
    other = factories.instructor()
    factories.review(judged, reviewer=other, clarity=0)
    claims.take(other, "run", held.id)

    before = pages.opened(desk, address).words
    keep(desk, address)

    after = pages.opened(desk, address).words
    for shown in (before, after):
        assert "Somebody has judged it, or it was graded again, since you read it." in shown
        assert "Somebody else has this run at hand." in shown
    assert "1 text is judged." in after
    assert judged.moves[0].grade.reviews[-1].levels["clarity"] == 0
    assert held.provisional and not free.provisional


def test_an_appeal_is_not_confirmed_in_passing(desk, played):
    run = played("Ada", **DOUBTFUL)
    appeals.make(run.moves[0].grade, "The crew is named.")

    page = pages.opened(desk, "/review/confirm")

    assert page.all("input", name="text") == []


def test_what_is_in_anothers_hands_or_nobodys_is_not_taken_in(desk, client, gather, played, session):
    run = played("Ada", **DOUBTFUL)
    address = gather(run)
    nonsense = desk.post("/review/confirm", data={"text": ["999999:0.0", "x", f"{run.moves[0].grade.id}"]})

    assert client.sign_in(factories.instructor()).get(address).status_code == 404
    client.sign_in(run.person)
    run.person.role = "instructor"
    session.flush()
    own = client.post("/review/confirm", data={"text": f"{run.moves[0].grade.id}:0.0"})
    assert own.location == "/review/confirm"
    assert nonsense.location.startswith("/review/batches/") and session.query(Batch).count() == 2
    keep(client.sign_in(session.query(Batch).order_by(Batch.id.desc()).first().person), nonsense.location)
    assert session.query(Review).count() == 0  # a tick without what was read is outdated


def test_nothing_ticked_is_no_batch(desk, played, session):
    played("Ada", **DOUBTFUL)

    assert desk.post("/review/confirm").location == "/review/confirm"
    assert session.query(Batch).count() == 0


def test_a_batch_that_was_interrupted_goes_on_where_it_was(desk, gather, played, session, monkeypatch):
    runs = [played(name, **DOUBTFUL) for name in ("Ada", "Ben", "Cem")]
    address = gather(*runs)
    progress, calls = jobs.progress, []

    def dies_once(*arguments, **state):
        progress(*arguments, **state)
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")

    monkeypatch.setattr(jobs, "progress", dies_once)
    keep(desk, address)
    assert session.query(Batch).one().done == 2
    session.query(Job).one().not_before = session.query(Job).one().created_at
    do_jobs()

    assert (session.query(Batch).one().kept, session.query(Review).count()) == (3, 3)


@pytest.mark.parametrize("change", [{"active": False}, {"role": "learner"}, {"role": "administrator"}])
def test_nothing_is_judged_in_the_name_of_somebody_who_is_no_instructor_any_more(
    desk, client, gather, played, session, instructor, change
):
    runs = [played(name, **DOUBTFUL) for name in ("Ada", "Ben")]
    address = gather(*runs)
    desk.post(address)
    for name, value in change.items():
        setattr(instructor, name, value)
    do_jobs()

    assert session.query(Review).count() == 0 and all(run.provisional for run in runs)
    batch = session.query(Batch).one()
    assert (batch.kept, batch.done, bool(batch.finished_at)) == (0, 2, True)
    noted = session.query(AuditEntry).filter_by(action="batch.stopped").one()
    assert (noted.subject_id, noted.actor_id, noted.reason) == (batch.id, instructor.id, "2 rows: not_entitled")
    instructor.active, instructor.role = True, "instructor"
    session.flush()
    page = pages.opened(client.sign_in(instructor), address)
    assert "0 texts are judged." in page.words and "was no instructor any more when its turn came" in page.words


def test_whoever_loses_the_role_halfway_has_judged_only_what_came_before(desk, gather, played, session, monkeypatch):
    runs = [played(name, **DOUBTFUL) for name in ("Ada", "Ben", "Cem")]
    address = gather(*runs)
    progress = jobs.progress

    def dismissed_after_one(job, done, total, **state):
        session.query(Batch).one().person.role = "learner"
        progress(job, done, total, **state)

    monkeypatch.setattr(jobs, "progress", dismissed_after_one)
    keep(desk, address)

    batch = session.query(Batch).one()
    assert (batch.kept, [code for _row, code in batch.refused]) == (1, ["not_entitled"] * 2)
    assert session.query(Review).count() == 1


def test_a_batch_of_before_there_were_others_than_of_runs_is_kept(desk, gather, played, session):
    run = played("Ada", **DOUBTFUL)
    address = gather(run)
    batch = session.query(Batch).one()
    batch.rows = [{name: value for name, value in row.items() if name != "source"} for row in batch.rows]

    keep(desk, address)

    assert not run.provisional
