"""Signing in and out, and one's own password and name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import certificates, clock
from academy.access import current_person, only, public, signed_in
from academy.accounts import passwords, people, sessions
from academy.accounts.forms import ChangePasswordForm, NameForm, NewPasswordForm, SignInForm
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm()
    if request.method == "GET" and current_person.is_authenticated:
        return redirect(sessions.safe_next(request.args.get("next")))
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, form=form)
    try:
        sessions.open_for(form.email.data, form.password.data)
    except sessions.Locked as locked:
        minutes = max(1, round((locked.until - clock.now()).total_seconds() / 60))
        form.password.errors = [_("Too many attempts. Try again in %(minutes)d minutes.", minutes=minutes)]
        return page(429, form=form)
    except sessions.WrongPassword:
        form.password.errors = [_("This address and password do not fit together. Check both and try again.")]
        return page(401, form=form)
    if kept := sessions.kept(form.kept.data or ""):
        return render_template("accounts/_resume.html", kept=kept)
    return redirect(sessions.safe_next(form.next.data))


@bp.post("/sign-out")
@public
def sign_out():
    sessions.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for(".sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password():
    person = current_person._get_current_object()  # the session is to hold the person, not who is signed in
    form = ChangePasswordForm(person)
    if form.validate_on_submit():
        passwords.change(person, form.password.data)
        sessions.resume(person)
        flash(_("Your password is changed. Other devices are signed out."), "success")
        return redirect(url_for("home.index"))
    return page(400 if form.errors else 200, form=form)


@bp.route("/name", methods=["GET", "POST"])
@only("learner")
def name():
    """Somebody who came without a name says theirs, once; a correction is for an administrator."""
    person = current_person._get_current_object()
    form = NameForm()
    if not person.anonymous:
        return redirect(url_for("home.index"))
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, form=form)
    people.name(person, form.name.data)
    issued = certificates.issue_held(person)
    flash(_("Your name is kept, and your certificate is on its way.") if issued else _("Your name is kept."), "success")
    return redirect(url_for("certificates.index") if issued else url_for("home.index"))


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@public
def set_password(token):
    link = passwords.usable_link(token)
    if link is None:
        raise Refused(404, _("This link was used before, or it is too old. Ask your administrator for a new one."))
    form = NewPasswordForm(link.person)
    if form.validate_on_submit():
        person = passwords.reset(link, form.password.data)
        sessions.unlock(person.email)
        flash(_("Your password is set. Sign in with it."), "success")
        return redirect(url_for(".sign_in"))
    return page(400 if form.errors else 200, form=form, person=link.person)


def sign_in_page(kept: str) -> str:
    """The sign-in page in place of an answer, for somebody whose session ended while they were writing.

    A sign-in form that another site sends brings nothing along: what it had sealed here before is not this person's.
    """
    again = request.form if request.endpoint == "accounts.sign_in" and sessions.from_our_page() else {}
    values = {"email": again.get("email"), "next": again.get("next"), "kept": kept or again.get("kept")}
    form = SignInForm(formdata=None, data=values)
    return render_template("accounts/sign_in.html", form=form, expired=True)
