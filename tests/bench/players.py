"""A hall full of officers: so many learners play at once, and afterwards every move is looked for in the database."""

import random
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from academy.app import create_app
from academy.db import db
from tests import databases
from tests.bench.clients import FORM, TOKEN, figures
from tests.bench.load import SCENARIO, instance, learner, server

REPORTS = re.compile(r'hx-trigger="(load, )?every (\d+)s"')  # when an open page reports next
MOVES = (30, 60)  # seconds between two moves
READS = 0.4  # share of it that is for reading; then a reply is written
TYPES = 10  # seconds between two saves of a reply that is being written
ARRIVE = 45  # seconds in which everybody opens their page; not measured
JSON, SCRIPT = {"Accept": "application/json"}, {"HX-Request": "true"}
PANEL = re.compile(r'id="panel-([\w-]+)"')
NUMBER = re.compile(r'name="number" value="(\d+)"')
BOARD = re.compile(r'name="(seen|minute|number)" value="(\d+)"')


def main(players: int, seconds: float) -> None:
    for kind in databases.kinds():
        with instance(kind) as (url, environment):
            app = create_app(DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING")
            texts, runs = set_up(app, players)
            print(f"\n{kind}, {players} players, {seconds:.0f} s after {ARRIVE} s of arriving", flush=True)
            with server(environment) as address:
                hall = [Player(address, number, run, cookie, texts) for number, (run, cookie) in enumerate(runs)]
                play(hall, seconds)
            report(hall, seconds)
            with app.app_context():
                print(truth(hall), flush=True)


@dataclass
class Player:
    """One browser. `made` and `kept` are what the server has said yes to."""

    address: str
    number: int
    run: int
    cookie: str
    texts: list[str]
    token: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    made: list[tuple[int, str]] = field(default_factory=list)
    unsure: list[tuple[int, str]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    over: bool = False

    def play(self, begins: float, measured: float, ends: float) -> None:
        chance = random.Random(self.number)
        self.measured = measured
        sleep_until(begins + ARRIVE * chance.random())
        self._open()
        while not self.over and time.monotonic() < ends:
            self._write(chance, time.monotonic() + chance.uniform(*MOVES), ends)

    def _write(self, chance, sends: float, ends: float) -> None:
        """Type a reply with saves on the way, report as the page does, and send it if there is time."""
        post, text = chance.choice(self.posts), f"{chance.choice(self.texts)} {self.number}/{len(self.made)}"
        begins = time.monotonic()
        begins += READS * (sends - begins)
        save = begins + TYPES
        while (now := min(self.reports, save)) < min(sends, ends) and not self.over:
            sleep_until(now)
            if now == self.reports:
                self._report()
            else:
                save += TYPES
                self._save(post, text[: int(len(text) * (now - begins) / (sends - begins))])
        sleep_until(min(sends, ends))
        if sends < ends and not self.over:
            self._move(post, text)

    def _open(self):
        status, _, text = self._ask("page", "GET", "")
        if status != 200:
            self.over = True
            return
        self.token = TOKEN.search(text)[1]
        self.posts = [slug for slug in PANEL.findall(text) if slug != "page"]
        self.next = int(NUMBER.search(text)[1])
        self._look(text)

    def _report(self):
        status, headers, text = self._ask("poll", "POST", "/clock", SCRIPT, **self.seen)
        if "HX-Redirect" in headers or status not in (200, 204):
            self.over = True
        elif status == 204:
            self.reports = time.monotonic() + self.every
        elif status == 200:
            self._look(text)
            self.posts += [slug for slug in PANEL.findall(text) if slug not in self.posts]

    def _look(self, text):
        at_once, every = REPORTS.search(text).groups()
        self.seen, self.every = dict(BOARD.findall(text)), int(every)
        self.reports = time.monotonic() + (0 if at_once else self.every)

    def _save(self, post, text):
        form = {"number": self.next, "post": post, "action": "reply", "reply": text, "version": 0}
        if self._ask("unsent", "POST", "/unsent", JSON, **form)[0] == 200:
            self.kept[post] = text

    def _move(self, post, text):
        form = {"number": self.next, "post": post, "action": "reply", "reply": text}
        status, headers, _ = self._ask("move", "POST", "", **form)
        if status != 302:
            self.unsure.append((self.next, text))
            self.over = True
            return
        self.made.append((self.next, text))
        self.kept.pop(post, None)
        self.over = headers["Location"].endswith("/debrief")
        if not self.over:
            self._open()

    def _ask(self, name, method, path, more={}, **fields):
        """(status, headers, text); status 0 when no answer came."""
        body = urlencode({"csrf_token": self.token, **fields}) if method == "POST" else None
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        began = time.monotonic()
        try:
            connection.request(method, f"/scenarios/runs/{self.run}{path}", body, {"Cookie": self.cookie, **FORM, **more})
            answer = connection.getresponse()
            status, headers, text = answer.status, answer.headers, answer.read().decode()
        except (OSError, HTTPException) as error:
            self.failures.append(f"{name}: {error!r}")
            return 0, {}, ""
        finally:
            connection.close()
        if began >= self.measured:
            self.times[name].append(time.monotonic() - began)
        if cookie := headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if status >= 400:
            self.failures.append(f"{name}: {status}")
        return status, headers, text


def play(hall: list[Player], seconds: float) -> None:
    begins = time.monotonic()
    measured = begins + ARRIVE
    threads = [threading.Thread(target=player.play, args=(begins, measured, measured + seconds)) for player in hall]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sleep_until(when: float) -> None:
    time.sleep(max(0, when - time.monotonic()))


def report(hall: list[Player], seconds: float) -> None:
    print(f"{'':8}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'requests':>10}")
    for name in ("move", "poll", "unsent", "page"):
        times = [taken for player in hall for taken in player.times[name]]
        row = figures(times, seconds)
        print(f"{name:8}{row['per second']:12.1f}{row['p50 ms']:9.1f}{row['p99 ms']:9.1f}{row['requests']:10.0f}")
    failures = [failure for player in hall for failure in player.failures]
    print(f"{len(failures)} requests failed", *sorted(set(failures))[:5], flush=True)


def truth(hall: list[Player]) -> str:
    """Whether the database has what the players were told that it has."""
    from scenarios.models import Run

    lost = doubled = unsent = made = 0
    for player in hall:
        run = db.session.get(Run, player.run)
        there = [(move.number, move.reply) for move in run.moves]
        made += len(player.made)
        lost += sum(move not in there for move in player.made)
        doubled += len(there) - len({text for _, text in there})
        doubled += sum(move not in player.made + player.unsure for move in there)
        kept = {own.post: own.reply for own in run.unsent}
        unsent += sum(kept.get(post) != text for post, text in player.kept.items() if text.strip())
        db.session.expunge_all()
    return f"{made} moves said to be made: {lost} lost, {doubled} doubled; {unsent} unsent texts lost"


def set_up(app, players: int) -> tuple[list[str], list[tuple[int, str]]]:
    """Texts to send, and a counted run with a signed-in cookie for each player."""
    from academy import editions, records
    from academy.accounts import people, sessions
    from scenarios import runs

    signer = app.session_interface.get_signing_serializer(app)
    with app.app_context():
        edition = editions.published("scenario", SCENARIO)
        scenario = editions.content(edition)
        texts = [post.example for post in scenario.posts if post.example]
        found = []
        for number in range(players):
            person = people.create(None, email=learner(number), name=f"Learner {number}", role="learner")
            enrolment = records.enrol(person, "official-online")
            records.start(enrolment, editions.published("course", "official-online"))
            run = runs.start(person, f"scenario/{SCENARIO}", edition, 60, enrolment)
            cookie = signer.dumps({sessions.KEY: sessions.begin(person, "password")})
            found.append((run.id, f"{app.config['SESSION_COOKIE_NAME']}={cookie}"))
        db.session.commit()
        return texts, found
