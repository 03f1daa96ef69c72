"""People, for administrators."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import addresses, audit, certificates, cohorts
from academy.access import current_person, only
from academy.accounts import passwords, people, people_filters, second_factors, service_groups, sessions, sso, sso_links
from academy.accounts.forms import ROLE_NAMES, PersonForm
from academy.accounts.models import Person
from academy.db import db, paged
from academy.errors import Refused
from academy.pages import page
from academy.roll import invitations

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@only("administrator")
def index():
    filters = people_filters.Filters.of(request.args)
    found = paged(people_filters.listed(filters))
    audit.read("person.listed")
    services = [(group.code, group.name) for group in people.services()]
    groups = [(cohort.id, cohort.name) for cohort in cohorts.everyone()]
    choices = {"roles": ROLE_NAMES, "services": services, "cohorts": groups, "states": people_filters.STATES}
    return page(people=found, filters=filters, **choices)


@bp.post("/invite")
@only("administrator")
def invite():
    """Everybody whom the filters leave and who has no password yet gets a link by mail, once."""
    filters = people_filters.Filters.of(request.form)
    again = request.form.get("again") == "y"
    invited = people_filters.listed(filters).with_only_columns(Person.id).order_by(None)
    open_to = invitations.open_to(again).with_only_columns(Person.id)
    ids = db.session.scalars(invited.where(Person.id.in_(open_to))).all()
    if not ids:
        back = url_for(".index", **filters.given)
        raise Refused(
            409, _("There is nobody here to be invited: they have a password, or were invited before."), back=back
        )
    job = invitations.send(current_person, ids, again=again)
    return redirect(url_for("jobs.show", job_id=job.id))


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
    person = people.person_or_404(person_id)
    audit.read("person.read", person)
    signed_in = {"open_sessions": len(sessions.open_of(person)), "factor": second_factors.on(person)}
    return page(person=person, roles=ROLE_NAMES, linked=sso_links.of(person, sso.issuer()), **signed_in)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@only("administrator")
def edit(person_id):
    person = people.person_or_404(person_id)
    if request.method == "POST":
        people.take_turns(current_person, person)
    if person.erased_at:
        raise Refused(
            409, _("This person was erased: there is nothing to change."), back=url_for(".show", person_id=person.id)
        )
    audit.read("person.read", person)
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


@bp.post("/<int:person_id>/sessions/end")
@only("administrator")
def end_sessions(person_id):
    person = people.person_or_404(person_id)
    sessions.end_all(person)
    audit.note("sessions.ended", current_person, person)
    flash(_("%(name)s is signed out everywhere.", name=person.name), "success")
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/<int:person_id>/second-factor/reset")
@only("administrator")
def reset_second_factor(person_id):
    """For somebody who has lost their phone and their recovery codes."""
    person = people.person_or_404(person_id)
    if person == current_person:
        raise Refused(
            409, _("Switch your own second factor off under “Your account”."), back=url_for("second_factor.show")
        )
    if second_factors.on(person):
        second_factors.switch_off(current_person, person)
        flash(
            _("The second factor of %(name)s is switched off, and they are told by mail.", name=person.name), "success"
        )
    return redirect(url_for(".show", person_id=person.id))


def _form(person=None) -> PersonForm:
    form = PersonForm(obj=person)
    if person and not person.email:
        form.without_address()
    form.service_code.choices = [
        ("", _("None")),
        *((group.code, group.name) for group in service_groups.offered_to(person)),
    ]
    return form


def _kept_in_office(person, details: dict) -> dict:
    """Administrators cannot lock themselves out by mistake."""
    return details | {"role": person.role, "active": True} if person == current_person else details
