"""What is known of the platforms that launch people into the academy, of those people, and of the grades they are sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from academy.db import JSON, Moment, db, one_of, one_while
from academy.records.models import Enrolment

FAMILIES = ("moodle", "canvas", "blackboard", "brightspace", "openedx", "other")
REGISTRATION_STATES = ("pending", "active", "closed")
DEPLOYMENT_STATES = ("pending", "active")
SCORE_STATES = ("waiting", "sent", "refused", "superseded")
MEMBER_STATES = ("active", "inactive", "gone")
NAME, LABEL, ADDRESS = 255, 300, 1000  # the most characters of ids, of titles and of addresses of others


class Invitation(db.Model):
    """An address that lets a platform register itself once. Only the digest of its token is kept."""

    __tablename__ = "lti_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    family: Mapped[str] = mapped_column(sa.String(20))
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # none: by a command
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Registration(db.Model):
    """The academy as a platform knows it: `client_id` at `issuer`, and where the platform's endpoints are.

    `token_audience` is what the platform wants in tokens instead of the token's address; `teaching` lets its instructors
    be instructors here; `any_deployment` takes deployments in that nobody has approved.
    """

    __tablename__ = "lti_registration"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "client_id"),
        one_of("state", REGISTRATION_STATES),
        one_of("family", FAMILIES),
        sa.CheckConstraint("(state = 'pending') = (approved_at IS NULL)", name="approved_unless_pending"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    family: Mapped[str] = mapped_column(sa.String(20), default="other")
    issuer: Mapped[str] = mapped_column(sa.String(NAME))
    client_id: Mapped[str] = mapped_column(sa.String(NAME))
    authorization_url: Mapped[str] = mapped_column(sa.String(ADDRESS))
    token_url: Mapped[str] = mapped_column(sa.String(ADDRESS))
    jwks_url: Mapped[str] = mapped_column(sa.String(ADDRESS))
    token_audience: Mapped[str] = mapped_column(sa.String(ADDRESS), default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="pending")
    teaching: Mapped[bool] = mapped_column(default=True)
    any_deployment: Mapped[bool] = mapped_column(default=False)
    keys: Mapped[dict | None] = mapped_column(JSON)  # the platform's JWKS as it was last fetched
    keys_at: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    launched_at: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)  # since it last answered a score
    down_until: Mapped[datetime | None] = mapped_column(Moment)  # nothing is sent before

    deployments: Mapped[list["Deployment"]] = relationship(back_populates="registration", order_by="Deployment.id")


class Deployment(db.Model):
    """One placing of the tool in a platform. A launch from one that is not active is refused and waits for approval."""

    __tablename__ = "lti_deployment"
    __table_args__ = (sa.UniqueConstraint("registration_id", "deployment_id"), one_of("state", DEPLOYMENT_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey(Registration.id))
    deployment_id: Mapped[str] = mapped_column(sa.String(NAME))
    state: Mapped[str] = mapped_column(sa.String(10), default="pending")
    seen_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    registration: Mapped[Registration] = relationship(back_populates="deployments", lazy="joined")


class Login(db.Model):
    """A launch under way: between the platform's login request and its message. Its state and nonce are good once."""

    __tablename__ = "lti_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey(Registration.id))
    state_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    nonce_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    storage_target: Mapped[str] = mapped_column(sa.String(200), default="")
    asked: Mapped[dict] = mapped_column(
        JSON
    )  # the fields of the login request, to ask once more in a window of its own
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    registration: Mapped[Registration] = relationship(lazy="joined")


class Ticket(db.Model):
    """Carries a launch out of a frame whose browser keeps no cookie there: good once, and not for long."""

    __tablename__ = "lti_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    path: Mapped[str] = mapped_column(sa.String(ADDRESS))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class Choice(db.Model):
    """A platform asks an instructor to choose what its new links lead to; `settings` says how it wants the answer.

    `answer` holds the content items that it was given: whoever sends the form again gives the same ones again.
    """

    __tablename__ = "lti_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(sa.ForeignKey(Deployment.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    settings: Mapped[dict] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[list | None] = mapped_column(JSON)

    deployment: Mapped[Deployment] = relationship(lazy="joined")


class Identity(db.Model):
    """Whom a platform means by a subject. Nothing else links a launch to a person: not an e-mail address, not a name."""

    __tablename__ = "lti_identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(sa.String(NAME))
    subject: Mapped[str] = mapped_column(sa.String(NAME))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    linked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship(lazy="joined")


