"""The debrief of a finished run, and the appeal that can be made from it."""

from collections.abc import Mapping
from io import BytesIO

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from academy.access import signed_in
from academy.errors import Refused
from academy.logs import log
from academy.printing.fonts import FontsMissing
from academy.printing.press import PressError
from academy.records.terms import terms_of
from scenarios import exercises, outcomes, runs, wording
from scenarios.debrief import drawing, explained, graded, handled, reflections, sheet
from scenarios.forms import LONGEST_ANSWER, LONGEST_REASON, AppealForm, line_breaks
from scenarios.review import appeals, comments, reviews
from scenarios.studio import trying
from scenarios.views import bp

REFUSED_APPEALS = {
    "late": lambda: _("The time for an appeal against this run is over."),
    "asked": lambda: _("You have asked for another look at this grade already. One appeal a grade is what there is."),
    "decided": lambda: _("Your appeal against this grade has been decided: the answer stands in the debrief."),
}


@bp.get("/runs/<int:run_id>/debrief")
@signed_in
def debrief(run_id):
    run = runs.run_or_404(run_id)
    if not run.finished_at:
        return redirect(url_for(".play", run_id=run.id))
    return show_debrief(run, {})


@bp.post("/runs/<int:run_id>/<int:number>/appeal")
@signed_in
def appeal(run_id, number):
    """Ask for another look at the grade of a move."""
    run = runs.own_or_404(run_id)
    grade = reviews.grade_or_404(run, number) if appeals.possible(run) else abort(404)
    form, exercise = AppealForm(), exercises.of(run)
    back = url_for(exercise.debrief, run_id=run.id, _anchor=f"appeal-{number}")
    if not form.validate_on_submit():
        return _again(run, number, form, back)
    try:
        appeals.make(grade, form.reason.data)
    except appeals.Refusal as refusal:
        raise Refused(409, REFUSED_APPEALS[refusal.code](), typed=form.reason.data, back=back) from refusal
    flash(_("Your appeal is kept. Another instructor will look at it and answer you here."), "success")
    return redirect(back)


@bp.post("/runs/<int:run_id>/reflection")
@signed_in
def reflection(run_id):
    """Keep the answers; they can be written anew."""
    run = runs.finished_or_404(run_id)
    sent = {question.number: request.form.get(f"answer-{question.number}") for question in reflections.questions(run)}
    answers = {number: line_breaks(text) for number, text in sent.items() if text is not None}
    if any(len(text) > LONGEST_ANSWER for text in answers.values()):
        return show_debrief(run, {}, answers), 400
    reflections.answer(run, answers)
    flash(_("Your answers are kept."), "success")
    return redirect(url_for(".debrief", run_id=run.id, _anchor="reflection"))


@bp.get("/runs/<int:run_id>/debrief.pdf")
@signed_in
def debrief_pdf(run_id):
    """The debrief to keep."""
    run = runs.finished_or_404(run_id)
    context = debrief_context(run)
    try:
        document = sheet.pdf(comments=comments.of_run(run), **context)
    except sheet.Busy as error:
        words = _("Several debriefs are being printed at the moment. Try again in a minute.")
        raise Refused(429, words, back=url_for(".debrief", run_id=run.id)) from error
    except (PressError, FontsMissing) as error:
        log.error("debrief not printed", extra={"run": run.id, "reason": str(error)})
        words = _("The debrief cannot be printed here at the moment. It stands on its page; the administrator has been told why.")
        raise Refused(500, words, back=url_for(".debrief", run_id=run.id)) from error
    name = f"debrief-{run.edition.slug}-{run.attempt}.pdf"
    return send_file(BytesIO(document), "application/pdf", as_attachment=True, download_name=name)


def debrief_context(run) -> dict:
    """What the debrief shows."""
    feed = runs.feed(run)
    outcome = outcomes.outcome(run, feed)
    return {"run": run, "outcome": outcome, "graded": graded, **whole(run, feed, outcome)}


def whole(run, feed, outcome) -> dict:
    """How a run went and what its score is made of: the page of a run under review shows it too."""
    svg, rows = drawing.chart(run, feed, rtl=get_locale().text_direction == "rtl")
    return {
        "scenario": runs.scenario(run),
        "handled": handled.handled(run, feed, outcome.score),
        "chart": svg,
        "rows": rows,
        "feed": feed,
        "explained": explained.rows(run, outcome.score),
        "questions": reflections.questions(run),
        "wording": wording,
    }


def show_debrief(run, given: Mapping[int, AppealForm], answers: dict[int, str] = {}) -> str:
    """`given` are appeals that were sent and have to be filled in again, by the number of their move; `answers` the same of
    the reflection, by the number of their question."""
    return render_template(
        "scenarios/debrief.html",
        back=_way_back(run),
        appeals=appeals.of_run(run) if appeals.possible(run) else {},
        confirmed=appeals.confirmed,
        possible=appeals.possible(run),
        in_time=appeals.in_time(run),
        closes_at=appeals.closes_at(run),
        given=given,
        form=next(iter(given.values()), None),
        longest=LONGEST_REASON,
        comments=comments.of_run(run),
        longest_answer=LONGEST_ANSWER,
        answers=answers,
        **debrief_context(run),
    )


def _again(run, number: int, form: AppealForm, back: str):
    """An appeal that has to be filled in anew, on the learner's page of the run where that can show it."""
    if show := exercises.of(run).again:
        return show(run, {number: form}), 400
    raise Refused(400, form.reason.errors[0], typed=form.reason.data, back=back)


def _way_back(run) -> tuple[str, str]:
    """(label, address) of where the run was begun."""
    if run.enrolment:
        terms = terms_of(run.enrolment, run.activity)
        return _("Back to the course"), terms.back if terms else url_for("home.index")
    return trying.way_back(run) or (_("Back to the scenarios"), url_for(".index"))
