"""For the register: the mean level of each learner on each criterion, from what is kept of their runs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from statistics import fmean

import sqlalchemy as sa

from academy.db import db
from academy.records.criteria import Mean
from academy.records.models import Enrolment
from scenarios import grading
from scenarios.analytics.models import PostSummary
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


def _means(person_id: int, course: str, activity: str, posts: Iterable[dict[str, float]]) -> Iterator[Mean]:
    given = defaultdict(list)
    for levels in posts:
        for criterion, level in levels.items():
            given[criterion].append(level)
    for criterion in filter(given.get, grading.CRITERIA):
        levels = given[criterion]
        yield Mean(person_id, course, activity, criterion, round(fmean(levels), 2), LOWEST, HIGHEST, len(levels))
