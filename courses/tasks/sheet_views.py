"""Marking sheets of tasks: taken along task by task, and sent back filled in."""

from functools import partial

import sqlalchemy as sa
from flask import abort, redirect, request, url_for

from academy import queue
from academy.access import current_person, only
from academy.db import db
from academy.pages import page
from academy.queue import returned
from academy.queue.batches import MOST
from academy.queue.forms import FilterForm, SheetForm
from academy.queue.sheets import FORMATS, download
from courses.tasks import sheets, submissions
from courses.tasks.marking_views import bp
from courses.tasks.marks import SOURCE
from courses.tasks.models import Submission

returned.expect_at(bp, "tasks.sheet")


@bp.route("/sheets", methods=["GET", "POST"])
@only("instructor")
def sheet():
    """Which tasks have texts that wait, and the way back of a sheet."""
    filters, form = FilterForm.of(request.args), SheetForm()
    batch, wrong = returned.take_in(form, SOURCE, partial(sheets.read, current_person))
    if batch:
        return redirect(url_for("queue.batch", batch_id=batch.id))
    shown = {"waiting": _waiting(filters), "filters": filters, "here": filters.given, "formats": FORMATS}
    return page(400 if form.errors else 200, **returned.context(form, wrong, sheets.PROBLEMS), **shown)


@bp.get("/sheets/<slug>.<suffix>")
@only("instructor")
def download_sheet(slug, suffix):
    """The texts of one task that wait, as a marking sheet."""
    keys = _keys(FilterForm.of(request.args), f"task/{slug}").limit(MOST) if suffix in FORMATS else abort(404)
    layout, rows = sheets.sheet(db.session.scalars(keys))
    return download(slug, suffix, layout, rows) if rows else abort(404)


def _waiting(filters: FilterForm) -> list[tuple[str, str, int]]:
    """The slug and the title of each task with texts that wait, and how many."""
    keys = _keys(filters).order_by(None).subquery()
    newest, many = sa.func.max(Submission.id), sa.func.count()
    query = sa.select(Submission.activity, newest, many).where(Submission.id.in_(sa.select(keys.c.key)))
    found = db.session.execute(query.group_by(Submission.activity).order_by(Submission.activity)).all()
    return [(activity.partition("/")[2], _title(submission_id), many) for activity, submission_id, many in found]


def _keys(filters: FilterForm, activity: str = ""):
    """The keys of what this person can mark now."""
    narrowed = filters.filters._replace(activity=activity, mine=True)
    return queue.keys_of(SOURCE, current_person, "waiting", narrowed)


def _title(submission_id: int) -> str:
    return submissions.task_of(db.session.get(Submission, submission_id)).title
