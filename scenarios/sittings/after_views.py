"""After a sitting: the record of a seat, the report of all tables, and its files."""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, clock, exports, practices
from academy.access import current_person, only, signed_in
from academy.db import db
from academy.exports import csv
from academy.pages import page
from academy.records.terms import terms_of
from scenarios import exercises, outcomes, runs, wording
from scenarios.debrief import graded
from scenarios.exercises import Exercise
from scenarios.forms import LONGEST_REASON, AppealForm
from scenarios.models import Run
from scenarios.review import appeals, comments
from scenarios.sittings import exercise, measured, measures, offers, planning, register, replays, sayings, scoring
from scenarios.sittings import record as shown
from scenarios.sittings import report as reports
from scenarios.sittings.models import Seat, Sitting
from scenarios.sittings.views import bp


@bp.get("/records/<int:run_id>")
@signed_in
def record(run_id):
    """What somebody did at a dialogue and what it came to, for themselves."""
    run = runs.own_or_404(run_id)
    return show_record(run, {}) if run.edition.kind == "dialogue" else abort(404)


def show_record(run: Run, given: Mapping[int, AppealForm]) -> str:
    """`given` are appeals that were sent and have to be filled in again, by the number of their move."""
    seat = db.session.scalars(sa.select(Seat).filter_by(run_id=run.id)).one()
    own = {
        "run": run,
        "seat": seat,
        "sitting": seat.sitting,
        "back": _way_back(run),
        "given": given,
        "sayings": sayings,
    }
    outcome = _what_came_of_it(run, seat) if run.finished_at else {"outcome": None}
    return render_template("sittings/record.html", **own, **outcome)


def _what_came_of_it(run: Run, seat: Seat) -> dict:
    met: scoring.Met = exercises.of(run).feed(run)
    outcome, possible = outcomes.outcome(run, met), appeals.possible(run)
    return {
        "outcome": outcome,
        "graded": graded,
        "wording": wording,
        "met": met,
        "rows": shown.rows(run, met, outcome.score),
        "cases": shown.cases(met, outcome.score),
        "shared": shown.of_colleagues(met),
        "best_text": shown.best_text,
        "table": measured.of_table(seat.sitting, seat.department),
        "figures": measured,
        "fewest": measures.FEWEST,
        "comments": comments.of_run(run),
        "possible": possible,
        "appeals": appeals.of_run(run) if possible else {},
        "confirmed": appeals.confirmed,
        "in_time": appeals.in_time(run),
        "closes_at": appeals.closes_at(run),
        "longest": LONGEST_REASON,
    }


@bp.get("/<int:sitting_id>/report")
@signed_in
def report(sitting_id):
    """How the tables did. Those who sat there see it once it is over; marks of single people are for those who teach."""
    sitting = planning.sitting_or_404(sitting_id)
    staff = current_person.role in planning.STAFF
    ready = bool(sitting.started_at if staff else sitting.ended_at)
    rtl = get_locale().text_direction == "rtl"
    return page(
        sitting=sitting,
        staff=staff,
        found=reports.of_sitting(sitting, staff, rtl) if ready else None,
        reports=reports,
        figures=measured,
        sayings=sayings,
        fewest=measures.FEWEST,
        take_back=measures.TAKE_BACK // 60,
        may_offer=current_person.role in practices.CONTRIBUTORS,
        offered=offers.offered(sitting) if ready else {},
        title=register.title(sitting),
    )


@bp.get("/<int:sitting_id>/report.csv")
@only(*planning.STAFF)
def report_csv(sitting_id):
    """A row for each comment, with how it was handled."""
    whole = measured.whole(_begun_or_404(sitting_id))
    _leaving(whole.sitting, "csv")
    pieces = csv.as_csv(reports.COLUMNS, list(reports.lines(whole)), exports.zone())
    return exports.download(_file_name(whole.sitting, "csv"), csv.MIMETYPE, pieces)


@bp.get("/<int:sitting_id>/report.json")
@only(*planning.STAFF)
def report_json(sitting_id):
    """Everything that happened, so that it can be brought once more."""
    whole = measured.whole(_begun_or_404(sitting_id))
    _leaving(whole.sitting, "json")
    text = json.dumps(replays.of_sitting(whole), ensure_ascii=False, indent=1)
    return exports.download(_file_name(whole.sitting, "json"), "application/json", [text.encode()])


@bp.post("/<int:sitting_id>/report/practices/<int:turn_id>")
@only(*practices.CONTRIBUTORS)
def offer(sitting_id, turn_id):
    """Begin a good practice with an answer that was given here; who offers it writes it to its end."""
    sitting = planning.sitting_or_404(sitting_id)
    turn = offers.answer_or_404(sitting, turn_id)
    practice = offers.offer(current_person, turn)
    if practice.contributor_id != current_person.id:
        flash(_("Somebody has offered this answer already."), "info")
        return redirect(url_for(".report", sitting_id=sitting.id, _anchor="practices"))
    return redirect(url_for("practices.write", practice_id=practice.id))


def _begun_or_404(sitting_id: int) -> Sitting:
    sitting = planning.sitting_or_404(sitting_id)
    return sitting if sitting.started_at else abort(404)


def _leaving(sitting: Sitting, kind: str) -> None:
    audit.exported("sitting.exported", current_person, sitting, reason=kind)


def _file_name(sitting: Sitting, suffix: str) -> str:
    return f"dialogue-{sitting.edition.slug}-{sitting.id}-{clock.today():%Y-%m-%d}.{suffix}"


def _way_back(run: Run) -> tuple[str, str]:
    """(label, address) of where the learner came from."""
    terms = run.enrolment and terms_of(run.enrolment, run.activity)
    return (_("Back to the course"), terms.back) if terms else (_("Home"), url_for("home.index"))


# only here, since these pages do turns, which ask the exercise what their words are graded against
exercises.register(
    "dialogue",
    Exercise(
        name=_l("Dialogue"),
        item=lambda move: exercise.item_of(move.turn),
        item_under=exercise.item_under,
        feed=scoring.met,
        score=exercise.score,
        deed=lambda move: sayings.deed(move.turn),
        debrief="sittings.record",
        again=show_record,
    ),
)
