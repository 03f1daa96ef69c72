"""Rosters: who a platform says is in its course, asked page by page, so that it shows who has not begun."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import requests
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from pylti1p3.exception import LtiException
from pylti1p3.utils import add_param_to_url

from academy import audit, clock, jobs
from academy.db import db, pause
from academy.lti import claims as names
from academy.lti import quirks, roles, services
from academy.lti.models import LABEL, NAME, Context, Identity, Member, Participation, ResourceLink
from academy.lti.services import Services
from academy.records.models import Enrolment

JOB = "lti-roster"
GOOD_FOR = timedelta(hours=1)
MOST_PAGES = 1000
CONTAINER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ROLES = ("learner", "instructor")
GONE = {"state": "gone"}
MOST_THERE = ("gone", "inactive", "active")
STATES = {"inactive": "inactive", "deleted": "gone"}  # of a member's status; what else there is is active


class Unclear(LtiException):
    """What the platform says cannot be a roster."""


class Counts(NamedTuple):
    """Learners of a roster: all who are in the course, who came here, who began, and who left the course."""

    learners: int
    came: int
    began: int
    gone: int


def ask(actor, context: Context) -> None:
    """Ask the platform who is in its course, soon."""
    if context.memberships_url:
        jobs.enqueue(JOB, {"context": context.id}, key=f"{JOB}/{context.id}")
        audit.note("lti.roster_asked", actor, context)


def ask_if_old(context: Context) -> None:
    """The same at an instructor's launch, which is often."""
    if context.roster_at is None or clock.now() - context.roster_at > GOOD_FOR:
        ask(None, context)


@jobs.does(JOB, words=_l("Ask a learning platform for its roster"))
def fetch(job) -> None:
    """Ask, and write down who is there; what goes wrong is kept as text, and the roster stays as it was."""
    context = db.session.get(Context, job.payload["context"], populate_existing=True)
    registration = context.deployment.registration
    if registration.state != "active" or not context.memberships_url:
        return
    asked, context_id = Services(registration), context.id
    address = _address(context.memberships_url, quirks.of(registration.family).members_a_page)
    told, trouble = [], ""
    with pause():
        try:
            told = _told(asked, address)
        except (LtiException, requests.RequestException) as error:
            answer = services.of_error(error)
            trouble = f"{answer.status or ''} {answer.text}".strip()
    context = db.session.get(Context, context_id, populate_existing=True)
    if not trouble:
        _keep(context, told)
        context.roster_at = clock.now()
    context.roster_trouble = trouble
    db.session.flush()


def counts(context: Context) -> Counts:
    there = Member.state != "gone"
    came, began = _came(context), _came(context, Enrolment.started_at.is_not(None))
    counted = (there, sa.and_(there, came), sa.and_(there, began), ~there)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0) for condition in counted]
    return Counts(*db.session.execute(sa.select(*sums).where(*_learners(context))).one())


def not_begun(context: Context) -> sa.Select:
    """Members who are in the platform's course as learners and have begun nothing that its links lead to."""
    began = _came(context, Enrolment.started_at.is_not(None))
    query = sa.select(Member).where(*_learners(context), Member.state != "gone", ~began)
    return query.order_by(Member.name, Member.id)


def came(context: Context, members: Iterable[Member]) -> set[int]:
    """Which of these, by id, were launched by some link of the platform's course."""
    query = sa.select(Member.id).where(Member.id.in_([member.id for member in members]), _came(context))
    return set(db.session.scalars(query))


def _learners(context: Context) -> tuple:
    return Member.context_id == context.id, Member.role == "learner"


def _came(context: Context, *conditions):
    """Whether a member was launched by a link of the platform's course."""
    return (
        sa.exists()
        .where(
            Identity.issuer == context.deployment.registration.issuer,
            Identity.subject == Member.subject,
            Participation.identity_id == Identity.id,
            ResourceLink.id == Participation.resource_link_id,
            ResourceLink.context_id == context.id,
            Enrolment.id == Participation.enrolment_id,
            *conditions,
        )
        .correlate(Member)
    )


def _told(asked: Services, address: str) -> list[Mapping[str, Any]]:
    """The members of all pages. Raises Unclear, LtiException, requests.RequestException."""
    told, seen = [], set()
    while address:
        if address in seen or len(seen) == MOST_PAGES:
            raise Unclear("The pages of the roster come to no end.")
        seen.add(address)
        try:
            said = asked.make_service_request([names.MEMBERSHIP_READ], address, accept=CONTAINER)["body"]
        except requests.JSONDecodeError as error:
            raise Unclear(f"This is no roster: {asked.last.text[:200]}") from error
        members = said.get("members") if isinstance(said, Mapping) else None
        if not isinstance(members, list):
            raise Unclear(f"This is no roster: {str(said)[:200]}")
        told += [member for member in members if isinstance(member, Mapping) and member.get("user_id")]
        address = _following(asked.last, address)
    if not told:
        raise Unclear("The platform says that nobody is in its course.")
    return told


def _following(response: requests.Response, address: str) -> str:
    said = response.links.get("next", {}).get("url", "")
    return services.following(address, said) if said else ""


def _address(memberships_url: str, members_a_page: int) -> str:
    return add_param_to_url(memberships_url, "limit", members_a_page) if members_a_page else memberships_url


def _keep(context: Context, told: Iterable[Mapping[str, Any]]) -> None:
    """Who is told of is there, whoever else was there is gone."""
    there = _described(told)
    for member in db.session.scalars(sa.select(Member).filter_by(context_id=context.id)):
        for name, value in there.pop(member.subject, GONE).items():
            setattr(member, name, value)
    new = [{"context_id": context.id, "subject": subject, **described} for subject, described in there.items()]
    if new:
        db.session.execute(sa.insert(Member), new)
    db.session.flush()


def _described(told: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The columns of each member by subject. Some platforms tell of a person once for each role or section."""
    found, now = {}, clock.now()
    for said in told:
        subject, state = _text(said["user_id"], NAME), STATES.get(str(said.get("status", "")).lower(), "active")
        before = found.get(subject, {"role": "learner", "state": state})
        role = roles.role_in(said.get("roles"))
        found[subject] = {
            "name": _name(said),
            "email": _text(email, NAME) if isinstance(email := said.get("email"), str) else "",
            "role": max(before["role"], role, key=ROLES.index),
            "state": max(before["state"], state, key=MOST_THERE.index),
            "seen_at": now,
        }
    return found


def _name(said: Mapping[str, Any]) -> str:
    whole = said.get("name") or f"{said.get('given_name') or ''} {said.get('family_name') or ''}"
    return _text(" ".join(str(whole).split()), LABEL)


def _text(said: Any, longest: int) -> str:
    """As a database keeps it: PostgreSQL keeps no NUL in a text."""
    return str(said).replace("\x00", "")[:longest]
