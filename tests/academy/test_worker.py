"""The worker's processes: each job is done once however many they are, and none of them is left behind."""

import os
import signal
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock, jobs, mail
from academy.accounts.models import ServiceGroup
from academy.db import begin_writing, db
from academy.jobs import desk, reports
from academy.jobs.models import Job
from tests.workers import children, kill, wait_until, working
from tests.working import STEPS

pytestmark = pytest.mark.slow


def test_processes_share_the_jobs_and_nothing_is_done_twice(lasting, tmp_path):
    with lasting.app_context():
        with working(lasting, tmp_path / "log") as process:
            begin_writing()
            for number in range(40):
                mail.send("officer@academy.example", f"Letter {number}", "Words.")
            db.session.commit()
            wait_until(lambda: states() == {"done": 40})
            process.terminate()
            status = process.wait(60)

        assert set(db.session.scalars(sa.select(Job.tries).where(Job.kind == "mail"))) == {1}
        assert len(list(mail.outbox().glob("*.eml"))) == 40
        assert status == 0, (tmp_path / "log").read_text()


def test_a_process_that_dies_is_followed_by_the_next(lasting, tmp_path):
    with working(lasting, tmp_path / "log") as process:
        before = children(process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        wait_until(lambda: len(set(children(process.pid)) - set(before)) == 3)


def test_no_process_outlives_a_worker_that_is_killed(lasting, tmp_path):
    with working(lasting, tmp_path / "log") as process:
        left = children(process.pid)

        process.kill()

        wait_until(lambda: not any(map(runs, left)))


@pytest.fixture
def house(lasting):
    with lasting.app_context():
        lasting.extensions["queue"].flush()
        db.session.execute(sa.delete(Job))
        db.session.execute(sa.delete(ServiceGroup))
        db.session.commit()
        yield lasting


def test_a_job_goes_on_where_it_was_when_its_worker_was_killed(house, tmp_path):
    job_id = asked("many-steps", "resumed", seconds=0.2)
    with working(house, tmp_path / "log", lease=3, look=1) as process:
        wait_until(lambda: job_of(job_id).done >= 5)
        kill(process)
    before = set(steps())

    with working(house, tmp_path / "log", lease=3, look=1):
        wait_until(lambda: job_of(job_id).state == "done")

    job, after = job_of(job_id), steps()
    assert sorted(after) == sorted(f"resumed{number}" for number in range(STEPS))
    assert (job.tries, job.error, job.done) == (2, "", STEPS)
    assert 5 <= len(before) < STEPS
    assert len({after[code] for code in before}) == 1 and {after[code] for code in set(after) - before}.isdisjoint(
        {after[code] for code in before}
    ), "what the first one did was done again"


def test_two_workers_that_are_woken_together_do_a_job_once(house, tmp_path):
    with working(house, tmp_path / "one", processes=3, look=1), working(house, tmp_path / "two", processes=3, look=1):
        found = [asked("many-steps", f"race{number}-", seconds=0.02) for number in range(6)]
        wait_until(lambda: {job_of(job_id).state for job_id in found} == {"done"})

    assert {job_of(job_id).tries for job_id in found} == {1}
    assert len(steps()) == 6 * STEPS


def test_a_running_job_that_is_cancelled_ends_and_does_not_come_back(house, tmp_path):
    job_id = asked("many-steps", "stopped", seconds=0.2)
    with working(house, tmp_path / "log", lease=3, look=1):
        wait_until(lambda: job_of(job_id).done >= 3)
        cancel(job_id)
        wait_until(lambda: job_of(job_id).state == "cancelled", seconds=10)
        kept = len(steps())

    job = job_of(job_id)
    assert 3 <= kept == job.done == len(steps()) < STEPS
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert jobs.due() == [] and jobs.run(job_id) is False


def test_a_cancelled_job_whose_worker_was_lost_is_not_taken_up_again(house, tmp_path):
    job_id = asked("many-steps", "lost", seconds=0.2)
    with working(house, tmp_path / "log", lease=3, look=1) as process:
        wait_until(lambda: job_of(job_id).done >= 3)
        kill(process)
    cancel(job_id)
    kept = len(steps())

    with working(house, tmp_path / "log", lease=3, look=1):
        wait_until(lambda: job_of(job_id).state == "cancelled", seconds=20)

    assert len(steps()) == kept


def test_all_or_nothing_shows_how_far_it_is_and_leaves_nothing_when_it_is_killed(house, tmp_path):
    job_id = asked("all-or-nothing", "whole", seconds=0.2)
    with working(house, tmp_path / "log", lease=3, look=1) as process:
        wait_until(lambda: reports.read(job_of(job_id))[0] >= 5)
        kill(process)
    half = steps()

    with working(house, tmp_path / "log", lease=3, look=1):
        wait_until(lambda: job_of(job_id).state == "done", seconds=30)

    assert half == {} and len(steps()) == STEPS
    assert house.extensions["queue"].get(f"report-{job_id}", peek=True) is None


def test_all_or_nothing_outlives_its_lease_by_reporting(house, tmp_path):
    job_id = asked("all-or-nothing", "long", seconds=0.2)
    with working(house, tmp_path / "log", lease=1, look=0.3):
        wait_until(lambda: job_of(job_id).state == "done")

    assert (job_of(job_id).tries, len(steps())) == (1, STEPS)


def test_all_or_nothing_that_is_cancelled_leaves_nothing(house, tmp_path):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer, which is the job: nobody can ask")
    job_id = asked("all-or-nothing", "none", seconds=0.2)
    with working(house, tmp_path / "log", look=1):
        wait_until(lambda: job_of(job_id).done >= 3)
        cancel(job_id)
        wait_until(lambda: job_of(job_id).state == "cancelled", seconds=10)

    assert steps() == {}


def test_the_daily_jobs_are_added_once_however_many_ask(house):
    db.session.execute(sa.text("DELETE FROM daily_round"))
    db.session.commit()
    ask = house.extensions["add_daily"]
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job_id in jobs.due():
        jobs.run(job_id)
    ask()

    kinds = list(db.session.scalars(sa.select(Job.kind)))
    assert sorted(kinds) == sorted(jobs.kinds.daily())
    with time_machine.travel(clock.now() + timedelta(days=1)):
        ask()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 2 * len(kinds)


def asked(kind, word, **payload):
    begin_writing()
    job_id = jobs.enqueue(kind, {"word": word, **payload}).id
    db.session.commit()
    return job_id


def cancel(job_id):
    begin_writing()
    desk.cancel(None, db.session.get(Job, job_id, populate_existing=True))
    db.session.commit()


def job_of(job_id):
    db.session.rollback()
    return db.session.get(Job, job_id, populate_existing=True)


def steps():
    """Which process did which step, by its name."""
    db.session.rollback()
    rows = db.session.execute(sa.select(ServiceGroup.code, ServiceGroup.name))
    return {code: name.split()[-1] for code, name in rows}


def states():
    db.session.rollback()
    query = sa.select(Job.state, sa.func.count()).where(Job.kind == "mail").group_by(Job.state)
    return dict(db.session.execute(query).all())


def runs(pid):
    """Whether it is there and not just waiting to be buried."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
