"""Marking sheets: texts to be marked on paper's successor, a spreadsheet, without the names of who wrote them; and
back."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from academy.db import db
from academy.exports import reading
from scenarios import grading, outcomes, wording
from scenarios.models import Grade, Move, Run
from scenarios.review import reviews
from scenarios.review.appeals import LONGEST_ANSWER
from scenarios.review.batches import MOST, Decision
from scenarios.runs import scenario

LONGEST_REASON = 1000
DONE = "done"  # a row with anything here is confirmed as it stands
GIVEN = ("text", "version", "learner", "scenario", "post", "before", "reply", "doubtful")
OWN = (
    *(f"{name} {part}" for name in grading.CRITERIA for part in ("graded", "level", "why")),
    "overall graded",
    "overall",
)
COLUMNS = (*GIVEN, *OWN, "answer", DONE)
FILLED = (*(f"{name} {part}" for name in grading.CRITERIA for part in ("level", "why")), "overall", "answer", DONE)
NEEDED = ("text", "version", *FILLED)


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a cell: the line as the spreadsheet counts it, the column, and the code of the problem."""

    row: int
    column: str
    code: str


@dataclass(frozen=True)
class Read:
    """A sheet that came back: the decisions in it, what is wrong, and how many rows nobody filled in."""

    decisions: list[Decision]
    wrong: list[Wrong]
    untouched: int


class Foreign(Exception):
    """A table that is no marking sheet: `missing` are the columns that it lacks."""

    def __init__(self, missing: list[str]):
        super().__init__(", ".join(missing))
        self.missing = missing


def rows(grades: Iterable[Grade]) -> Iterator[list]:
    """One row for each text, under COLUMNS."""
    for grade in grades:
        yield _row(grade)


def learner_number(run: Run) -> str:
    """Who wrote a text, for who must not know: the same for all of a learner's texts, and for nobody else's."""
    key = current_app.config["SECRET_KEY"].encode()
    return "L" + hmac.new(key, f"learner/{run.person_id}".encode(), hashlib.sha256).hexdigest()[:8]


def read(person, data: bytes) -> Read:
    """What a sheet that came back says. Raises reading.Unreadable, Foreign."""
    columns, table = reading.read(data)
    if missing := [name for name in NEEDED if name not in columns]:
        raise Foreign(missing)
    filled = [(line, cells) for line, cells in table if any(cells[name] for name in FILLED)]
    if len(filled) > MOST:
        raise reading.Unreadable("large")
    grades = _grades(person, filled)
    decisions, wrong, seen = [], [], set()
    for line, cells in filled:
        grade = grades.get(cells["text"])
        if grade is None or grade.id in seen:
            wrong.append(Wrong(line, "text", "twice" if grade else "gone"))
            continue
        seen.add(grade.id)
        decision, faults = _decision(line, cells, grade)
        wrong.extend(faults)
        if not faults:
            decisions.append(decision)
    return Read(decisions, wrong, len(table) - len(filled))


def _row(grade: Grade) -> list:
    move = grade.move
    item, standing = outcomes.item_of(move.run, move.post), reviews.standing(grade)
    judged = outcomes.as_reviewed(item, grade)
    earlier = [
        each.reply for each in move.run.moves if each.number < move.number and each.post == move.post and each.reply
    ]
    given = [
        str(grade.id),
        reviews.version(grade),
        learner_number(move.run),
        scenario(move.run).title,
        item.post.text,
        "\n\n".join(earlier),
        move.reply,
        ", ".join(str(wording.CRITERIA[name]) for name in grading.CRITERIA if name in judged.doubtful),
    ]
    own = [cell for name in grading.CRITERIA for cell in (standing["levels"].get(name), None, "")]
    return [*given, *own, standing["overall"], None, "", ""]


def _grades(person, filled) -> dict[str, Grade]:
    """The graded texts of a sheet, by the number in it: those that this person may review."""
    numbers = [
        int(cells["text"])
        for _, cells in filled
        if cells["text"].isascii() and cells["text"].isdigit() and len(cells["text"]) < 10
    ]
    query = sa.select(Grade).join(Grade.move).join(Move.run).where(Grade.id.in_(numbers), Run.person_id != person.id)
    query = query.where(Run.finished_at.is_not(None), Run.enrolment_id.is_not(None))
    return {str(grade.id): grade for grade in db.session.scalars(query)}


def _decision(line: int, cells: dict[str, str], grade: Grade) -> tuple[Decision | None, list[Wrong]]:
    standing, wrong = reviews.standing(grade), []
    graded = outcomes.as_graded(outcomes.item_of(grade.move.run, grade.move.post), grade).levels
    levels, reasons = dict(standing["levels"]), {}
    for name in grading.CRITERIA:
        level, why = cells[f"{name} level"], cells[f"{name} why"]
        if level and graded[name] is None:
            wrong.append(Wrong(line, f"{name} level", "not_applicable"))
        elif level and level not in ("0", "1", "2"):
            wrong.append(Wrong(line, f"{name} level", "level"))
        elif level:
            levels[name] = int(level)
        reason = why or (standing["reasons"].get(name, "") if levels[name] == standing["levels"][name] else "")
        if len(why) > LONGEST_REASON:
            wrong.append(Wrong(line, f"{name} why", "long"))
        if levels[name] != graded[name] and not reason:
            wrong.append(Wrong(line, f"{name} why", "reason"))
        reasons[name] = reason
    if cells["overall"] not in ("", "0", "1", "2", "3", "4"):
        wrong.append(Wrong(line, "overall", "overall"))
    if len(cells["answer"]) > LONGEST_ANSWER:
        wrong.append(Wrong(line, "answer", "long"))
    if wrong:
        return None, wrong
    overall = int(cells["overall"]) if cells["overall"] else standing["overall"]
    reasons = {name: reason for name, reason in reasons.items() if reason}
    return Decision(line, grade.id, cells["version"], levels, reasons, overall, cells["answer"]), []