class Context(db.Model):
    """A course of a platform. Its people are a cohort here; `memberships_url` is where its roster can be asked for."""

    __tablename__ = "lti_context"
    __table_args__ = (sa.UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(sa.ForeignKey(Deployment.id))
    context_id: Mapped[str] = mapped_column(sa.String(NAME))
    title: Mapped[str] = mapped_column(sa.String(LABEL), default="")
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey(Cohort.id), index=True)
    memberships_url: Mapped[str] = mapped_column(sa.String(ADDRESS), default="")
    roster_at: Mapped[datetime | None] = mapped_column(Moment)
    roster_trouble: Mapped[str] = mapped_column(sa.Text, default="")

    deployment: Mapped[Deployment] = relationship(lazy="joined")
    cohort: Mapped[Cohort] = relationship()


class ResourceLink(db.Model):
    """A link in a platform's course to a `part` of a course of ours: "" for all of it, a module, or an activity.

    `named` is the target that the platform's messages name, "" if they name none: when it changes, the link was edited.

    `line_item_url` is its column in the gradebook, once there is one, and `line_items_url` where one can be made.
    """

    __tablename__ = "lti_resource_link"
    __table_args__ = (sa.UniqueConstraint("context_id", "resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(sa.ForeignKey(Context.id))
    resource_link_id: Mapped[str] = mapped_column(sa.String(NAME))
    title: Mapped[str] = mapped_column(sa.String(LABEL), default="")
    course: Mapped[str] = mapped_column(sa.String(60), default="")
    part: Mapped[str] = mapped_column(sa.String(80), default="")
    named: Mapped[str] = mapped_column(sa.String(150), default="")
    line_items_url: Mapped[str] = mapped_column(sa.String(ADDRESS), default="")
    line_item_url: Mapped[str] = mapped_column(sa.String(ADDRESS), default="")
    making_until: Mapped[datetime | None] = mapped_column(Moment)  # somebody makes its line item, until then at most
    scopes: Mapped[list] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    context: Mapped[Context] = relationship(lazy="joined")


class Participation(db.Model):
    """Somebody was launched by a link: their grades for it go back to where they came from."""

    __tablename__ = "lti_participation"

    resource_link_id: Mapped[int] = mapped_column(sa.ForeignKey(ResourceLink.id), primary_key=True)
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(Identity.id), primary_key=True, index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), index=True)
    began_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    link: Mapped[ResourceLink] = relationship(lazy="joined")
    identity: Mapped[Identity] = relationship(lazy="joined")
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")


class Score(db.Model):
    """A grade on its way to a platform's gradebook, or there. Of one learner and link, the newest alone is waiting.

    `given` of `maximum` points, none while there is nothing final; `timestamp` grows with each. `answer` is what the
    platform said, as it said it; while there is none, why.
    """

    __tablename__ = "lti_score"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["resource_link_id", "identity_id"],
            ["lti_participation.resource_link_id", "lti_participation.identity_id"],
            name="fk_lti_score_participation",
        ),
        sa.UniqueConstraint("resource_link_id", "identity_id", "timestamp"),
        one_of("state", SCORE_STATES),
        sa.CheckConstraint("given IS NULL OR (given >= 0 AND given <= maximum)", name="given_within_maximum"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_moment"),
        one_while("state = 'waiting'", "uq_lti_score_waiting", "resource_link_id", "identity_id"),
        sa.Index("ix_lti_score_state_not_before", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int]
    identity_id: Mapped[int]
    given: Mapped[float | None] = mapped_column(sa.Numeric(7, 2, asdecimal=False))
    maximum: Mapped[float] = mapped_column(sa.Numeric(7, 2, asdecimal=False))
    activity_progress: Mapped[str] = mapped_column(sa.String(20))
    grading_progress: Mapped[str] = mapped_column(sa.String(20))
    timestamp: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[int | None]  # of the platform's last answer
    answer: Mapped[str] = mapped_column(sa.Text, default="")

    participation: Mapped[Participation] = relationship(lazy="joined")

    @property
    def under_way(self) -> bool:
        """The platform was asked to take it, and what it answered is not written down yet."""
        return self.tried_at is not None and self.status is None and not self.answer


class Member(db.Model):
    """Who a platform's roster says is in its course. `role` is ours; somebody who left is "gone"."""

    __tablename__ = "lti_member"
    __table_args__ = (
        sa.UniqueConstraint("context_id", "subject"),
        one_of("state", MEMBER_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(sa.ForeignKey(Context.id))
    subject: Mapped[str] = mapped_column(sa.String(NAME))
    name: Mapped[str] = mapped_column(sa.String(LABEL), default="")
    email: Mapped[str] = mapped_column(sa.String(NAME), default="")
    role: Mapped[str] = mapped_column(sa.String(20), default="learner")
    state: Mapped[str] = mapped_column(sa.String(10), default="active")
    seen_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
