"""Jobs: rows of our own transaction, done once, whatever becomes of the worker."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock, jobs, mail
from academy.accounts.models import ServiceGroup
from academy.db import begin_writing, db, pause
from academy.jobs.models import Job
from tests.rivals import at_once, rivals

done = []  # the payloads that the jobs of these tests were done with


@jobs.does("note")
def note(job):
    done.append(job.payload["word"])


@jobs.does("slow")
def slow(job):
    with pause():
        time.sleep(0.2)
    done.append(job.payload["word"])


@jobs.does("fail")
def fail(job):
    db.session.add(ServiceGroup(code="HALF", name="Half-way"))
    db.session.flush()
    raise ValueError("made to fail")


@jobs.does("steps")
def steps(job):
    """Two steps; its worker is lost after the first, the first time."""
    if "step" not in job.state_kept:
        done.append("first step")
        jobs.progress(job, 1, 2, step=1)
        raise SystemExit("killed")
    done.append(f"resumed after step {job.state_kept['step']}")


@jobs.does("deadly")
def deadly(job):
    done.append("deadly")
    raise SystemExit("killed")


@pytest.fixture
def house(lasting):
    done.clear()
    lasting.extensions["queue"].flush()
    with lasting.app_context():
        db.session.execute(sa.delete(Job))
        db.session.commit()
        yield lasting


def enqueue(kind, word="word", key=None):
    job = jobs.enqueue(kind, {"word": word}, key)
    db.session.commit()
    return job.id


def job_of(job_id):
    db.session.rollback()
    return db.session.get(Job, job_id, populate_existing=True)


def run_in_a_thread(house, job_id):
    with house.app_context():
        return jobs.run(job_id)


def test_a_job_is_done_once_and_then_forgets_what_it_was_told(house):
    job_id = enqueue("note", "hello")

    assert jobs.run(job_id) is True
    assert jobs.run(job_id) is False

    job = job_of(job_id)
    assert done == ["hello"]
    assert (job.state, job.payload, job.tries) == ("done", {}, 1)
    assert job.finished_at is not None


def test_two_workers_do_a_job_once(house):
    job_ids = [enqueue("slow", f"word {number}") for number in range(3)]

    for job_id in job_ids:
        assert sorted(at_once(*[lambda: run_in_a_thread(house, job_id)] * 2)) == [False, True]

    assert done == ["word 0", "word 1", "word 2"]


def test_a_job_whose_worker_was_lost_is_resumed_where_it_was(house):
    job_id = enqueue("steps")
    with pytest.raises(SystemExit):
        jobs.run(job_id)
    db.session.rollback()

    assert jobs.run(job_id) is False, "its lease still holds"
    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.due() == [job_id]
        jobs.run(job_id)

    job = job_of(job_id)
    assert done == ["first step", "resumed after step 1"]
    assert (job.state, job.tries, job.done, job.total) == ("done", 2, 1, 2)


def test_a_job_that_kills_every_worker_is_given_up(house):
    job_id = enqueue("deadly")
    now = clock.now()

    for number in range(jobs.TRIES + 1):
        with time_machine.travel(now + number * (jobs.LEASE + timedelta(seconds=1))):
            try:
                jobs.run(job_id)
            except SystemExit:
                db.session.rollback()

    job = job_of(job_id)
    assert done == ["deadly"] * jobs.TRIES
    assert job.state == "failed"
    assert "worker was lost" in job.error


def test_a_worker_that_was_given_up_too_early_leaves_nothing(house):
    """It wakes up after another one has done the job: what it wrote is undone."""
    job_id = enqueue("sleeper")
    asleep.clear()
    wake.clear()
    worker = threading.Thread(target=run_in_a_thread, args=[house, job_id])
    worker.start()
    assert asleep.wait(10)

    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.run(job_id) is True
    wake.set()
    worker.join()

    assert job_of(job_id).state == "done"
    assert job_of(job_id).error == ""
    assert db.session.scalars(sa.select(ServiceGroup.name).where(ServiceGroup.code.startswith("SLEEP"))).all() == ["Try 2"]


asleep, wake = threading.Event(), threading.Event()


@jobs.does("sleeper")
def sleeper(job):
    tries = job.tries
    if tries == 1:
        with pause():
            asleep.set()
            wake.wait(10)
    db.session.add(ServiceGroup(code=f"SLEEP{tries}", name=f"Try {tries}"))
    db.session.flush()


def test_a_job_that_fails_is_tried_again_ever_later_and_then_given_up(house):
    job_id = enqueue("fail")
    tries = []

    for _ in range(jobs.TRIES):
        job = job_of(job_id)
        with time_machine.travel(job.not_before, tick=False):
            jobs.run(job_id)
            tries.append((job_of(job_id).not_before - clock.now()).total_seconds())

    job = job_of(job_id)
    assert tries[:-1] == [10, 40, 160, 640]
    assert (job.state, job.error, job.tries) == ("failed", "ValueError: made to fail", jobs.TRIES)
    assert job.payload == {"word": "word"}, "whoever mends it can try it again"
    assert jobs.due() == []


def test_a_job_that_fails_leaves_nothing_half_done(house):
    jobs.run(enqueue("fail"))

    assert db.session.get(ServiceGroup, "HALF") is None


def test_a_job_that_is_put_off_is_not_due_before(house):
    job_id = enqueue("fail")
    jobs.run(job_id)

    assert jobs.due() == []
    assert jobs.run(job_id) is False


def test_the_worker_is_woken_only_when_the_job_is_committed(house):
    jobs.enqueue("note", {"word": "hello"})
    before = house.extensions["queue"].pending_count()
    with db.session.begin_nested():
        pass
    after_savepoint = house.extensions["queue"].pending_count()
    db.session.commit()

    assert (before, after_savepoint, house.extensions["queue"].pending_count()) == (0, 0, 1)


def test_a_job_that_is_rolled_back_wakes_nobody(house):
    jobs.enqueue("note", {"word": "hello"})
    db.session.rollback()
    db.session.commit()

    assert house.extensions["queue"].pending_count() == 0
    assert jobs.due() == []


def test_a_queue_that_cannot_be_reached_does_not_lose_the_job(house, monkeypatch):
    def unreachable(job_id):
        raise OSError("disk full")

    monkeypatch.setitem(house.extensions, "wake_worker", unreachable)

    job_id = enqueue("note", "found by itself")
    house.extensions["do_all_due"]()

    assert job_of(job_id).state == "done"
    assert done == ["found by itself"]


def test_there_is_one_unfinished_job_of_a_key(house):
    first, second = enqueue("note", key="k"), enqueue("note", key="k")
    jobs.run(first)
    third = enqueue("note", key="k")

    assert first == second != third


def test_two_who_enqueue_the_same_key_at_once_share_a_job(house):
    given = rivals(house, lambda: jobs.enqueue("note", {"word": "one"}, key="shared").id)

    assert len(set(given)) == 1


def test_nobody_can_enqueue_what_nobody_does(house):
    with pytest.raises(AssertionError, match="nobody does jobs of the kind fly"):
        jobs.enqueue("fly", {})


def test_a_worker_process_does_what_another_process_enqueues(house, tmp_path):
    settings = {"DATABASE": house.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": str(house.config["INSTANCE_PATH"])}
    environment = os.environ | {f"ACADEMY_{name}": value for name, value in settings.items()}
    waiting = enqueue_mail("Before it started")
    with (tmp_path / "log").open("w") as output:
        command = [sys.executable, "-m", "academy.cli", "work"]
        worker = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: job_of(waiting).state == "done")
        woken = enqueue_mail("While it waits")
        wait_until(lambda: job_of(woken).state == "done", seconds=10)
    finally:
        worker.terminate()
        status = worker.wait(20)

    assert status == 0, (tmp_path / "log").read_text()
    assert (mail.outbox() / f"{woken:08}.eml").exists()


def enqueue_mail(subject):
    begin_writing()
    mail.send("officer@academy.example", subject, "Words.")
    job_id = db.session.scalar(sa.select(sa.func.max(Job.id)).where(Job.kind == "mail"))
    db.session.commit()
    return job_id


def wait_until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
