"""Looking at a learner's work from the platform's gradebook (LTI Submission Review 1.0)."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from flask import url_for

from academy.db import db
from academy.lti import claims as names
from academy.lti import identities, targets
from academy.lti.models import NAME, Identity, Participation, ResourceLink
from academy.lti.targets import Standing, Target


class Line(NamedTuple):
    """Where a learner stands with an activity. `page` shows what they did, "" where there is no such page."""

    activity: Target
    standing: Standing
    page: str

    @property
    def state(self) -> Literal["passed", "failed", "provisional", "in_progress", "not_started"]:
        if self.standing.passed is not None:
            return "passed" if self.standing.passed else "failed"
        waiting = {"PendingManual": "provisional", "NotReady": "not_started"}
        return waiting.get(self.standing.grading, "in_progress")

    @property
    def points(self) -> float | None:
        """In percent, None while there is nothing final; a lesson is read and has none."""
        return None if self.activity.kind == "lesson" else self.standing.score


def page(looking: Identity, link: ResourceLink, said: Mapping[str, Any]) -> str:
    """The page of the work that a message speaks of; "" where there is none that this person may see."""
    whose = said.get(names.FOR_USER)
    subject = str(whose.get("user_id") or "")[:NAME] if isinstance(whose, Mapping) else ""
    if looking.person.role == "learner":
        return targets.shelf().address(link.course, link.part) if subject == looking.subject and link.course else ""
    worker = identities.find(looking.issuer, subject)
    participation = worker and db.session.get(Participation, (link.id, worker.id))
    if participation is None:
        return ""
    # only instructors judge; several activities, and what marks itself, are seen on a page of ours
    judged = targets.shelf().works(participation.enrolment) if looking.person.role == "instructor" else {}
    return judged.get(link.part) or _overview(participation)


def lines(participation: Participation) -> list[Line]:
    """Each activity of what the link leads to, in the order of the course as the learner has it."""
    enrolment, shelf = participation.enrolment, targets.shelf()
    whole = shelf.part_of(enrolment, participation.link.part)
    if whole is None:
        return []
    (standings,), works = shelf.standings([enrolment]).values(), shelf.works(enrolment)
    activities = (each for each in whole.everything() if not each.inside)
    return [Line(each, standings[each.part], works.get(each.part, "")) for each in activities]


def _overview(participation: Participation) -> str:
    link = participation.link
    return url_for(
        "lti_scores.work", cohort_id=link.context.cohort_id, link_id=link.id, identity_id=participation.identity_id
    )
