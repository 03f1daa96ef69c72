"""Lessons: reading one to its end is a result, once."""

from academy import records
from academy.records.models import Enrolment
from courses import progress, terms


def finish(enrolment: Enrolment, activity: str) -> None:
    """The learner has read a lesson; finishing it again changes nothing. Raises NotAllowed."""
    records.hold(enrolment)
    if progress.of(enrolment).of(activity).lived.passed:
        return
    terms.require(enrolment, activity)
    edition = progress.begin(enrolment, activity)
    records.record(enrolment, activity, attempt=1, edition=edition, score=None, passed=True)
