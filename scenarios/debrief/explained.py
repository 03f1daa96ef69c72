"""How the score of a run came about, line by line, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from academy import editions
from scenarios import simulation, wording
from scenarios.models import Run
from scenarios.simulation import Deduction, Line


@dataclass(frozen=True)
class Row:
    """One line of the score: whom it is about, the steps to what it is worth of 100, and what that adds to the score."""

    name: str
    anchor: str
    steps: tuple[str, ...]
    of_100: float
    weight: int
    points: float


def rows(run: Run, score: simulation.Score) -> list[Row]:
    """Their points add up to the score, but for rounding."""
    total = sum(line.weight for line in score.lines)
    return [_row(run, line, total) for line in score.lines]


def _row(run: Run, line: Line, total: int) -> Row:
    scenario = editions.content(run.edition)
    post = scenario.post(line.post) if line.post else None
    name = scenario.personas[post.persona].name if post else scenario.page.name
    points = 100 * line.weight * line.share / total
    return Row(name, f"handled-{line.post or 'statement'}", tuple(_steps(line)), 100 * line.share, line.weight, points)


def _steps(line: Line):
    choice = {"name": wording.ACTIONS[line.action], "worth": wording.WORTHS[line.worth]}
    if line.post:
        yield _("%(name)s was %(worth)s: %(count)d", **choice, count=round(100 * simulation.WORTHS[line.worth]))
    elif line.action == "ignore":
        yield _("A statement was asked for, and none was made: 0")
    if line.words is not None:
        yield _("its words: × %(count)d of 100", count=round(line.words))
    if line.late:
        yield _("late: × %(count)d of 100", count=round(100 * simulation.LATE))
    for deduction in line.deductions:
        yield _taken_off(deduction)


def _taken_off(deduction: Deduction) -> str:
    count, name = round(100 * deduction.amount), wording.ACTIONS.get(deduction.action, "")
    return {
        "hint": _("a hint after the first: − %(count)d", count=count),
        "echo": _("the same words as before: − %(count)d", count=count),
        "poor": _("%(name)s besides, which was poor: − %(count)d", name=name, count=count),
        "harmful": _("%(name)s besides, which was harmful: − %(count)d", name=name, count=count),
    }[deduction.why]
