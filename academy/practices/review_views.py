"""Where somebody else reads a practice that was submitted, approves it or returns it with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import audit, countries, practices, queue
from academy.access import current_person, only
from academy.db import apart
from academy.pages import page
from academy.practices import SOURCE, library, words
from academy.practices.forms import DecideForm
from academy.practices.models import Practice
from academy.practices.views import bp
from academy.queue import claims
from academy.triage import TRIAGE


@bp.get("/waiting")
@only(*practices.REVIEWERS)
def waiting():
    """What waits for this person's approval."""
    return page(found=library.waiting(current_person))


@bp.get("/<int:practice_id>/review")
@only(*practices.REVIEWERS)
def review(practice_id):
    practice = practices.reviewable_or_404(current_person, practice_id)
    if practice.state != "submitted":
        return (
            redirect(url_for(".show", practice_id=practice.id))
            if practice.approved_at
            else page(**_context(practice, None))
        )
    if current_person.role == "instructor":
        with apart():
            claims.take(current_person, SOURCE, practice.id)
    audit.read("practice.read", practice)
    return page(**_context(practice, DecideForm(formdata=None, data={"seen": practice.version})))


@bp.post("/<int:practice_id>/review")
@only(*practices.REVIEWERS)
def decide(practice_id):
    """Approve it, or return it; what was typed comes back with whatever stands in the way."""
    practice, form = practices.reviewable_or_404(current_person, practice_id), DecideForm()
    sound, approves = form.validate(), request.form.get("do") == "approve"
    if not approves and not form.reason.data:
        form.reason.errors = [_("Say what is to be mended: the contributor reads it.")]
    if not sound or form.reason.errors:
        return _again(practice, form), 400
    try:
        if approves:
            practices.approve(current_person, practice, form.seen.data)
        else:
            practices.give_back(current_person, practice, form.reason.data, form.seen.data)
    except practices.Overtaken:
        return _again(practice, form, overtaken=True), 409
    except claims.Lost:
        return _again(practice, form, lost=True), 409
    flash(_("The practice is in the library.") if approves else _("The practice is returned."), "success")
    return redirect(_onwards(practice))


def _onwards(practice: Practice) -> str:
    if current_person.role == "administrator":
        return url_for("practices.waiting")
    following = queue.following(current_person, SOURCE, practice.id)
    return following.entry.address if following else url_for("queue.index")


def _again(practice: Practice, form: DecideForm, overtaken=False, lost=False) -> str:
    """The page as it was filled in. What is sent next has seen what the practice says now."""
    form.seen.data = practice.version
    context = _context(practice, form) | {"overtaken": overtaken, "lost": lost}
    return render_template("practices/review.html", **context)


def _context(practice: Practice, form: DecideForm | None) -> dict:
    waits = practice.state == "submitted"
    return {
        "practice": practice,
        "form": form,
        "words": words,
        "country": countries.names().get(practice.country, practice.country),
        "triages": [TRIAGE[name] for name in practice.triage if name in TRIAGE],
        "finds": practices.private_in(practices.saying(practice)) if waits else (),
        "claim": (
            claims.take(current_person, SOURCE, practice.id) if waits and current_person.role == "instructor" else None
        ),
        "overtaken": False,
        "lost": False,
    }
