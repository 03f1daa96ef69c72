"""Marking sheets of tasks: texts with what their rubrics ask, and the points that a marker gives."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.queue import sheets
from academy.queue.sheets import Layout, Read, Wrong
from academy.typed import count
from courses.tasks import batches, marks, submissions
from courses.tasks.forms import LONGEST_COMMENT
from courses.tasks.models import Submission
from courses.tasks.rubric import Criterion

POINTS = " points"  # ends the name of a column that a marker fills in, after the slug of its criterion
CHOICES = " levels"
NEEDED = ("text", "version", "comment")
HOW_TO = (
    ("A row is", "a submitted text; nobody's name is in it"),
    ("Fill in", "the columns with a coloured head; leave the others as they are"),
    ("… points", "the points of one of the levels that stand beside it; all of them, or none"),
    ("comment", "what you say of the whole: the learner reads it first. It may stay empty"),
    ("text, version", "say which text you marked and what you had read: do not change them"),
    ("Comments at words", "are made on the page of the text. A row in which you fill in nothing is left alone"),
)
PROBLEMS = {
    **batches.PROBLEMS,
    "twice": _l("This text is in the sheet twice."),
    "points": _l("Write the points of one of the levels that stand beside it."),
    "long": _l("This is too long."),
}


def sheet(keys: Iterable[int]) -> tuple[Layout, list[list]]:
    """The sheet of these submissions and its rows. Where they began in editions with different rubrics it has the columns
    of all of these."""
    wanted = list(keys)
    found = {each.id: each for each in _submissions(wanted)}
    rubrics = {key: submissions.task_of(found[key]).rubric for key in wanted}
    criteria = {criterion.slug: criterion for rubric in rubrics.values() for criterion in rubric}
    return _layout(criteria), [_row(found[key], rubrics[key], criteria) for key in wanted]


def read(person, data: bytes) -> Read:
    """What a sheet that came back says. Raises reading.Unreadable, sheets.Foreign."""
    sent = sheets.filled(data, NEEDED, lambda name: name.endswith(POINTS) or name == "comment")
    numbers = {count(cells["text"]) for _line, cells in sent.rows} - {None}
    found = {each.id: each for each in _submissions(numbers) if marks.may_mark(person, each)}
    rows, wrong, seen = [], [], set()
    for line, cells in sent.rows:
        submission = found.get(count(cells["text"]))
        if submission is None or submission.id in seen:
            wrong.append(Wrong(line, "text", "twice" if submission else "gone"))
            continue
        seen.add(submission.id)
        row, faults = _judged(line, cells, submission)
        wrong.extend(faults)
        if not faults:
            rows.append(row)
    return Read(rows, wrong, sent.untouched)


def _submissions(keys: Iterable[int]) -> Iterable[Submission]:
    query = sa.select(Submission).where(Submission.id.in_(list(keys)))
    eager = (sa.orm.selectinload(Submission.marks), sa.orm.joinedload(Submission.enrolment))
    return db.session.scalars(query.options(*eager))


def _layout(criteria: Mapping[str, Criterion]) -> Layout:
    own = [name for slug in criteria for name in (slug + CHOICES, slug + POINTS)]
    return Layout(
        columns=(*sheets.GIVEN, "task", "written", *own, "comment"),
        filled=(*(slug + POINTS for slug in criteria), "comment"),
        choices={slug + POINTS: [level.points for level in each.levels] for slug, each in criteria.items()},
        wide={"task": 22, "written": 80, "comment": 45, **{slug + CHOICES: 26 for slug in criteria}},
        how_to=(*HOW_TO, *_rubric(criteria)),
    )


def _rubric(criteria: Mapping[str, Criterion]) -> Iterable[tuple[str, str]]:
    for slug, criterion in criteria.items():
        for level in criterion.levels:
            yield f"{slug}: {level.points}", f"{criterion.title}, {level.label}: {level.description}"


def _row(submission: Submission, rubric: Iterable[Criterion], criteria: Mapping[str, Criterion]) -> list:
    own = {criterion.slug: criterion for criterion in rubric}
    cells = [cell for slug in criteria for cell in (_choices(own.get(slug)), None)]
    task = submissions.task_of(submission)
    version = sheets.marked_version(len(submission.marks))
    learner = sheets.learner_number(submission.enrolment.person_id)
    return [str(submission.id), version, learner, task.title, submission.text, *cells, ""]


def _choices(criterion: Criterion | None) -> str:
    if criterion is None:
        return ""
    return f"{criterion.title}: {'; '.join(f'{level.points} {level.label}' for level in criterion.levels)}"


def _judged(line: int, cells: Mapping[str, str], submission: Submission) -> tuple[dict[str, Any], list[Wrong]]:
    """A row of a batch (see batches.py), and what is wrong in its cells."""
    wrong, points = [], {}
    for criterion in submissions.task_of(submission).rubric:
        name = criterion.slug + POINTS
        given = count(cells.get(name))
        if criterion.level(given) is None:
            wrong.append(Wrong(line, name, "points"))
        points[criterion.slug] = given
    if len(cells["comment"]) > LONGEST_COMMENT:
        wrong.append(Wrong(line, "comment", "long"))
    version = count(sheets.plain_version(cells["version"]))
    judged = {"row": line, "submission": submission.id, "version": version, "points": points}
    return judged | {"comment": cells["comment"]}, wrong
