"""Privacy on screen: how long data are kept, one person's data, and for everybody what is kept about them."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import audit
from academy.access import current_person, only, signed_in
from academy.accounts import people
from academy.errors import Refused
from academy.pages import page
from academy.privacy import erasing, erasures, exporting, forms, periods, retention

bp = Blueprint("privacy", __name__, url_prefix="/privacy")


@bp.route("/", methods=["GET", "POST"])
@only("administrator")
def index():
    """How long each kind of data is kept, and what would go tonight."""
    form = forms.periods_form()
    if form.validate_on_submit():
        periods.set_days(current_person, {each.kind: form[each.kind].data for each in periods.every()})
        flash(_("Saved."), "success")
        return redirect(url_for(".index"))
    shown = {"tonight": retention.preview(), "fixed": periods.fixed(), "erasures": erasures.latest()}
    return page(400 if form.errors else 200, form=form, **shown)


@bp.get("/people/<int:person_id>")
@only("administrator")
def person(person_id):
    """What there is of somebody, and what an erasure would leave of it."""
    found = people.person_or_404(person_id)
    audit.read("person.read", found)
    return page(person=found, lines=erasing.preview(found), erasure=erasures.of(found), form=forms.ErasureForm(found))


@bp.post("/people/<int:person_id>/export")
@only("administrator")
def export(person_id):
    job = exporting.ask(current_person, people.person_or_404(person_id))
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@only("administrator")
def erase(person_id):
    found = people.person_or_404(person_id)
    form = forms.ErasureForm(found)
    if request.method == "POST" and form.validate():
        try:
            job = erasures.ask(current_person, found, form.reason.data.strip())
        except erasures.NotPossible:
            back = url_for(".person", person_id=found.id)
            raise Refused(409, _("Nobody erases themselves. Ask another administrator."), back=back) from None
        return redirect(url_for("jobs.show", job_id=job.id))
    audit.read("person.read", found)
    return page(400 if form.errors else 200, person=found, lines=erasing.preview(found), form=form)


@bp.get("/mine")
@signed_in
def mine():
    """What is kept about whoever looks, for how long, and whom to ask."""
    lasting = {each.kind: (each.words, periods.days(each.kind)) for each in periods.every()}
    lines = [line for line in erasing.preview(current_person) if line.shown]
    return page(lines=lines, lasting=lasting, fixed=periods.fixed(), academy=current_app.config["NAME"])


@bp.post("/mine/export")
@signed_in
def export_mine():
    person = current_person._get_current_object()
    return redirect(url_for("jobs.show", job_id=exporting.ask(person, person).id))
