"""Marked work, on the start page of who wrote it."""

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from academy import news
from academy.db import db
from academy.news import MOST, Item
from academy.records.models import Enrolment
from courses.tasks import submissions
from courses.tasks.models import Mark, Submission


@news.teller
def marked(person, since: datetime) -> list[Item]:
    """By the newest mark of each."""
    query = sa.select(Mark).join(Mark.submission).join(Submission.enrolment)
    query = query.where(Enrolment.person_id == person.id, Mark.made_at >= since)
    query = query.order_by(Mark.made_at.desc()).limit(2 * MOST).options(sa.orm.contains_eager(Mark.submission))
    found = db.session.scalars(query).all()
    return [_item(mark) for mark in found if mark is mark.submission.mark]


def _item(mark: Mark) -> Item:
    work = mark.submission
    title, slug = submissions.task_of(work).title, work.activity.partition("/")[2]
    corrected = _("The mark of your work is corrected: %(title)s", title=title)
    words = corrected if mark.number > 1 else _("Your work is marked: %(title)s", title=title)
    address = url_for("courses.task", course=work.enrolment.course, slug=slug, attempt=work.number)
    return Item(mark.made_at, words, address)
