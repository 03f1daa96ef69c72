"""All scenarios that learners have played, at a glance: how many, how well, and how the scores are spread."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from academy import charts
from academy.db import db
from academy.editions.models import Edition
from scenarios.analytics.figures import FEWEST, WIDTH
from scenarios.models import Run


@dataclass(frozen=True)
class Line:
    """First attempts at a scenario. Of fewer than FEWEST learners there are no figures: `median`, `passed` and `drawn`
    are None."""

    slug: str
    title: str
    learners: int
    median: float | None = None
    passed: float | None = None
    drawn: Markup | None = None


def lines() -> list[Line]:
    """By title. The database counts the scores, so that the page costs little however many runs there are."""
    scores = defaultdict(list)
    for activity, score, passed, count in db.session.execute(_scores()):
        scores[activity.partition("/")[2]].append((score, passed, count))
    learners, titles = dict(db.session.execute(_learners()).all()), _titles(scores)
    found = [_line(slug, titles.get(slug, slug), learners[f"scenario/{slug}"], own) for slug, own in scores.items()]
    return sorted(found, key=lambda line: (line.title, line.slug))


def _line(slug: str, title: str, learners: int, scores: list[tuple]) -> Line:
    if learners < FEWEST:
        return Line(slug, title, learners)
    runs, counts = sum(count for _score, _passed, count in scores), [0] * (100 // WIDTH)
    for score, _passed, count in scores:
        counts[min(int(score // WIDTH), len(counts) - 1)] += count
    passed = sum(count for _score, passed, count in scores if passed) / runs
    name = _("How the scores are spread: %(title)s", title=title)
    drawn = charts.sketch(name, counts, rtl=get_locale().text_direction == "rtl")
    return Line(slug, title, learners, _median(scores, runs), passed, drawn)


def _median(scores: list[tuple], runs: int) -> float:
    """Of scores with their counts, in ascending order; between the two in the middle where they are even."""
    middle, seen = [], 0
    for score, _passed, count in scores:
        middle += [score for place in ((runs - 1) // 2, runs // 2) if seen <= place < seen + count]
        seen += count
    return sum(middle) / 2


def _scores() -> sa.Select:
    columns = (Run.activity, Run.score, Run.passed, sa.func.count())
    query = _first(sa.select(*columns)).group_by(Run.activity, Run.score, Run.passed)
    return query.order_by(Run.activity, Run.score)


def _learners() -> sa.Select:
    return _first(sa.select(Run.activity, sa.func.count(Run.person_id.distinct()))).group_by(Run.activity)


def _first(query: sa.Select) -> sa.Select:
    counts = (Run.finished_at.is_not(None), Run.enrolment_id.is_not(None), Run.attempt == 1)
    return query.where(*counts, Run.activity.startswith("scenario/"))


def _titles(slugs) -> dict[str, str]:
    """The title of the newest edition of each."""
    query = sa.select(Edition.slug, Edition.title).where(Edition.kind == "scenario", Edition.slug.in_(list(slugs)))
    return dict(db.session.execute(query.order_by(Edition.created_at, Edition.id)).all())
