"""Where one is signed in, and how to end it."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _

from academy import audit
from academy.access import current_person, signed_in
from academy.accounts import sessions
from academy.pages import page

bp = Blueprint("sessions", __name__, url_prefix="/accounts/sessions")


@bp.get("/")
@signed_in
def index():
    return page(sessions=sessions.open_of(current_person), here=sessions.current())


@bp.post("/<int:session_id>/end")
@signed_in
def end(session_id):
    """Ends one; which has ended already is ended."""
    if session_id == sessions.current().id:
        abort(409)
    if sessions.end_one(current_person, session_id):
        flash(_("That device is signed out."), "success")
    return redirect(url_for(".index"))


@bp.post("/end")
@signed_in
def end_all():
    """Ends all, this one too."""
    person = current_person._get_current_object()
    sessions.end_all(person)
    audit.note("sessions.ended", person, person)
    sessions.end()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("accounts.sign_in"))
