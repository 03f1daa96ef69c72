"""Marking blind: the next sampled text, and the mark that an instructor gives it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from scenarios import grading
from scenarios.review import blind as marking
from scenarios.review import bench, rubric
from scenarios.review.forms import BlindForm
from scenarios.review.views import bp

MOST_SKIPPED = 50
REFUSALS = {
    "reviewed": lambda: _("You have reviewed this grade, so your mark would not be blind."),
    "complete": lambda: _("Two others have marked this text in the meantime: yours is not needed."),
    "marked": lambda: _("You have marked this text already. A blind mark stands as it was given."),
}


@bp.get("/blind")
@only("instructor")
def blind():
    """The next text for this instructor; `?skip=N` leaves out those that they know."""
    skipped = request.args.getlist("skip", type=int)[-MOST_SKIPPED:]
    sample = marking.next_for(current_person, skipped)
    waiting = marking.count_for(current_person)
    if sample is None:
        return page(sample=None, skipped=skipped, waiting=waiting)
    return page(**_context(sample, BlindForm.of(marking.item_of(sample))), skipped=skipped, waiting=waiting)


@bp.post("/blind/<int:sample_id>")
@only("instructor")
def mark(sample_id):
    sample = marking.sample_or_404(current_person, sample_id)
    form = BlindForm.of(marking.item_of(sample))
    if not form.validate_on_submit():
        return _again(sample, form)
    try:
        marking.mark(current_person, sample, form.levels, form.overall.data)
    except marking.RedLine:
        form.overall.errors = [_("You marked a red line: the reply as a whole is 0 or 1 then.")]
        return _again(sample, form)
    except marking.Refusal as refusal:
        raise Refused(409, REFUSALS[refusal.code](), back=url_for(".blind")) from refusal
    flash(_("Your mark is kept. Here is the next text."), "success")
    return redirect(url_for(".blind"))


def _again(sample, form):
    waiting = marking.count_for(current_person)
    return render_template("review/blind.html", **_context(sample, form), skipped=[], waiting=waiting), 400


def _context(sample, form) -> dict:
    """What a marker may see: the situation and the words; not whose they are, nor what anybody said of them."""
    own = {"sample": sample, "form": form, "rubric": rubric.LEVELS, "conduct": grading.CONDUCT}
    return own | bench.situation(sample.grade.move)
