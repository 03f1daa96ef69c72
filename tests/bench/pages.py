"""Every page in an academy of any size: how long it takes, and whether it asks the database more the more people there are."""

import contextlib
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import url_for

from academy import demo
from academy.accounts import sessions
from academy.accounts.models import Person
from academy.app import create_app
from academy.db import db
from tests import databases
from tests.bench import academies, known, played
from tests.bench.load import instance

MOST = 300  # milliseconds that a page may take
SMALLER = 10  # times fewer people, to compare the numbers of statements with
TRIES = 5
AGAIN = (
    150  # milliseconds beyond which a page is asked for more often, to tell what it takes from what the machine does
)
REFERENCE = "/accounts/sign-in"  # asked for beside each page: it uses no database, so it tells how busy the machine is

FROM = "2026-02-01"
# What there is to be asked of a page beside its first look, by endpoint.
QUESTIONS = {
    "people.index": ({"words": "noorpuri 19"}, {"words": "nobody"}, {"page": 39}, {"role": "learner", "page": 20}),
    "records.index": (
        {"page": 300}, {"course": played.COURSE}, {"status": "completed", "page": 100}, {"words": "noorpuri 19"},
        {"since": FROM}, {"cohort": "{cohort_id}", "page": 50},
    ),
    "audit.index": (
        {"words": "office"}, {"person": "Noorpuri"}, {"group": "certificate"}, {"about": "person", "number": 99},
        {"since": FROM, "until": "2026-03-01"}, {"page": 5000}, {"words": "not said"},
    ),
    "certificates.register": ({"words": "noorpuri 19"}, {"status": "revoked"}, {"page": 200}),
    "cohorts.show": ({"page": 39}, {"words": "noorpuri 19"}, {"state": "overdue"}),
    "dashboards.show": ({"course": played.COURSE}, {"cohort": "{cohort_id}"}, {"service": "PAS"}, {"since": FROM}),
    "dashboards.at_risk": ({"page": 20}, {"cohort": "{cohort_id}"}),
    "jobs.index": ({"page": 300}, {"state": "failed"}),
    "queue.index": ({"all": 1}, {"all": 1, "page": 200}, {"doubtful": 1}, {"page": 20}, {"cohort": "{cohort_id}"}),
    "lti_scores.grades": ({"page": 20},),
    "lti_scores.answers": ({"page": 20},),
    "xapi.sent": ({"page": 20},),
    "studio.history": ({"page": 2},),
    "regrading.show": ({"page": 20},),
    "agreement.index": ({"since": FROM},),
    "verify.form": ({"serial": "{serial}"},),
    "records_api.people": ({"limit": 200},),
    "records_api.completions": ({"limit": 200},),
    "records_api.results": ({"limit": 200},),
}  # fmt: skip


@dataclass
class Asked:
    """Answers of one address: its status, kind and size, statements of the database, and milliseconds of each try beside
    those of the reference."""

    status: int
    html: bool
    size: int
    statements: int
    times: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def ratio(self) -> float:
        return self.median / statistics.median(self.beside)


