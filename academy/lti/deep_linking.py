"""The answer to a platform that asks what its new links shall lead to (LTI Deep Linking 2.0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from academy import audit, clock
from academy.access import current_person
from academy.db import db
from academy.lti import claims as names
from academy.lti import launches, quirks, scores, targets, tool
from academy.lti.models import Choice
from academy.lti.targets import Target

PLACES = ("iframe", "window")  # where a platform can show us; `embed` asks for HTML, which we give none of
SLACK = 60  # seconds that a platform's clock may be behind ours: Moodle takes nothing from the future, not by a second
LONGEST_TITLE = 255


@dataclass(frozen=True)
class Wishes:
    """How a platform wants its answer: one link or several, with columns in its gradebook or without, shown where, and
    whether it makes anything of dates."""

    multiple: bool
    columns: bool
    places: tuple[str, ...]
    dates: bool


@dataclass(frozen=True)
class Chosen:
    """A link to a target as its instructor wants it; `place` is one of PLACES, or "" to leave it to the platform."""

    target: Target
    title: str
    column: bool = False
    opens_at: datetime | None = None
    due_at: datetime | None = None
    place: str = ""


class Resource(DeepLinkResource):
    """A content item with what the library's own leaves out."""

    def __init__(self, **more: Any):
        self.more = {name: value for name, value in more.items() if value}

    def to_dict(self):
        return super().to_dict() | self.more


def choice_or_404(choice_id: int) -> Choice:
    """The choice that the signed-in person was asked for; nobody else makes it."""
    choice = db.session.get(Choice, choice_id)
    return choice if choice and choice.person_id == current_person.id else abort(404)


def wishes(choice: Choice) -> Wishes:
    said, own = choice.settings, quirks.of(choice.deployment.registration.family)
    accepted = said.get("accept_presentation_document_targets") if own.keeps_places else None
    places = tuple(place for place in PLACES if isinstance(accepted, list) and place in accepted)
    # whoever does not say whether line items are taken may take them: what is ignored does no harm
    columns = said.get("accept_lineitem") not in (False, "false")
    return Wishes(_yes(said.get("accept_multiple")), columns, places, own.keeps_dates)


def return_url(choice: Choice) -> str:
    """The platform's address that the answer goes to. Raises launches.NoWayBack."""
    return launches.way_back(choice.deployment.registration, choice.settings)


def answer(actor, choice: Choice, chosen: Sequence[Chosen]) -> bool:
    """Keep what the platform is answered, and whether it is this: who chose before has chosen. Nothing is a way out."""
    db.session.refresh(choice, with_for_update={"of": Choice})
    if choice.answer:
        return False
    family = choice.deployment.registration.family
    choice.answer, choice.answered_at = [item(each, quirks.of(family)) for each in chosen], clock.now()
    db.session.flush()
    audit.note(
        "lti.chosen",
        actor,
        choice.deployment.registration,
        reason=", ".join(each.target.key for each in chosen),
    )
    return True


def signed(choice: Choice) -> str:
    """The response for the platform as a signed token, made anew each time: it is good for some minutes."""
    deployment = choice.deployment
    link = DeepLink(tool.as_registered(deployment.registration), deployment.deployment_id, choice.settings)
    message = link.get_message_jwt([]) | {names.CONTENT_ITEMS: choice.answer or []}
    message["iat"] -= SLACK
    if "data" not in choice.settings:
        del message[names.DEEP_LINKING_DATA]
    return link.encode_jwt(message)


def item(chosen: Chosen, platform: quirks.Platform) -> dict[str, Any]:
    """A chosen target as a content item: what the platform makes its link of."""
    target = chosen.target
    resource = Resource(
        text=target.summary,
        available=_moment("startDateTime", chosen.opens_at),
        submission=_moment("endDateTime", chosen.due_at),
    )
    resource.set_title(chosen.title[:LONGEST_TITLE]).set_url(launches.address(target.course, target.part))
    named = {"course": target.course} | ({"part": target.part} if target.part else {})
    resource.set_custom_params(named | dict(platform.custom_fields))
    if chosen.column:
        line_item = LineItem().set_label(chosen.title[:LONGEST_TITLE]).set_score_maximum(scores.MAXIMUM)
        resource.set_lineitem(
            line_item.set_resource_id(targets.resource_id(target.course, target.part)).set_tag("grade")
        )
    place = {"window": {"window": {"targetName": "_blank"}}, "iframe": {"iframe": {"height": 900}}}
    return resource.to_dict() | place.get(chosen.place, {})


def _moment(name: str, moment: datetime | None) -> Mapping[str, str]:
    return {name: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if moment else {}


def _yes(said: Any) -> bool:
    return said is True or said == "true"
