"""Reviewing: the queue, a learner's run, and the judgement of a grade."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import clock
from academy.access import current_person, only
from academy.db import db, paged
from academy.errors import Refused
from academy.home import Part, part
from academy.pages import page
from scenarios import grading, outcomes, wording
from scenarios.review import appeals, blind, disputes, queue, reviews
from scenarios.review.forms import ReviewForm
from scenarios.debrief import graded
from scenarios.debrief.views import debrief_context

bp = Blueprint("review", __name__, url_prefix="/review")

LISTS = {"waiting": queue.waiting, "doubtful": queue.doubtful, "all": queue.finished}


@part("instructor")
def _waiting_part(person) -> Part:
    waiting = db.paginate(queue.waiting(person), page=1, per_page=5, error_out=False)
    return Part("review/_home.html", {"waiting": waiting, **_reasons(person, waiting)})


@bp.get("/")
@only("instructor")
def index():
    """What waits for a person; with ?doubtful=1 also where nothing hangs on it, with ?all=1 every finished run."""
    shown = next((name for name in ("all", "doubtful") if request.args.get(name) == "1"), "waiting")
    found = paged(LISTS[shown](current_person), rows=30)
    return page(found=found, shown=shown, **_reasons(current_person, found))


@bp.get("/runs/<int:run_id>")
@only("instructor")
def run(run_id):
    return _show(reviews.run_or_404(run_id), {})


@bp.post("/runs/<int:run_id>/<int:number>")
@only("instructor")
def judge(run_id, number):
    run = reviews.run_or_404(run_id)
    grade = reviews.grade_or_404(run, number)
    form = ReviewForm()
    if not (form.validate_on_submit() and _complete(form, grade)):
        return _show(run, {number: form}), 400
    levels, reasons = _said(form, grade)
    try:
        reviews.judge(current_person, grade, levels, reasons, form.overall.data, form.answer.data or "")
    except reviews.NoReason as missing:
        for name in missing.criteria:
            form[f"reason_{name}"].errors = [_("Say why this level is different.")]
        return _show(run, {number: form}), 400
    except appeals.NoAnswer:
        form.answer.errors = [_("The learner has appealed: write your answer.")]
        return _show(run, {number: form}), 400
    except appeals.Refusal as refusal:
        return _refuse(run, number, form, refusal.code)
    flash(_("Your review of move %(number)d is kept.", number=number), "success")
    return redirect(url_for(".run", run_id=run.id, _anchor=f"move-{number}"))


def _complete(form, grade) -> bool:
    """Whether each criterion that applies has a level."""
    levels, _reasons = _said(form, grade)
    missing = [name for name, level in levels.items() if level is None]
    for name in missing:
        form[f"level_{name}"].errors = [_("Choose a level for “%(name)s”.", name=wording.CRITERIA[name])]
    return not missing


def _refuse(run, number, form, code):
    """Somebody else has decided the appeal, or has to: what was typed can still be copied."""
    words = {
        "decided": _("Somebody has decided this appeal in the meantime. Your answer was not sent."),
        "not_yours": _("You have reviewed this grade before: another instructor has to decide the appeal."),
    }[code]
    reasons = [form[f"reason_{name}"].data for name in grading.CRITERIA]
    typed = "\n\n".join(filter(None, [*reasons, form.answer.data]))
    raise Refused(409, words, typed=typed, back=url_for(".run", run_id=run.id, _anchor=f"move-{number}"))


def _reasons(person, found) -> dict:
    """What the templates need to say why runs wait, and what else there is to do."""
    return {"for_another": queue.for_another(person, found.items), "now": clock.now(), "blind": blind.count_for(person)}


def _said(form, grade):
    criteria = outcomes.counted(grade.move).detail["criteria"]
    names = [name for name in grading.CRITERIA if criteria[name]["level"] is not None]
    levels = {name: form[f"level_{name}"].data for name in names}
    reasons = {name: form[f"reason_{name}"].data or "" for name in names}
    return levels, reasons


def _show(run, given: dict[int, ReviewForm]) -> str:
    texts = [move for move in run.moves if move.grade]
    forms = {move.number: given.get(move.number) or _form(move) for move in texts}
    waiting = [move for move in texts if graded.judgement(run, move).doubtful]
    wrong = next(iter(given.values()), None)
    own = {"counted": outcomes.counted, "forms": forms, "waiting": waiting, "given": given, "form": wrong}
    return render_template("review/run.html", **debrief_context(run), **_appeal_context(run), **own)


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


def _form(move) -> ReviewForm:
    """The form as the newest review, or the grader, has it."""
    detail, newest = outcomes.counted(move).detail, move.grade.reviews[-1] if move.grade.reviews else None
    values = {"overall": newest.overall if newest else detail["overall"]}
    for name, each in detail["criteria"].items():
        values[f"level_{name}"] = newest.levels[name] if newest else each["level"]
        values[f"reason_{name}"] = newest.reasons.get(name, "") if newest else ""
    return ReviewForm(formdata=None, data=values, prefix="")
