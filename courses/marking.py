"""Quiz marking: what answers are worth, and what is said about each choice.

Answers are kept by the slug of their question and refer to the question as it was authored, whatever order it was
shown in: a single answer is the index of an option, a multiple one the chosen indices, an ordering the indices of the
steps as they were put, a matching the triage type of each pair. A gap (None) earns nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from courses.pack import Quiz
from courses.questions import Matching, Multiple, Ordering, Question, Single

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class MarkedQuestion:
    """`points` run from 0 to 1. `feedback` has a text, perhaps empty, for each option or pair; one for an ordering."""

    slug: str
    points: float
    feedback: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.points == 1


@dataclass(frozen=True)
class Marked:
    """`score` in percent: every question weighs the same."""

    score: float
    passed: bool
    questions: tuple[MarkedQuestion, ...]


def mark(quiz: Quiz, answers: Answers) -> Marked:
    questions = tuple(mark_question(question, answers.get(question.slug)) for question in quiz.questions)
    score = round(100 * sum(question.points for question in questions) / len(questions), 2)
    return Marked(score, score >= quiz.pass_mark, questions)


def mark_question(question: Question, answer: Any) -> MarkedQuestion:
    points, feedback = _MARKERS[type(question)](question, answer)
    return MarkedQuestion(question.slug, points, feedback)


def shuffled(quiz: Quiz, seed: str) -> dict[str, tuple[int, ...]]:
    """The order in which an attempt shows the options, steps or pairs of each question. It never gives an ordering away."""
    return {question.slug: _order(question, seed) for question in quiz.questions}


def _mark_single(question: Single, answer: int | None) -> tuple[float, tuple[str, ...]]:
    right = answer is not None and question.options[answer].right
    return float(right), _feedback_on(question.options, () if answer is None else (answer,))


def _mark_multiple(question: Multiple, answer: list[int] | None) -> tuple[float, tuple[str, ...]]:
    """The share of right options chosen less the share of wrong ones: choosing all, or none, earns nothing."""
    chosen = set(answer or ())
    right = {index for index, option in enumerate(question.options) if option.right}
    wrong = set(range(len(question.options))) - right
    points = len(chosen & right) / len(right) - len(chosen & wrong) / len(wrong)
    return max(0.0, points), _feedback_on(question.options, chosen)


def _mark_ordering(question: Ordering, answer: list[int | None] | None) -> tuple[float, tuple[str, ...]]:
    """The share of pairs of steps that stand in the right order less that of the others (Kendall's tau), never below 0:
    two neighbours swapped cost a little, a blind guess earns next to nothing."""
    place = {step: place for place, step in enumerate(answer or ()) if step is not None}
    pairs = list(combinations(range(len(question.steps)), 2))
    kept = sum(first in place and then in place and place[first] < place[then] for first, then in pairs)
    return max(0.0, 2 * kept / len(pairs) - 1), (question.feedback,)


def _mark_matching(question: Matching, answer: list[str | None] | None) -> tuple[float, tuple[str, ...]]:
    given = answer or [None] * len(question.pairs)
    right = [pair.triage == triage for pair, triage in zip(question.pairs, given, strict=True)]
    feedback = tuple("" if fits else pair.feedback for pair, fits in zip(question.pairs, right, strict=True))
    return sum(right) / len(right), feedback


_MARKERS = {Single: _mark_single, Multiple: _mark_multiple, Ordering: _mark_ordering, Matching: _mark_matching}


def _feedback_on(options, chosen) -> tuple[str, ...]:
    return tuple(option.feedback if index in chosen else "" for index, option in enumerate(options))


def _order(question: Question, seed: str) -> tuple[int, ...]:
    shown = getattr(question, "options", None) or getattr(question, "steps", None) or question.pairs
    authored = tuple(range(len(shown)))
    order = tuple(sorted(authored, key=lambda index: _draw(seed, question.slug, index)))
    return order[1:] + order[:1] if question.type == "ordering" and order == authored else order


def _draw(seed: str, slug: str, index: int) -> bytes:
    return hashlib.sha256(f"{seed}/{slug}/{index}".encode()).digest()
