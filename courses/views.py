"""The pages of a course: its path, quizzes and images. Reading never writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import certificates, editions
from academy.access import current_person, only, signed_in
from academy.certificates import holds
from academy.errors import Refused
from academy.pages import page
from academy.pictures import MIMETYPES
from courses import answers, quizzes, sheets, studies
from courses.drawing import everything
from courses.models import QuizAttempt
from courses.path import Progress, Standing
from courses.studies import Study
from courses.terms import NotAllowed

bp = Blueprint("courses", __name__, url_prefix="/courses")


@bp.get("/")
@signed_in
def index():
    """A learner's own courses; for staff all that are offered, to look at."""
    if current_person.role == "learner":
        return page(studies=studies.of_person(current_person))
    return page(studies=[studies.preview(edition) for edition in editions.all_published("course")])


@bp.get("/<course>")
@signed_in
def show(course):
    study = studies.study_or_404(course)
    certificate = study.enrolment and certificates.standing(current_person, course)
    return page(study=study, certificate=certificate, hold=_hold(study) if not certificate else None)


@bp.get("/<course>/quiz/<slug>")
@signed_in
def quiz(course, slug):
    """What the quiz is; or the attempt that is open; or what an attempt came to, the last unless the address says which."""
    study, standing = opened_or_404(course, f"quiz/{slug}")
    if study.preview:
        return page(study=study, standing=standing, asked=sheets.preview(everything(standing.activity, study.bank)))
    attempts = quizzes.attempts_at(study.enrolment, standing.name)
    number = request.args.get("attempt", len(attempts), type=int)
    attempt = next((attempt for attempt in attempts if attempt.number == number), None)
    return page(study=study, standing=standing, attempts=attempts, attempt=attempt, asked=_asked(study, attempt))


@bp.post("/<course>/quiz/<slug>/start")
@only("learner")
def start(course, slug):
    study = studies.study_or_404(course)
    standing = study.standing_or_404(f"quiz/{slug}")
    with refusing(course):
        quizzes.start(study.enrolment, standing.name)
    return redirect(activity_url(course, standing))


@bp.post("/<course>/quiz/<slug>")
@only("learner")
def answer(course, slug):
    """Keep the answers, or mark them; what is wrong with them is said beside what was typed."""
    study = studies.study_or_404(course)
    standing = study.standing_or_404(f"quiz/{slug}")
    saving = request.form.get("then") == "save"
    with refusing(course, standing):
        attempt = quizzes.attempt(study.enrolment, standing.name, request.form.get("number", type=int))
        given = answers.read(quizzes.asked(study.edition, attempt), request.form.to_dict(flat=False))
        if not attempt.submitted and (given.unsound or given.problems and not saving):
            return _with_problems(study, standing, attempt, given), 400
        (quizzes.save if saving else quizzes.submit)(attempt, given.answers)
    if saving:
        flash(_("Your answers are kept. Go on whenever you like."), "success")
    return redirect(activity_url(course, standing))


@bp.get("/<course>/scenario/<slug>")
@signed_in
def scenario(course, slug):
    """Scenarios are played, and tried by staff, in their own part of the house."""
    study, _standing = opened_or_404(course, f"scenario/{slug}")
    if study.preview:
        return redirect(url_for("scenarios.preview", slug=slug))
    return redirect(url_for("scenarios.start", course=course, slug=slug))


@bp.get("/<course>/dialogue/<slug>")
@signed_in
def dialogue(course, slug):
    """Dialogues are held in their own part of the house: there it stands when the class sits."""
    study, _standing = opened_or_404(course, f"dialogue/{slug}")
    if study.preview:
        return redirect(url_for("sittings.index"))
    return redirect(url_for("sittings.start", course=course, slug=slug))


@bp.get("/<course>/files/<path:path>")
@signed_in
def file(course, path):
    """An image of the course as this person has it."""
    data = editions.file_or_404(studies.edition_or_404(course), path)
    mimetype = MIMETYPES.get(PurePosixPath(path).suffix.lower()) or abort(404)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=600"}
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"  # whatever else the bytes may be
    return Response(data, mimetype=mimetype, headers=headers)


@bp.app_template_global()
def activity_url(course: str, standing: Standing) -> str:
    return url_for(f"courses.{standing.activity.type}", course=course, slug=standing.activity.slug)


@bp.app_template_global()
def next_url(course: str, progress: Progress, following: Standing | None) -> str:
    """Where a learner goes on: the activity, or the module where there are several to choose from."""
    if following is None:
        return url_for("courses.show", course=course)
    if progress.choice(following):
        return url_for("courses.show", course=course, _anchor=f"module-{following.module.slug}")
    return activity_url(course, following)


def opened_or_404(course: str, activity: str) -> tuple[Study, Standing]:
    """An activity to look at; refused while something has to come first."""
    study = studies.study_or_404(course)
    standing = study.standing_or_404(activity)
    if refusal := study.refusal_to_open(standing):
        raise Refused(403, refusal, back=url_for(".show", course=course))
    return study, standing


@contextmanager
def refusing(course: str, standing: Standing | None = None, typed: str = "") -> Iterator[None]:
    """Tell the person why something cannot be done, with what was typed and the way back."""
    back = activity_url(course, standing) if standing else url_for(".show", course=course)
    try:
        yield
    except NotAllowed as error:
        raise Refused(403, str(error), typed=typed, back=back) from None
    except quizzes.Closed:
        message = _("This attempt is not open: it was submitted before, or never begun. What was submitted counts.")
        raise Refused(409, message, back=back) from None


def _hold(study: Study) -> holds.Hold | None:
    """What the certificate of a completed course waits for."""
    return holds.of(study.enrolment) if study.enrolment and study.enrolment.completed_at else None


def _asked(study: Study, attempt: QuizAttempt | None) -> tuple[sheets.Asked, ...]:
    if attempt is None:
        return ()
    quiz = quizzes.asked(study.edition, attempt)
    if attempt.submitted:
        return sheets.feedback(quiz, attempt.seed, attempt.answers)
    return sheets.form(quiz, attempt.seed, answers.fields_of(quiz, attempt.answers))


def _with_problems(study: Study, standing: Standing, attempt: QuizAttempt, given: answers.Given) -> str:
    fields = request.form.to_dict(flat=False)
    asked = sheets.form(quizzes.asked(study.edition, attempt), attempt.seed, fields, given.problems)
    attempts = quizzes.attempts_at(study.enrolment, standing.name)
    return render_template(
        "courses/quiz.html", study=study, standing=standing, attempts=attempts, attempt=attempt, asked=asked
    )
