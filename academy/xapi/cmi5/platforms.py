"""Which learning platforms may launch courses by cmi5: by the addresses that they speak from."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import abort

from academy import audit, outbound
from academy.db import db, refused_as
from academy.lti import frames
from academy.xapi.cmi5.models import Cmi5Origin, Cmi5Platform


class Taken(Exception):
    """Another platform has this name, or one of these addresses."""


def everyone() -> list[Cmi5Platform]:
    return list(db.session.scalars(sa.select(Cmi5Platform).order_by(Cmi5Platform.name)))


def platform_or_404(platform_id: int) -> Cmi5Platform:
    return db.session.get(Cmi5Platform, platform_id) or abort(404)


def add(actor, name: str, addresses: Iterable[str]) -> Cmi5Platform:
    """Let a platform launch. Of its addresses, scheme and host count. Raises Taken, outbound.NotSafe."""
    origins = origins_of(addresses)
    with refused_as(Taken()):
        platform = Cmi5Platform(name=name, origins=[Cmi5Origin(origin=origin) for origin in origins])
        db.session.add(platform)
        db.session.flush()
    audit.note("cmi5.added", actor, platform, reason=f"{name}: {' '.join(origins)}"[:500])
    return platform


def switch(actor, platform: Cmi5Platform, active: bool) -> None:
    """Let it launch, or no more; launches that are under way go on."""
    if platform.active != active:
        platform.active = active
        audit.note("cmi5.opened" if active else "cmi5.closed", actor, platform)
        db.session.flush()


def origins_of(addresses: Iterable[str]) -> list[str]:
    """Scheme and host of each address; raises outbound.NotSafe for one that is not to be asked."""
    return list(dict.fromkeys(frames.origin(outbound.checked(address)) or _unsafe(address) for address in addresses))


def of_addresses(*addresses: str) -> Cmi5Platform | None:
    """The platform that all these addresses are of, if it may launch."""
    found = {id(each): each for each in map(_of_address, addresses)}
    platform = next(iter(found.values())) if len(found) == 1 else None
    return platform if platform and platform.active else None


def _of_address(address: str) -> Cmi5Platform | None:
    known = db.session.get(Cmi5Origin, frames.origin(address))
    return known and known.platform


def _unsafe(address: str) -> str:
    raise outbound.NotSafe(f"{address!r} is no address of a server")
