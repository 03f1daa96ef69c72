"""From a checked message to a person and a page."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app, url_for
from pylti1p3.exception import LtiMessageValidationException

from academy import clock, cohorts, records
from academy.accounts.models import Person
from academy.db import db
from academy.lti import claims as names
from academy.lti import contexts, frames, identities, quirks, reviewing, roles, rosters, scores, targets
from academy.lti.messages import Message
from academy.lti.models import Choice, Context, Deployment, Identity, Registration, ResourceLink, Ticket
from academy.lti.targets import Target
from academy.tokens import digest

TICKET_GOOD_FOR = timedelta(minutes=10)
LONGEST_PATH = 1000


class NotChosen(Exception):
    """A learner came by a link of which nobody has said yet what it leads to."""


class NotOffered(Exception):
    """What a link leads to is not offered any more, and not in the course as this learner has it."""


class NotForLearners(Exception):
    """Only instructors choose links and look at others' work."""


class NotALearner(Exception):
    """The platform says learner of somebody who teaches here, elsewhere: they are not let in to teach those they learn with."""


class NoWayBack(Exception):
    """A platform asks for links, and names no address, or none that is safe, for the answer."""


@dataclass(frozen=True)
class Arrival:
    """`path` is the page of ours that the person is taken to; `return_url` the page of the platform that they come from;
    `language` is the platform's for them."""

    person: Person
    path: str
    return_url: str = ""
    language: str = ""


def arrive(message: Message) -> Arrival:
    """Take in whoever a checked message brings: account, cohort, enrolment, and where they go.

    Raises NotChosen, NotOffered, NotForLearners, NotALearner, NoWayBack, and what identities.arrive raises.
    """
    said, registration = message.claims, message.registered
    role = roles.role_of(said)
    identity = identities.arrive(registration.issuer, said, role, registration.teaching)
    registration.launched_at = clock.now()
    kind = said[names.MESSAGE_TYPE]
    if kind == "LtiDeepLinkingRequest":
        path = _choosing(message, identity)
    elif kind == "LtiResourceLinkRequest":
        path = _linked(message, identity)
    elif kind == "LtiSubmissionReviewRequest":
        path = _reviewed(message, identity)
    else:
        raise LtiMessageValidationException(f"messages of the type {kind} are not for us")
    db.session.flush()
    return Arrival(identity.person, path, _return_url(said), identities.language(said))


def ticket(arrival: Arrival) -> str:
    """Lets the arrival be taken up in a window of its own, once and soon."""
    token = secrets.token_urlsafe(24)
    db.session.add(
        Ticket(
            token_digest=digest(token),
            person=arrival.person,
            path=arrival.path[:LONGEST_PATH],
            expires_at=clock.now() + TICKET_GOOD_FOR,
        )
    )
    db.session.flush()
    return token


def redeem(token: str) -> Ticket | None:
    """The ticket, if it is good; it is not any more."""
    good = (Ticket.token_digest == digest(token), Ticket.used_at.is_(None), Ticket.expires_at > clock.now())
    used = sa.update(Ticket).where(*good).values(used_at=clock.now()).returning(Ticket.id)
    found = db.session.scalar(used)
    return found and db.session.get(Ticket, found, populate_existing=True)


def named(said: Mapping[str, Any]) -> Target | None:
    """What a message asks for: by the address that it was signed for, or by custom fields. Only what is offered here."""
    asked = _asked(said)
    return targets.find(*asked) if asked else None


def address(course: str, part: str) -> str:
    """The address of a target for platforms: what they keep in a link, and send with each launch by it."""
    base = current_app.config["BASE_URL"].rstrip("/")
    return base + url_for("lti.target", course=course, part=part or None)


def page_of(said: Mapping[str, Any]) -> str:
    """The page of the platform that a message came from, "" if it names none."""
    presentation = said.get(names.LAUNCH_PRESENTATION)
    found = presentation.get("return_url") if isinstance(presentation, Mapping) else None
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else ""


def way_back(registration: Registration, settings: Mapping[str, Any]) -> str:
    """Where the answer to a request for links goes: https://, or a host of the platform that was registered without it.

    It need not be the issuer's host: the clouds of Canvas and Blackboard have one issuer for all their schools. Raises
    NoWayBack.
    """
    address = settings.get("deep_link_return_url")
    origin = frames.origin(address) if isinstance(address, str) else ""
    if origin and (origin.startswith("https://") or origin in frames.origins_of(registration)):
        return address
    raise NoWayBack


