"""Accommodations of a person, for administrators: the reasons are nobody else's business."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from academy import audit, clock
from academy.access import current_person, only
from academy.accounts import people
from academy.cohorts import accommodations
from academy.cohorts.forms import AccommodationForm
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("accommodations", __name__, url_prefix="/people/<int:person_id>/accommodations")


@bp.route("", methods=["GET", "POST"])
@only("administrator")
def show(person_id):
    person = people.person_or_404(person_id)
    if person.erased_at:
        raise Refused(409, _("This person was erased: nothing is granted to them."), back=url_for("people.index"))
    audit.read("accommodation.read", person)
    form = AccommodationForm(starts_on=clock.today())
    if form.validate_on_submit():
        accommodations.grant(current_person, person, **form.granted)
        flash(_("It is granted."), "success")
        return redirect(url_for(".show", person_id=person.id))
    return page(400 if form.errors else 200, person=person, granted=accommodations.of(person), form=form)


@bp.post("/<int:accommodation_id>/withdraw")
@only("administrator")
def withdraw(person_id, accommodation_id):
    person = people.person_or_404(person_id)
    accommodations.withdraw(current_person, person, accommodation_id)
    flash(_("It is withdrawn."), "success")
    return redirect(url_for(".show", person_id=person.id))
