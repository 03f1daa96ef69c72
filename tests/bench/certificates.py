"""Certificates: how many are drawn, sealed and signed a second on all cores, and how long a whole cohort takes."""

import gc
import multiprocessing
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path

import sqlalchemy as sa

from academy import certificates, cohorts, editions, records
from academy.accounts import people
from academy.app import create_app
from academy.certificates import archives, bulk, drawing, signing
from academy.certificates.drawing import Order
from academy.cohorts.models import Assignment
from academy.db import begin_writing, db
from academy.jobs.models import Job
from tests import databases
from tests.bench.load import ROOT, instance

COURSE = "official-online"
COHORT = 200
SHARES = {"seal": drawing.seal, "credential": drawing.credential, "render": drawing.document, "sign": drawing.signature}
VERBS = {"seal": "sealed", "credential": "issued", "render": "render", "sign": "sign"}
SAID = {  # name, second name and its language, title of the course, a competency
    "en": ("Zarnab Noorpuri", "زرناب نورپوری", "ur", "Official, online", "Answers complaints inside the mandate"),
    "ur": ("زرناب نورپوری", "", "", "سرکاری ملازم سوشل میڈیا پر", "شکایت کا جواب اپنے اختیار کے اندر دیتا ہے"),
    "bn": ("জারনাব নূরপুরী", "", "", "সরকারি কর্মচারী সামাজিক মাধ্যমে", "এখতিয়ারের মধ্যে অভিযোগের উত্তর দেন"),
}


