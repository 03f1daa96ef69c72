"""Many texts at once: confirming ticked ones, and marking sheets out and back in. Of either comes a batch."""

from dataclasses import replace
from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import queue
from academy.access import current_person, only
from academy.db import db, paged
from academy.pages import page
from academy.queue import returned
from academy.queue.batches import MOST
from academy.queue.forms import FilterForm, SheetForm
from academy.queue.sheets import FORMATS
from academy.queue.sheets import download as download_of
from academy.typed import count
from scenarios import outcomes
from scenarios.models import Grade
from scenarios.review import batches, reviews, sheets, source
from scenarios.review.views import bp

RUNS_SHOWN = 20

returned.expect_at(bp, "review.sheet")


@bp.get("/confirm")
@only("instructor")
def confirm():
    """Doubtful texts to be confirmed as they stand, as far as this person can decide them."""
    form, shown = FilterForm.of(request.args), _list()
    found = paged(_runs(form, shown), RUNS_SHOWN)
    grades = batches.doubtful_texts(found.items)
    texts = [
        (grade, reviews.version(grade), outcomes.as_reviewed(outcomes.item_of(grade.move), grade)) for grade in grades
    ]
    return page(form=form, shown=shown, found=found, texts=texts, here=form.given, most=MOST)


@bp.post("/confirm")
@only("instructor")
def gather():
    """Prepare the batch of what was ticked, each as "grade:version", or of the whole list as it was filtered."""
    form, shown = FilterForm.of(request.args), _list()
    if request.form.get("all"):
        grades = batches.doubtful_texts(db.session.scalars(_runs(form, shown).limit(MOST)))[:MOST]
        decisions = batches.confirmations(grades)
    else:
        decisions = _ticked()
    if not decisions:
        flash(_("Tick the texts that you confirm."), "warning")
        return redirect(url_for(".confirm", **form.given, **_shown_as(shown)))
    return redirect(url_for("queue.batch", batch_id=batches.make(current_person, "confirm", decisions).id))


@bp.route("/sheets", methods=["GET", "POST"])
@only("instructor")
def sheet():
    """Marking sheets: to be downloaded for a list, and sent back filled in."""
    filters, form = FilterForm.of(request.args), SheetForm()
    batch, wrong = returned.take_in(form, source.NAME, partial(sheets.read, current_person))
    if batch:
        return redirect(url_for("queue.batch", batch_id=batch.id))
    lists = {"shown": _list(), "here": filters.given, "filters": filters, "formats": FORMATS}
    return page(400 if form.errors else 200, **returned.context(form, wrong, sheets.PROBLEMS), **lists)


@bp.get("/sheets.<suffix>")
@only("instructor")
def download(suffix):
    """The texts of a list as a marking sheet."""
    keys = _runs(FilterForm.of(request.args), _list()).limit(MOST) if suffix in FORMATS else abort(404)
    texts = batches.texts(current_person, db.session.scalars(keys))[:MOST]
    return download_of("replies", suffix, sheets.LAYOUT, sheets.rows(texts))


def _runs(form: FilterForm, shown: str):
    """The keys of the runs of a list that this person can decide."""
    return queue.keys_of(source.NAME, current_person, shown, form.filters._replace(mine=True))


def _ticked() -> list[batches.Decision]:
    ticks = [tick.partition(":") for tick in request.form.getlist("text")[:MOST]]
    versions = {count(number): version for number, _colon, version in ticks}
    found = db.session.query(Grade).filter(Grade.id.in_(versions.keys() - {None})).order_by(Grade.id)
    own = [grade for grade in found if reviews.may_review(current_person, grade.move.run)]
    return [replace(decision, version=versions[decision.grade]) for decision in batches.confirmations(own)]


def _list() -> str:
    return "doubtful" if request.args.get("doubtful") == "1" else "waiting"


def _shown_as(shown: str) -> dict:
    return {"doubtful": 1} if shown == "doubtful" else {}
