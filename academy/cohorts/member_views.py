"""Who is in a cohort: join, leave, move, and more time for one of them in a course."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from academy import audit, cohorts, records
from academy.access import current_person, only
from academy.accounts import people
from academy.accounts.models import Person
from academy.cohorts import accommodations, extensions
from academy.cohorts.forms import ExtensionForm, MemberForm, MoveForm
from academy.cohorts.models import Cohort
from academy.cohorts.views import shown, titles
from academy.pages import page

bp = Blueprint("members", __name__, url_prefix="/cohorts/<int:cohort_id>/members")


@bp.post("")
@only("administrator")
def add(cohort_id):
    cohort, form = cohorts.cohort_or_404(cohort_id), MemberForm()
    person = people.learner_called(form.person.data) if form.validate_on_submit() else None
    if person is None:
        form.person.errors = form.person.errors or [
            _("No learner has exactly this address or number, or several have it.")
        ]
        return shown(cohort, member_form=form), 400
    cohorts.add(current_person, cohort, person)
    flash(_("%(name)s is in this cohort now.", name=person.name), "success")
    return redirect(url_for("cohorts.show", cohort_id=cohort.id))


@bp.get("/<int:person_id>")
@only("instructor", "administrator")
def show(cohort_id, person_id):
    """A learner in a cohort: their courses, and the dates that hold for them."""
    cohort, person = _member_or_404(cohort_id, person_id)
    audit.read("person.read", person)
    return _shown(cohort, person, _move_form(cohort))


@bp.post("/<int:person_id>/move")
@only("administrator")
def move(cohort_id, person_id):
    cohort, person = cohorts.cohort_or_404(cohort_id), people.person_or_404(person_id)
    form = _move_form(cohort)
    if not form.validate_on_submit():
        return _shown(cohort, person, form), 400
    to = cohorts.cohort_or_404(form.cohort.data)
    if cohorts.learns_in(person, cohort):
        cohorts.move(current_person, cohort, person, to)
    flash(
        _("%(name)s is in this cohort now, and no longer in %(cohort)s.", name=person.name, cohort=cohort.name),
        "success",
    )
    return redirect(url_for(".show", cohort_id=to.id, person_id=person.id))


@bp.post("/<int:person_id>/remove")
@only("administrator")
def remove(cohort_id, person_id):
    cohort, person = cohorts.cohort_or_404(cohort_id), people.person_or_404(person_id)
    cohorts.remove(current_person, cohort, person)
    flash(_("%(name)s is no longer in this cohort. What they have done stays.", name=person.name), "success")
    return redirect(url_for("cohorts.show", cohort_id=cohort.id))


@bp.route("/<int:person_id>/extensions/<pack>", methods=["GET", "POST"])
@only("instructor", "administrator")
def extend(cohort_id, person_id, pack):
    """More time for a learner in a course, or other days than they were given before."""
    cohort, person = _member_or_404(cohort_id, person_id)
    enrolment = extensions.enrolment_or_404(cohort, person, pack)
    before, form = extensions.of(enrolment), ExtensionForm(obj=extensions.of(enrolment))
    if form.validate_on_submit():
        try:
            extensions.grant(current_person, enrolment, form.due_on.data, form.closes_on.data, form.reason.data)
        except extensions.TakesTime as error:
            form[error.name].errors = [
                (
                    _("That is no later than what holds without it. Choose a later day, or leave it empty.")
                    if getattr(enrolment, error.name)
                    else _("The course has no such day for this learner, so there is none to move. Leave it empty.")
                )
            ]
        else:
            flash(_("%(name)s has more time now.", name=person.name), "success")
            return redirect(url_for(".show", cohort_id=cohort.id, person_id=person.id))
    own = {"cohort": cohort, "person": person, "pack": pack, "title": titles(cohort).get(pack, pack)}
    return page(400 if form.errors else 200, enrolment=enrolment, before=before, form=form, **own)


@bp.post("/<int:person_id>/extensions/<pack>/withdraw")
@only("instructor", "administrator")
def withdraw(cohort_id, person_id, pack):
    cohort, person = _member_or_404(cohort_id, person_id)
    extensions.withdraw(current_person, extensions.enrolment_or_404(cohort, person, pack))
    flash(_("The extension is withdrawn."), "success")
    return redirect(url_for(".show", cohort_id=cohort.id, person_id=person.id))


def _member_or_404(cohort_id: int, person_id: int) -> tuple[Cohort, Person]:
    cohort = cohorts.cohort_or_404(cohort_id)
    person = people.person_or_404(person_id)
    return (cohort, person) if cohorts.learns_in(person, cohort) else abort(404)


def _shown(cohort: Cohort, person: Person, form: MoveForm) -> str:
    given = {assignment.course for assignment in cohort.assignments}
    enrolments = [enrolment for enrolment in records.enrolments_of(person) if enrolment.course in given]
    return render_template(
        "members/show.html",
        cohort=cohort,
        person=person,
        enrolments=enrolments,
        extensions=extensions.of_many(enrolments),
        titles=titles(cohort),
        untimed=accommodations.is_untimed(person),
        form=form,
    )


def _move_form(cohort: Cohort) -> MoveForm:
    form = MoveForm()
    form.cohort.choices = [(other.id, other.name) for other in cohorts.everyone() if other.id != cohort.id]
    return form
