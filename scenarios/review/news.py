"""Decided appeals, and results that changed after a run, on the start page of the learner."""

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from academy import news
from academy.db import db
from academy.news import MOST, Item
from academy.records.models import Result
from scenarios import exercises
from scenarios.models import Grade, Move, Review, Run
from scenarios.review.models import Appeal


@news.teller
def decided(person, since: datetime) -> list[Item]:
    query = sa.select(Review.made_at, Move.number, Run).select_from(Appeal).join(Appeal.review)
    query = query.join(Grade, Appeal.grade_id == Grade.id).join(Grade.move).join(Move.run)
    query = query.where(Run.person_id == person.id, Review.made_at >= since)
    rows = db.session.execute(query.order_by(Review.made_at.desc()).limit(MOST))
    return [
        _item(at, _("Your appeal is decided: %(title)s", title=_title(run)), run, f"appeal-{number}")
        for at, number, run in rows
    ]


@news.teller
def changed(person, since: datetime) -> list[Item]:
    """By the newest result of a run that has more than the first."""
    later = sa.orm.aliased(Result)
    same = (later.enrolment_id == Result.enrolment_id) & (later.activity == Result.activity)
    overtaken = sa.exists().where(same, later.attempt == Result.attempt, later.revision > Result.revision)
    own = (Run.enrolment_id == Result.enrolment_id) & (Run.activity == Result.activity)
    query = (
        sa.select(Result, Run)
        .join(Run, own & (Run.attempt == Result.attempt))
        .where(Run.person_id == person.id, Result.revision > 1, ~overtaken)
    )
    query = query.where(Result.recorded_at >= since, ~Result.provisional)
    rows = db.session.execute(query.order_by(Result.recorded_at.desc()).limit(MOST))
    return [_item(result.recorded_at, _words(result, run), run) for result, run in rows]


def _words(result: Result, run: Run) -> str:
    if result.passed:
        return _("The result of your run is settled or changed: %(title)s, passed", title=_title(run))
    return _("The result of your run is settled or changed: %(title)s, not passed", title=_title(run))


def _item(at: datetime, words: str, run: Run, anchor: str | None = None) -> Item:
    return Item(at, words, url_for(exercises.of(run).debrief, run_id=run.id, _anchor=anchor))


def _title(run: Run) -> str:
    return run.edition.title
