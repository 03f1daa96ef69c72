"""What learning platforms can link to: courses, their modules and activities, and how far a learner is with each."""

from collections.abc import Sequence

from flask import url_for

from academy import editions, records
from academy.editions.models import Edition
from academy.lti.targets import Standing, Target
from academy.records.models import Enrolment, Result
from courses import pack, path, progress
from courses.pack import AnyActivity, Course, Module

MODULE = "module/"
NOTHING = Standing(None, "Initialized", "NotReady")


class CourseShelf:
    """A targets.Shelf: a part is "" for the course, "module/<slug>", or the name of an activity."""

    def offered(self) -> Sequence[Target]:
        return [_course(edition.slug, editions.content(edition)) for edition in editions.all_published("course")]

    def find(self, course: str, part: str) -> Target | None:
        edition = editions.published("course", course)
        if edition is None or editions.is_retired("course", course):
            return None
        return _part(edition, part)

    def part_of(self, enrolment: Enrolment, part: str) -> Target | None:
        edition = progress.edition_of(enrolment)
        return edition and _part(edition, part)

    def address(self, course: str, part: str) -> str:
        if not part or part.startswith(MODULE):
            anchor = part.removeprefix(MODULE)
            return url_for("courses.show", course=course, _anchor=f"module-{anchor}" if anchor else None)
        kind, _, slug = part.partition("/")
        return url_for(ENDPOINTS[kind], course=course, slug=slug)

    def covers(self, enrolment: Enrolment, part: str, activity: str) -> bool:
        if not part.startswith(MODULE):
            return part in ("", activity)
        inside = _inside(progress.of(enrolment), part)
        return any(standing.name == activity for standing in inside)

    def standing(self, enrolment: Enrolment, part: str) -> Standing:
        if progress.edition_of(enrolment) is None:
            return NOTHING
        found = progress.of(enrolment)
        if not part:
            return _together(found.standings)
        if part.startswith(MODULE):
            return _together(_inside(found, part))
        one = found.of(part)
        return _alone(one) if one else NOTHING

    def standings(self, enrolments: Sequence[Enrolment]) -> dict[Enrolment, dict[str, Standing]]:
        known = [enrolment for enrolment, edition in progress.editions_of(enrolments).items() if edition]
        found = progress.of_many(known)
        return {
            enrolment: {"": _together(one.standings), **{each.name: _alone(each) for each in one.standings}}
            for enrolment, one in found.items()
        }

    def works(self, enrolment: Enrolment) -> dict[str, str]:
        last = {result.activity: result for result in records.results_of(enrolment)}
        found = {activity: _work(result) for activity, result in last.items()}
        return {activity: page for activity, page in found.items() if page}


ENDPOINTS = {
    "lesson": "courses.lesson",
    "quiz": "courses.quiz",
    "scenario": "courses.scenario",
    "dialogue": "courses.dialogue",
    "task": "courses.task",
}


def _part(edition: Edition, part: str) -> Target | None:
    whole = _course(edition.slug, editions.content(edition))
    return next((each for each in whole.everything() if each.part == part), None)


def _work(result: Result) -> str:
    """Written work and runs have a page of their own on which they are judged; what else there is marks itself."""
    if submission := result.evidence.get("submission"):
        return url_for("tasks.mark", submission_id=submission)
    run = result.evidence.get("run")
    return url_for("review.run", run_id=run) if run else ""


def _course(slug: str, course: Course) -> Target:
    modules = tuple(_module(slug, module) for module in course.modules)
    minutes = sum(module.minutes for module in modules)
    return Target(slug, "", "course", course.title, course.summary, minutes, inside=modules)


def _module(course: str, module: Module) -> Target:
    inside = tuple(_activity(course, activity) for activity in module.activities)
    minutes = sum(sorted(each.minutes for each in module.needed)[: module.enough])
    return Target(course, f"{MODULE}{module.slug}", "module", module.title, module.summary, minutes, inside=inside)


def _activity(course: str, activity: AnyActivity) -> Target:
    attempts = getattr(activity, "attempts", 0)
    return Target(course, pack.name(activity), activity.type, activity.title, "", activity.minutes, attempts)


def _inside(found: path.Progress, part: str) -> list[path.Standing]:
    slug = part.removeprefix(MODULE)
    return [standing for standing in found.standings if standing.module.slug == slug]


def _together(standings: Sequence[path.Standing]) -> Standing:
    """Several activities are graded once all that count are passed: by the mean of what is scored, as completion is."""
    if not any(standing.lived.attempts or standing.lived.under_way for standing in standings):
        return NOTHING
    counting = path.counting(standings)
    if not all(standing.lived.passed for standing in counting):
        waiting = all(standing.lived.well for standing in counting)
        return Standing(None, "Submitted", "PendingManual") if waiting else Standing(None, "InProgress", "Pending")
    score = path.mean(counting)
    return Standing(100.0 if score is None else score, "Completed", "FullyGraded", True)


def _alone(standing: path.Standing) -> Standing:
    lived = standing.lived
    if lived.passed is not None:
        score = lived.score if lived.score is not None else 100.0 * lived.passed
        return Standing(score, "Completed", "FullyGraded", lived.passed)
    if lived.awaiting:
        return Standing(None, "Submitted", "PendingManual")
    begun = lived.attempts or lived.under_way
    return Standing(None, "InProgress", "Pending") if begun else NOTHING
