"""What there is to tell of scenarios and dialogues in xAPI: each move with its grade, and how it was judged later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from academy import xapi
from academy.db import db
from academy.records.models import Result
from academy.xapi import Account, Attempt, Event, Score, Thing
from scenarios import outcomes
from scenarios.grading.combine import PASS
from scenarios.models import Grade, Move, Review, Run
from scenarios.regrading.models import Regrade, Regrading

VERBS = {
    "reply": "responded",
    "message": "moved-to-private",
    "statement": "stated",
    "correct": "corrected",
    "refer": "referred",
    "escalate": "escalated",
    "hide": "hid",
    "report": "reported",
    "ignore": "ignored",
    "wait": "waited",
}
LONGEST_NAME = 80
UNKNOWN = "und"  # of a language, in the words of BCP 47


@xapi.describes("dialogue")
@xapi.describes("scenario")
def exercises(attempts: Sequence[Attempt]) -> list[Account]:
    ids = {_run_of(attempt) for attempt in attempts} - {None}
    query = sa.select(Run).where(Run.id.in_(ids))
    loaded = sa.orm.selectinload(Run.moves).joinedload(Move.grade).selectinload(Grade.reviews)
    runs = {run.id: run for run in db.session.scalars(query.options(loaded))}
    regrades = _regrades(ids)
    return [_account(attempt, runs.get(_run_of(attempt)), regrades) for attempt in attempts]


def _run_of(attempt: Attempt) -> int | None:
    return attempt.results[0].evidence.get("run")


def _account(attempt: Attempt, run: Run | None, regrades: Mapping[int, Sequence[Regrade]]) -> Account:
    if run is None:
        return Account()
    whole = xapi.teller().place(attempt.enrolment, attempt.activity).activity
    events = []
    for move in run.moves:
        thing = _about(attempt, whole, move)
        events.append(_made(move, thing, run))
        events += _judged_later(move, thing, regrades.get(move.id, ()))
    about = {result.id: _about_result(attempt, result, run, regrades) for result in attempt.results}
    return Account(run.started_at, tuple(events), about)


def _regrades(runs: set[int]) -> dict[int, list[Regrade]]:
    """What adopted regradings have made of the texts of these runs, by move, oldest first."""
    query = sa.select(Regrade).join(Regrade.regrading).join(Move, Move.id == Regrade.move_id)
    query = query.where(Move.run_id.in_(runs), Regrading.state == "adopted")
    found: dict[int, list[Regrade]] = {}
    for regrade in db.session.scalars(query.order_by(Regrading.decided_at, Regrading.id)):
        found.setdefault(regrade.move_id, []).append(regrade)
    return found


def _about(attempt: Attempt, whole: Thing, move: Move) -> Thing:
    """The post that a move answers, or the whole page."""
    if not move.post:
        return whole
    post = outcomes.item_of(move).post
    said = f"{post.author}: {post.text}"
    name = said if len(said) <= LONGEST_NAME else said[: LONGEST_NAME - 1] + "…"
    language = "ur-Latn" if post.language == "roman_ur" else post.language or UNKNOWN
    return Thing(f"{attempt.path}/{move.post}", "post", name, language=language)


def _made(move: Move, thing: Thing, run: Run) -> Event:
    grade = move.grade
    graded = _graded(grade.detail) | {"provisional": grade.needs_review} if grade else {}
    return Event(
        f"move/{move.number}",
        VERBS[move.action],
        move.made_at,
        thing,
        score=grade and Score(_points(grade.detail["score"])),
        passed=grade and grade.detail["passed"],
        words=move.reply or None,
        extensions={
            "minute": move.minute,
            **({"target": move.target} if move.target else {}),
            **({"guided": True} if run.guided else {}),
            **graded,
        },
    )


def _judged_later(move: Move, thing: Thing, regrades: Sequence[Regrade]) -> Iterator[Event]:
    """By people, and by newer graders where that changed the score."""
    if move.grade is None:
        return
    for review in move.grade.reviews:
        yield _reviewed(move, thing, review)
    before = move.grade.detail
    for regrade in regrades:
        if _points(regrade.detail["score"]) != _points(before["score"]):
            yield _regraded(move, thing, regrade)
        before = regrade.detail


def _reviewed(move: Move, thing: Thing, review: Review) -> Event:
    left_out = frozenset(name for name, level in review.levels.items() if level is None)
    item = replace(outcomes.item_of(move), not_applicable=left_out)
    judged = outcomes.Judgement(item, review.levels, review.overall, ())
    return Event(
        f"move/{move.number}/review/{review.id}",
        "scored",
        review.made_at,
        thing,
        score=Score(_points(judged.score)),
        passed=review.overall >= PASS,
        extensions={"minute": move.minute, "criteria": review.levels, "provisional": False, **_reason([review])},
    )


def _regraded(move: Move, thing: Thing, regrade: Regrade) -> Event:
    return Event(
        f"move/{move.number}/regrading/{regrade.regrading_id}",
        "scored",
        regrade.regrading.decided_at,
        thing,
        score=Score(_points(regrade.detail["score"])),
        passed=regrade.detail["passed"],
        extensions={
            "minute": move.minute,
            "provisional": regrade.detail["needs_review"],
            "reason": regrade.regrading.reason,
            **_graded(regrade.detail),
        },
    )


def _graded(detail: Mapping[str, Any]) -> dict[str, Any]:
    criteria = detail["criteria"]
    rules = {name: each["rule"] for name, each in criteria.items() if each["rule"]}
    spans = {name: [[at["start"], at["end"]] for at in each["evidence"]] for name, each in criteria.items()}
    evidence = {name: pairs for name, pairs in spans.items() if pairs}
    return {
        "criteria": {name: each["level"] for name, each in criteria.items()},
        "grader": detail["grader"],
        **({"rules": rules} if rules else {}),
        **({"evidence": evidence} if evidence else {}),
    }


def _about_result(
    attempt: Attempt, result: Result, run: Run, regrades: Mapping[int, Sequence[Regrade]]
) -> dict[str, Any]:
    told = {
        "red_lines": "red-lines",
        "graders": "grader",
        "guided": "guided",
    }  # a gentler tempo is nobody else's business
    found = {name: result.evidence[own] for own, name in told.items() if result.evidence.get(own)}
    return found | _why(attempt, result, run, regrades)


def _why(attempt: Attempt, result: Result, run: Run, regrades: Mapping[int, Sequence[Regrade]]) -> dict[str, str]:
    """The reasons of what was judged since the result before."""
    before = next((each for each in reversed(attempt.results) if each.revision < result.revision), None)
    if before is None:
        return {}

    def new(moment) -> bool:
        return before.recorded_at < moment <= result.recorded_at

    reviews = [review for move in run.moves if move.grade for review in move.grade.reviews if new(review.made_at)]
    if reviews:
        return _reason(reviews)
    regraded = [
        each.regrading for move in run.moves for each in regrades.get(move.id, ()) if new(each.regrading.decided_at)
    ]
    return {"reason": regraded[-1].reason} if regraded and regraded[-1].reason else {}


def _reason(reviews: Sequence[Review]) -> dict[str, str]:
    said = "; ".join(reason for review in reviews for reason in review.reasons.values())
    return {"reason": said} if said else {}


def _points(score: float) -> float:
    return round(score, 2)
