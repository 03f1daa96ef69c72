"""Doubles: replies that two instructors have marked blind, found by period, scenario and grader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa
from flask import current_app

from academy import clock
from academy.accounts.models import Person, ServiceGroup
from academy.cohorts.models import Cohort
from academy.db import db
from academy.editions.models import Edition
from academy.records.models import Enrolment
from scenarios.agreement.languages import language
from scenarios.grading.agreement import Replies, Row
from scenarios.models import Grade, Move, Run
from scenarios.review.disputes import MARKS
from scenarios.review.models import BlindMark, Sample

MOST = 10_000  # the newest are shown: enough for any figure, and a page of them takes two or three seconds
BATCH = 500

First, Second = sa.orm.aliased(BlindMark), sa.orm.aliased(BlindMark)


class Filters(NamedTuple):
    """Which to look at; empty means all. The days count in the academy's zone, and are those of the second mark."""

    since: date | None = None
    until: date | None = None
    scenario: str = ""
    grader: str = ""


class Double(NamedTuple):
    """A reply with its grade, as given when it was written, and its two marks. It names nobody."""

    sample: int
    marked_at: datetime
    scenario: str
    action: str
    language: str
    service: str
    cohort: str
    grader: str
    row: Row


@dataclass(frozen=True)
class Doubles:
    """In the order of marking; `groupings` has the names of the groups that each belongs to, "" for none."""

    replies: Replies
    days: list[date]
    groupings: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.replies)


class Offer(NamedTuple):
    """What there is to choose from: (slug, title) pairs, and versions of the grader."""

    scenarios: list[tuple[str, str]]
    graders: list[str]


def gather(filters: Filters = Filters()) -> Doubles:
    """The newest MOST of them, as columns of small numbers: a megabyte for ten thousand."""
    zone, names, marks = ZoneInfo(current_app.config["TIMEZONE"]), {}, []

    def rows() -> Iterator[Row]:
        for each in found(filters):
            groups = tuple(names.setdefault(name, name) for name in (each.language, each.service, each.cohort))
            marks.append((each.marked_at.astimezone(zone).date(), *groups))
            yield each.row

    replies = Replies.gather(rows())
    columns = [np.array(column, dtype=object) for column in zip(*marks)] or [np.zeros(0, object)] * 4
    return Doubles(replies, list(columns[0]), dict(zip(("language", "service", "cohort"), columns[1:])))


def found(filters: Filters = Filters(), most: int | None = MOST) -> Iterator[Double]:
    """The newest ones, one by one in flat memory, in the order of marking."""
    for each in db.session.execute(_query(filters, most).execution_options(yield_per=BATCH)):
        yield Double(
            each.id, each.made_at, each.slug, each.action, language(each.reply), each.service or "", each.cohort or "",
            each.grader, _row(each),
        )  # fmt: skip


def offer() -> Offer:
    """Every scenario and grader of which there is a double."""
    query = sa.select(Edition.slug, Edition.title, Grade.grader).distinct().select_from(_pairs()).join(Run.edition)
    there = db.session.execute(query).all()
    return Offer(
        sorted({each.slug: each.title for each in there}.items()), sorted({each.grader for each in there}, reverse=True)
    )


def waiting() -> int:
    """How many samples still want a mark."""
    marks = sa.select(sa.func.count(BlindMark.id)).where(BlindMark.sample_id == Sample.id).scalar_subquery()
    return db.session.scalar(sa.select(sa.func.count(Sample.id)).where(marks < MARKS))


def _query(filters: Filters, most: int | None) -> sa.Select:
    newest = sa.select(Second.id).select_from(_pairs()).join(Run.edition).where(*_conditions(filters))
    newest = newest.order_by(Second.made_at.desc(), Second.id.desc()).limit(most)
    columns = (
        Sample.id, Second.made_at, Edition.slug, Move.action, Move.reply, Grade.grader, Grade.detail,
        ServiceGroup.name.label("service"), Cohort.name.label("cohort"),
        First.levels.label("first"), First.overall.label("first_overall"),
        Second.levels.label("second"), Second.overall.label("second_overall"),
    )  # fmt: skip
    return (
        sa.select(*columns)
        .select_from(_pairs())
        .join(Run.edition)
        .join(Run.person)
        .outerjoin(ServiceGroup, ServiceGroup.code == Person.service_code)
        .outerjoin(Enrolment, Enrolment.id == Run.enrolment_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Second.id.in_(newest))
        .order_by(Second.made_at, Second.id)
    )


def _pairs() -> sa.sql.FromClause:
    """Samples with their first two marks; a third one, made at the same moment as the second, is no third opinion."""
    place = sa.func.row_number().over(partition_by=BlindMark.sample_id, order_by=BlindMark.id)
    ranked = sa.select(BlindMark.id, BlindMark.sample_id, place.label("place")).subquery()
    nth = [sa.func.max(sa.case((ranked.c.place == number, ranked.c.id))) for number in range(1, MARKS + 1)]
    both = sa.select(ranked.c.sample_id, nth[0].label("first"), nth[1].label("second"))
    both = both.group_by(ranked.c.sample_id).having(sa.func.count() >= MARKS).subquery()
    joined = sa.orm.join(Sample, both, both.c.sample_id == Sample.id)
    joined = sa.orm.join(joined, First, First.id == both.c.first)
    joined = sa.orm.join(joined, Second, Second.id == both.c.second)
    joined = sa.orm.join(joined, Grade, Grade.id == Sample.grade_id)
    return sa.orm.join(sa.orm.join(joined, Move, Move.id == Grade.move_id), Run, Run.id == Move.run_id)


def _conditions(filters: Filters) -> list:
    conditions = []
    if filters.since:
        conditions.append(Second.made_at >= clock.midnight(filters.since))
    if filters.until:
        conditions.append(Second.made_at < clock.midnight(filters.until, days=1))
    if filters.scenario:
        conditions.append(Edition.slug == filters.scenario)
    if filters.grader:
        conditions.append(Grade.grader == filters.grader)
    return conditions


def _row(each: sa.Row) -> Row:
    criteria = each.detail["criteria"]
    levels = {name: own["level"] for name, own in criteria.items()}
    confidence = {name: own["confidence"] for name, own in criteria.items() if own["level"] is not None}
    marks = ({**each.first, "overall": each.first_overall}, {**each.second, "overall": each.second_overall})
    return Row({**levels, "overall": each.detail["overall"]}, marks, confidence, each.detail["needs_review"])
