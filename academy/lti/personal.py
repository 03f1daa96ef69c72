"""What learning platforms told us of people, and what they were told."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.lti.models import (
    Choice,
    Context,
    Deployment,
    Identity,
    Invitation,
    Login,
    Member,
    Participation,
    Registration,
    ResourceLink,
    Score,
    Ticket,
)
from academy.privacy import periods
from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.privacy.periods import Period


def _listed(person: Person) -> sa.ColumnElement[bool]:
    """In rosters they stand as the platform knows them, or by their address."""
    member = Member.__table__
    known = (
        sa.select(Context.id, Identity.subject)
        .join(Deployment, Deployment.id == Context.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .join(Identity, Identity.issuer == Registration.issuer)
        .where(Identity.person_id == person.id)
    )
    listed = sa.tuple_(member.c.context_id, member.c.subject).in_(known)
    return listed | (sa.func.lower(member.c.email) == person.email) if person.email else listed


holds(Identity, "platform_identities", _l("Identities at learning platforms"), (Identity.person_id,))
holds(
    Participation, "platform_links", _l("Links of learning platforms that were used"),
    (Participation.identity_id, Identity.person_id),
)  # fmt: skip
holds(
    Score, "platform_scores", _l("Grades that learning platforms were sent"),
    (Score.identity_id, Participation.identity_id, Identity.person_id),
)  # fmt: skip
holds(Member, "platform_rosters", _l("Lists of members that learning platforms sent"), _listed)
holds(Ticket, "platform_tickets", _l("Launches on their way into a window"), (Ticket.person_id,), exported=False)
holds(Choice, "platform_choices", _l("What was chosen for links of a platform"), (Choice.person_id,))
sets_aside("how platforms are connected", Registration, Deployment, Invitation, Context, ResourceLink)
sets_aside("nobody is known yet, and after minutes it is gone", Login)
only_acts("who connected a platform", Invitation.made_by_id, Registration.approved_by_id)
_member = Member.__table__
periods.keeps(
    Period(
        "platform_rosters",
        _l("Members who have left the course of a learning platform"),
        365,
        **periods.rows(_member, _member.c.seen_at, _member.c.state == "gone"),
    )
)
