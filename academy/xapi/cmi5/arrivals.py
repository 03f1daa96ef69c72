"""Taking in whoever a platform launches by cmi5: first everything is checked, then somebody is signed in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from academy import foreign, records
from academy.db import db, pause, refused_as
from academy.lti import identities, targets
from academy.lti.models import ADDRESS, NAME
from academy.tokens import digest
from academy.xapi.cmi5 import package, platform_side, platforms, said
from academy.xapi.cmi5.models import MODES, Cmi5Platform, Launch
from academy.xapi.cmi5.platform_side import AlreadyUsed, NoAnswer
from academy.xapi.models import Outlet

LONGEST_TEMPLATE = 20_000  # characters
LONGEST_ACTOR = 4000
SPOKEN_BY = "cmi5 "  # before a home page it makes an issuer that no message of LTI has


class Malformed(Exception):
    """What the platform sent in the address is no launch; the message says what is wrong with it."""


class UnknownPlatform(Exception):
    """The addresses of a launch are not all of one platform that may launch here."""


class OtherActivity(Exception):
    """The platform launches something else than the unit of this course's package."""


class NotOffered(Exception):
    """There is no such course now, and this learner has not begun it."""


class NotALearner(Exception):
    """Whoever teaches or administers here is not let in by another system's word."""


@dataclass(frozen=True)
class Asked:
    """The address of a launch, taken apart (cmi5, 8.1). `home` and `name` are the learner's account there."""

    endpoint: str
    fetch: str
    registration: UUID
    activity: str
    actor: dict[str, Any]
    home: str
    name: str

    @property
    def issuer(self) -> str:
        """Whose people they are. Not the issuer of LTI at the same address: Moodle, for one, names somebody by a number in
        LTI and by their username here, and one person's username may be the number of another."""
        return f"{SPOKEN_BY}{self.home}"

    @property
    def digest(self) -> str:
        return digest(self.fetch)


@dataclass(frozen=True)
class Told:
    """What the platform then told of it, by the token."""

    token: str
    template: dict[str, Any]
    mode: str
    mastery: float | None
    return_url: str
    language: str


def read(fields: Mapping[str, str]) -> Asked:
    """Raises Malformed."""
    endpoint, fetch, activity = (_required(fields, name) for name in ("endpoint", "fetch", "activityId"))
    try:
        registration = UUID(_required(fields, "registration"))
        actor = foreign.read(_required(fields, "actor", LONGEST_ACTOR))
    except ValueError as error:
        raise Malformed(str(error)) from error
    account = actor.get("account") if isinstance(actor, dict) else None
    home, name = (account.get(each) if isinstance(account, dict) else None for each in ("homePage", "name"))
    if not (_is_text(name, NAME) and _is_text(home, NAME - len(SPOKEN_BY))):
        raise Malformed("the actor has no account")
    return Asked(endpoint, fetch, registration, activity, actor, home, name)


def platform_of(asked: Asked) -> Cmi5Platform:
    """The platform that asks; raises UnknownPlatform."""
    found = platforms.of_addresses(asked.endpoint, asked.fetch, asked.home)
    if found is None:
        raise UnknownPlatform(f"{asked.endpoint} {asked.fetch} {asked.home}"[:500])
    return found


def known_launch(asked: Asked) -> Launch | None:
    """What this address began before."""
    return db.session.scalar(sa.select(Launch).where(Launch.fetch_digest == asked.digest))


def ask(asked: Asked, course: str) -> Told:
    """Ask the platform for the token and what belongs to it. Raises AlreadyUsed, NoAnswer, OtherActivity, NotOffered."""
    if targets.find(course, "") is None and not _begun(asked, course):
        raise NotOffered
    with pause():
        token = platform_side.token(asked.fetch)
        state = (asked.endpoint, token, asked.activity, asked.actor, str(asked.registration))
        data = platform_side.launch_data(*state)
        likes = platform_side.preferences(asked.endpoint, token, asked.actor)
    template = data.get("contextTemplate")
    if not _is_template(template):
        raise NoAnswer("LMS.LaunchData has no contextTemplate with a session id")
    if package.publisher_id(course) not in {asked.activity, *said.publishers(template)}:
        raise OtherActivity(f"{asked.activity} {sorted(said.publishers(template))}"[:500])
    return Told(token, template, _mode(data), _mastery(data), _return_url(data), _language(likes))


def arrive(asked: Asked, told: Told, platform: Cmi5Platform, course: str) -> Launch:
    """Account, enrolment and launch. Raises AlreadyUsed, NotALearner, identities.SwitchedOff."""
    claims = {"sub": asked.name, "name": asked.actor.get("name")}
    known = identities.find(asked.issuer, asked.name)
    if known and known.person.active and known.person.role != "learner":
        raise NotALearner
    identity = identities.arrive(asked.issuer, claims, "learner")
    outlet = Outlet(endpoint=asked.endpoint, token=told.token)
    launch = Launch(
        platform_id=platform.id,
        identity=identity,
        enrolment=records.enrol(identity.person, course),
        outlet=outlet,
        fetch_digest=asked.digest,
        registration=asked.registration,
        activity_id=asked.activity,
        actor=asked.actor,
        template=told.template,
        mode=told.mode,
        mastery=told.mastery,
        return_url=told.return_url,
    )
    with refused_as(AlreadyUsed()):
        db.session.add(launch)
        db.session.flush()
    return launch


def _begun(asked: Asked, course: str) -> bool:
    identity = identities.find(asked.issuer, asked.name)
    enrolment = records.enrolment_of(identity.person, course) if identity else None
    return enrolment is not None and enrolment.edition is not None


def _required(fields: Mapping[str, str], name: str, most: int = ADDRESS) -> str:
    value = fields.get(name, "").strip()
    if not value or len(value) > most:
        raise Malformed(f"{name} is missing" if not value else f"{name} is too long")
    return value


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _is_template(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(json.dumps(value)) <= LONGEST_TEMPLATE
        and isinstance(value.get("contextActivities", {}), dict)
        and bool(said.session_id(value))
    )


def _mode(data: Mapping[str, Any]) -> str:
    """What cannot be understood is no reason to report anything."""
    return data["launchMode"] if data.get("launchMode") in MODES else "Browse"


def _mastery(data: Mapping[str, Any]) -> float | None:
    value = data.get("masteryScore")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(float(value), 4) if number and 0 <= value <= 1 else None


def _return_url(data: Mapping[str, Any]) -> str:
    value = data.get("returnURL")
    web = isinstance(value, str) and value.startswith(("https://", "http://"))
    return value if web and len(value) <= ADDRESS else ""


def _language(likes: Mapping[str, Any]) -> str:
    """The first that the learner names, without its country."""
    first = str(likes.get("languagePreference") or "").partition(",")[0]
    return first.strip().partition("-")[0].lower()[:5]
