"""Marking sheets of replies: the grades as they stand, and what a marker makes of them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.queue import sheets
from academy.queue.sheets import Read, Wrong
from academy.typed import count
from scenarios import grading, outcomes, wording
from scenarios.models import Grade, Move, Run
from scenarios.review import batches, reviews
from scenarios.review.appeals import LONGEST_ANSWER
from scenarios.review.batches import Decision

LONGEST_REASON = 1000
DONE = "done"  # a row with anything here is confirmed as it stands
GIVEN = (*sheets.GIVEN, "scenario", "post", "before", "reply", "doubtful")
OWN = (
    *(f"{name} {part}" for name in grading.CRITERIA for part in ("graded", "level", "why")),
    "overall graded",
    "overall",
)
COLUMNS = (*GIVEN, *OWN, "answer", DONE)
FILLED = (*(f"{name} {part}" for name in grading.CRITERIA for part in ("level", "why")), "overall", "answer", DONE)
NEEDED = ("text", "version", *FILLED)
LAYOUT = sheets.Layout(
    columns=COLUMNS,
    filled=FILLED,
    choices={**{f"{name} level": (0, 1, 2) for name in grading.CRITERIA}, "overall": (0, 1, 2, 3, 4)},
    wide={"post": 45, "reply": 60, "before": 30, "scenario": 22, "doubtful": 24, DONE: 10},
    how_to=(
        ("A row is", "a graded text; nobody's name is in it"),
        ("Fill in", "the columns with a coloured head; leave the others as they are"),
        ("… level", "0, 1 or 2; empty: as graded"),
        ("… why", "the reason, wherever your level is not the grader's: the learner reads it"),
        ("overall", "0 to 4; empty: as graded"),
        ("answer", "your answer to the learner, where the text was appealed"),
        ("done", "write x to confirm a text as it stands; a row in which you fill in nothing is left alone"),
        ("text, version", "say which text you marked and what you had read: do not change them"),
    ),
)
PROBLEMS = {
    **batches.PROBLEMS,
    "twice": _l("This text is in the sheet twice."),
    "level": _l("A level is 0, 1 or 2."),
    "not_applicable": _l("This criterion does not apply to this text: leave it empty."),
    "reason": _l("Say why this level is different."),
    "overall": _l("The reply as a whole is 0 to 4."),
    "long": _l("This is too long."),
}


def rows(grades: Iterable[Grade]) -> Iterator[list]:
    """One row for each text, under COLUMNS."""
    for grade in grades:
        yield _row(grade)


def read(person, data: bytes) -> Read:
    """What a sheet that came back says. Raises reading.Unreadable, sheets.Foreign."""
    sent = sheets.filled(data, NEEDED, FILLED.__contains__)
    grades = _grades(person, sent.rows)
    rows, wrong, seen = [], [], set()
    for line, cells in sent.rows:
        grade = grades.get(count(cells["text"]))
        if grade is None or grade.id in seen:
            wrong.append(Wrong(line, "text", "twice" if grade else "gone"))
            continue
        seen.add(grade.id)
        decision, faults = _decision(line, cells, grade)
        wrong.extend(faults)
        if not faults:
            rows.append(asdict(decision))
    return Read(rows, wrong, sent.untouched)


def _row(grade: Grade) -> list:
    move = grade.move
    item, standing = outcomes.item_of(move), reviews.standing(grade)
    judged = outcomes.as_reviewed(item, grade)
    earlier = [
        each.reply for each in move.run.moves if each.number < move.number and each.post == move.post and each.reply
    ]
    given = [
        str(grade.id),
        sheets.marked_version(reviews.version(grade)),
        sheets.learner_number(move.run.person_id),
        move.run.edition.title,
        item.post.text,
        "\n\n".join(earlier),
        move.reply,
        ", ".join(str(wording.CRITERIA[name]) for name in grading.CRITERIA if name in judged.doubtful),
    ]
    own = [cell for name in grading.CRITERIA for cell in (standing["levels"].get(name), None, "")]
    return [*given, *own, standing["overall"], None, "", ""]


def _grades(person, rows) -> dict[int, Grade]:
    """The graded texts of a sheet, by the number in it: those that this person may review."""
    numbers = {count(cells["text"]) for _line, cells in rows} - {None}
    query = sa.select(Grade).join(Grade.move).join(Move.run).where(Grade.id.in_(numbers), Run.person_id != person.id)
    query = query.where(Run.finished_at.is_not(None), Run.enrolment_id.is_not(None))
    return {grade.id: grade for grade in db.session.scalars(query)}


def _decision(line: int, cells: dict[str, str], grade: Grade) -> tuple[Decision | None, list[Wrong]]:
    standing, wrong = reviews.standing(grade), []
    graded = outcomes.as_graded(outcomes.item_of(grade.move), grade).levels
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
    return (
        Decision(line, grade.id, sheets.plain_version(cells["version"]), levels, reasons, overall, cells["answer"]),
        [],
    )
