"""Courses of platforms, the links in them, and what each leads to."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _

from academy import audit, cohorts, outbound, records
from academy.cohorts.models import Cohort
from academy.db import db, once
from academy.lti import claims as names
from academy.lti import platforms
from academy.lti.models import LABEL, NAME, Context, Deployment, Identity, Participation, ResourceLink
from academy.lti.targets import Target

LONGEST_COHORT = 120


def context_or_404(context_id: int) -> Context:
    return db.session.get(Context, context_id) or abort(404)


def link_or_404(link_id: int) -> ResourceLink:
    """A link of a cohort that the signed-in person looks after; one of somebody else's is refused."""
    link = db.session.get(ResourceLink, link_id) or abort(404)
    cohorts.cohort_or_404(link.context.cohort_id)
    return link


def of_cohort(cohort: Cohort) -> list[Context]:
    return list(db.session.scalars(sa.select(Context).where(Context.cohort_id == cohort.id).order_by(Context.id)))


def arrive(deployment: Deployment, claims: Mapping[str, Any]) -> Context | None:
    """The platform's course that a message comes from, with its cohort; None when it comes from none."""
    said = claims.get(names.CONTEXT)
    context_id = str(said.get("id") or "")[:NAME] if isinstance(said, Mapping) else ""
    if not context_id:
        return None
    title = str(said.get("title") or said.get("label") or "")[:LABEL]
    context, _new = once(
        lambda: db.session.scalar(sa.select(Context).filter_by(deployment_id=deployment.id, context_id=context_id)),
        lambda: Context(deployment=deployment, context_id=context_id, title=title, cohort=_cohort(deployment, title)),
    )
    context.title = title or context.title
    if memberships := _address(context, claims.get(names.MEMBERSHIPS), "context_memberships_url"):
        context.memberships_url = memberships
    db.session.flush()
    return context


def link(context: Context, link_id: str, claims: Mapping[str, Any], target: Target | None) -> ResourceLink:
    """The link of a launch, with what its message says of its gradebook column.

    It leads where its message says when that is new: an instructor has edited the platform's link. Otherwise it stays with
    what it was pointed at here.
    """
    found, _new = once(
        lambda: db.session.scalar(
            sa.select(ResourceLink).filter_by(context_id=context.id, resource_link_id=link_id[:NAME])
        ),
        lambda: ResourceLink(context=context, resource_link_id=link_id[:NAME]),
    )
    said = claims.get(names.RESOURCE_LINK)
    found.title = str(said.get("title") or found.title or "")[:LABEL] if isinstance(said, Mapping) else found.title
    if target and found.named != target.key:
        found.named = target.key
        point(None, found, target)
    endpoint = claims.get(names.ENDPOINT)
    if isinstance(endpoint, Mapping):
        found.line_items_url = _address(context, endpoint, "lineitems") or found.line_items_url
        found.line_item_url = _address(context, endpoint, "lineitem") or found.line_item_url
        scopes = endpoint.get("scope")
        found.scopes = [scope for scope in scopes if scope in names.SCOPES] if isinstance(scopes, list) else []
    db.session.flush()
    return found


def point(actor, link: ResourceLink, target: Target) -> None:
    """Say what a link leads to, and give its cohort the course. The same again changes nothing."""
    if (link.course, link.part) == (target.course, target.part):
        return
    link.course, link.part = target.course, target.part
    cohort = link.context.cohort
    if target.course not in {assignment.course for assignment in cohort.assignments}:
        cohorts.assign(actor, cohort, target.course)
    db.session.flush()
    audit.note("lti.pointed", actor, cohort, reason=f"{target.course} {target.part}".strip())


def join(link: ResourceLink, identity: Identity) -> Participation:
    """A learner came by a link: in its cohort, and enrolled in its course, from now on."""
    cohorts.add(None, link.context.cohort, identity.person)
    enrolment = records.enrol(identity.person, link.course, link.context.cohort)
    participation, _new = once(
        lambda: db.session.get(Participation, (link.id, identity.id)),
        lambda: Participation(link=link, identity=identity, enrolment=enrolment),
    )
    participation.enrolment = enrolment  # in another course than before, if the link leads elsewhere now
    return participation


def _cohort(deployment: Deployment, title: str) -> Cohort:
    """A cohort for a platform's course, under a name that none has."""
    name = (title or _("Course of %(platform)s", platform=deployment.registration.name))[: LONGEST_COHORT - 6].strip()
    tried = (name if number == 1 else f"{name} ({number})" for number in range(1, 10_000))
    return cohorts.create(None, next(each for each in tried if not cohorts.by_name(each)))


def _address(context: Context, said: Any, name: str) -> str:
    """An address of a service that a message names; "" for none, and for one that is never asked."""
    address = said.get(name) if isinstance(said, Mapping) else None
    try:
        return platforms.service_address(context.deployment.registration, address)
    except outbound.NotSafe:
        return ""
