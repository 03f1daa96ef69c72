"""How the platforms are doing, in figures: deployments, and grades that are on their way or were refused."""

from dataclasses import dataclass

import sqlalchemy as sa

from academy.db import db
from academy.lti import journal, platforms
from academy.lti.models import Context, Deployment, Registration, ResourceLink, Score


@dataclass(frozen=True)
class Line:
    """`active` and `pending` are deployments; `waiting`, `refused` and `sent` the newest scores of each learner and link."""

    registration: Registration
    active: int
    pending: int
    waiting: int
    refused: int
    sent: int


def listed() -> list[Line]:
    deployments, scores = _deployments(), _scores()
    return [_line(each, deployments, scores) for each in platforms.everyone()]


def of(registration: Registration) -> Line:
    return _line(registration, _deployments(registration.id), _scores(registration.id))


def waiting() -> list[Registration]:
    """The platforms that an administrator has to look at: not approved yet, or with a deployment that is not."""
    new = sa.exists().where(Deployment.registration_id == Registration.id, Deployment.state == "pending")
    wanted = sa.or_(Registration.state == "pending", sa.and_(Registration.state == "active", new))
    return list(db.session.scalars(sa.select(Registration).where(wanted).order_by(Registration.name, Registration.id)))


def _line(registration: Registration, deployments: dict, scores: dict) -> Line:
    placed = {state: deployments.get((registration.id, state), 0) for state in ("active", "pending")}
    marked = {state: scores.get((registration.id, state), 0) for state in ("waiting", "refused", "sent")}
    return Line(registration, **placed, **marked)


def _deployments(registration_id: int | None = None) -> dict[tuple[int, str], int]:
    """How many there are, by registration and state."""
    query = sa.select(Deployment.registration_id, Deployment.state, sa.func.count())
    return _counted(query, Deployment.state, registration_id)


def _scores(registration_id: int | None = None) -> dict[tuple[int, str], int]:
    query = (
        sa.select(Deployment.registration_id, Score.state, sa.func.count())
        .join_from(Score, ResourceLink, ResourceLink.id == Score.resource_link_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Deployment, Deployment.id == Context.deployment_id)
        .where(journal.is_newest())
    )
    return _counted(query, Score.state, registration_id)


def _counted(query: sa.Select, state, registration_id: int | None) -> dict[tuple[int, str], int]:
    if registration_id is not None:
        query = query.where(Deployment.registration_id == registration_id)
    rows = db.session.execute(query.group_by(Deployment.registration_id, state))
    return {(registration, state): number for registration, state, number in rows}
