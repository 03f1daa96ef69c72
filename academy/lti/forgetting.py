"""What launches and registrations leave behind: forgotten once it can do nothing any more."""

from datetime import timedelta

import sqlalchemy as sa

from academy import clock, jobs
from academy.db import db
from academy.lti.models import Choice, Invitation, Login, Ticket

KEPT = timedelta(days=30)  # of what people may still ask about


@jobs.does("lti-forgotten", daily=True)
def forget(job) -> None:
    """A launch that is sent again is refused as well without its row: there is no login of its state any more."""
    now = clock.now()
    for table, old in (
        (Login, Login.expires_at < now),
        (Ticket, Ticket.expires_at < now),
        (Choice, Choice.made_at < now - KEPT),
        (Invitation, Invitation.expires_at < now - KEPT),
    ):
        db.session.execute(sa.delete(table).where(old))
