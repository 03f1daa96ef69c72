"""Cohorts: administrators look after them, instructors give courses to those that they teach."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from academy import audit, charts, cohorts, editions
from academy.access import current_person, only
from academy.accounts import people
from academy.accounts.models import Person
from academy.charts.written import percent
from academy.cohorts import progress
from academy.cohorts.forms import AssignmentForm, CohortForm, GivingForm, MemberForm, TeachingForm
from academy.cohorts.models import Cohort
from academy.cohorts.names import SERIES, STATES
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
    return shown(cohort)


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
        return shown(cohort, assignment_form=form), 400
    return _give(cohort, form.course.data, form.dates)


@bp.route("/give/<pack>", methods=["GET", "POST"])
@only("instructor", "administrator")
def give(pack):
    """Give a published course to one of the cohorts that the person looks after."""
    title = titles().get(pack) or abort(404)
    mine = {cohort.id: cohort for cohort in cohorts.looked_after_by(current_person)}
    having = {cohort.id: given[pack] for cohort in mine.values() if pack in (given := _given(cohort))}
    form = GivingForm()
    form.cohort.choices = [(cohort.id, cohort.name) for cohort in mine.values()]
    if form.validate_on_submit():
        cohort = mine[form.cohort.data]
        if cohort.id not in having or form.dates == having[cohort.id].dates:
            return _give(cohort, pack, form.dates)
        form.cohort.errors = [_("This cohort has the course already. Its page changes the dates.")]
    open_to = mine if form.errors else mine.keys() - having.keys()
    form.cohort.choices = [choice for choice in form.cohort.choices if choice[0] in open_to]
    own = {"remind_days": current_app.config["REMIND_DAYS"], "form": form}
    return page(400 if form.errors else 200, pack=pack, title=title, mine=mine, having=having, **own)


def titles(cohort: Cohort | None = None) -> dict[str, str]:
    """The courses that are offered, and those that a cohort has already, by slug."""
    offered = {edition.slug: edition.title for edition in editions.all_published("course")}
    given = _given(cohort).keys() - offered.keys() if cohort else ()
    retired = {edition.slug: edition.title for edition in editions.all_retired("course")} if given else {}
    return offered | {course: retired[course] for course in sorted(given) if course in retired}


def shown(cohort: Cohort, **forms) -> str:
    """The page of a cohort with its forms, also for answering a form that was wrong."""
    forms = {"member_form": MemberForm(formdata=None), "assignment_form": _assignment_form(cohort), **forms}
    filters = progress.Filters.of(request.args)
    known, lines = titles(cohort), progress.of_courses(cohort)
    return render_template(
        "cohorts/show.html",
        cohort=cohort,
        instructors=cohorts.instructors_of(cohort),
        titles=known,
        lines=lines,
        drawn=_drawn(lines, known),
        series=SERIES,
        filters=filters,
        members=progress.members(cohort, filters),
        states=STATES,
        remind_days=current_app.config["REMIND_DAYS"],
        **forms,
    )


def _drawn(lines: dict[str, progress.Line], known: dict[str, str]):
    """How far the learners are, course by course; None where there is nothing to draw."""
    counts = {course: [getattr(line, name) for name in SERIES] for course, line in lines.items() if line.total}
    rows = [
        charts.Bar(known.get(course, course), [n / sum(each) for n in each], percent(each[0] / sum(each)))
        for course, each in counts.items()
    ]
    ticks = [(quarter / 4, percent(quarter / 4)) for quarter in range(5)]
    rtl = get_locale().text_direction == "rtl"
    words = [str(name) for name in SERIES.values()]
    return charts.bars(_("How far the learners are, by course"), words, rows, ticks, rtl=rtl) if rows else None


def _give(cohort: Cohort, course: str, dates: dict):
    cohorts.assign(current_person, cohort, course, **dates)
    found = ngettext(
        "%(num)s learner finds it on the start page.",
        "%(num)s learners find it on the start page.",
        progress.of_courses(cohort)[course].total,
    )
    flash(" ".join([_("The course is given to this cohort."), found]), "success")
    return redirect(url_for(".show", cohort_id=cohort.id))


def _named(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name


def _assignment_form(cohort: Cohort) -> AssignmentForm:
    """Empty, or with the dates of the course that the address names."""
    given = _given(cohort)
    form = AssignmentForm(given, obj=given.get(request.args.get("course")))
    form.course.choices = list(titles(cohort).items())
    return form


def _given(cohort: Cohort) -> dict:
    return {assignment.course: assignment for assignment in cohort.assignments}
