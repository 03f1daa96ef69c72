"""When an activity may be opened, and when a new attempt at it may be begun: prerequisites, dates, attempts."""

from datetime import date

from flask import url_for
from flask_babel import format_date, gettext as _, ngettext

from academy import clock, records
from academy.records.dates import Dates
from academy.records.models import Enrolment
from academy.records.terms import Terms
from courses import progress
from courses.path import Standing


class NotAllowed(Exception):
    """It cannot be begun now; the message says why and what to do first."""


def of(enrolment: Enrolment, activity: str) -> Terms | None:
    """What a course says about one of its activities, for whoever plays it."""
    standing = progress.of(enrolment).of(activity)
    if standing is None:
        return None
    said = standing.activity
    refusal = refusal_to_begin(standing, enrolment.dates)
    return Terms(
        title=said.title,
        pass_mark=getattr(said, "pass_mark", 0),
        attempts=getattr(said, "attempts", 0),
        counts=getattr(said, "counts", "best"),
        allowed=not refusal,
        refusal=refusal,
        back=url_for("courses.show", course=enrolment.course),
        guided=getattr(said, "guided", False),
    )


def require(enrolment: Enrolment, activity: str) -> None:
    """Nothing if an attempt may be begun now; raises NotAllowed."""
    terms = records.terms_of(enrolment, activity)
    if not terms.allowed:
        raise NotAllowed(terms.refusal)


def refusal_to_begin(standing: Standing, dates: Dates) -> str:
    """Why no new attempt can be begun; empty when it can."""
    if dates.closed_before(clock.today()):
        return _(
            "This course closed on %(date)s. What you began before can still be finished.", date=_day(dates.closes_on)
        )
    if standing.last_word:
        return _("You have passed this. Your last attempt counts here, so there is no further one.")
    if standing.activity.type == "task" and standing.lived.awaiting:
        return _("What you submitted waits for an instructor. Before it is marked there is no further attempt.")
    if standing.spent:
        return ngettext(
            "The one attempt is used. Talk to your instructor.",
            "All %(num)s attempts are used. Talk to your instructor.",
            standing.activity.attempts,
        )
    return refusal_to_open(standing, dates)


def refusal_to_open(standing: Standing, dates: Dates) -> str:
    """Why the activity cannot even be looked at; empty when it can."""
    if dates.opens_after(clock.today()):
        return _("This course opens on %(date)s.", date=_day(dates.opens_on))
    if standing.state == "locked":
        return _("Finish first: %(modules)s", modules=", ".join(module.title for module in standing.missing))
    return ""


def _day(day: date) -> str:
    return format_date(day, "d MMMM y")
