"""A grade in the debrief: each criterion with its words, its rule and what a reviewer made of it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from scenarios import outcomes, wording
from scenarios.models import Grade, Move, Review, Run

# Why the lowest level of each of these is more than a fault.
RED_LINES = {
    "neutrality": _l("An office that has once taken sides is not believed by the other side again."),
    "office_not_person": _l("The page belongs to the office: nobody may use it for themselves."),
    "privacy": _l("What is private and was told once cannot be taken back."),
    "composure": _l("One sneer is screenshotted for ever."),
}


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


def crossed(outcome: outcomes.Outcome) -> list[str]:
    """The criteria whose red line a run crossed, each once."""
    found = {name for _move, judged in outcome.judged for name in judged.red_lines}
    return [name for name in RED_LINES if name in found]


def judgement(run: Run, move: Move) -> outcomes.Judgement | None:
    """The levels of a move's words that count now."""
    return outcomes.as_reviewed(outcomes.item_of(move), move.grade) if move.grade else None


def _differs(review, slug: str, each: dict) -> bool:
    """Also where the reviewer had another grade of the text in view."""
    return slug in review.reasons or review.levels[slug] not in (None, each["level"])
