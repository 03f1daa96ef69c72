"""Many texts at once: confirming ticked ones, marking sheets out and back in, and the batch that comes of either."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, clock, exports, queue
from academy.access import current_person, only
from academy.db import apart, db, paged
from academy.exports import csv, reading
from academy.pages import page
from academy.queue.forms import FilterForm
from scenarios import outcomes, wording
from scenarios.models import Grade
from scenarios.review import batches, reviews, sheets, source, workbook
from scenarios.review.forms import SheetForm
from scenarios.review.views import bp

RUNS_SHOWN = 20
SHEETS = {"csv": csv.as_csv, "xlsx": workbook.as_xlsx}
MOST_WRONG = 200
PROBLEMS = {
    "gone": _l("There is no such text for you to review."),
    "twice": _l("This text is in the sheet twice."),
    "changed": _l("Somebody has judged it, or it was graded again, since you read it."),
    "held": _l("Somebody else has this run at hand."),
    "not_yours": _l("You have reviewed this grade: another instructor has to decide the appeal."),
    "decided": _l("Somebody has decided this appeal in the meantime."),
    "incomplete": _l("A reason, or the answer to an appeal, is missing."),
    "level": _l("A level is 0, 1 or 2."),
    "not_applicable": _l("This criterion does not apply to this text: leave it empty."),
    "reason": _l("Say why this level is different."),
    "overall": _l("The reply as a whole is 0 to 4."),
    "long": _l("This is too long."),
}
UNREADABLE = {
    "format": _l("This is neither a CSV file nor an XLSX workbook."),
    "encoding": _l("The letters of this file cannot be read. Save it as “CSV UTF-8”, or as XLSX."),
    "large": _l("This is too much for one sheet. Send at most %(count)d marked texts at once.", count=batches.MOST),
    "empty": _l("There is nothing in this file."),
    "columns": _l("The columns of this sheet cannot be told apart."),
}


@bp.get("/confirm")
@only("instructor")
def confirm():
    """Doubtful texts to be confirmed as they stand, as far as this person can decide them."""
    form, shown = FilterForm.of(request.args), _list()
    found = paged(_runs(form, shown), RUNS_SHOWN)
    grades = batches.doubtful_texts(found.items)
    texts = [
        (grade, reviews.version(grade), outcomes.as_reviewed(outcomes.item_of(grade.move.run, grade.move.post), grade))
        for grade in grades
    ]
    return page(form=form, shown=shown, found=found, texts=texts, here=_here(form), most=batches.MOST)


@bp.post("/confirm")
@only("instructor")
def gather():
    """Prepare the batch of what was ticked, each as "grade:version", or of the whole list as it was filtered."""
    form, shown = FilterForm.of(request.args), _list()
    if request.form.get("all"):
        grades = batches.doubtful_texts(db.session.scalars(_runs(form, shown).limit(batches.MOST)))[: batches.MOST]
        decisions = batches.confirmations(grades)
    else:
        decisions = _ticked()
    if not decisions:
        flash(_("Tick the texts that you confirm."), "warning")
        return redirect(url_for(".confirm", **_here(form), **_shown_as(shown)))
    return redirect(url_for(".batch", batch_id=batches.make(current_person, "confirm", decisions).id))


@bp.route("/sheets", methods=["GET", "POST"])
@only("instructor")
def sheet():
    """Marking sheets: to be downloaded for a list, and sent back filled in."""
    filters, form = FilterForm.of(request.args), SheetForm()
    wrong: list[sheets.Wrong] = []
    if form.validate_on_submit():
        try:
            found = sheets.read(current_person, form.sheet.data.read())
        except reading.Unreadable as unreadable:
            form.sheet.errors = [UNREADABLE[unreadable.code]]
        except sheets.Foreign as foreign:
            form.sheet.errors = [
                _("This is no marking sheet. It lacks: %(columns)s", columns=", ".join(foreign.missing[:5]))
            ]
        else:
            wrong = found.wrong
            if found.decisions and (not wrong or form.partly.data):
                made = batches.make(current_person, "sheet", found.decisions, form.sheet.data.filename or "")
                return redirect(url_for(".batch", batch_id=made.id))
            form.sheet.errors = [_say(found)]
    status = 400 if form.errors else 200
    lists = {"shown": _list(), "here": _here(filters), "filters": filters, "formats": SHEETS}
    return page(status, form=form, wrong=wrong[:MOST_WRONG], more=len(wrong) > MOST_WRONG, problems=PROBLEMS, **lists)


@bp.get("/sheets.<suffix>")
@only("instructor")
def download(suffix):
    """The texts of a list as a marking sheet."""
    write = SHEETS.get(suffix) or abort(404)
    keys = list(db.session.scalars(_runs(FilterForm.of(request.args), _list()).limit(batches.MOST)))
    with apart():
        audit.note("sheet.downloaded", current_person, None, reason=f"{len(keys)} runs")
    rows = list(sheets.rows(batches.texts(current_person, keys)[: batches.MOST]))
    name = f"marking-{clock.today():%Y-%m-%d}.{suffix}"
    kind = exports.FORMATS[suffix].mimetype
    return exports.download(name, kind, write(sheets.COLUMNS, rows, exports.zone()))


@bp.get("/batches/<int:batch_id>")
@only("instructor")
def batch(batch_id):
    """What a batch would do, how far it is, or what came of it."""
    batch = batches.batch_or_404(current_person, batch_id)
    context = {"batch": batch, "problems": PROBLEMS, "names": wording.CRITERIA}
    if batch.applied_at is None:
        context |= {"preview": batches.preview(batch)}
    return page(**context)


@bp.get("/batches/<int:batch_id>/work")
@only("instructor")
def work(batch_id):
    """How far the job is, for the open page; when it is over the page loads itself again."""
    batch = batches.batch_or_404(current_person, batch_id)
    if batch.finished_at:
        return "", 204, {"HX-Refresh": "true"}
    return render_template("review/_work.html", batch=batch)


@bp.post("/batches/<int:batch_id>")
@only("instructor")
def apply(batch_id):
    batch = batches.batch_or_404(current_person, batch_id)
    batches.apply(batch)
    return redirect(url_for(".batch", batch_id=batch.id))


def _runs(form: FilterForm, shown: str):
    """The keys of the runs of a list that this person can decide."""
    return queue.keys_of(source.NAME, current_person, shown, form.filters._replace(mine=True))


def _ticked() -> list[batches.Decision]:
    ticks = [tick.partition(":") for tick in request.form.getlist("text")[: batches.MOST]]
    versions = {
        int(number): version
        for number, _colon, version in ticks
        if number.isascii() and number.isdigit() and len(number) < 10
    }
    found = db.session.query(Grade).filter(Grade.id.in_(versions)).order_by(Grade.id)
    own = [grade for grade in found if reviews.may_review(current_person, grade.move.run)]
    return [replace(decision, version=versions[decision.grade]) for decision in batches.confirmations(own)]


def _list() -> str:
    return "doubtful" if request.args.get("doubtful") == "1" else "waiting"


def _shown_as(shown: str) -> dict:
    return {"doubtful": 1} if shown == "doubtful" else {}


def _here(form: FilterForm) -> dict:
    return {name: value for name, value in form.filters._asdict().items() if value}


def _say(found: sheets.Read) -> str:
    if found.wrong:
        return _("Some rows cannot be used. They are listed below; nothing is judged yet.")
    return _("No row of this sheet is filled in.")
