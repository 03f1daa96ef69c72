"""Cohorts: administrators look after them, instructors give courses to those that they teach."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from academy import audit, cohorts, editions
from academy.access import current_person, only
from academy.accounts import people
from academy.accounts.models import Person
from academy.cohorts.forms import AssignmentForm, CohortForm, GivingForm, MemberForm, TeachingForm
from academy.cohorts.models import Cohort
from academy.pages import page

bp = Blueprint("cohorts", __name__, url_prefix="/cohorts")


@bp.get("/")
@only("instructor", "administrator")
def index():
    return page(cohorts=cohorts.listed(current_person))


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
@only("instructor", "administrator")
def show(cohort_id):
    cohort = cohorts.cohort_or_404(cohort_id)
    audit.read("cohort.read", cohort)
    return _show(cohort)


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


@bp.post("/<int:cohort_id>/members/<int:person_id>/remove")
@only("administrator")
def remove_member(cohort_id, person_id):
    cohort, person = cohorts.cohort_or_404(cohort_id), people.person_or_404(person_id)
    cohorts.remove(current_person, cohort, person)
    flash(_("%(name)s is no longer in this cohort. What they have done stays.", name=person.name), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


@bp.route("/<int:cohort_id>/instructors", methods=["GET", "POST"])
@only("administrator")
def instructors(cohort_id):
    """Who teaches a cohort: they may give it courses."""
    cohort = cohorts.cohort_or_404(cohort_id)
    form = TeachingForm(instructors=[person.id for person in cohort.instructors])
    offered = {person.id: person for person in (*people.instructors(), *cohort.instructors)}
    form.instructors.choices = [(person.id, _named(person)) for person in offered.values()]
    if not form.validate_on_submit():
        return page(400 if form.errors else 200, cohort=cohort, form=form)
    cohorts.entrust(current_person, cohort, [offered[person_id] for person_id in form.instructors.data])
    flash(_("It is kept who teaches this cohort."), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


@bp.post("/<int:cohort_id>/courses")
@only("instructor", "administrator")
def assign_course(cohort_id):
    cohort = cohorts.cohort_or_404(cohort_id)
    form = _assignment_form(cohort)
    if not form.validate_on_submit():
        return _show(cohort, assignment_form=form), 400
    return _give(cohort, form.course.data, form.dates)


@bp.route("/give/<pack>", methods=["GET", "POST"])
@only("instructor", "administrator")
def give(pack):
    """Give a published course to one of the cohorts that the person looks after."""
    title = _titles().get(pack) or abort(404)
    mine = {cohort.id: cohort for cohort in cohorts.looked_after_by(current_person)}
    having = {cohort.id: given[pack] for cohort in mine.values() if pack in (given := _given(cohort))}
    form = GivingForm()
    form.cohort.choices = [(cohort.id, cohort.name) for cohort in mine.values()]
    if form.validate_on_submit():
        cohort = mine[form.cohort.data]
        if cohort.id not in having or form.dates == having[cohort.id].dates:
            return _give(cohort, pack, form.dates)
        form.cohort.errors = [_("This cohort has the course already. Its page changes the dates.")]
    shown = mine if form.errors else mine.keys() - having.keys()
    form.cohort.choices = [choice for choice in form.cohort.choices if choice[0] in shown]
    return page(400 if form.errors else 200, pack=pack, title=title, mine=mine, having=having, form=form)


def _give(cohort: Cohort, course: str, dates: dict):
    cohorts.assign(current_person, cohort, course, **dates)
    found = ngettext(
        "%(num)s learner finds it on the start page.",
        "%(num)s learners find it on the start page.",
        len(cohort.learners),
    )
    flash(" ".join([_("The course is given to this cohort."), found]), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


def _show(cohort: Cohort, **forms) -> str:
    """The page of a cohort with its forms, also for answering a form that was wrong."""
    forms = {"member_form": _member_form(cohort), "assignment_form": _assignment_form(cohort), **forms}
    return render_template("cohorts/show.html", cohort=cohort, titles=_titles(cohort), **forms)


def _member_form(cohort: Cohort) -> MemberForm:
    form = MemberForm()
    inside = {membership.person_id for membership in cohort.memberships}
    form.person.choices = [(person.id, _named(person)) for person in people.learners() if person.id not in inside]
    return form


def _named(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name


def _assignment_form(cohort: Cohort) -> AssignmentForm:
    """Empty, or with the dates of the course that the address names."""
    given = _given(cohort)
    form = AssignmentForm(given, obj=given.get(request.args.get("course")))
    form.course.choices = list(_titles(cohort).items())
    return form


def _given(cohort: Cohort) -> dict:
    return {assignment.course: assignment for assignment in cohort.assignments}


def _titles(cohort: Cohort | None = None) -> dict[str, str]:
    """The courses that are offered, and those that a cohort has already, by slug."""
    given = (editions.published("course", course) for course in _given(cohort)) if cohort else ()
    return {edition.slug: edition.title for edition in (*editions.all_published("course"), *given) if edition}