def _link(message: Message) -> ResourceLink:
    said, deployment = message.claims, message.deployment
    link_id = quirks.of(message.registered.family).link_id(said)
    if not link_id:
        raise LtiMessageValidationException("the message is about no link")
    context = contexts.arrive(deployment, said) or _alone(deployment, said, link_id)
    return contexts.link(context, link_id, said, named(said))


def _linked(message: Message, identity: Identity) -> str:
    link = _link(message)
    context = link.context
    if identity.person.role != "learner":
        _let_teach(identity, context, message.claims)
        return _taught(context, link)
    if not link.course:
        raise NotOffered if _asked(message.claims) else NotChosen
    if not _there(link, identity.person):
        raise NotOffered
    participation = contexts.join(link, identity)
    scores.came(participation)
    return targets.shelf().address(link.course, link.part)


def _reviewed(message: Message, identity: Identity) -> str:
    """Somebody looks at a learner's work from the platform's gradebook; what has no page of its own is seen in its cohort."""
    link = _link(message)
    if identity.person.role != "learner":
        _let_teach(identity, link.context, message.claims)
    page = reviewing.page(identity, link, message.claims)
    if identity.person.role == "learner" and not page:
        raise NotForLearners
    return page or _taught(link.context, link)


def _let_teach(identity: Identity, context: Context, said: Mapping[str, Any]) -> None:
    """Whoever teaches the platform's course teaches its cohort. An instructor who only learns in that course does not.
    Raises NotALearner."""
    person = identity.person
    if person.role != "instructor":
        return
    if roles.role_of(said) == "instructor":
        cohorts.let_teach(None, context.cohort, person)
    elif not cohorts.teaches(person, context.cohort):
        raise NotALearner


def _taught(context: Context, link: ResourceLink) -> str:
    """The page of the cohort of the platform's course, or the one on which its link is pointed to something."""
    rosters.ask_if_old(context)
    if not targets.find(link.course, link.part):
        return url_for("lti_links.point", link_id=link.id)
    return url_for("cohorts.show", cohort_id=context.cohort_id)


def _choosing(message: Message, identity: Identity) -> str:
    if identity.person.role == "learner":
        raise NotForLearners
    settings = message.claims[names.DEEP_LINKING]
    way_back(message.registered, settings)
    if context := contexts.arrive(message.deployment, message.claims):
        _let_teach(identity, context, message.claims)
    choice = Choice(deployment=message.deployment, person_id=identity.person_id, settings=dict(settings))
    db.session.add(choice)
    db.session.flush()
    return url_for("lti_links.choose", choice_id=choice.id)


def _there(link: ResourceLink, person: Person) -> bool:
    """Whether a learner finds what a link leads to: in the course as they have it, or as it is offered."""
    enrolment = records.enrolment_of(person, link.course)
    there = targets.shelf().part_of(enrolment, link.part) if enrolment else targets.find(link.course, link.part)
    return there is not None


def _alone(deployment: Deployment, said: Mapping[str, Any], link_id: str) -> Context:
    """A link that stands in no course of the platform is a course of its own here."""
    own = {"id": f"resource link {link_id}", "title": said.get(names.RESOURCE_LINK, {}).get("title", "")}
    return contexts.arrive(deployment, {**said, names.CONTEXT: own})


def _asked(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """The course and the part that a message names, offered or not."""
    fields = quirks.of("other").custom(said)
    by_fields = (fields["course"], fields.get("part", "")) if "course" in fields else None
    return _named_by_address(said.get(names.TARGET)) or by_fields


def _named_by_address(address: Any) -> tuple[str, str] | None:
    base = urlsplit(current_app.config["BASE_URL"])
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return None
    start = f"{base.path.rstrip('/')}/lti/to/"
    if not parts or parts.netloc != base.netloc or not parts.path.startswith(start):
        return None
    course, _, part = unquote(parts.path.removeprefix(start)).strip("/").partition("/")
    return course, part


def _return_url(said: Mapping[str, Any]) -> str:
    """The page of the platform that gets the person back; an answer to a request for links goes where it says."""
    choosing = said[names.MESSAGE_TYPE] == "LtiDeepLinkingRequest"
    return said[names.DEEP_LINKING]["deep_link_return_url"] if choosing else page_of(said)
