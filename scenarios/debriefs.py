"""What a run came to, as plain values for the templates of the debrief and the review."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from academy import charts, editions
from scenarios import outcomes, simulation, wording
from scenarios.models import Grade, Move, Review, Run
from scenarios.pack import Post


def chart(run: Run, feed: simulation.Feed, rtl: bool) -> tuple[str, list[tuple]]:
    """The two gauges over time as a drawing, and the same as rows of a table."""
    shown = [event for event in feed.events if event.kind in ("arrived", "move", "ended")]
    lines = [
        charts.Line("trust", _("Trust"), _points(feed, "trust")),
        charts.Line("heat", _("Heat"), _points(feed, "heat")),
    ]
    marks = [charts.Mark(event.minute, str(event.number), "move") for event in feed.events if event.kind == "move"]
    hours = [(minute, wording.clock_text(run, minute)) for minute in range(0, feed.minute + 1, 60)]
    svg = charts.timeline(
        _("Trust and heat during the run"), lines, marks, max(feed.minute, 1), hours=hours, rtl=rtl
    )
    rows = [(wording.clock_text(run, event.minute), wording.event_text(run, event), event.trust, event.heat) for event in shown]
    return svg, rows


@dataclass(frozen=True)
class Handled:
    """One post, or the statements, in the debrief: what was done, what it was worth, what would have worked."""

    post: Post | None
    name: str
    minute: int | None
    line: simulation.Line | None
    moves: list[Move]
    example: str | None


def handled(run: Run, feed: simulation.Feed, score: simulation.Score) -> list[Handled]:
    """Every post that arrived, in order, then the statements if there was or should have been one."""
    scenario = editions.content(run.edition)
    lines = {line.post: line for line in score.lines}
    found = []
    for entry in feed.entries:
        if entry.kind == "post":
            post = scenario.post(entry.post)
            moves = [move for move in run.moves if move.post == post.slug]
            name = scenario.personas[post.persona].name
            found.append(Handled(post, name, entry.minute, lines.get(post.slug), moves, post.example))
    statements = [move for move in run.moves if move.action == "statement"]
    if statements or None in lines:
        page = scenario.page.name
        found.append(Handled(None, page, None, lines.get(None), statements, scenario.statement.example))
    return found


def criteria(run: Run, grade: Grade) -> list[dict]:
    """The criteria of the grade that counts as the grade component takes them, a review beside what the grader said."""
    review = grade.reviews[-1] if grade.reviews else None
    return criteria_of(run, outcomes.counted(grade.move).detail, review)


def criteria_of(run: Run, detail: Mapping[str, Any], review: Review | None = None) -> list[dict]:
    """The same of a grade in the exchange format."""
    return [
        {
            "slug": slug,
            "level": each["level"],
            "reason": each["reason"],
            "rule": wording.rule_text(run, each["rule"]),
            "spans": [(span["start"], span["end"]) for span in each["evidence"]],
            "confidence": each["confidence"],
            "reviewed": review.levels[slug] if review and _differs(review, slug, each) else None,
            "reviewer": review.reviewer.name if review else None,
            "note": review.reasons.get(slug, "") if review else None,
        }
        for slug, each in detail["criteria"].items()
        if each["level"] is not None
    ]


def red_lines(run: Run, move: Move) -> list[str]:
    """Why each red line that counts is one, in the words of the reviewer or else of the grader."""
    judged = judgement(run, move)
    each = {criterion["slug"]: criterion for criterion in criteria(run, move.grade)}
    return [each[name]["note"] or each[name]["reason"] for name in sorted(judged.red_lines)]


def judgement(run: Run, move: Move) -> outcomes.Judgement | None:
    """The levels of a move's words that count now."""
    return outcomes.as_reviewed(outcomes.item_of(run, move.post), move.grade) if move.grade else None


def _differs(review, slug: str, each: dict) -> bool:
    """Also where the reviewer had another grade of the text in view."""
    return slug in review.reasons or review.levels[slug] not in (None, each["level"])


def _points(feed, gauge) -> list[tuple[int, int]]:
    if not feed.events:
        return [(0, getattr(feed, gauge))]
    first = (0, getattr(feed.events[0], f"{gauge}_before"))
    return [first, *((event.minute, getattr(event, gauge)) for event in feed.events), (feed.minute, getattr(feed, gauge))]
