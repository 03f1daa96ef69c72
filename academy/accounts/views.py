"""Signing in and out, and one's own account: password, name, what else there is."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import certificates
from academy.access import current_person, only, public, signed_in
from academy.accounts import lockouts, passwords, people, returning, second_factors, sessions, sign_ins, sso, sso_links
from academy.accounts.forms import AnyCodeForm, ChangePasswordForm, NameForm, NewPasswordForm, SignInForm
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("/")
@signed_in
def index():
    """What somebody can look after themselves."""
    person = current_person._get_current_object()
    linked = sso_links.of(person, sso.issuer()) if sso.offered() else None
    return page(
        open_sessions=len(sessions.open_of(person)),
        staff=person.role in second_factors.STAFF,
        factor=second_factors.on(person),
        provider=sso.name() if sso.offered() else "",
        linked=linked,
    )


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm()
    if request.method == "GET" and current_person.is_authenticated:
        return redirect(returning.safe_next(request.args.get("next")))
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, form=form, provider=_provider())
    try:
        row = sign_ins.open_for(form.email.data, form.password.data)
    except lockouts.Locked as locked:
        form.password.errors = [too_many(locked)]
        return page(429, form=form, provider=_provider())
    except sign_ins.WrongPassword:
        form.password.errors = [_("This address and password do not fit together. Check both and try again.")]
        return page(401, form=form, provider=_provider())
    if row.waits_for:
        returning.set_aside(form.next.data, form.kept.data, row.person)
        return redirect(url_for(returning.STEPS[row.waits_for]))
    if kept := returning.kept(form.kept.data or ""):
        return render_template("accounts/_resume.html", kept=kept)
    return redirect(returning.safe_next(form.next.data))


@bp.route("/second-step", methods=["GET", "POST"])
@public
def second_step():
    """The code of the second factor, for somebody whose password is right."""
    half = sessions.half()
    if half is None or half.waits_for != "code":
        return redirect(url_for(".sign_in"))
    person, form = half.person, AnyCodeForm()
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, form=form)
    try:
        way = sign_ins.prove(half, form.typed)
    except lockouts.Locked as locked:
        form.refuse(too_many(locked))
        return page(429, form=form)
    except second_factors.WrongCode as error:
        form.refuse(wrong_code(error))
        return page(401, form=form)
    if way == "paper":
        flash(
            _("This recovery code is used up. You have %(count)s left.", count=second_factors.codes_left(person)),
            "warning",
        )
    return redirect(returning.onward(person))


@bp.get("/aside/<token>")
@signed_in
def put_aside(token):
    """The form that was sent before signing in took more than one page."""
    kept = returning.form_aside(token, current_person) or abort(404)
    return render_template("accounts/_resume.html", kept=kept)


@bp.post("/sign-out")
@public
def sign_out():
    row = sessions.current() if current_person.is_authenticated else None
    elsewhere = row is not None and row.how == "sso" and sso.offered()
    sessions.end()
    flash(_("You are signed out."), "success")
    if elsewhere:
        flash(
            _(
                "You may still be signed in at %(provider)s: on a shared computer, sign out there, too.",
                provider=sso.name(),
            )
        )
    return redirect(url_for(".sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password():
    person = current_person._get_current_object()  # the session is to hold the person, not who is signed in
    form = ChangePasswordForm(person)
    if form.validate_on_submit():
        passwords.change(person, form.password.data)
        sign_ins.renew(person)
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
        lockouts.unlock(person.email)
        flash(_("Your password is set. Sign in with it."), "success")
        return redirect(url_for(".sign_in"))
    return page(400 if form.errors else 200, form=form, person=link.person)


def sign_in_page(kept: str) -> str:
    """The sign-in page in place of an answer, for somebody whose session ended while they were writing.

    A sign-in form that another site sends brings nothing along: what it had sealed here before is not this person's.
    """
    again = request.form if request.endpoint in AGAIN and returning.from_our_page() else {}
    values = {"email": again.get("email"), "next": again.get("next"), "kept": kept or again.get("kept")}
    form = SignInForm(formdata=None, data=values)
    return render_template("accounts/sign_in.html", form=form, expired=True, provider=_provider())


AGAIN = ("accounts.sign_in", "sso.keep")  # forms that carry on what an earlier page has kept


def too_many(locked: lockouts.Locked) -> str:
    return _("Too many attempts. Try again in %(minutes)d minutes.", minutes=locked.minutes)


def wrong_code(error: second_factors.WrongCode) -> str:
    if isinstance(error, second_factors.UsedCode):
        return _("This code was used already. Wait until your app shows the next one.")
    return _("This code does not fit. Enter the one that your app shows now, and check the clock of your phone.")


def _provider() -> str:
    """What people call the single sign-on of this academy; "" when there is none."""
    return sso.name() if sso.offered() else ""
