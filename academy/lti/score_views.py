"""Pages of the grades that go to platforms and of the rosters that come from there, each with "send again"."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from academy import audit, clock, cohorts, exports, records
from academy.access import current_person, only
from academy.cohorts.models import Cohort
from academy.db import apart, db, paged
from academy.lti import contexts, journal, platforms, reviewing, rosters, scores, sending
from academy.lti.journal import Line
from academy.lti.models import SCORE_STATES, Context, Participation
from academy.pages import page
from academy.records import register
from academy.records.models import Enrolment

bp = Blueprint("lti_scores", __name__)

ALL_AT_ONCE = 500  # refused grades that one press of the button sends again


@bp.get("/cohorts/<int:cohort_id>/grades")
@only("instructor", "administrator")
def grades(cohort_id):
    """The grades of a cohort on their way to its platforms."""
    cohort = cohorts.cohort_or_404(cohort_id)
    audit.read("lti.grades_read", cohort)
    unsent = request.args.get("show") == "unsent"
    found = paged(journal.of_cohort(cohort, unsent))
    return page(
        cohort=cohort, found=found, lines=journal.lines(found.items), unsent=unsent, tally=journal.tally(cohort)
    )


@bp.post("/cohorts/<int:cohort_id>/grades")
@only("instructor", "administrator")
def again(cohort_id):
    """Send one grade of a cohort again."""
    cohort = cohorts.cohort_or_404(cohort_id)
    asked = (request.form.get(name, type=int) for name in ("link", "identity"))
    _send_again(journal.participation_or_404(cohort, *asked))
    return redirect(url_for(".grades", cohort_id=cohort.id, show=request.form.get("show") or None))


@bp.post("/cohorts/<int:cohort_id>/grades/all")
@only("instructor", "administrator")
def all_again(cohort_id):
    """Send what is not there yet, as far as that can help."""
    cohort = cohorts.cohort_or_404(cohort_id)
    unsent = db.session.scalars(journal.of_cohort(cohort, unsent=True).limit(ALL_AT_ONCE)).all()
    sent = [scores.again(current_person, line.participation) for line in journal.lines(unsent) if line.again]
    flash(ngettext("%(num)s grade is sent again.", "%(num)s grades are sent again.", len(sent)), "success")
    return redirect(url_for(".grades", cohort_id=cohort.id, show="unsent"))


@bp.get("/cohorts/<int:cohort_id>/grades/<int:link_id>/<int:identity_id>")
@only("instructor", "administrator")
def work(cohort_id, link_id, identity_id):
    """What a learner has done of what a link leads to, activity by activity: a gradebook's link leads here."""
    cohort = cohorts.cohort_or_404(cohort_id)
    participation = journal.participation_or_404(cohort, link_id, identity_id)
    audit.read("lti.grades_read", cohort)
    (line,) = journal.lines([participation])
    return page(cohort=cohort, grade=line, lines=reviewing.lines(participation))


@bp.get("/cohorts/<int:cohort_id>/grades.csv")
@only("instructor", "administrator")
def grades_file(cohort_id):
    """The grades of a cohort as a file that Moodle's gradebook takes in."""
    cohort = cohorts.cohort_or_404(cohort_id)
    kind = exports.FORMATS["moodle-grades"]
    with apart():
        audit.note("records.exported", current_person, cohort, reason="moodle-grades")
    rows = register.rows(register.Filters(cohort=cohort.id))
    return exports.download(kind.file_name(clock.today()), kind.mimetype, kind.write(rows, exports.zone()))


@bp.get("/contexts/<int:context_id>/roster")
@only("instructor", "administrator")
def roster(context_id):
    """Who is in a course of a platform and has not begun here."""
    context = _context_or_404(context_id)
    audit.read("lti.roster_read", context)
    found = paged(rosters.not_begun(context))
    return page(context=context, found=found, came=rosters.came(context, found.items), counts=rosters.counts(context))


@bp.post("/contexts/<int:context_id>/roster")
@only("instructor", "administrator")
def ask(context_id):
    context = _context_or_404(context_id)
    rosters.ask(current_person, context)
    flash(_("The platform is asked who is in its course. Look at this page again in a minute."), "success")
    return redirect(url_for(".roster", context_id=context.id))


@bp.get("/platforms/<int:registration_id>/scores")
@only("administrator")
def answers(registration_id):
    """Each score that was to go to a platform, with what it answered."""
    registration = platforms.registration_or_404(registration_id)
    audit.read("lti.grades_read", registration)
    state = request.args.get("state", "")
    state = state if state in SCORE_STATES else ""
    return page(registration=registration, found=paged(journal.of_platform(registration, state)), state=state)


@bp.post("/platforms/<int:registration_id>/scores/<int:score_id>")
@only("administrator")
def answered_again(registration_id, score_id):
    registration = platforms.registration_or_404(registration_id)
    _send_again(journal.score_or_404(registration, score_id).participation)
    return redirect(url_for(".answers", registration_id=registration.id, state=request.form.get("state") or None))


@bp.post("/courses/<course>/grades")
@only("learner")
def mine(course):
    """Learners have their own grade sent again."""
    enrolment = records.enrolment_or_404(course)
    _send_again(journal.own_or_404(enrolment, request.form.get("link", type=int)))
    return redirect(url_for("courses.show", course=course, _anchor="grades-elsewhere"))


@bp.app_template_global()
def grades_elsewhere(enrolment: Enrolment | None) -> list[Line]:
    """What became of a learner's grades for a course at the platforms that they came from."""
    return journal.of_enrolment(enrolment) if enrolment else []


@bp.app_template_global()
def platform_courses(cohort: Cohort) -> list[tuple[Context, rosters.Counts]]:
    """The courses of platforms whose people are a cohort, with how many have begun."""
    return [(context, rosters.counts(context)) for context in contexts.of_cohort(cohort)]


@bp.app_template_global()
def grades_tally(cohort: Cohort) -> dict[str, int]:
    return journal.tally(cohort)


def _send_again(participation: Participation) -> None:
    sent = scores.again(current_person, participation)
    if sent is None:
        flash(_("There is nothing that can be sent."), "warn")
    elif sending.rests(participation.link.context.deployment.registration):
        flash(_("The platform does not answer at the moment. The grade goes there as soon as it does."), "success")
    else:
        flash(_("The grade is on its way again."), "success")


def _context_or_404(context_id: int) -> Context:
    context = contexts.context_or_404(context_id)
    cohorts.cohort_or_404(context.cohort_id)
    return context
