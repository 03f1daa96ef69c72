"""One's own second factor: set up, new recovery codes, switch off."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.accounts import codes, lockouts, returning, second_factors, sessions, sign_ins
from academy.accounts.forms import AnyCodeForm, CodeForm
from academy.accounts.views import too_many, wrong_code
from academy.pages import page

bp = Blueprint("second_factor", __name__, url_prefix="/accounts/second-factor")


@bp.get("/")
@only(*second_factors.STAFF)
def show():
    return _shown(200, AnyCodeForm())


@bp.post("/begin")
@only(*second_factors.STAFF)
def begin():
    second_factors.begin(_person())
    return redirect(url_for(".set_up"))


@bp.route("/set-up", methods=["GET", "POST"])
@only(*second_factors.STAFF)
def set_up():
    """The secret for the app, and the code that shows that the app has it."""
    person, form = _person(), CodeForm()
    factor = second_factors.of(person)
    secret = factor and not factor.confirmed_at and second_factors.secret(factor)
    if not secret:
        return redirect(url_for(".show"))
    shown = {"picture": second_factors.picture(person, secret), "secret": codes.grouped(secret, " "), "form": form}
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, **shown)
    try:
        made = sign_ins.confirm(person, form.code.data)
    except lockouts.Locked as locked:
        form.code.errors = [too_many(locked)]
        return page(429, **shown)
    except second_factors.WrongCode as error:
        form.code.errors = [wrong_code(error)]
        return page(401, **shown)
    return _codes(made)


@bp.post("/change")
@only(*second_factors.STAFF)
def change():
    """New recovery codes, or no second factor any more: for whoever shows a code."""
    person, form = _person(), AnyCodeForm()
    if not second_factors.on(person):
        return redirect(url_for(".show"))
    if not form.validate_on_submit():
        return _shown(400, form)
    try:
        sign_ins.take_code(person, form.typed)
    except lockouts.Locked as locked:
        form.refuse(too_many(locked))
        return _shown(429, form)
    except second_factors.WrongCode as error:
        form.refuse(wrong_code(error))
        return _shown(401, form)
    if request.form.get("do") != "off":
        return _codes(second_factors.renew_codes(person))
    second_factors.switch_off(person, person)
    flash(_("Your second factor is switched off."), "success")
    return redirect(url_for(".show"))


def _person():
    return current_person._get_current_object()


def _shown(status: int, form: AnyCodeForm):
    person = _person()
    factor, waits = second_factors.of(person), bool(sessions.current().waits_for)
    facts = {"factor": factor, "readable": bool(factor and second_factors.secret(factor)), "waits": waits}
    return (
        render_template("second_factor/show.html", form=form, left=second_factors.codes_left(person), **facts),
        status,
    )


def _codes(made: list[str]):
    """The recovery codes, shown once."""
    onward = returning.onward(_person()) if returning.WANTED in session else url_for("accounts.index")
    return render_template("second_factor/_codes.html", codes=made, onward=onward)
