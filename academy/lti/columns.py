"""Columns of platforms' gradebooks: one for a link, made once where the platform did not make it."""

from datetime import timedelta

import requests
import sqlalchemy as sa
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.lineitem import LineItem
from pylti1p3.utils import add_param_to_url

from academy import clock, outbound
from academy.db import db, pause
from academy.lti import platforms, scores, services, targets
from academy.lti.models import ResourceLink

MAKING = timedelta(minutes=5)  # that making a column may take; a worker that was lost keeps it no longer
MOST_PAGES = 50  # of the list of columns
LONGEST_LABEL = 255


class Busy(Exception):
    """Another worker makes the column at this moment."""


def make(link: ResourceLink, service: AssignmentsGradesService, container: str) -> str:
    """The address of the column of a link that has none: of one that is there already, or else of a new one.

    Raises Busy, and what asking can: LtiException, requests.RequestException.
    """
    _claim(link)
    link_id, item = link.id, _column(link)
    try:
        with pause():
            found = _find(service, container, item.get_resource_link_id()) or service.create_lineitem(item)
    except requests.JSONDecodeError as error:
        raise LtiException("what the platform says of its columns is not to be understood") from error
    finally:
        link = db.session.get(ResourceLink, link_id, populate_existing=True)
        link.making_until = None
        db.session.flush()
    link.line_item_url = _address(link, found)
    db.session.flush()
    return link.line_item_url


def _claim(link: ResourceLink) -> None:
    now = clock.now()
    free = sa.or_(ResourceLink.making_until.is_(None), ResourceLink.making_until < now)
    claim = sa.update(ResourceLink).where(ResourceLink.id == link.id, ResourceLink.line_item_url == "", free)
    if db.session.execute(claim.values(making_until=now + MAKING)).rowcount != 1:
        raise Busy


def _column(link: ResourceLink) -> LineItem:
    target = targets.find(link.course, link.part)
    return (
        LineItem()
        .set_label((link.title or (target and target.title) or link.course)[:LONGEST_LABEL])
        .set_score_maximum(scores.MAXIMUM)
        .set_resource_id(targets.resource_id(link.course, link.part))
        .set_resource_link_id(link.resource_link_id)
    )


def _find(service: AssignmentsGradesService, container: str, link_id: str) -> LineItem | None:
    """The column of a link. Not every platform narrows its list as it is asked to, so each is looked at."""
    address = add_param_to_url(container, "resource_link_id", link_id)
    for _page in range(MOST_PAGES):
        columns, following = service.get_lineitems_page(address)
        for column in columns:
            if isinstance(column, dict) and str(column.get("resourceLinkId", "")) == link_id:
                return LineItem(column)
        if not following or following == address:
            break
        address = services.following(address, following)
    return None


def _address(link: ResourceLink, column: LineItem) -> str:
    address = column.get_id()
    try:
        return platforms.service_address(link.context.deployment.registration, address)
    except outbound.NotSafe as error:
        raise LtiException(f"the platform's column has no address that can be used: {address!r}"[:500]) from error
