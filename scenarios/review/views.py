"""Reviewing: a learner's run, and the bench on which its texts are judged one at a time."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import queue
from academy.access import current_person, only
from academy.db import apart
from academy.errors import Refused
from academy.pages import page
from academy.queue import claims, phrases
from academy.queue.phrase_views import remember
from scenarios import exercises, grading, outcomes, wording
from scenarios.debrief import graded
from scenarios.models import Grade
from scenarios.review import appeals, blind, comments, disputes, ends, reviews, rubric, source
from scenarios.review import bench as desk
from scenarios.review.forms import ReviewForm

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("/runs/<int:run_id>")
@only("instructor")
def run(run_id):
    """All of a run, with the way to each of its texts."""
    run = reviews.run_or_404(run_id)
    shelf, exercise = desk.shelf(current_person, run), exercises.of(run)
    feed = exercise.feed(run)
    outcome = outcomes.outcome(run, feed)
    return page(
        run=run,
        outcome=outcome,
        deed=exercise.deed,
        item_of=outcomes.item_of,
        graded=graded,
        **exercise.whole(run, feed, outcome),
        **_appeal_context(run),
        counted=outcomes.counted,
        shelf=shelf,
        comments=comments.of_run(run),
    )


@bp.get("/runs/<int:run_id>/first")
@only("instructor")
def first(run_id):
    """The first text of a run that waits for this person; the whole run where none does."""
    run = reviews.run_or_404(run_id)
    waiting = desk.shelf(current_person, run).waiting
    return redirect(url_for(".bench", run_id=run.id, number=waiting[0]) if waiting else url_for(".run", run_id=run.id))


@bp.route("/runs/<int:run_id>/<int:number>", methods=["GET", "POST"])
@only("instructor")
def bench(run_id, number):
    """One text: its post, its words, its grade, and the judgement of it."""
    run = reviews.run_or_404(run_id)
    grade = reviews.grade_or_404(run, number)
    if request.method == "POST":
        return _judge(grade)
    with apart():
        claim = claims.take(current_person, source.NAME, run.id)
    return show(grade, form_of(grade), claim)


@bp.post("/runs/<int:run_id>/<int:number>/result")
@only("instructor")
def result(run_id, number):
    """What the run would come to with the levels of the form as it stands, for a script: nothing is kept."""
    grade = reviews.grade_or_404(reviews.run_or_404(run_id), number)
    return render_template("review/_result.html", **_result(grade, ReviewForm()))


def _judge(grade: Grade):
    run, form = grade.move.run, ReviewForm()
    if "insert" in request.form:
        return show(grade, _with_phrase(form, request.form["insert"]), held(run))
    if not (form.validate_on_submit() and _complete(form, grade)):
        return show(grade, form, held(run), status=400)
    ahead = desk.next_address(current_person, run, grade.move.number)
    before, asked = (run.passed, run.provisional), appeals.of(grade)
    asked = asked and asked.open
    levels, reasons = _said(form, grade)
    try:
        take = claims.take_over if form.take_over.data else claims.require
        take(current_person, source.NAME, run.id)
        reviews.judge(
            current_person, grade, levels, reasons, form.overall.data, form.answer.data or "", form.version.data
        )
    except claims.Lost as lost:
        return show(grade, form, lost.claim, lost=True, status=409)
    except reviews.Outdated:
        form.version.data = reviews.version(grade)  # sent again, it is a judgement with the newer one in view
        return show(grade, form, held(run), outdated=True, status=409)
    except reviews.NoReason as missing:
        for name in missing.criteria:
            form[f"reason_{name}"].errors = [_("Say why this level is different.")]
        return show(grade, form, held(run), status=400)
    except appeals.NoAnswer:
        form.answer.errors = [_("The learner has appealed: write your answer.")]
        return show(grade, form, held(run), status=400)
    except appeals.Refusal as refusal:
        return _refuse(grade, form, refusal.code)
    for name, reason in reasons.items():
        remember([name], reason, keep=form[f"keep_{name}"].data)
    if run.waits is None:
        claims.release(current_person, source.NAME, run.id)
    flash(" ".join(_kept(grade, bool(asked), before)), "success")
    return redirect(ahead)


def _kept(grade: Grade, decided: bool, before: tuple[bool, bool]):
    """What to say after a review: whether it decided an appeal, and what became of the result."""
    run = grade.move.run
    if decided:
        yield _("The appeal is decided, and the learner is told.")
    yield _("Your review of move %(number)d is kept.", number=grade.move.number)
    if (run.passed, run.provisional) != before and not run.provisional:
        yield _("The run passes now.") if run.passed else _("The run does not pass now.")


def _result(grade: Grade, form) -> dict:
    """What the run came to, and would come to with what a form says, where that says enough."""
    run, levels = grade.move.run, _said(form, grade)[0]
    known = None not in levels.values() and form.overall.data is not None
    return {
        "now": ends.as_it_stands(run),
        "then": ends.supposing(run, [(grade, levels, form.overall.data)]) if known else None,
        "mark": run.pass_mark,
    }


def _complete(form, grade) -> bool:
    """Whether each criterion that applies has a level."""
    levels, _reasons = _said(form, grade)
    missing = [name for name, level in levels.items() if level is None]
    for name in missing:
        form[f"level_{name}"].errors = [_("Choose a level for “%(name)s”.", name=wording.CRITERIA[name])]
    return not missing


def _refuse(grade, form, code):
    """Somebody else has decided the appeal, or has to: what was typed can still be copied."""
    words = {
        "decided": _("Somebody has decided this appeal in the meantime. Your answer was not sent."),
        "not_yours": _("You have reviewed this grade before: another instructor has to decide the appeal."),
    }[code]
    reasons = [form[f"reason_{name}"].data for name in grading.CRITERIA]
    typed = "\n\n".join(filter(None, [*reasons, form.answer.data]))
    move = grade.move
    raise Refused(409, words, typed=typed, back=url_for(".bench", run_id=move.run_id, number=move.number))


def _said(form, grade):
    criteria = outcomes.counted(grade.move).detail["criteria"]
    names = [name for name in grading.CRITERIA if criteria[name]["level"] is not None]
    levels = {name: form[f"level_{name}"].data for name in names}
    reasons = {name: form[f"reason_{name}"].data or "" for name in names}
    return levels, reasons


def _with_phrase(form, sent: str) -> ReviewForm:
    """The form with a phrase of the bank at the end of a reason; `sent` is "clarity:12"."""
    topic, _colon, number = sent.partition(":")
    field = f"reason_{topic}"
    if field in form and (phrase := phrases.chosen(current_person, [topic], number)):
        form[field].data = phrases.added(form[field].data, phrase)
    return form


def held(run):
    """Who has this run at hand, from a request that writes already."""
    return claims.take(current_person, source.NAME, run.id)


def show(grade: Grade, form: ReviewForm, claim, status=200, lost=False, outdated=False, typed={}, comment_errors={}):
    """The bench with its forms as they were typed. `lost` and `outdated` say why a judgement was not kept."""
    run, move = grade.move.run, grade.move
    shelf = desk.shelf(current_person, run)
    before, after = shelf.beside(move.number)
    bank = phrases.of(current_person, grading.CRITERIA)
    return (
        render_template(
            "review/bench.html",
            **desk.situation(move),
            handling=exercises.of(run).handling(move),
            **_result(grade, form),
            **_appeal_context(run),
            run=run,
            move=move,
            grade=grade,
            form=form,
            claim=claim,
            lost=lost,
            outdated=outdated,
            typed=typed,
            comment_errors=comment_errors,
            criteria=graded.criteria(run, grade),
            judged=graded.judgement(run, move),
            detail=outcomes.counted(move).detail,
            conduct=grading.CONDUCT,
            rubric=rubric.LEVELS,
            red_lines=graded.RED_LINES,
            shelf=shelf,
            before=before,
            after=after,
            left=queue.left(current_person),
            comments=comments.of_run(run).get(move.number, []),
            phrases={name: [each for each in bank if each.topic == name] for name in grading.CRITERIA},
        ),
        status,
    )


def _appeal_context(run) -> dict:
    """The appeals of a run, which of them this instructor cannot decide, and what blind markers said."""
    made, samples = appeals.of_run(run), blind.complete_of(run)
    open_ones = {number: each.grade for number, each in made.items() if each.open}
    closed = {number: grade for number, grade in open_ones.items() if not appeals.may_decide(current_person, grade)}
    judged = {move.number: graded.judgement(run, move) for move in run.moves if move.number in samples}
    return {
        "appeals": made,
        "confirmed": appeals.confirmed,
        "not_yours": {number: appeals.somebody_may_decide(grade) for number, grade in closed.items()},
        "samples": samples,
        "disputed": {number for number, sample in samples.items() if disputes.since(sample, judged[number])},
    }


def form_of(grade: Grade) -> ReviewForm:
    """The form as the newest review, or the grader, has it."""
    detail, newest = outcomes.counted(grade.move).detail, grade.reviews[-1] if grade.reviews else None
    values = {"overall": newest.overall if newest else detail["overall"], "version": reviews.version(grade)}
    for name, each in detail["criteria"].items():
        values[f"level_{name}"] = newest.levels[name] if newest else each["level"]
        values[f"reason_{name}"] = newest.reasons.get(name, "") if newest else ""
    return ReviewForm(formdata=None, data=values, prefix="")
