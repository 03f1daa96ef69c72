"""How far learners have come; completes a course, and certifies it, once all that counts is settled and passed."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort

from academy import addresses, certificates, editions, records
from academy.db import db
from academy.editions.models import Edition
from academy.records.models import Enrolment, Pin, Result
from courses import competencies, pack, path
from courses.models import QuizAttempt
from courses.pack import Course
from courses.path import Lived, Progress
from courses.tasks.models import Submission


def of(enrolment: Enrolment) -> Progress:
    return of_many([enrolment])[enrolment]


def of_many(enrolments: Iterable[Enrolment]) -> dict[Enrolment, Progress]:
    """The progress of each, in three queries for all of them."""
    facts = _facts([enrolment.id for enrolment in enrolments])
    courses = {each: editions.content(edition or abort(404)) for each, edition in editions_of(enrolments).items()}
    return {each: path.follow(course, facts[each.id].lived(course)) for each, course in courses.items()}


def editions_of(enrolments: Iterable[Enrolment]) -> dict[Enrolment, Edition | None]:
    """The edition of each; a course is looked for once, however many have not begun it."""
    offered = cache(lambda course: editions.published("course", course))
    return {enrolment: enrolment.edition or offered(enrolment.course) for enrolment in enrolments}


def edition_of(enrolment: Enrolment) -> Edition | None:
    """The course as it was when the learner started, or as it is offered now."""
    return enrolment.edition or editions.published("course", enrolment.course)


def course_of(enrolment: Enrolment) -> Course:
    return editions.content(edition_of(enrolment) or abort(404))


def begin(enrolment: Enrolment, activity: str) -> Edition:
    """The learner starts an activity, and the course with the first one: both keep their edition from now on."""
    edition = edition_of(enrolment)
    records.start(enrolment, edition)
    return records.pin(enrolment, activity, edition)


def settle(result: Result) -> None:
    """Complete the course that a result completes; reopen the one whose pass a review took away. Its certificate may have
    to wait (certificates.earn)."""
    enrolment = result.enrolment
    records.hold(enrolment)
    records.start(enrolment, edition_of(enrolment))
    progress = of(enrolment)
    if not progress.complete:
        if enrolment.completed_at:
            records.reopen(enrolment)
        return
    if records.complete(enrolment, progress.score):
        certificates.earn(enrolment, award(enrolment))


def award(enrolment: Enrolment) -> certificates.Award:
    edition = edition_of(enrolment) or abort(404)
    course = editions.content(edition)
    return certificates.Award(
        enrolment.course,
        course.title,
        course.code,
        course.hours,
        pack.competencies(course, editions.cited_content(edition, "bank")),
        course.language,
        course.summary,
        course.valid_months,
        _alignments(enrolment, edition),
    )


def _alignments(enrolment: Enrolment, edition: Edition) -> tuple[certificates.Alignment, ...]:
    """Where each competency that the certificate names is explained."""
    return tuple(
        certificates.Alignment(
            each.slug,
            each.title,
            " ".join(objective.words for objective in each.objectives),
            edition.bank.title,
            addresses.to("courses.competency", course=enrolment.course, slug=each.slug),
        )
        for each in competencies.map_of(edition)
    )


def facts(edition: Edition) -> records.Facts:
    """What the register says of a course."""
    course = editions.content(edition)
    marks = pack.pass_marks(course)
    return records.Facts(course.hours, marks.pop() if len(marks) == 1 else None)


class _Facts(NamedTuple):
    """Of one enrolment, by name of activity."""

    results: dict[str, dict[int, Result]]
    attempts: dict[str, tuple[int, bool]]
    pins: set[str]

    def lived(self, course: Course) -> dict[str, Lived]:
        activities = [activity for module in course.modules for activity in module.activities]
        return {pack.name(activity): self._lived(activity) for activity in activities}

    def _lived(self, activity) -> Lived:
        name = pack.name(activity)
        results = list(self.results[name].values())
        begun, under_way = self.attempts.get(name, (len(results), name in self.pins and not results))
        counting = records.counting(results, getattr(activity, "counts", "best"))
        awaiting = [result for result in results if result.provisional]
        return Lived(
            attempts=begun,
            under_way=under_way,
            passed=counting and counting.passed,
            score=counting and counting.score,
            awaiting=bool(awaiting),
            hoped=any(result.passed or result.score is None for result in awaiting),
        )


def _facts(ids: list[int]) -> dict[int, _Facts]:
    found = {enrolment_id: _Facts(defaultdict(dict), {}, set()) for enrolment_id in ids}
    query = sa.select(Result).where(Result.enrolment_id.in_(ids)).order_by(Result.attempt, Result.revision)
    for result in db.session.scalars(query):
        found[result.enrolment_id].results[result.activity][result.attempt] = result  # the newest revision stays
    for enrolment_id, activity in db.session.execute(
        sa.select(Pin.enrolment_id, Pin.activity).where(Pin.enrolment_id.in_(ids))
    ):
        found[enrolment_id].pins.add(activity)
    for enrolment_id, activity, begun, submitted in db.session.execute(
        sa.union_all(_attempts(QuizAttempt, ids), _attempts(Submission, ids))
    ):
        found[enrolment_id].attempts[activity] = (begun, begun > submitted)
    return found


def _attempts(attempt: type[QuizAttempt] | type[Submission], ids: list[int]) -> sa.Select:
    return (
        sa.select(attempt.enrolment_id, attempt.activity, sa.func.count(), sa.func.count(attempt.submitted_at))
        .where(attempt.enrolment_id.in_(ids))
        .group_by(attempt.enrolment_id, attempt.activity)
    )