def main(people: int) -> None:
    for kind in databases.kinds():
        with academy(kind, people // SMALLER) as (app, there):
            few = {place: _answer(app, *place[1:]) for place in places(app, there)}
        with academy(kind, people) as (app, there):
            many = {place: _answer(app, *place[1:], tries=TRIES) for place in places(app, there)}
        report(kind, people, {_name(place): asked for place, asked in few.items()}, many)


@contextlib.contextmanager
def academy(kind: str, people: int):
    """The application of an academy of so many learners, and a browser for each role."""
    with instance(kind) as (url, environment):
        app = create_app(
            DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING", API_CALLS_A_MINUTE=10**6
        )
        app.config["RATELIMIT_ENABLED"] = False
        with app.app_context():
            academies.fill(people)
            db.session.remove()
        there = {account["role"]: _signed_in(app, address) for address, account in demo.ACCOUNTS.items()}
        there["token"] = _with_token(app)
        yield app, there
        with app.app_context():
            db.engine.dispose()


def _signed_in(app, address: str):
    with app.app_context():
        key = sessions.begin(db.session.scalar(sa.select(Person).where(Person.email == address)), "password")
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[sessions.KEY] = key
    return client


def _with_token(app):
    """A program that reads the records API."""
    with app.app_context():
        made = known.token()
    client = app.test_client()
    client.environ_base = client.environ_base | {"HTTP_AUTHORIZATION": f"Bearer {made}"}
    return client


def places(app, there: dict) -> Iterator[tuple[str, object, str]]:
    """(endpoint and role, browser, address) of each page there is, for each role that sees it, and what can be asked of it."""
    with app.app_context():
        there_is = known.values()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        own = there_is.get(rule.endpoint, {})
        values = {name: own.get(name, there_is[""].get(name)) for name in rule.arguments}
        if "GET" not in rule.methods or rule.endpoint in known.LEFT_OUT:
            continue
        if missing := [name for name, value in values.items() if value is None]:
            raise LookupError(f"{rule.rule}: say in tests/bench/known.py which {missing} there is, or leave it out")
        for role, client in _who_sees(app.view_functions[rule.endpoint].access, there):
            for question in ({}, *QUESTIONS.get(rule.endpoint, ())):
                asked = {name: str(value).format(**there_is[""]) for name, value in question.items()}
                with app.test_request_context():
                    address = url_for(rule.endpoint, **values, **asked)
                yield f"{rule.endpoint} {_spelt(question)}".strip() + f" ({role})", client, address


def _who_sees(access, there: dict):
    """Whoever is signed in sees what is public, too; a page of the records API is asked for by a token."""
    if access == "public":
        return [("anybody", there["administrator"])]
    return [(role, there[role]) for role in access if role in there] or [("token", there["token"])]


def _spelt(question: dict) -> str:
    return " ".join(f"{name}={value}" for name, value in question.items())


def _name(place) -> str:
    return place[0]


def _answer(app, client, address: str, tries: int = 0) -> Asked:
    stranger = app.test_client()
    if client.get(address).mimetype != "text/html":  # what is read is noted, and parsed, by this first look
        tries = min(tries, 1)  # a stream of everything takes its time
    with _statements(app) as statements:
        answer = client.get(address)
    asked = Asked(answer.status_code, answer.mimetype == "text/html", len(answer.data), len(statements))
    while asked.status < 300 and len(asked.times) < tries:
        asked.beside.append(_milliseconds(stranger, REFERENCE))
        asked.times.append(_milliseconds(client, address))
        if len(asked.times) == TRIES and tries == TRIES and asked.median > AGAIN:
            tries = 3 * TRIES
    return asked


def _milliseconds(client, address: str) -> float:
    began = time.perf_counter()
    client.get(address).get_data()
    return 1000 * (time.perf_counter() - began)


@contextlib.contextmanager
def _statements(app):
    found = []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def report(kind: str, people: int, few: dict[str, Asked], many: dict) -> None:
    found = {_name(place): asked for place, asked in many.items()}
    answered = {name: asked for name, asked in found.items() if asked.status < 300}
    head = f"{'':68}{'median ms':>10}{'best':>8}{'worst':>8}{'× sign-in':>10}{'statements':>14}{'KB':>14}"
    for html, title in ((True, "pages"), (False, "files and other answers")):
        print(f"\n{kind}, {people:,} learners × 10 courses: {title}\n{head}", flush=True)
        for name, asked in sorted(answered.items(), key=lambda pair: -pair[1].median):
            if asked.html == html:
                print(_row(name, few.get(name), asked))
    print(f"\n{kind}: not answered with a page")
    for name, asked in found.items():
        if asked.status >= 300:
            print(f"{name:68}{asked.status:6}")
    slow = [name for name, asked in answered.items() if asked.html and asked.median > MOST]
    grown = [name for name, asked in answered.items() if name in few and few[name].statements < asked.statements]
    print(f"\n{kind}: {sum(asked.html for asked in answered.values())} pages; over {MOST} ms: {slow or 'none'};")
    print(f"more statements for more people: {grown or 'none'}", flush=True)


def _row(name: str, few: Asked | None, asked: Asked) -> str:
    before = few.statements if few else "-"
    return (
        f"{name[:67]:68}{asked.median:10.0f}{min(asked.times):8.0f}{max(asked.times):8.0f}{asked.ratio:10.1f}"
        f"{f'{before} → {asked.statements}':>14}{f'{(few.size if few else 0) / 1000:.0f} → {asked.size / 1000:.0f}':>14}"
    )
