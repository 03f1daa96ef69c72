"""Who would move by a regrading: across the pass mark, into or out of waiting for a review; and whose certificates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from academy import certificates, records
from academy.accounts.models import Person
from academy.certificates.models import Certificate
from academy.db import db
from academy.records.models import Result
from scenarios.models import Run
from scenarios.regrading.drawing import Dot
from scenarios.regrading.models import RegradedRun, Regrading

CSV_COLUMNS = (
    "run", "name", "email", "course", "scenario", "attempt", "pass_mark", "finished_at", "score_before", "passed_before",
    "score_after", "passed_after", "provisional_after", "moves",
)  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """`up` and `down` count runs that cross the pass mark, `people` whose they are, `waiting` runs whose result would
    wait for a review and does not now."""

    runs: int
    changed: int
    up: int
    down: int
    people: int
    waiting: int


def summary(regrading: Regrading) -> Summary:
    up = RegradedRun.passed_after & ~RegradedRun.passed_before
    down = RegradedRun.passed_before & ~RegradedRun.passed_after
    counted = sa.select(
        sa.func.count(),
        sa.func.count(sa.case((RegradedRun.score_before != RegradedRun.score_after, 1))),
        sa.func.count(sa.case((up, 1))),
        sa.func.count(sa.case((down, 1))),
        sa.func.count(sa.case((up | down, Run.person_id)).distinct()),
        sa.func.count(sa.case((RegradedRun.provisional_after & ~Run.provisional, 1))),
    )
    counted = counted.join(RegradedRun.run).where(RegradedRun.regrading_id == regrading.id)
    return Summary(*db.session.execute(counted).one())


def dots(regrading: Regrading, step: int = 2) -> list[Dot]:
    """Where runs stand before and after, those that stand close together as one dot."""
    before, after = (sa.func.round(score / step) * step for score in (RegradedRun.score_before, RegradedRun.score_after))
    passed = RegradedRun.passed_before, RegradedRun.passed_after
    query = sa.select(before, after, *passed, sa.func.count()).where(RegradedRun.regrading_id == regrading.id)
    found = db.session.execute(query.group_by(before, after, *passed).order_by(before, after, *passed))
    return [Dot(float(x), float(y), count, _way(was, now)) for x, y, was, now, count in found]


def movers(regrading: Regrading) -> sa.Select:
    """The runs that cross the pass mark, those that would lose a pass first."""
    query = _of(regrading.id).where(RegradedRun.passed_before != RegradedRun.passed_after)
    return query.order_by(RegradedRun.passed_after, Person.name, RegradedRun.run_id)


def rows(regrading_id: int) -> Iterator[tuple]:
    """Every run of a regrading as a line of the CSV, in flat memory."""
    query = _of(regrading_id).order_by(RegradedRun.run_id).execution_options(yield_per=500)
    for each in db.session.scalars(query):
        run = each.run
        yield (
            run.id, run.person.name, run.person.email, run.enrolment.course, run.activity.partition("/")[2], run.attempt,
            run.pass_mark, run.finished_at, each.score_before, _yes(each.passed_before), each.score_after,
            _yes(each.passed_after), _yes(each.provisional_after),
            _way(each.passed_before, each.passed_after),
        )  # fmt: skip


def concerned(regrading: Regrading) -> list[Certificate]:
    """Standing certificates whose enrolment would lose its pass; once it is adopted, those whose pass was taken away."""
    risk = RegradedRun.passed_before & (~RegradedRun.passed_after | RegradedRun.provisional_after)
    at_risk = sa.select(Run.enrolment_id).join(RegradedRun, RegradedRun.run_id == Run.id)
    query = sa.select(Certificate).join(Certificate.person).options(sa.orm.contains_eager(Certificate.person))
    query = query.where(Certificate.enrolment_id.in_(at_risk.where(RegradedRun.regrading_id == regrading.id, risk)))
    query = query.order_by(Person.name, Certificate.id)
    if regrading.state == "adopted":
        return list(db.session.scalars(query.where(certificates.is_questioned())))
    standing = list(db.session.scalars(query.where(Certificate.revoked_at.is_(None))))
    losing = _losing(regrading, [certificate.enrolment_id for certificate in standing])
    return [certificate for certificate in standing if certificate.enrolment_id in losing]


def _of(regrading_id: int) -> sa.Select:
    query = sa.select(RegradedRun).join(RegradedRun.run).join(Run.person).where(RegradedRun.regrading_id == regrading_id)
    run = sa.orm.contains_eager(RegradedRun.run)
    return query.options(run.contains_eager(Run.person), run.joinedload(Run.enrolment), run.joinedload(Run.edition))


def _losing(regrading: Regrading, enrolment_ids: list[int]) -> set[int]:
    """The enrolments for which an activity that is passed now would not be any more: another attempt may save it."""
    now, after = defaultdict(dict), defaultdict(dict)
    query = sa.select(Result).where(Result.enrolment_id.in_(enrolment_ids)).order_by(Result.revision)
    for result in db.session.scalars(query.options(sa.orm.joinedload(Result.enrolment))):
        now[result.enrolment, result.activity][result.attempt] = result  # the newest revision stays
    regraded = sa.select(RegradedRun).join(RegradedRun.run).options(sa.orm.contains_eager(RegradedRun.run))
    regraded = regraded.where(RegradedRun.regrading_id == regrading.id, Run.enrolment_id.in_(enrolment_ids))
    for each in db.session.scalars(regraded):
        after[each.run.enrolment, each.run.activity][each.run.attempt] = _Supposed.of(each)
    counts = _Counts()
    return {
        enrolment.id
        for (enrolment, activity), changed in after.items()
        if counts.passes(enrolment, activity, now[enrolment, activity])
        and not counts.passes(enrolment, activity, now[enrolment, activity] | changed)
    }


@dataclass(frozen=True)
class _Supposed:
    """A result as it would be, as far as `records.counting` looks at it."""

    attempt: int
    score: float
    passed: bool
    provisional: bool

    @classmethod
    def of(cls, each: RegradedRun) -> "_Supposed":
        return cls(each.run.attempt, each.score_after, each.passed_after, each.provisional_after)


class _Counts:
    """Which attempt counts is said by the course, so it is asked once for each edition of a course."""

    def __init__(self):
        self.known: dict[tuple, str] = {}

    def passes(self, enrolment, activity: str, results: dict) -> bool:
        key = enrolment.edition_id, activity
        if key not in self.known:
            terms = records.terms_of(enrolment, activity)
            self.known[key] = terms.counts if terms else "best"
        counting = records.counting(results.values(), self.known[key])
        return bool(counting and counting.passed)


def _way(before: bool, after: bool) -> str:
    return "same" if before == after else "up" if after else "down"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
