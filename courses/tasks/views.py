"""The page of a task: what is asked, the draft, what was submitted, and how it was marked. Reading never writes."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from academy.access import only, signed_in
from academy.errors import Refused
from academy.pages import markdown, page
from courses import studies
from courses.tasks import submissions, words
from courses.tasks.forms import WorkForm
from courses.tasks.models import Submission
from courses.views import activity_url, bp, opened_or_404, refusing

UNFIT = {
    "empty": lambda: _("Write your text before you submit it."),
    "starter": lambda: _("This is still the text that was there to begin with. Make it yours before you submit it."),
    "too_long": lambda: _("Your text is too long to be submitted. Shorten it; it is kept meanwhile."),
}
_HEADING = re.compile(r"(</?h)([1-6])")


@bp.get("/<course>/task/<slug>")
@signed_in
def task(course, slug):
    """What the task is; or the draft; or what became of an attempt, the last unless the address says which."""
    study, standing = opened_or_404(course, f"task/{slug}")
    attempts = [] if study.preview else submissions.of(study.enrolment, standing.name)
    number = request.args.get("attempt", len(attempts), type=int)
    attempt = next((one for one in attempts if one.number == number), None)
    preview = attempt and request.args.get("preview") == "1" and len(attempt.text) <= submissions.LONGEST
    return page(**_context(study, standing, attempts, attempt), previewed=attempt.text if preview else None)


@bp.post("/<course>/task/<slug>/start")
@only("learner")
def start_task(course, slug):
    study = studies.study_or_404(course)
    standing = study.standing_or_404(f"task/{slug}")
    with refusing(course):
        submissions.start(study.enrolment, standing.name)
    return redirect(activity_url(course, standing))


@bp.post("/<course>/task/<slug>/draft")
@only("learner")
def keep_task(course, slug):
    """Keep the draft. A script asks for JSON and hears of other words that are kept; without it the page comes back."""
    study, standing, attempt, form = _written(course, slug)
    try:
        submissions.keep(attempt, form.text.data, form.version.data, form.pasted.data)
    except submissions.Closed:
        raise _closed(standing, course, form) from None
    except submissions.Elsewhere as elsewhere:
        if _wants_json():
            return {"version": elsewhere.submission.version, "other": elsewhere.submission.text}
        return _again(study, standing, attempt, form, other=elsewhere.submission.text), 409
    if _wants_json():
        return {"version": attempt.version, "other": None}
    preview = request.form.get("then") == "preview"
    if preview and len(attempt.text) > submissions.LONGEST:  # nobody will read it like this, and it takes seconds
        flash(UNFIT["too_long"](), "warning")
        return redirect(url_for(".task", course=course, slug=slug))
    flash(_("Your text is kept. It has not been submitted."), "success")
    address = url_for(
        ".task", course=course, slug=slug, preview=1 if preview else None, _anchor="preview" if preview else None
    )
    return redirect(address)


@bp.post("/<course>/task/<slug>")
@only("learner")
def submit_task(course, slug):
    study, standing, attempt, form = _written(course, slug)
    try:
        submissions.submit(attempt, form.text.data, form.version.data, form.pasted.data)
    except submissions.Closed:
        raise _closed(standing, course, form) from None
    except submissions.Elsewhere as elsewhere:
        return _again(study, standing, attempt, form, other=elsewhere.submission.text), 409
    except submissions.Unfit as unfit:
        form.text.errors = [UNFIT[unfit.code]()]
        return _again(study, standing, attempt, form), 400
    flash(_("Your work is submitted. An instructor will mark it; you get a message when it is done."), "success")
    return redirect(activity_url(course, standing))


@bp.app_template_filter("reading")
def reading(text: str, top: int = 3) -> Markup:
    """A text that was written in Markdown, with its headings from the level `top` on, below those of the page."""
    html = markdown(text)
    lower = top - min((int(level) for _, level in _HEADING.findall(html)), default=top)
    return Markup(_HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + lower)}", html))


def _written(course: str, slug: str):
    """The attempt that a form is about, and the form, which holds what can be kept."""
    study = studies.study_or_404(course)
    standing, form = study.standing_or_404(f"task/{slug}"), WorkForm(request.form)
    sound = form.validate()
    if form.number.errors:
        raise _closed(standing, course, form)
    try:
        attempt = submissions.attempt(study.enrolment, standing.name, form.number.data)
    except submissions.Closed:
        raise _closed(standing, course, form) from None
    if not sound:
        message = _("This is more text than can be kept. It is below: copy it, and shorten it.")
        raise Refused(400, message, typed=form.text.data, back=activity_url(course, standing))
    return study, standing, attempt, form


def _again(study, standing, attempt: Submission, form: WorkForm, other: str | None = None) -> str:
    """The page with what was typed in its field, and `other` words that are kept beside it: what is sent then takes
    their place, since its writer has seen them."""
    attempts = submissions.of(study.enrolment, standing.name)
    context = _context(study, standing, attempts, attempt) | {"typed": form.text.data, "form": form, "other": other}
    return render_template("courses/task.html", **context, previewed=None)


def _closed(standing, course, form) -> Refused:
    message = _("This attempt is not open: it was submitted before, or never begun. What was submitted counts.")
    return Refused(409, message, typed=form.text.data, back=activity_url(course, standing))


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _context(study, standing, attempts, attempt) -> dict:
    return {
        "study": study,
        "standing": standing,
        "attempts": attempts,
        "attempt": attempt,
        "typed": attempt and attempt.text,
        "count": words.count,
        "other": None,
        "longest": submissions.LONGEST,
    }
