"""Whether somebody wants reminders by mail."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from academy import reminders
from academy.access import current_person, only
from academy.pages import page

bp = Blueprint("reminders", __name__, url_prefix="/reminders")


class RemindersForm(FlaskForm):
    reminders = BooleanField(_l("Remind me by mail"))


@bp.route("/", methods=["GET", "POST"])
@only("learner", "instructor")
def show():
    form = RemindersForm(obj=current_person)
    if form.validate_on_submit():
        reminders.wants_them(current_person, form.reminders.data)
        flash(
            _("You get reminders by mail.") if form.reminders.data else _("You get no reminders any more."), "success"
        )
        return redirect(url_for(".show"))
    return page(form=form)
