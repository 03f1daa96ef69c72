"""Reflection: the scenario's questions after a run, and what the learner answers."""

from dataclasses import dataclass

from academy import clock
from academy.db import db, once
from scenarios import runs
from scenarios.debrief.models import Reflection
from scenarios.models import Run


@dataclass(frozen=True)
class Question:
    number: int
    text: str
    answer: str


def questions(run: Run) -> list[Question]:
    """Those of the edition that was played, with the answers so far."""
    answers = {reflection.number: reflection.answer for reflection in run.reflections}
    asked = enumerate(runs.scenario(run).reflection, 1)
    return [Question(number, text, answers.get(number, "")) for number, text in asked]


def answer(run: Run, answers: dict[int, str]) -> None:
    """Keep the answers by number of their question. An emptied one stays as an empty answer: it was the learner's to empty."""
    for question in questions(run):
        text = answers.get(question.number, question.answer).strip()
        if text == question.answer:
            continue
        key = {"run_id": run.id, "number": question.number}
        kept, new = once(lambda: db.session.query(Reflection).filter_by(**key).one_or_none(), lambda: Reflection(**key, answer=text))
        if not new:
            kept.answer, kept.answered_at = text, clock.now()
    db.session.flush()
    db.session.expire(run, ["reflections"])
