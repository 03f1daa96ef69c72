"""What there is to tell of courses in xAPI: lessons read, questions answered, work handed in and marked, what became of
the course."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from academy import editions, records, xapi
from academy.db import db
from academy.records.models import Enrolment, Result
from academy.triage import TRIAGE
from academy.xapi import Account, Attempt, Event, Place, Score, Thing, Unit
from courses import pack, path, progress
from courses.marking import mark_question
from courses.models import QuizAttempt
from courses.pack import Course, Quiz
from courses.questions import Matching, Multiple, Ordering, Question, Single
from courses.quizzes import asked
from courses.tasks.models import Submission

KINDS = {
    "lesson": "lesson",
    "quiz": "assessment",
    "scenario": "simulation",
    "dialogue": "simulation",
    "task": "task",
}
ALSO, THEN, IS = "[,]", "[,]", "[.]"  # how answers of several parts are written: xAPI 1.0.3, "Interaction Activities"


class Courses:
    """An xapi.CourseTeller."""

    def unit(self, course: str) -> Unit | None:
        edition = editions.published("course", course)
        if edition is None or editions.is_retired("course", course):
            return None
        content = editions.content(edition)
        marks = pack.pass_marks(content)
        return Unit(content.title, content.summary, content.language, min(marks) / 100 if marks else None)

    def course(self, enrolment: Enrolment) -> Thing:
        return _course(enrolment.course, progress.course_of(enrolment))

    def place(self, enrolment: Enrolment, activity: str) -> Place:
        course = progress.course_of(enrolment)
        whole = _course(enrolment.course, course)
        for module in course.modules:
            for each in module.activities:
                if pack.name(each) == activity:
                    return Place(
                        whole, _activity(enrolment.course, course, each), _module(enrolment.course, course, module)
                    )
        kind = KINDS.get(activity.partition("/")[0], "lesson")
        return Place(whole, Thing(f"{enrolment.course}/{activity}", kind, activity, language=course.language))

    def milestones(self, enrolment: Enrolment, results: Sequence[Result]) -> Iterator[Event]:
        if not results:
            return
        course = progress.course_of(enrolment)
        whole = _course(enrolment.course, course)
        began = min(filter(None, (enrolment.started_at, results[0].recorded_at)))
        yield Event("initialized", "initialized", began, whole)
        for result, complete, score in _turns(course, results):
            said = {"at": result.recorded_at, "thing": whole}
            if complete:
                score = None if score is None else Score(score)
                duration = result.recorded_at - began
                yield Event(f"completed/{result.id}", "completed", completed=True, duration=duration, **said)
                yield Event(f"passed/{result.id}", "passed", passed=True, score=score, **said)
            else:
                yield Event(f"reopened/{result.id}", "reopened", completed=False, **said)


@xapi.describes("lesson")
def lessons(attempts: Sequence[Attempt]) -> list[Account]:
    """That it was read is all."""
    return [Account() for _ in attempts]


@xapi.describes("quiz")
def quizzes(attempts: Sequence[Attempt]) -> list[Account]:
    rows = _rows(QuizAttempt, attempts)
    return [_quiz(attempt, rows.get(_name(attempt))) for attempt in attempts]


@xapi.describes("task")
def tasks(attempts: Sequence[Attempt]) -> list[Account]:
    rows = _rows(Submission, attempts)
    return [_task(attempt, rows.get(_name(attempt))) for attempt in attempts]


def _turns(course: Course, results: Iterable[Result]) -> Iterator[tuple[Result, bool, float | None]]:
    """The results that completed the course, with its score then, and those that took that away."""
    counts = {pack.name(one): getattr(one, "counts", "best") for module in course.modules for one in module.activities}
    attempts: dict[str, dict[int, Result]] = defaultdict(dict)
    lived: dict[str, path.Lived] = {}
    complete = False
    for result in results:
        if (name := result.activity) not in counts:
            continue
        attempts[name][result.attempt] = result
        counting = records.counting(attempts[name].values(), counts[name])
        lived[name] = path.Lived(passed=counting and counting.passed, score=counting and counting.score)
        found = path.follow(course, lived)
        if complete != found.complete:
            complete = found.complete
            yield result, complete, found.score


def _quiz(attempt: Attempt, row: QuizAttempt | None) -> Account:
    """At the moment when it is marked: the questions as they were authored, and what was answered."""
    if row is None:
        return Account()
    quiz = asked(attempt.edition, row)
    language = progress.course_of(attempt.enrolment).language
    return Account(
        row.started_at, tuple(_answered(attempt, quiz, row, question, language) for question in quiz.questions)
    )


def _answered(attempt: Attempt, quiz: Quiz, row: QuizAttempt, question: Question, language: str) -> Event:
    given = row.answers.get(question.slug)
    marked = mark_question(question, given)
    interaction, response = _INTERACTIONS[type(question)](question, given, language)
    thing = Thing(
        f"{attempt.path}/{question.slug}", "cmi.interaction", question.prompt, language=language, further=interaction
    )
    return Event(
        f"answered/{question.slug}",
        "answered",
        attempt.ended_at,
        thing,
        score=Score(round(marked.points, 4), 1),
        passed=marked.right,
        response=response,
    )


def _single(question: Single | Multiple, given: Any, language: str) -> tuple[dict, str]:
    chosen = [given] if isinstance(given, int) else given or []
    options = list(enumerate(question.options))
    return {
        "interactionType": "choice",
        "choices": [_component(f"option-{index}", option.text, language) for index, option in options],
        "correctResponsesPattern": [ALSO.join(f"option-{index}" for index, option in options if option.right)],
    }, ALSO.join(f"option-{index}" for index in sorted(chosen))


def _ordering(question: Ordering, given: Any, language: str) -> tuple[dict, str]:
    return {
        "interactionType": "sequencing",
        "choices": [_component(f"step-{index}", step, language) for index, step in enumerate(question.steps)],
        "correctResponsesPattern": [THEN.join(f"step-{index}" for index in range(len(question.steps)))],
    }, THEN.join(f"step-{index}" for index in given or () if index is not None)


def _matching(question: Matching, given: Any, language: str) -> tuple[dict, str]:
    pairs = list(enumerate(question.pairs))
    return {
        "interactionType": "matching",
        "source": [_component(f"post-{index}", pair.post, language) for index, pair in pairs],
        "target": [_component(slug, TRIAGE[slug], "en") for slug in question.choices],
        "correctResponsesPattern": [ALSO.join(f"post-{index}{IS}{pair.triage}" for index, pair in pairs)],
    }, ALSO.join(f"post-{index}{IS}{slug}" for index, slug in enumerate(given or ()) if slug is not None)


_INTERACTIONS = {Single: _single, Multiple: _single, Ordering: _ordering, Matching: _matching}


def _component(slug: str, text: str, language: str) -> dict[str, Any]:
    return {"id": slug, "description": {language: text}}


def _task(attempt: Attempt, row: Submission | None) -> Account:
    """Handed in; each later result is a mark, with the points of each criterion and, if it corrects one, the reason."""
    if row is None:
        return Account()
    place = xapi.teller().place(attempt.enrolment, attempt.activity)
    submitted = Event("submitted", "submitted", row.submitted_at, place.activity, words=row.text)
    about = {result.id: _marked(result.evidence) for result in attempt.results}
    return Account(row.started_at, (submitted,), about)


def _marked(evidence: dict[str, Any]) -> dict[str, Any]:
    found = {"criteria": evidence.get("points"), "reason": evidence.get("reason")}
    return {name: value for name, value in found.items() if value}


def _rows(model: type[QuizAttempt] | type[Submission], attempts: Sequence[Attempt]) -> dict[tuple, Any]:
    enrolments = {attempt.enrolment.id for attempt in attempts}
    found = db.session.scalars(sa.select(model).where(model.enrolment_id.in_(enrolments)))
    return {(row.enrolment_id, row.activity, row.number): row for row in found}


def _name(attempt: Attempt) -> tuple[int, str, int]:
    return attempt.enrolment.id, attempt.activity, attempt.number


def _course(slug: str, course: Course) -> Thing:
    return Thing(slug, "course", course.title, course.summary, course.language)


def _module(slug: str, course: Course, module: pack.Module) -> Thing:
    return Thing(f"{slug}/module/{module.slug}", "module", module.title, module.summary, course.language)


def _activity(slug: str, course: Course, activity: pack.AnyActivity) -> Thing:
    return Thing(f"{slug}/{pack.name(activity)}", KINDS[activity.type], activity.title, language=course.language)
