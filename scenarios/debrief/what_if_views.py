"""The what-if page of a move: another one in its place, and what the same public would have done."""

from dataclasses import dataclass
from functools import partial

from flask import abort, render_template, request

from academy import editions
from academy.access import signed_in
from scenarios import runs, simulation, wording
from scenarios.debrief import graded, what_ifs
from scenarios.debrief.what_ifs import Branch, WhatIf
from scenarios.forms import MoveForm
from scenarios.models import Move, Run
from scenarios.play import page as public_page
from scenarios.play.views import FIELDS, REFUSALS
from scenarios.views import bp
from scenarios.vocabulary import TARGET_ACTIONS


@dataclass(frozen=True)
class Voice:
    """Something the public wrote; `alone` where only this course of things has it."""

    said: public_page.Said
    alone: bool


@dataclass(frozen=True)
class Column:
    voices: list[Voice]
    branch: Branch


@bp.route("/runs/<int:run_id>/<int:number>/what-if", methods=["GET", "POST"])
@signed_in
def what_if(run_id, number):
    """Nothing is kept, so a look at it is no move and nothing to be sent twice."""
    run = runs.finished_or_404(run_id)
    move = next((move for move in run.moves if move.number == number), None)
    if move is None:
        abort(404)
    form = MoveForm(request.form) if request.method == "POST" else MoveForm(obj=move)
    typed = {name: form[name].data for name in ("action", "target", "reply")} | {"post": move.post}
    found, errors = None, {}
    if request.method == "POST":
        try:
            found = what_ifs.imagine(run, number, typed["action"] or "", typed["target"], typed["reply"])
        except runs.Refusal as refusal:
            errors = {FIELDS.get(refusal.code, "form"): [REFUSALS[refusal.code][1]()]}
    context = _context(run, move, found)
    return render_template("scenarios/what_if.html", typed=typed, errors=errors, **context), 400 if errors else 200


def _context(run: Run, move: Move, found: WhatIf | None) -> dict:
    """What the template needs besides the form; `found` is None before anything was imagined."""
    before, scenario = what_ifs.page_before(run, move.number), editions.content(run.edition)
    return {
        "run": run,
        "move": move,
        "scenario": scenario,
        "post": scenario.post(move.post) if move.post else None,
        "actions": simulation.allowed(before, scenario).get(move.post, ()),
        "targets": {action: wording.named_targets(run, action) for action in TARGET_ACTIONS} if move.post else {},
        "limit": runs.LONGEST_REPLY,
        "clock_text": partial(wording.clock_text, run),
        "deed": wording.deed_text(run, move),
        "found": found,
        "columns": [_column(scenario, found, branch) for branch in (found.was, found.would_be)] if found else [],
        "criteria": graded.criteria_of(run, found.detail) if found and found.detail else None,
    }


def _column(scenario, found: WhatIf, branch: Branch) -> Column:
    alone = found.only_in(branch)
    return Column([Voice(public_page.said(scenario, entry), entry.id in alone) for entry in branch.entries], branch)
