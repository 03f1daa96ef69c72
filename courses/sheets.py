"""A quiz as one attempt shows it: each question with its number, its order, what was typed and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from academy.triage import TRIAGE
from courses.answers import Fields, Problem, fields_of, step_key
from courses.marking import Answers, MarkedQuestion, mark, shuffled
from courses.pack import Quiz
from courses.questions import Question


class Outcome(NamedTuple):
    """What became of an option or a post: `given` is what the learner said of it, `right` what is so."""

    text: str
    given: bool | str
    right: bool | str
    feedback: str


@dataclass(frozen=True)
class Asked:
    """One question. `order` has the authored indices in the order shown; `answer` and `marked` come with submission."""

    number: int
    question: Question
    order: tuple[int, ...]
    fields: Fields = field(default_factory=dict)
    problem: Problem | None = None
    answer: Any = None
    marked: MarkedQuestion | None = None

    @property
    def name(self) -> str:
        return f"q{self.number}"

    @property
    def chosen(self) -> list[str]:
        return self.fields.get(self.name, [])

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(str(index), self.question.options[index].text) for index in self.order]

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [
            (step_key(self.question.slug, self.question.steps[index]), self.question.steps[index])
            for index in self.order
        ]

    @property
    def places(self) -> dict[str, str]:
        return {key: self._typed(key) for key, _ in self.steps}

    @property
    def posts(self) -> list[tuple[str, str, str]]:
        """The field, the post and what it was matched to."""
        return [(f"{self.name}-{index}", self.question.pairs[index].post, self._typed(index)) for index in self.order]

    @property
    def triages(self) -> list[tuple[str, str]]:
        return [(slug, TRIAGE[slug]) for slug in self.question.choices]

    @property
    def option_outcomes(self) -> list[Outcome]:
        options, chosen, feedback = self.question.options, self.chosen, self.marked.feedback
        return [Outcome(options[i].text, str(i) in chosen, options[i].right, feedback[i]) for i in self.order]

    @property
    def post_outcomes(self) -> list[Outcome]:
        pairs, feedback = self.question.pairs, self.marked.feedback
        return [
            Outcome(pairs[i].post, TRIAGE.get(self._typed(i), ""), TRIAGE[pairs[i].triage], feedback[i])
            for i in self.order
        ]

    @property
    def arranged(self) -> list[str]:
        """The steps as the learner put them."""
        return [self.question.steps[step] for step in self.answer or () if step is not None]

    def _typed(self, part: int | str) -> str:
        return next(iter(self.fields.get(f"{self.name}-{part}", [])), "")


def preview(quiz: Quiz) -> tuple[Asked, ...]:
    """The questions as they were authored."""
    return tuple(
        Asked(number, question, tuple(range(len(_shown(question)))))
        for number, question in enumerate(quiz.questions, 1)
    )


def form(quiz: Quiz, seed: str, fields: Fields, problems: Mapping[str, Problem] = {}) -> tuple[Asked, ...]:
    """The questions to answer, with what is typed so far."""
    orders = shuffled(quiz, seed)
    return tuple(
        Asked(number, question, orders[question.slug], fields, problems.get(question.slug))
        for number, question in enumerate(quiz.questions, 1)
    )


def feedback(quiz: Quiz, seed: str, answers: Answers) -> tuple[Asked, ...]:
    """The questions with what the answers came to."""
    orders, fields = shuffled(quiz, seed), fields_of(quiz, answers)
    return tuple(
        Asked(number, question, orders[question.slug], fields, None, answers.get(question.slug), marked)
        for number, (question, marked) in enumerate(zip(quiz.questions, mark(quiz, answers).questions, strict=True), 1)
    )


def _shown(question: Question) -> tuple:
    return getattr(question, "options", None) or getattr(question, "steps", None) or question.pairs
