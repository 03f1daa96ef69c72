"""Reflections: what a learner writes for themselves at the end of a lesson. Nobody else reads it, and nothing is marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from academy import clock, records
from academy.db import db
from academy.records.models import Enrolment
from courses import pack, progress, terms
from courses.models import LONGEST_REFLECTION, LessonReflection
from courses.pack import Course, Lesson


@dataclass(frozen=True)
class Typed:
    """What stands in a field; `version` is that of the words which the writer's page knows."""

    text: str
    version: int


@dataclass(frozen=True)
class Written:
    """A question of a lesson with what stands in its field. `other` are words that are kept besides, `too_long` says that
    the ones in the field cannot be kept as they are. `version` 0: nothing is kept yet."""

    slug: str
    prompt: str
    text: str = ""
    version: int = 0
    saved_at: datetime | None = None
    other: str | None = None
    too_long: bool = False


class Unkept(Exception):
    """Some words cannot be kept as they are; `written` are all of the lesson, with what was typed and what is wrong."""

    def __init__(self, written: list[Written]):
        super().__init__()
        self.written = written


def of_lesson(enrolment: Enrolment | None, lesson: Lesson) -> list[Written]:
    """The questions of a lesson with what is kept; nothing is, in a preview."""
    rows = _rows(enrolment, pack.name(lesson)) if enrolment else {}
    return list(_written(lesson, rows))


def of_course(enrolment: Enrolment, course: Course) -> list[tuple[Lesson, list[Written]]]:
    """All that a learner has been asked and has written in a course, in its order."""
    rows = _rows(enrolment)
    lessons = [one for module in course.modules for one in module.activities if getattr(one, "reflection", ())]
    return [(lesson, list(_written(lesson, rows))) for lesson in lessons]


def writable(enrolment: Enrolment, standing) -> bool:
    """Whoever has begun a lesson may write on, whatever the dates."""
    begun = standing.lived.under_way or standing.lived.passed
    return bool(begun) or not terms.refusal_to_begin(standing, enrolment.dates)


def keep(enrolment: Enrolment, lesson: Lesson, typed: Mapping[str, Typed]) -> list[Written]:
    """Keep what was typed, by slug of its question; all of it or nothing. Raises Unkept or NotAllowed."""
    records.hold(enrolment)
    name = pack.name(lesson)
    rows = _rows(enrolment, name)
    written = [_judged(each, typed.get(each.slug)) for each in _written(lesson, rows)]
    if any(each.other is not None or each.too_long for each in written):
        raise Unkept(written)
    changed = [each for each in written if each.text != _kept(rows, name, each.slug)]
    if changed and not records.pinned(enrolment, name):
        terms.require(enrolment, name)
        progress.begin(enrolment, name)
    for each in changed:
        _put(enrolment, rows.get((name, each.slug)), name, each)
    db.session.flush()
    return of_lesson(enrolment, lesson)


def _written(lesson: Lesson, rows: Mapping[tuple[str, str], LessonReflection]) -> Iterator[Written]:
    for asked in lesson.reflection:
        row = rows.get((pack.name(lesson), asked.slug))
        own = (row.text, row.version, row.saved_at) if row else ("", 0, None)
        yield Written(asked.slug, asked.prompt, *own)


def _judged(kept: Written, typed: Typed | None) -> Written:
    """With what was typed in the place of what is kept, unless that would lose words which its writer has not seen."""
    if typed is None:
        return kept
    seen = typed.version == kept.version or typed.text.strip().startswith(kept.text.strip())
    other = None if seen else kept.text
    return replace(kept, text=typed.text, other=other, too_long=len(typed.text) > LONGEST_REFLECTION)


def _kept(rows: Mapping[tuple[str, str], LessonReflection], name: str, slug: str) -> str:
    row = rows.get((name, slug))
    return row.text if row else ""


def _put(enrolment: Enrolment, row: LessonReflection | None, name: str, written: Written) -> None:
    if row is None:
        db.session.add(
            LessonReflection(enrolment_id=enrolment.id, activity=name, prompt=written.slug, text=written.text)
        )
    else:
        row.text, row.version, row.saved_at = written.text, row.version + 1, clock.now()


def _rows(enrolment: Enrolment, name: str | None = None) -> dict[tuple[str, str], LessonReflection]:
    """By lesson and prompt; of one lesson, where it is named."""
    query = sa.select(LessonReflection).filter_by(enrolment_id=enrolment.id, **({"activity": name} if name else {}))
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return {(row.activity, row.prompt): row for row in found}
