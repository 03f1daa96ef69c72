"""A platform registers itself: LTI Dynamic Registration 1.0, with an invitation of ours.

Whoever has the invitation names an address that we ask. So nothing is believed that is not of the platform's own host,
what it says is looked at piece by piece, and an administrator approves what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from academy import audit, outbound
from academy.db import apart, pause
from academy.lti import claims as names
from academy.lti import description, frames, invitations, platforms, quirks
from academy.lti.models import ADDRESS, NAME, Registration
from academy.lti.quirks import Platform

SHOWN = 300  # characters of an answer that the log tells
LONGEST_TITLE = 120
ENDPOINTS = {
    "authorization_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "jwks_url": "jwks_uri",
}


class NoAnswer(Exception):
    """The platform could not be asked, or refused; the message is for the log."""


class NotSound(Exception):
    """What the platform says of itself is not a configuration of LTI; the message is for the log."""


class Foreign(Exception):
    """An address of the configuration is not of the platform that it claims to be; the message is for the log."""


@dataclass(frozen=True)
class Configuration:
    """What a platform says of itself, checked. `registration_url` is where it takes our configuration; `messages` are the
    types that it can send."""

    family: str
    name: str
    issuer: str
    endpoints: Mapping[str, str]
    token_audience: str
    registration_url: str
    messages: frozenset[str]


def register(token: str, address: str, registration_token: str = "") -> Registration:
    """Register with the platform whose configuration is at the address: it waits for approval, unless it is one of ours that
    has only read our configuration anew.

    Raises invitations.NotGood, outbound.NotSafe, NoAnswer, NotSound, Foreign, platforms.Taken, platforms.OtherKeys; then
    the invitation is as good as before.
    """
    invitation = invitations.take(token)
    try:
        with pause():  # nobody who writes waits while another server is asked
            said, client_id, deployment_id = _exchange(invitation.family, address, registration_token)
        registration = platforms.unchanged(said.issuer, client_id, said.endpoints) or platforms.register(
            None,
            issuer=said.issuer,
            client_id=client_id,
            name=said.name,
            family=said.family,
            token_audience=said.token_audience,
            **said.endpoints,
        )
        if deployment_id:
            platforms.ask_for(registration, deployment_id)
    except Exception:
        with apart():
            invitations.give_back(invitation.id)
        raise
    audit.note("lti.invitation_used", None, invitation, registration=registration.id)
    return registration


def read(family: str, address: str, found: Mapping[str, Any]) -> Configuration:
    """The configuration that was found at an address. Raises NotSound, Foreign."""
    about = found.get(names.PLATFORM_CONFIGURATION)
    if not isinstance(about, Mapping):
        raise NotSound(f"{address} is no configuration of a learning platform")
    issuer = _text(found, "issuer", NAME)
    quirk = quirks.by_product(str(about.get("product_family_code", "")))
    quirk = quirk if quirk.family != "other" else quirks.of(family)
    endpoints = {ours: _text(found, theirs) for ours, theirs in ENDPOINTS.items()}
    registration_url = _text(found, "registration_endpoint")
    # the configuration itself has to be where its issuer is; what it names may also be in its family's cloud
    if not (_same_host(address, issuer) or (issuer in quirk.issuers and quirk.is_home(address))):
        raise Foreign(f"{address} speaks for the issuer {issuer}")
    for named in (registration_url, *endpoints.values()):
        outbound.checked(named)
        if not (_same_host(named, issuer) or quirk.is_home(named)):
            raise Foreign(f"{named} is not of the issuer {issuer}")
    audience = found.get("authorization_server")
    return Configuration(
        quirk.family,
        _name(quirk, issuer, found),
        issuer,
        endpoints,
        # Canvas names a host here although it wants the token's address (doc/api/registration.md and file.oauth)
        audience if isinstance(audience, str) and audience.startswith("https://") and len(audience) <= ADDRESS else "",
        registration_url,
        _messages(about.get("messages_supported")),
    )


def _exchange(family: str, address: str, registration_token: str) -> tuple[Configuration, str, str]:
    """Ask the platform for its configuration and give it ours: its own, our client id, and the deployment id if told."""
    outbound.checked(address)
    with outbound.session() as session:
        said = read(family, address, _answer(session, "GET", address, registration_token))
        ours = description.registration(said.family, said.messages)
        found = _answer(session, "POST", said.registration_url, registration_token, json=ours)
    client_id = found.get("client_id")
    client_id = str(client_id) if isinstance(client_id, int) else client_id
    about = found.get(names.TOOL_CONFIGURATION)
    deployment_id = about.get("deployment_id") if isinstance(about, Mapping) else None
    if not _is_text(client_id, NAME):
        raise NotSound(f"{said.registration_url} gave no client id")
    return said, client_id, deployment_id if _is_text(deployment_id, NAME) else ""


def _answer(session: outbound.Session, method: str, address: str, registration_token: str, **options) -> dict:
    headers = {"Accept": "application/json"}
    if registration_token:
        headers["Authorization"] = f"Bearer {registration_token}"
    try:
        answer = session.request(method, address, headers=headers, **options)
    except (OSError, ValueError) as error:  # requests' own errors are OSErrors
        raise NoAnswer(f"{address}: {type(error).__name__}: {error}") from error
    if answer.status_code not in (200, 201):
        raise NoAnswer(f"{address} answered {answer.status_code}: {answer.text[:SHOWN]}")
    try:
        found = answer.json()
    except ValueError as error:
        raise NotSound(f"{address} answered no JSON") from error
    if not isinstance(found, dict):
        raise NotSound(f"{address} answered no object")
    return found


def _name(quirk: Platform, issuer: str, found: Mapping[str, Any]) -> str:
    """What administrators here see in their list; they can change it."""
    own = quirk.name_in(found)
    host = frames.origin(issuer).partition("://")[2]
    name = " · ".join(filter(None, (str(quirk.title), own if _is_text(own, NAME) else host)))
    return name[:LONGEST_TITLE]


def _messages(said: Any) -> frozenset[str]:
    kinds = (each.get("type") for each in said if isinstance(each, Mapping)) if isinstance(said, list) else ()
    return frozenset(kind for kind in kinds if isinstance(kind, str))


def _text(found: Mapping[str, Any], name: str, most: int = ADDRESS) -> str:
    said = found.get(name)
    if not _is_text(said, most):
        raise NotSound(f"the configuration names no {name}")
    return said


def _is_text(said: Any, most: int) -> bool:
    return isinstance(said, str) and 0 < len(said) <= most and said.isprintable()


def _same_host(address: str, issuer: str) -> bool:
    return bool(frames.origin(issuer)) and frames.origin(address) == frames.origin(issuer)
