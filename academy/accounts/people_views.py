"""People, for administrators."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import addresses, certificates
from academy.access import current_person, only
from academy.accounts import passwords, people
from academy.accounts.forms import ROLE_NAMES, PersonForm
from academy.db import paged
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@only("administrator")
def index():
    role, words = request.args.get("role", ""), request.args.get("words", "").strip()[:100]
    found = paged(people.listed(role, words))
    return page(people=found, role=role, words=words, roles=ROLE_NAMES)


@bp.route("/new", methods=["GET", "POST"])
@only("administrator")
def new():
    form = _form()
    if form.validate_on_submit():
        try:
            person = people.create(current_person, **form.details)
        except people.EmailTaken:
            form.email.errors = [_("Somebody has this address already.")]
        else:
            flash(_("%(name)s is added. Give them a link to set a password.", name=person.name), "success")
            return redirect(url_for(".show", person_id=person.id))
    return page(400 if form.errors else 200, form=form)


@bp.get("/<int:person_id>")
@only("administrator")
def show(person_id):
    return page(person=people.person_or_404(person_id), roles=ROLE_NAMES)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@only("administrator")
def edit(person_id):
    person = people.person_or_404(person_id)
    form = _form(person)
    if form.validate_on_submit():
        try:
            people.change(current_person, person, **_kept_in_office(person, form.details))
            certificates.issue_held(person)
        except people.EmailTaken:
            form.email.errors = [_("Somebody has this address already.")]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", person_id=person.id))
    return page(400 if form.errors else 200, form=form, person=person)


@bp.post("/<int:person_id>/link")
@only("administrator")
def link(person_id):
    """Shows a link to set a password, once: it is not kept in readable form."""
    person = people.person_or_404(person_id)
    if not person.active:
        back = url_for(".show", person_id=person.id)
        raise Refused(409, _("This account is switched off: let the person sign in first."), back=back)
    if not person.email:
        back = url_for(".edit", person_id=person.id)
        raise Refused(409, _("Nobody signs in without an e-mail address: give this person one first."), back=back)
    token = passwords.issue_link(current_person, person)
    address = addresses.to("accounts.set_password", token=token)
    return page(person=person, address=address, hours=current_app.config["RESET_HOURS"])


def _form(person=None) -> PersonForm:
    form = PersonForm(obj=person)
    if person and not person.email:
        form.without_address()
    form.service_code.choices = [("", _("None")), *((group.code, group.name) for group in people.services())]
    return form


def _kept_in_office(person, details: dict) -> dict:
    """Administrators cannot lock themselves out by mistake."""
    return details | {"role": person.role, "active": True} if person == current_person else details
