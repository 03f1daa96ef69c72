"""Lessons: reading one to its end is a result, once."""

from academy import records
from academy.records.models import Enrolment
from courses import progress, terms


def finish(enrolment: Enrolment, activity: str) -> None:
    """The learner has read a lesson; finishing it again changes nothing. Raises NotAllowed."""
    records.hold(enrolment)
    lived = progress.of(enrolment).of(activity).lived
    if lived.passed:
        return
    if not lived.under_way:  # whoever wrote something at its end has begun it
        terms.require(enrolment, activity)
    edition = progress.begin(enrolment, activity)
    records.record(enrolment, activity, attempt=1, edition=edition, score=None, passed=True)