def main(count: int, languages: list[str]) -> None:
    with instance("sqlite") as (url, environment):
        app = create_app(DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING")
        with app.app_context():
            signing.create(demo=True)
            order = drawing.order_of(_certificate())
            db.session.rollback()
            db.engine.dispose()
        cores = len(os.sched_getaffinity(0))
        print(f"\n{count} certificates in each language, {cores} processes; shares in ms of processor time", flush=True)
        shares = "".join(f"{name:>12}" for name in SHARES)
        print(f"{'':6}{'per second':>11}{'p50 ms':>8}{'p99 ms':>8}{shares}{'bytes':>9}  RSS in MB")
        for language in languages:
            print(Drawn.all(_in(order, language), count, cores).row(language), flush=True)
    for kind in databases.kinds():
        with instance(kind) as (url, environment):
            whole_cohort(kind, url, environment)


@dataclass
class Drawn:
    """Each as (process, seconds, seconds of processor time by share, bytes, resident bytes after it), as they ended."""

    each: list[tuple]
    seconds: float

    @classmethod
    def all(cls, order: Order, count: int, processes: int) -> "Drawn":
        """In processes that are forked before anything is drawn, as the worker's are."""
        gc.freeze()  # as the worker does
        context, ready = multiprocessing.get_context("fork"), multiprocessing.get_context("fork").Barrier(processes + 1)
        with context.Pool(processes, _warm, (order, ready)) as pool:
            ready.wait()
            began = time.perf_counter()
            each = list(pool.imap_unordered(_draw, range(count)))
            return cls(each, time.perf_counter() - began)

    def row(self, name: str) -> str:
        times = sorted(1000 * one[1] for one in self.each)
        at = lambda share: times[min(len(times) - 1, int(share * len(times)))]  # noqa: E731
        shares = "".join(f"{1000 * self._mean(lambda one: one[2][share]):12.1f}" for share in SHARES)
        memory = " → ".join(f"{rss / 1e6:.0f}" for rss in self._memory())
        size = self._mean(lambda one: one[3])
        return f"{name:6}{len(times) / self.seconds:11.1f}{at(0.5):8.0f}{at(0.99):8.0f}{shares}{size:9.0f}  {memory}"

    def _mean(self, of: Callable[[tuple], float]) -> float:
        return sum(map(of, self.each)) / len(self.each)

    def _memory(self) -> list[float]:
        """Of one process: at its start, in the middle, and at its end."""
        own = [one[4] for one in self.each if one[0] == self.each[0][0]]
        return [own[0], own[len(own) // 2], own[-1]]


def whole_cohort(kind: str, url: str, environment: dict[str, str]) -> None:
    """A cohort is issued, drawn and packed by the worker, from the click on."""
    app = create_app(DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING")
    with app.app_context():
        signing.create(demo=True)
        clerk, given = _cohort()
        with _worker(environment):
            begin_writing()
            asked = time.monotonic()
            bulk.issue(clerk, given)
            db.session.commit()
            issued = _wait(lambda: bulk.newest_job(bulk.ISSUE, given).state == "done") - asked
            drawn = _wait(lambda: bulk.drawing(given).ready == COHORT) - asked
            begin_writing()
            asked = time.monotonic()
            archives.prepare(clerk, given)
            db.session.commit()
            packed = _wait(lambda: archives.newest(given).state == "done") - asked
        twice = db.session.scalar(sa.select(sa.func.count()).where(Job.kind == "certificate", Job.tries > 1))
        print(
            f"{kind}: a cohort of {COHORT} is issued after {issued:.1f} s and drawn after {drawn:.1f} s;"
            f" its zip takes {packed:.1f} s; drawn more than once: {twice}",
            flush=True,
        )
        db.session.remove()
        db.engine.dispose()


def _draw(number: int) -> tuple:
    shares.clear()
    began = time.perf_counter()
    serial = f"{number:04}-0000-0000-0"
    drawn = drawing.draw(replace(order, fields={**order.fields, "serial": serial}, status_index=number + 1))
    seconds = time.perf_counter() - began
    return os.getpid(), seconds, dict(shares), len(drawn.document), _resident()


def _warm(given: Order, ready) -> None:
    """The first page of a process takes a second, most of it WeasyPrint's import."""
    global order, shares
    order, shares = given, defaultdict(float)
    for name, module in SHARES.items():
        setattr(module, VERBS[name], _timed(name, getattr(module, VERBS[name])))
    _draw(0)
    ready.wait()


def _timed(name: str, verb: Callable) -> Callable:
    @wraps(verb)
    def timed(*arguments, **options):
        began = time.process_time()
        try:
            return verb(*arguments, **options)
        finally:
            shares[name] += time.process_time() - began

    return timed


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _in(order: Order, language: str) -> Order:
    """The same in another language: words of the sheet, name, title and competencies."""
    name, second_name, second_language, title, competency = SAID[language]
    own = {"name": name, "second_name": second_name, "second_language": second_language, "course_title": title}
    return replace(order, fields={**order.fields, **own, "language": language, "competencies": [competency] * 3})


def _certificate():
    return certificates.issue(enrolment := _completed("Zarnab Noorpuri"), certificates.award_of(enrolment))


def _completed(name: str):
    number = db.session.scalar(sa.select(sa.func.count()).select_from(records.Enrolment))
    person = people.create(None, email=f"certified-{number}@example.org", name=name, role="learner")
    enrolment = records.enrol(person, COURSE)
    records.start(enrolment, editions.published("course", COURSE))
    records.complete(enrolment, 81.5)
    return enrolment


def _cohort() -> tuple:
    clerk = people.create(None, email="clerk@example.org", name="Clerk", role="administrator")
    cohort = cohorts.create(None, "Bench")
    cohorts.assign(None, cohort, COURSE)
    for number in range(COHORT):
        cohorts.add(None, cohort, _completed(f"Learner {number}").person)
    db.session.commit()
    return clerk, db.session.get(Assignment, (cohort.id, COURSE))


@contextmanager
def _worker(environment: dict[str, str]):
    """As many processes as there are cores, up and waiting."""
    cores = str(len(os.sched_getaffinity(0)))
    command = [sys.executable, "-m", "academy.cli", "work"]
    environment = environment | {"ACADEMY_WORKERS": cores}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(10)
        assert process.poll() is None, "the worker does not start"
        yield
    finally:
        process.terminate()
        process.wait(60)


def _wait(true: Callable[[], bool], seconds: float = 300) -> float:
    """When it came true."""
    end = time.monotonic() + seconds
    while not true():
        db.session.rollback()
        if time.monotonic() > end:
            raise RuntimeError("the worker does not get on with it")
        time.sleep(0.1)
    db.session.rollback()
    return time.monotonic()
