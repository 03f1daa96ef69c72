"""The what-if page of a move, as plain values for its template."""

from dataclasses import dataclass
from functools import partial

from academy import editions
from scenarios import debriefs, play_page, runs, simulation, what_ifs, wording
from scenarios.models import Move, Run
from scenarios.pack import TARGET_ACTIONS
from scenarios.what_ifs import Branch, WhatIf


@dataclass(frozen=True)
class Voice:
    """Something the public wrote; `alone` where only this course of things has it."""

    said: play_page.Said
    alone: bool


@dataclass(frozen=True)
class Column:
    voices: list[Voice]
    branch: Branch


def page(run: Run, move: Move, found: WhatIf | None) -> dict:
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
        "criteria": debriefs.criteria_of(run, found.detail) if found and found.detail else None,
    }


def _column(scenario, found: WhatIf, branch: Branch) -> Column:
    alone = found.only_in(branch)
    return Column([Voice(play_page.said(scenario, entry), entry.id in alone) for entry in branch.entries], branch)
