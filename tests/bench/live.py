"""Viewers of a dialogue that is held: how long a comment takes from the viewer who sends it to all who look on, and what that costs.

The application sends them itself, or an nginx with nchan does. Sixty people sit in the hall and follow all that is done, the script
brings its own comments, and pages are opened meanwhile. With nchan the crowd then grows until comments take too long, or connections
fail: the ceiling.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from academy import editions
from academy.accounts import sessions
from academy.accounts.models import Person
from academy.app import create_app
from academy.db import begin_writing, db
from scenarios.sittings import announcing, planning, wheel
from tests import databases, servers
from tests.bench.clients import Client
from tests.bench.viewers import TIMED
from tests.broadcasters import broadcaster, missing
from tests.workers import children, wait_until

A_SECOND = 5  # comments
STAFF = 60
PAGES = 12  # a second, that the staff open
LIMIT = 1500  # ms within which 95 of 100 arrivals are
STEP = 4000  # viewers, on the way to the ceiling
MOST = 36_000  # beyond that the processes of nginx run out of files, not of breath
FILES = 20_000  # open files of a process of nginx
PACK = "services-without-queues"
SPEAKERS = 75  # viewers who comment in turn, each less often than a viewer may
WORDS = f"The notice on its door names a day that is over, and the door was closed at eleven. Who answers {TIMED}"


def main(viewers: int, fanout: bool, seconds: float) -> None:
    if fanout and missing():
        sys.exit(missing())
    for kind in databases.kinds():
        print(
            f"\n{kind}, {'nginx with nchan' if fanout else 'by the application itself'}, {seconds:.0f} s each",
            flush=True,
        )
        print(HEADINGS)
        with ExitStack() as stack:
            hall = Hall(stack, kind, fanout)
            hall.bring(viewers)
            kept = hall.measured(seconds)
            while fanout and kept and hall.viewers < MOST:
                hall.bring(STEP)
                kept = hall.measured(seconds / 2)


class Hall:
    """A server where a dialogue is held, viewers who comment, and the crowd."""

    def __init__(self, stack: ExitStack, kind: str, fanout: bool):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.nginx = None
        self.server = _server(stack, kind, folder)
        if fanout:
            self.nginx = stack.enter_context(
                broadcaster(folder / "nginx", self.server.url, files=FILES, processes=os.cpu_count())
            )
            self.server.settings["LIVE_FANOUT"] = self.nginx.fanout
        self.server.start()
        stack.callback(self.server.stop)
        processes = max(2, os.cpu_count()) * (2 if fanout else 1)
        held = Held.begin(self.server)
        where = f"{self.nginx.url}/broadcast/{held.stage}" if fanout else f"{self.server.url}/live/{held.stage}?after=0"
        self.crowd = stack.enter_context(crowds(where, processes))
        self.staff = stack.enter_context(crowds(f"{self.server.url}/live/{held.hall}?after=0", 1, held.cookie))
        self.speakers = itertools.cycle(speakers(self.server.url, held.stage))
        ask(self.staff, {"connect": STAFF, "seconds": 2})
        self.failed = 0
        wait_until(lambda: "worker's 2" in self.costs())  # two and the one that broadcasts
        time.sleep(2)

    def bring(self, viewers: int) -> None:
        """So many more, at a pace that a hall is filled with."""
        share = viewers // len(self.crowd)
        pace = 1000 if self.nginx else 100
        answers = ask(self.crowd, {"connect": share, "seconds": viewers / pace})
        self.failed += sum(answer["failed"] for answer in answers)
        self.viewers = sum(answer["viewers"] for answer in answers)

    def measured(self, seconds: float) -> bool:
        """Whether it was good enough; prints the row."""
        with speaking(self.server.url, self.speakers) as pages:
            time.sleep(3)
            ask(self.crowd, {"measure": 1})
            before, began = self.costs(), time.monotonic()
            time.sleep(seconds)
            reports = ask(self.crowd, {"report": 1})
            lasted = time.monotonic() - began
            costs = self.costs()
            pages = sorted(pages)
        delays = Counter()
        for report in reports:
            delays.update({int(ms): times for ms, times in report["delays"].items()})
        counts = {name: sum(report.get(name, 0) for report in reports) for name in ("missed", "lost")}
        p50, p95, p99 = (at(delays, share) for share in (0.5, 0.95, 0.99))
        print(
            f"{self.viewers:8}{self.failed:8}{counts['lost']:6}{counts['missed']:8}{delays.total():11}{p50:8}{p95:8}{p99:8}"
            f"{1000 * pages[int(0.95 * len(pages))]:8.0f}  {told(costs, before, lasted)}",
            flush=True,
        )
        return p95 <= LIMIT and self.failed <= self.viewers / 100

    def costs(self) -> dict[str, tuple[float, int]]:
        """Seconds of processor time and KB of memory so far, of each process."""
        found = {}
        for number, pid in enumerate(children(self.server.process.pid), -1):
            found[f"server {number}" if number >= 0 else "keeper"] = cost(pid)
        for keeper in children(self.server.process.pid):
            for worker in children(keeper):
                found["worker"] = cost(worker)
                for number, pid in enumerate(children(worker)):
                    found[f"worker's {number}"] = cost(pid)
        if self.nginx:
            for number, pid in enumerate(children(self.nginx.process.pid)):
                found[f"nginx {number}"] = cost(pid)
        for number, process in enumerate(self.crowd):
            found[f"viewers {number}"] = cost(process.pid)
        return found


HEADINGS = (
    f"{'viewers':>8}{'failed':>8}{'lost':>6}{'missed':>8}{'arrivals':>11}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'page':>8}"
    "  processor % and MB of each process"
)


class Held(NamedTuple):
    """The streams of a dialogue that runs and is open to all, and a cookie of whoever leads it."""

    stage: str
    hall: str
    cookie: str

    @classmethod
    def begin(cls, server: servers.Server) -> "Held":
        app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
        with app.app_context():
            begin_writing()
            leader = db.session.scalar(db.select(Person).filter_by(role="instructor"))
            sitting = planning.plan(leader, editions.published("dialogue", PACK), 60, public=True)
            wheel.start(sitting, leader)
            held = cls(announcing.stage(sitting), announcing.hall(sitting), signed_in(app, leader))
            db.session.commit()
            return held


def signed_in(app, person) -> str:
    signer = app.session_interface.get_signing_serializer(app)
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({sessions.KEY: sessions.begin(person, 'password')})}"


def speakers(url: str, stage: str) -> list[Client]:
    """Viewers who have taken a name, each with a form to write in."""
    return [Client(url).take_name(f"/{stage}", f"Neighbour {number + 1}") for number in range(SPEAKERS)]


def _server(stack: ExitStack, kind: str, folder: Path) -> servers.Server:
    url = f"sqlite:///{folder}/academy.sqlite"
    if kind == "postgresql":
        url = stack.enter_context(databases.empty_database(stack.enter_context(databases.postgresql_server())))
    settings = {"LOG_LEVEL": "WARNING", "LIVE_LISTENERS": "2000", "VIEWERS_A_MINUTE": "100000"}
    server = servers.Server(f"http://127.0.0.1:{servers.free_port()}", folder, url, folder / "log", settings=settings)
    server.command("demo", "--password", servers.PASSWORD)
    return server


@contextmanager
def crowds(url: str, processes: int, cookie: str = ""):
    """Processes of viewers, without anybody yet."""
    where = urllib.parse.urlsplit(url)
    path = where.path + (f"?{where.query}" if where.query else "")
    line = [sys.executable, "-m", "tests.bench.viewers", where.hostname, str(where.port), path]
    made = [
        subprocess.Popen([*line, str(place), cookie], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for place in range(processes)
    ]
    try:
        yield made
    finally:
        for process in made:
            process.kill()
            process.wait()


def ask(crowd: list[subprocess.Popen], given: dict) -> list[dict]:
    for process in crowd:
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
    return [json.loads(process.stdout.readline()) for process in crowd]


@contextmanager
def speaking(url: str, speakers: Iterator[Client]):
    """Somebody comments `A_SECOND` times a second, and pages are opened; yields how long pages took."""
    over, took = threading.Event(), []

    def paced(times: int, do):
        begun = time.monotonic()
        for number in itertools.count():
            if over.wait(max(0, begun + number / times - time.monotonic())):
                return
            threading.Thread(target=do, daemon=True).start()

    def speak():
        next(speakers).comment(f"{time.monotonic():.3f} {WORDS}")

    def read():
        before = time.monotonic()
        urllib.request.urlopen(f"{url}/accounts/sign-in", timeout=30).read()
        took.append(time.monotonic() - before)

    threads = [threading.Thread(target=paced, args=pair) for pair in ((A_SECOND, speak), (PAGES, read))]
    for thread in threads:
        thread.start()
    try:
        yield took
    finally:
        over.set()
        for thread in threads:
            thread.join()


def at(delays: Counter, share: float) -> int:
    """The delay in ms within which this share arrived."""
    left = share * delays.total()
    for ms in sorted(delays):
        left -= delays[ms]
        if left <= 0:
            return ms
    return 0


def cost(pid: int) -> tuple[float, int]:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    with open(f"/proc/{pid}/status") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), resident


def told(costs: dict, before: dict, seconds: float) -> str:
    return " · ".join(
        f"{name} {100 * (used - before[name][0]) / seconds:.0f} % {resident // 1024}"
        for name, (used, resident) in costs.items()
        if name in before
    )
