"""Platforms: whom the academy is registered with, and which of their deployments may launch."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, outbound
from academy.db import db, once, refused_as
from academy.lti import frames, quirks, scores
from academy.lti.models import ADDRESS, Deployment, Registration

UNKNOWN_DEPLOYMENTS = 20  # that wait for approval, of one registration: more are not written down
ADDRESSES = ("authorization_url", "token_url", "jwks_url")


class Taken(Exception):
    """There is a registration of this client id at this issuer already."""


class OtherKeys(Exception):
    """Somebody else is registered as this issuer, with keys at another address: one of them is not who it says."""


def registration_or_404(registration_id: int) -> Registration:
    return db.session.get(Registration, registration_id) or abort(404)


def everyone() -> list[Registration]:
    return list(db.session.scalars(sa.select(Registration).order_by(Registration.name, Registration.id)))


def find(issuer: str, client_id: str | None) -> Registration | None:
    """The active registration. Without a client id the issuer has to have one only."""
    query = sa.select(Registration).where(Registration.issuer == issuer, Registration.state == "active")
    if client_id:
        query = query.where(Registration.client_id == client_id)
    found = list(db.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def not_open(issuer: str, client_id: str | None) -> Registration | None:
    """The registration that cannot launch, where there is no active one: it waits for approval, or was closed."""
    if find(issuer, client_id):
        return None
    query = sa.select(Registration).where(Registration.issuer == issuer)
    if client_id:
        query = query.where(Registration.client_id == client_id)
    found = list(db.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def register(actor, *, issuer: str, client_id: str, name: str = "", family: str = "", **details) -> Registration:
    """Write a registration down; it waits for approval. Raises outbound.NotSafe, Taken, OtherKeys."""
    for address in ADDRESSES:
        outbound.checked(details[address])
    taken = sa.select(sa.exists().where(Registration.issuer == issuer, Registration.client_id == client_id))
    if db.session.scalar(taken):
        raise Taken
    _refuse_other_keys(issuer, details["jwks_url"])
    quirk = quirks.of(family) if family else quirks.by_address(issuer, details["authorization_url"])
    registration = Registration(
        issuer=issuer,
        client_id=client_id,
        name=name or str(quirk.title),
        family=quirk.family,
        token_audience=details.pop("token_audience", "") or quirk.token_audience,
        **details,
    )
    with refused_as(Taken()):
        db.session.add(registration)
    audit.note("lti.registered", actor, registration, issuer=issuer, client_id=client_id)
    return registration


def unchanged(issuer: str, client_id: str, endpoints: Mapping[str, str]) -> Registration | None:
    """The registration of a platform that registers once more as what it is here: its administrator has updated the tool."""
    query = sa.select(Registration).filter_by(issuer=issuer, client_id=client_id, **endpoints)
    return db.session.scalar(query.where(Registration.state != "closed"))


def approve(actor, registration: Registration) -> None:
    """Let the platform launch from now on, also from the deployment that it named when it registered itself.

    Raises OtherKeys for one that was closed, when somebody else is that issuer by now.
    """
    _refuse_other_keys(registration.issuer, registration.jwks_url, but=registration.id)
    if registration.state == "closed":
        scores.resume(registration)  # the grades that waited for it
    if registration.state == "pending":
        for deployment in registration.deployments:
            deployment.state = "active"
    registration.state, registration.approved_at, registration.approved_by_id = (
        "active",
        clock.now(),
        actor and actor.id,
    )
    db.session.flush()
    audit.note("lti.approved", actor, registration)


def close(actor, registration: Registration, reason: str = "") -> None:
    """Nobody is launched from there any more, and no grade is sent. What was learned stays."""
    registration.approved_at = registration.approved_at or clock.now()
    registration.state = "closed"
    db.session.flush()
    audit.note("lti.closed", actor, registration, reason=reason)


def change(actor, registration: Registration, **values) -> None:
    """Change its name, what it may do, or where its endpoints are. Raises outbound.NotSafe, OtherKeys."""
    for address in ADDRESSES:
        outbound.checked(values.get(address, getattr(registration, address)))
    before = {
        name: getattr(registration, name) for name, value in values.items() if getattr(registration, name) != value
    }
    if not before:
        return
    if "jwks_url" in before:
        _refuse_other_keys(registration.issuer, values["jwks_url"], but=registration.id)
        registration.keys = registration.keys_at = None
    for name, value in values.items():
        setattr(registration, name, value)
    db.session.flush()
    audit.note("lti.changed", actor, registration, before=before, after={name: values[name] for name in before})


def service_address(registration: Registration, address: Any) -> str:
    """An address of a service, as a platform names it. Raises outbound.NotSafe, also for one in the academy's own network
    that is not the platform's: it would be told what is answered there."""
    if not isinstance(address, str) or len(address) > ADDRESS:
        raise outbound.NotSafe("this is no address")
    own = {frames.origin(getattr(registration, name)) for name in ("issuer", *ADDRESSES)}
    if outbound.is_inside(outbound.checked(address)) and frames.origin(address) not in own:
        raise outbound.NotSafe(f"{address!r} is of another server in the academy's own network")
    return address


def deploy(actor, registration: Registration, deployment_id: str) -> Deployment:
    """Let a deployment launch."""
    deployment = _seen(registration, deployment_id)
    if deployment.state != "active":
        deployment.state = "active"
        db.session.flush()
        audit.note("lti.deployed", actor, registration, deployment=deployment_id)
    return deployment


def active_deployment(registration: Registration, deployment_id: str) -> Deployment | None:
    """The deployment if it may launch."""
    deployment = _deployment(registration, deployment_id)
    if deployment is None and registration.any_deployment:
        return deploy(None, registration, deployment_id)
    return deployment if deployment and deployment.state == "active" else None


def ask_for(registration: Registration, deployment_id: str) -> None:
    """Write down that an unknown deployment launched, so that an administrator can let it in."""
    waiting = sa.select(sa.func.count()).where(
        Deployment.registration_id == registration.id, Deployment.state == "pending"
    )
    if db.session.scalar(waiting) < UNKNOWN_DEPLOYMENTS:
        _seen(registration, deployment_id)


def _deployment(registration: Registration, deployment_id: str) -> Deployment | None:
    return db.session.scalar(
        sa.select(Deployment).filter_by(registration_id=registration.id, deployment_id=deployment_id)
    )


def _seen(registration: Registration, deployment_id: str) -> Deployment:
    found, _ = once(
        lambda: _deployment(registration, deployment_id),
        lambda: Deployment(registration=registration, deployment_id=deployment_id),
    )
    found.seen_at = clock.now()
    return found


def _refuse_other_keys(issuer: str, jwks_url: str, but: int | None = None) -> None:
    others = sa.select(Registration.id).where(
        Registration.issuer == issuer, Registration.jwks_url != jwks_url, Registration.state != "closed"
    )
    if any(found != but for found in db.session.scalars(others)):
        raise OtherKeys
