"""For the register and the dashboard: mean levels on each criterion, of each learner and of service groups, from what is
kept of their runs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from statistics import fmean

import sqlalchemy as sa

from academy.accounts.models import Person
from academy.db import db
from academy.records.criteria import Mean, Strength
from academy.records.models import Enrolment
from scenarios import grading, wording
from scenarios.analytics.models import EnrolmentSummary, PostSummary
from scenarios.models import Run

LOWEST, HIGHEST = 0, 2  # of a criterion's levels
BATCH = 500


def of_enrolments(enrolments: sa.Select) -> Iterator[Mean]:
    """All runs that count, whichever attempt: by person, course, activity and criterion."""
    query = (
        sa.select(Enrolment.person_id, Enrolment.course, Run.activity, sa.cast(PostSummary.levels, sa.Text))
        .select_from(PostSummary)
        .join(Run, Run.id == PostSummary.run_id)
        .join(Enrolment, Enrolment.id == Run.enrolment_id)
        .where(Enrolment.id.in_(enrolments))
        .order_by(Enrolment.person_id, Enrolment.course, Run.activity)
    )
    found = db.session.execute(query, execution_options={"yield_per": BATCH})
    for key, posts in groupby(found, key=itemgetter(0, 1, 2)):
        yield from _means(*key, (json.loads(levels) for *_key, levels in posts))


def of_groups(enrolments: sa.Select) -> list[Strength]:
    """By criterion and service group, in one statement over what is kept of enrolments."""
    each = _of_people(enrolments).subquery()
    figures = [
        figure for name in grading.CRITERIA for figure in (sa.func.count(each.c[name]), sa.func.avg(each.c[name]))
    ]
    found = [list(row) for row in db.session.execute(sa.select(each.c.service, *figures).group_by(each.c.service))]
    return [
        Strength(service, name, wording.CRITERIA[name], figures[2 * place], figures[2 * place + 1], LOWEST, HIGHEST)
        for place, name in enumerate(grading.CRITERIA)
        for service, *figures in sorted(found)
        if figures[2 * place]
    ]


def _of_people(enrolments: sa.Select) -> sa.Select:
    """Each person once, whose courses count alike."""
    means = [sa.func.avg(getattr(EnrolmentSummary, name)).label(name) for name in grading.CRITERIA]
    query = sa.select(sa.func.coalesce(sa.func.max(Person.service_code), "").label("service"), *means)
    query = query.select_from(EnrolmentSummary).join(Enrolment, Enrolment.id == EnrolmentSummary.enrolment_id)
    query = query.join(Person, Person.id == Enrolment.person_id).where(Enrolment.id.in_(enrolments))
    return query.group_by(Enrolment.person_id)


def _means(person_id: int, course: str, activity: str, posts: Iterable[dict[str, float]]) -> Iterator[Mean]:
    given = defaultdict(list)
    for levels in posts:
        for criterion, level in levels.items():
            given[criterion].append(level)
    for criterion in filter(given.get, grading.CRITERIA):
        levels = given[criterion]
        yield Mean(person_id, course, activity, criterion, round(fmean(levels), 2), LOWEST, HIGHEST, len(levels))
