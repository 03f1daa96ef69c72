"""Learning platforms, whom they launch, and the grades they are sent; people without an address or a name of their own."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("person") as person:
        person.alter_column("email", existing_type=sa.String(length=254), nullable=True)
        person.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "lti_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lti_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_lti_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_lti_identity_person_id"), "lti_identity", ["person_id"])
    op.create_table(
        "lti_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_lti_invitation_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_lti_invitation_token_digest")),
    )
    op.create_table(
        "lti_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("authorization_url", sa.String(length=1000), nullable=False),
        sa.Column("token_url", sa.String(length=1000), nullable=False),
        sa.Column("jwks_url", sa.String(length=1000), nullable=False),
        sa.Column("token_audience", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("teaching", sa.Boolean(), nullable=False),
        sa.Column("any_deployment", sa.Boolean(), nullable=False),
        sa.Column("keys", JSON, nullable=True),
        sa.Column("keys_at", Moment(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("launched_at", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("down_until", Moment(), nullable=True),
        sa.CheckConstraint(
            "(state = 'pending') = (approved_at IS NULL)", name=op.f("ck_lti_registration_approved_unless_pending")
        ),
        sa.CheckConstraint(
            "family IN ('moodle', 'canvas', 'blackboard', 'brightspace', 'openedx', 'other')",
            name=op.f("ck_lti_registration_family"),
        ),
        sa.CheckConstraint("state IN ('pending', 'active', 'closed')", name=op.f("ck_lti_registration_state")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_lti_registration_approved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_registration")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_lti_registration_issuer_client_id")),
    )
    op.create_table(
        "lti_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lti_ticket_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_ticket")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_lti_ticket_token_digest")),
    )
    op.create_table(
        "lti_deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'active')", name=op.f("ck_lti_deployment_state")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["lti_registration.id"],
            name=op.f("fk_lti_deployment_registration_id_lti_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_deployment")),
        sa.UniqueConstraint(
            "registration_id", "deployment_id", name=op.f("uq_lti_deployment_registration_id_deployment_id")
        ),
    )
    op.create_table(
        "lti_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("state_digest", sa.String(length=64), nullable=False),
        sa.Column("nonce_digest", sa.String(length=64), nullable=False),
        sa.Column("storage_target", sa.String(length=200), nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["lti_registration.id"], name=op.f("fk_lti_login_registration_id_lti_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_login")),
        sa.UniqueConstraint("nonce_digest", name=op.f("uq_lti_login_nonce_digest")),
        sa.UniqueConstraint("state_digest", name=op.f("uq_lti_login_state_digest")),
    )
    op.create_index(op.f("ix_lti_login_expires_at"), "lti_login", ["expires_at"])
    op.create_table(
        "lti_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answer", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["lti_deployment.id"], name=op.f("fk_lti_choice_deployment_id_lti_deployment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lti_choice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_choice")),
    )
    op.create_table(
        "lti_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("memberships_url", sa.String(length=1000), nullable=False),
        sa.Column("roster_at", Moment(), nullable=True),
        sa.Column("roster_trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_lti_context_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["lti_deployment.id"], name=op.f("fk_lti_context_deployment_id_lti_deployment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_context")),
        sa.UniqueConstraint("deployment_id", "context_id", name=op.f("uq_lti_context_deployment_id_context_id")),
    )
    op.create_index(op.f("ix_lti_context_cohort_id"), "lti_context", ["cohort_id"])
    op.create_table(
        "lti_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'inactive', 'gone')", name=op.f("ck_lti_member_state")),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_lti_member_context_id_lti_context")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_member")),
        sa.UniqueConstraint("context_id", "subject", name=op.f("uq_lti_member_context_id_subject")),
    )
    op.create_table(
        "lti_resource_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("named", sa.String(length=150), nullable=False),
        sa.Column("line_items_url", sa.String(length=1000), nullable=False),
        sa.Column("line_item_url", sa.String(length=1000), nullable=False),
        sa.Column("making_until", Moment(), nullable=True),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"], ["lti_context.id"], name=op.f("fk_lti_resource_link_context_id_lti_context")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_resource_link")),
        sa.UniqueConstraint(
            "context_id", "resource_link_id", name=op.f("uq_lti_resource_link_context_id_resource_link_id")
        ),
    )
    op.create_table(
        "lti_participation",
        sa.Column("resource_link_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_lti_participation_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["lti_identity.id"], name=op.f("fk_lti_participation_identity_id_lti_identity")
        ),
        sa.ForeignKeyConstraint(
            ["resource_link_id"],
            ["lti_resource_link.id"],
            name=op.f("fk_lti_participation_resource_link_id_lti_resource_link"),
        ),
        sa.PrimaryKeyConstraint("resource_link_id", "identity_id", name=op.f("pk_lti_participation")),
    )
    op.create_index(op.f("ix_lti_participation_enrolment_id"), "lti_participation", ["enrolment_id"])
    op.create_index(op.f("ix_lti_participation_identity_id"), "lti_participation", ["identity_id"])
    op.create_table(
        "lti_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Numeric(precision=7, scale=2, asdecimal=False), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=7, scale=2, asdecimal=False), nullable=False),
        sa.Column("activity_progress", sa.String(length=20), nullable=False),
        sa.Column("grading_progress", sa.String(length=20), nullable=False),
        sa.Column("timestamp", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_lti_score_sent_has_moment")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'refused', 'superseded')", name=op.f("ck_lti_score_state")),
        sa.CheckConstraint(
            "given IS NULL OR (given >= 0 AND given <= maximum)", name=op.f("ck_lti_score_given_within_maximum")
        ),
        sa.ForeignKeyConstraint(
            ["resource_link_id", "identity_id"],
            ["lti_participation.resource_link_id", "lti_participation.identity_id"],
            name="fk_lti_score_participation",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_score")),
        sa.UniqueConstraint(
            "resource_link_id",
            "identity_id",
            "timestamp",
            name=op.f("uq_lti_score_resource_link_id_identity_id_timestamp"),
        ),
    )
    op.create_index("ix_lti_score_state_not_before", "lti_score", ["state", "not_before"])
    op.create_index(
        "uq_lti_score_waiting",
        "lti_score",
        ["resource_link_id", "identity_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade():
    for table in (
        "lti_score",
        "lti_participation",
        "lti_resource_link",
        "lti_member",
        "lti_context",
        "lti_choice",
        "lti_login",
        "lti_deployment",
        "lti_ticket",
        "lti_registration",
        "lti_invitation",
        "lti_identity",
    ):
        op.drop_table(table)
    with op.batch_alter_table("person") as person:
        person.drop_column("anonymous")
        person.alter_column("email", existing_type=sa.String(length=254), nullable=False)
