"""Comments at the words of a reply: made, replaced and withdrawn on the bench."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.errors import Refused
from academy.input import LARGEST_KEY
from scenarios.models import Move
from scenarios.review import comments, reviews
from scenarios.review.forms import CommentForm
from scenarios.review.views import bp, form_of, held, show


@bp.post("/runs/<int:run_id>/<int:number>/comments")
@only("instructor")
def comment(run_id, number):
    """Say something about some words, with `replaces` instead of another comment."""
    grade = reviews.grade_or_404(reviews.run_or_404(run_id), number)
    move, form = grade.move, CommentForm()
    if abs(form.replaces.data or 0) > LARGEST_KEY:
        abort(404)
    replaced = comments.comment_or_404(move, form.replaces.data) if form.replaces.data else None
    if not form.validate_on_submit() or not form.within(move.reply):
        errors = {field.name: field.errors for field in form if field.errors}
        typed = {"span": form.span.data or "", "comment": form.comment.data or ""}
        return show(grade, form_of(grade), held(move.run), 400, typed=typed, comment_errors=errors)
    try:
        comments.make(current_person, move, *form.words, form.comment.data, replaced)
    except comments.Withdrawn as error:
        words = _("Somebody has withdrawn or replaced this comment in the meantime.")
        raise Refused(409, words, typed=form.comment.data, back=_bench(move)) from error
    flash(_("The learner reads your comment at these words."), "success")
    return redirect(_bench(move))


@bp.post("/runs/<int:run_id>/<int:number>/comments/<int:comment_id>/withdraw")
@only("instructor")
def withdraw(run_id, number, comment_id):
    """Take a comment back."""
    move = reviews.grade_or_404(reviews.run_or_404(run_id), number).move
    comments.withdraw(current_person, comments.comment_or_404(move, comment_id))
    flash(_("The comment is withdrawn. The learner does not see it any more; it stays on record."), "success")
    return redirect(_bench(move))


def _bench(move: Move) -> str:
    return url_for(".bench", run_id=move.run_id, number=move.number, _anchor="written")
