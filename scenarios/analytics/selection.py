"""The runs that an analysis looks at, found by cohort, edition, attempt, service group and dates."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from academy import clock, records
from academy.accounts.models import Person, ServiceGroup
from academy.cohorts.models import Cohort
from academy.db import db
from academy.editions.models import Edition
from academy.records.models import Enrolment
from scenarios.analytics.models import PostSummary, RunSummary
from scenarios.models import Run

FIRST, COUNTING, ALL = ATTEMPTS = ("first", "counting", "all")


class Filters(NamedTuple):
    """Which to look at; empty means all. The days count in the academy's zone, and are those on which runs ended."""

    cohort: int | None = None
    edition: int | None = None
    attempt: str = FIRST
    service: str = ""
    since: date | None = None
    until: date | None = None


class Played(NamedTuple):
    """A finished run. It names nobody: `person` is a number that tells learners apart. Without a summary `reactions` is
    None."""

    id: int
    person: int
    enrolment: int
    course_edition: int | None
    edition: int
    attempt: int
    pass_mark: int
    score: float
    passed: bool
    provisional: bool
    reactions: list[str] | None


class Handled(NamedTuple):
    """What a run came to on a post, as in models.PostSummary."""

    person: int
    run: int
    post: str
    handled: str
    minutes: int | None
    wrong_office: str | None
    weight: int
    share: float | None
    levels: dict[str, float]


@dataclass(frozen=True)
class Selection:
    """Runs with a summary, and what became of each post in them, by post. `unsummed` runs would belong to it, too."""

    runs: list[Played]
    posts: dict[str, list[Handled]]
    unsummed: int = 0

    @property
    def learners(self) -> int:
        return len({run.person for run in self.runs})


class Offer(NamedTuple):
    """What there is to choose from, as (value, label) pairs; `editions` are those played, the oldest first."""

    cohorts: list[tuple[int, str]]
    services: list[tuple[str, str]]
    editions: list[Edition]


def gather(slug: str, filters: Filters = Filters()) -> Selection:
    """Two queries, whatever the number of runs; some more for each edition of a course where attempts are compared."""
    runs = _of(slug, filters)
    if filters.attempt == COUNTING:
        runs = _counting_among(runs, slug, filters)
    summed = [run for run in runs if run.reactions is not None]
    wanted, posts, known = {run.id for run in summed}, defaultdict(list), {}
    for person, run, post, *rest, levels in db.session.execute(_posts(slug, filters)):
        if run in wanted:
            # the same levels come again and again: to read each but once takes a third off the page
            if levels not in known:
                known[levels] = json.loads(levels)
            posts[post].append(Handled(person, run, post, *rest, known[levels]))
    return Selection(summed, dict(posts), len(runs) - len(summed))


def offer(slug: str) -> Offer:
    """Every cohort, service group and edition of which somebody has finished a run that counts."""
    ran = sa.select(Enrolment.cohort_id, Person.service_code, Run.edition_id).distinct()
    there = db.session.execute(_finished(ran, slug)).all()
    cohorts, services, played = (set(column) - {None} for column in zip(*there)) if there else (set(), set(), set())
    named = sa.select(Cohort.id, Cohort.name).where(Cohort.id.in_(cohorts)).order_by(Cohort.name)
    groups = sa.select(ServiceGroup.code, ServiceGroup.name).where(ServiceGroup.code.in_(services))
    known = sa.select(Edition).where(Edition.id.in_(played)).order_by(Edition.created_at, Edition.id)
    return Offer(
        [tuple(row) for row in db.session.execute(named)],
        [tuple(row) for row in db.session.execute(groups.order_by(ServiceGroup.name))],
        list(db.session.scalars(known)),
    )


def activity(slug: str) -> str:
    return f"scenario/{slug}"


def _of(slug: str, filters: Filters) -> list[Played]:
    return [Played(*row) for row in db.session.execute(_runs(slug, filters))]


def _runs(slug: str, filters: Filters) -> sa.Select:
    columns = (
        Run.id, Run.person_id, Run.enrolment_id, Enrolment.edition_id, Run.edition_id, Run.attempt, Run.pass_mark,
        Run.score, Run.passed, Run.provisional, RunSummary.reactions,
    )  # fmt: skip
    query = _finished(sa.select(*columns), slug).outerjoin(RunSummary, RunSummary.run_id == Run.id)
    return query.where(*_conditions(filters)).order_by(Run.id)


def _posts(slug: str, filters: Filters) -> sa.Select:
    *columns, levels = PostSummary.__table__.columns
    query = sa.select(Run.__table__.c.person_id, *columns, sa.cast(levels, sa.Text))
    query = query.select_from(PostSummary.__table__).join(Run, Run.id == PostSummary.run_id)
    return _finished(query, slug).where(*_conditions(filters)).order_by(PostSummary.run_id)


def _finished(query: sa.Select, slug: str) -> sa.Select:
    """Of this scenario, for its runs that count: those of an enrolment."""
    query = query.join(Enrolment, Enrolment.id == Run.enrolment_id).join(Person, Person.id == Run.person_id)
    return query.where(Run.activity == activity(slug), Run.finished_at.is_not(None))


def _conditions(filters: Filters) -> list:
    conditions = []
    if filters.cohort:
        conditions.append(Enrolment.cohort_id == filters.cohort)
    if filters.edition:
        conditions.append(Run.edition_id == filters.edition)
    if filters.attempt == FIRST:
        conditions.append(Run.attempt == 1)
    if filters.service:
        conditions.append(Person.service_code == filters.service)
    if filters.since:
        conditions.append(Run.finished_at >= clock.midnight(filters.since))
    if filters.until:
        conditions.append(Run.finished_at < clock.midnight(filters.until, days=1))
    return conditions


def _counting_among(runs: list[Played], slug: str, filters: Filters) -> list[Played]:
    """Those of the runs that count: each beside all attempts of its learner, not only those that fit the filters."""
    of_attempts = filters._replace(edition=None, since=None, until=None)
    every = runs if of_attempts == filters else _of(slug, of_attempts)
    counting = {run.id for run in _counting(every, activity(slug))}
    return [run for run in runs if run.id in counting]


def _counting(runs: Iterable[Played], played: str) -> list[Played]:
    """Of each enrolment the run that counts by its course; none where all of them are provisional."""
    attempts, rules = defaultdict(list), {}
    for run in runs:
        attempts[run.enrolment].append(run)
    found = []
    for own in attempts.values():
        course = own[0].course_edition
        if course not in rules:
            rules[course] = _rule(own[0].enrolment, played)
        found.append(records.counting(own, rules[course]))
    return [run for run in found if run]


def _rule(enrolment_id: int, played: str) -> str:
    """Which attempt counts is said by the course, so it is asked once for each edition of a course."""
    terms = records.terms_of(db.session.get(Enrolment, enrolment_id), played)
    return terms.counts if terms else "best"
