"""Marking: a submitted text beside its rubric, what is filled in so far, and the mark that is published."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from academy import queue
from academy.access import current_person, only
from academy.db import apart
from academy.errors import Refused
from academy.pages import page
from academy.queue import claims, phrases
from academy.queue.phrase_views import remember
from courses.tasks import forms, marks, submissions, words
from courses.tasks.marks import SOURCE, Judgement
from courses.tasks.models import Mark, Submission
from courses.tasks.source import topics_of

bp = Blueprint("tasks", __name__, url_prefix="/review/tasks")


@bp.get("/<int:submission_id>")
@only("instructor")
def mark(submission_id):
    submission = marks.submission_or_404(submission_id)
    with apart():
        claims.take(current_person, SOURCE, submission.id)
    unfinished = marks.unfinished_of(current_person, submission)
    said = unfinished or submission.mark
    judgement = (
        Judgement(said.points, said.comment, said.comments, unfinished.reason if unfinished else "")
        if said
        else Judgement()
    )
    form = _form(submission, judgement, unfinished.version if unfinished else 0)
    return page(**_context(submission, form, judgement), unfinished=unfinished)


@bp.post("/<int:submission_id>/unfinished")
@only("instructor")
def keep(submission_id):
    """Keep what is filled in. A script asks for JSON; without scripts the page comes back."""
    submission, form, judgement = _filled_in(submission_id)
    try:
        version = marks.keep(current_person, submission, judgement, form.version.data)
    except marks.Elsewhere as elsewhere:
        if _wants_json():
            return {"version": elsewhere.unfinished.version, "other": elsewhere.unfinished.comment}
        form.comment.errors = [_("You have kept something else on another page. If you keep this, it takes its place.")]
        return _again(submission, form, judgement, elsewhere.unfinished.version), 409
    if _wants_json():
        return {"version": version, "other": None}
    flash(_("It is kept. The learner sees nothing of it before you publish it."), "success")
    return redirect(url_for(".mark", submission_id=submission.id))


@bp.post("/<int:submission_id>")
@only("instructor")
def give(submission_id):
    """Publish the mark. What cannot be published comes back as it was filled in."""
    submission, form, judgement = _filled_in(submission_id)
    if "insert" in request.form:
        return _again(submission, form, judgement, form.version.data)
    if form.take_over.data:
        claims.take_over(current_person, SOURCE, submission.id)
    before = submission.mark
    try:
        mark = marks.give(current_person, submission, judgement, form.seen.data)
    except marks.Incomplete as incomplete:
        _say_what_is_missing(form, incomplete.missing, submission)
        return _again(submission, form, judgement, form.version.data), 400
    except marks.Overtaken:
        return _again(submission, form, judgement, form.version.data, overtaken=True), 409
    except claims.Lost:
        return _again(submission, form, judgement, form.version.data, lost=True), 409
    if mark is not before:
        _remember(form, mark)
    flash(_("The mark is published, and %(name)s is told.", name=submission.enrolment.person.name), "success")
    following = queue.following(current_person, SOURCE, submission.id)
    return redirect(following.entry.address if following else url_for("queue.index"))


def _filled_in(submission_id: int):
    """The work, the form, and what it says."""
    submission = marks.submission_or_404(submission_id)
    form = forms.for_rubric(submissions.task_of(submission).rubric)(request.form)
    if not form.validate():
        message = _(
            "A comment on the whole has at most %(count)d characters. Shorten yours.", count=forms.LONGEST_COMMENT
        )
        raise Refused(400, message, typed=form.comment.data, back=url_for(".mark", submission_id=submission.id))
    return submission, form, form.judgement(submission.text, _with_phrase(submission, form))


def _with_phrase(submission: Submission, form) -> MultiDict:
    """The fields as they came; where a phrase of the bank was asked for, it stands at the end of the comment on the
    whole or of the last one on words."""
    name, _colon, number = request.form.get("insert", "").partition(":")
    phrase = phrases.chosen(current_person, topics_of(submission), number)
    sent = MultiDict(request.form)
    said = sent.getlist("said")
    if phrase and name == "comment":
        form.comment.data = phrases.added(form.comment.data, phrase)
    elif phrase and name == "said" and said:
        sent.setlist("said", [*said[:-1], phrases.added(said[-1], phrase)])
    return sent


def _remember(form, mark: Mark) -> None:
    topics = topics_of(mark.submission)
    remember(topics, mark.comment, form.keep_comment.data)
    for comment in mark.comments:
        remember(topics, comment["text"], form.keep_said.data)


def _form(submission: Submission, judgement: Judgement, version: int) -> forms.MarkForm:
    points = {f"points_{slug}": points for slug, points in judgement.points.items()}
    own = {"comment": judgement.comment, "reason": judgement.reason, "seen": len(submission.marks), "version": version}
    return forms.for_rubric(submissions.task_of(submission).rubric)(formdata=None, data=own | points)


def _again(submission, form, judgement, version: int, overtaken=False, lost=False) -> str:
    """The page as it was filled in. What somebody else said meanwhile is shown, so what is sent next has seen it."""
    form.version.data = version
    form.seen.data = len(submission.marks)
    context = _context(submission, form, judgement) | {"overtaken": overtaken, "lost": lost}
    return render_template("tasks/mark.html", **context, unfinished=None)


def _say_what_is_missing(form, missing: list[str], submission: Submission) -> None:
    titles = {criterion.slug: criterion.title for criterion in submissions.task_of(submission).rubric}
    for name in missing:
        if name == "reason":
            form.reason.errors = [_("Say why you correct the mark: the learner reads it.")]
        elif name == "comments":
            form.at.errors = [_("Choose for each comment the words that it is about.")]
        else:
            form[f"points_{name}"].errors = [_("Choose a level for “%(name)s”.", name=titles[name])]


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _context(submission: Submission, form, judgement: Judgement) -> dict:
    earlier = [
        one for one in submissions.of(submission.enrolment, submission.activity) if one.number < submission.number
    ]
    return {
        "submission": submission,
        "task": submissions.task_of(submission),
        "form": form,
        "judgement": judgement,
        "earlier": earlier,
        "count": words.count(submission.text),
        "claim": claims.take(current_person, SOURCE, submission.id),
        "source": SOURCE,
        "left": queue.left(current_person),
        "overtaken": False,
        "lost": False,
        "phrases": phrases.of(current_person, topics_of(submission)),
    }
