"""What may be asked: the parameters of each list, understood exactly or refused."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from academy.input import LARGEST_KEY
from academy.packs.parts import Slug

MOST = 1000
USUAL = 100
YEARS = range(1900, 2200)  # nothing was recorded beside these, and no zone has a midnight there


def _written_as(pattern: str, said: str) -> Callable:
    """Python and pydantic understand more ways to write a value than the description of the API promises."""

    def check(text):
        if isinstance(text, str) and not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(said)
        return text

    return check


def _without_leap_second(text):
    return re.sub(r":60(?=[.Z+-])", ":59", text.upper()) if isinstance(text, str) else text


def _in_reach(day: date) -> date:
    if day.year in YEARS:
        return day
    return date(YEARS[0], 1, 1) if day.year < YEARS[0] else date(YEARS[-1], 12, 31)


def _moment_in_reach(moment: datetime) -> datetime:
    if moment.year in YEARS:
        return moment.astimezone(UTC)
    return datetime.combine(_in_reach(moment.date()), datetime.min.time(), UTC)


DIGITS = BeforeValidator(_written_as(r"-?[0-9]{1,18}", "write a whole number in digits"))
DAY = BeforeValidator(_written_as(r"\d{4}-\d\d-\d\d", "write a day as 2026-01-31"))
MOMENT = BeforeValidator(
    _written_as(
        r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)",
        "write a time as 2026-01-31T12:00:00Z, or with a zone as 2026-01-31T17:00:00%2B05:00",
    )
)
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most"), DIGITS]
Cursor = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.-]+$"),
    Field(description="Where to go on: `next` of the page before, with the same filters"),
]
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY), DIGITS]
Course = Annotated[Slug, Field(description="Short name of a course")]
Cohort = Annotated[Key, Field(description="Number of a batch")]
Service = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]+$"),
    Field(description="Code of a service group"),
]
Day = Annotated[date, AfterValidator(_in_reach), DAY]
Moment = Annotated[datetime, AfterValidator(_moment_in_reach), BeforeValidator(_without_leap_second), MOMENT]


class Nothing(BaseModel):
    """Of a single thing there is nothing to ask."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Nothing):
    """What all lists take. What is not asked is None."""

    limit: Limit = USUAL
    cursor: Cursor = None
    course: Course = None
    cohort: Cohort = None
    service: Service = None


class OfPeople(Question):
    updated_since: Annotated[Moment, Field(description="Made or changed at this time or later")] = None


class OfCompletions(Question):
    status: Annotated[
        Literal["not started", "in progress", "awaiting review", "completed"],
        Field(description="How the course stands"),
    ] = None
    since: Annotated[Day, Field(description="Completed on this day or later, in the academy's zone")] = None
    until: Annotated[Day, Field(description="Completed on this day or earlier")] = None
    updated_since: Annotated[
        Moment, Field(description="Made or changed at this time or later, the certificate too")
    ] = None


class OfResults(Question):
    since: Annotated[Day, Field(description="Recorded on this day or later, in the academy's zone")] = None
    until: Annotated[Day, Field(description="Recorded on this day or earlier")] = None
    updated_since: Annotated[Moment, Field(description="Recorded at this time or later")] = None


class OfCertificates(Question):
    since: Annotated[Day, Field(description="Issued on this day or later, in the academy's zone")] = None
    until: Annotated[Day, Field(description="Issued on this day or earlier")] = None
    updated_since: Annotated[
        Moment, Field(description="Issued, drawn, revoked or superseded at this time or later")
    ] = None
