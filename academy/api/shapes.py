"""What the API answers with. Names are those of the register's columns, and so is what they mean."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from academy.records.columns import COLUMNS

KINDS = {"text": str, "word": str, "number": float | None, "moment": datetime | None, "day": date | None}
EXACT: dict[str, Any] = {
    "person_id": int,
    "attempts": int,
    "pass_mark": int | None,
    "status": Literal["not started", "in progress", "awaiting review", "completed"],
    "result": Literal["passed", "awaiting review", "not passed", ""],
    "certificate_status": Literal["valid", "superseded", "revoked", "expired", ""],
    "moderated": Literal["yes", "no", ""],
}
REGISTER = {each.name: (EXACT.get(each.name, KINDS[each.kind]), Field(description=each.meaning)) for each in COLUMNS}


def _said(kind, meaning: str) -> tuple:
    return kind, Field(description=meaning)


def _shape(title: str, meaning: str, /, **fields) -> type[BaseModel]:
    """A field is given as (type, Field), or None for the register's own of that name."""
    filled = {each: given or REGISTER[each] for each, given in fields.items()}
    return create_model(title, __doc__=meaning, **filled)


ENROLMENT_ID = _said(int, "The number of the learner's enrolment in the course; it never changes")
COHORT_ID = _said(int | None, "The number of that batch, for the filter `cohort`")
SERVICE_CODE = _said(str, "The code of the service group, for the filter `service`")
UPDATED_AT = _said(datetime, "When something here last changed, or it was made")

Person = _shape(
    "Person",
    "A learner.",
    person_id=None,
    personal_number=None,
    name=None,
    second_name=None,
    email=None,
    service=None,
    service_code=SERVICE_CODE,
    active=_said(bool, "Whether they can sign in"),
    updated_at=UPDATED_AT,
)
Completion = _shape(
    "Completion",
    "A row of the register: a learner in a course, from enrolment to certificate.",
    enrolment_id=ENROLMENT_ID,
    **dict.fromkeys(REGISTER),
    cohort_id=COHORT_ID,
    service_code=SERVICE_CODE,
    updated_at=UPDATED_AT,
)
Result = _shape(
    "Result",
    "What one attempt at an activity came to. It never changes: a review adds the next revision.",
    result_id=_said(int, "The number of this result"),
    person_id=None,
    enrolment_id=ENROLMENT_ID,
    cohort_id=COHORT_ID,
    course=None,
    activity=_said(str, "`lesson/…`, `quiz/…`, `task/…`, `scenario/…` or `dialogue/…`"),
    attempt=_said(int, "Which attempt, counted from 1"),
    revision=_said(int, "Which word on this attempt, counted from 1: the highest one holds"),
    edition=_said(str, "First characters of the digest of the activity's content"),
    score=_said(float | None, "In percent; null where nothing is scored"),
    passed=_said(bool, "Whether it passed"),
    provisional=_said(bool, "Whether a review may still change that"),
    recorded_at=_said(datetime, "When it was recorded"),
)
Certificate = _shape(
    "Certificate",
    "A certificate as it was issued, and what became of it.",
    certificate=_said(str, "Its serial"),
    certificate_status=_said(Literal["valid", "superseded", "revoked", "expired"], "What became of it"),
    certificate_issued_at=_said(datetime, "When it was issued"),
    verify_url=None,
    person_id=None,
    enrolment_id=ENROLMENT_ID,
    cohort_id=COHORT_ID,
    name=_said(str, "Name as printed on this certificate"),
    course=None,
    course_title=_said(str, "Title of the course as printed"),
    valid_until=_said(date | None, "The last day on which it is valid; null for most"),
    revoked_at=_said(datetime | None, "When it was revoked"),
    superseded_at=_said(datetime | None, "When another one took its place"),
    supersedes=_said(str, "Serial of the one that it took the place of"),
    updated_at=UPDATED_AT,
)


def page_of(shape: type[BaseModel]) -> type[BaseModel]:
    """A page of a list of these."""
    more = Field(description="Cursor of the next page, for `cursor`; null on the last page")
    return create_model(
        f"{shape.__name__}Page",
        __doc__="A page of a list, in the order of the ids.",
        items=(list[shape], Field(description="At most `limit` of them")),
        next=(str | None, more),
    )


class Trouble(BaseModel):
    """What is wrong with one parameter."""

    name: str
    reason: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Field(description="Address of a page that says more")]
    title: Annotated[str, Field(description="The same for all problems of this type")]
    status: Annotated[int, Field(description="The status of the answer")]
    detail: Annotated[str, Field(description="What happened, and what to do")]
    request_id: Annotated[str, Field(description="To be given to whoever looks after the academy's server")]
    errors: Annotated[list[Trouble], Field(description="The parameters that are not right; empty for other problems")]
