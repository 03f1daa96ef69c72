"""Cohorts, for administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from academy import cohorts, editions
from academy.access import current_person, only
from academy.accounts import people
from academy.cohorts.forms import AssignmentForm, CohortForm, MemberForm
from academy.pages import page

bp = Blueprint("cohorts", __name__, url_prefix="/cohorts")


@bp.get("/")
@only("administrator")
def index():
    return page(cohorts=cohorts.listed())


@bp.route("/new", methods=["GET", "POST"])
@only("administrator")
def new():
    form = CohortForm()
    if form.validate_on_submit():
        try:
            cohort = cohorts.create(current_person, form.name.data, form.starts_on.data, form.ends_on.data)
        except cohorts.NameTaken:
            form.name.errors = [_("There is a cohort of this name already.")]
        else:
            return redirect(url_for(".show", cohort_id=cohort.id))
    return page(400 if form.errors else 200, form=form)


@bp.get("/<int:cohort_id>")
@only("administrator")
def show(cohort_id):
    return _show(cohorts.cohort_or_404(cohort_id))


@bp.post("/<int:cohort_id>/members")
@only("administrator")
def add_member(cohort_id):
    cohort = cohorts.cohort_or_404(cohort_id)
    form = _member_form(cohort)
    if not form.validate_on_submit():
        form.person.errors = [_("Choose a learner who is not in this cohort yet.")]
        return _show(cohort, member_form=form), 400
    person = people.person_or_404(form.person.data)
    cohorts.add(current_person, cohort, person)
    flash(_("%(name)s is in this cohort now.", name=person.name), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


@bp.post("/<int:cohort_id>/courses")
@only("administrator")
def assign_course(cohort_id):
    cohort = cohorts.cohort_or_404(cohort_id)
    form = _assignment_form()
    if not form.validate_on_submit():
        return _show(cohort, assignment_form=form), 400
    cohorts.assign(
        current_person, cohort, form.course.data, form.opens_on.data, form.due_on.data, form.closes_on.data
    )
    flash(_("The course is given to this cohort."), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


def _show(cohort, **forms) -> str:
    """The page of a cohort with its forms, also for answering a form that was wrong."""
    forms = {"member_form": _member_form(cohort), "assignment_form": _assignment_form(), **forms}
    return render_template("cohorts/show.html", cohort=cohort, titles=_titles(), **forms)


def _member_form(cohort) -> MemberForm:
    form = MemberForm()
    inside = {membership.person_id for membership in cohort.memberships}
    form.person.choices = [(p.id, f"{p.name} ({p.email})") for p in people.learners() if p.id not in inside]
    return form


def _assignment_form() -> AssignmentForm:
    form = AssignmentForm()
    form.course.choices = list(_titles().items())
    return form


def _titles() -> dict[str, str]:
    return {edition.slug: edition.title for edition in editions.all_published("course")}
