"""Statements on their way to learning record stores; platforms that launch courses by cmi5, and their launches."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "cmi5_platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmi5_platform")),
        sa.UniqueConstraint("name", name=op.f("uq_cmi5_platform_name")),
    )
    op.create_table(
        "xapi_outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=1000), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", Moment(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_xapi_outlet")),
    )
    op.create_index(
        "uq_xapi_outlet_own",
        "xapi_outlet",
        ["endpoint"],
        unique=True,
        sqlite_where=sa.text("endpoint = ''"),
        postgresql_where=sa.text("endpoint = ''"),
    )
    op.create_table(
        "cmi5_origin",
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["cmi5_platform.id"], name=op.f("fk_cmi5_origin_platform_id_cmi5_platform")
        ),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_cmi5_origin")),
    )
    op.create_index(op.f("ix_cmi5_origin_platform_id"), "cmi5_origin", ["platform_id"])
    op.create_table(
        "xapi_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (content IS NULL)", name=op.f("ck_xapi_statement_kept_until_sent")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'refused')", name=op.f("ck_xapi_statement_state")),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["xapi_outlet.id"], name=op.f("fk_xapi_statement_outlet_id_xapi_outlet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_xapi_statement")),
        sa.UniqueConstraint("uuid", name=op.f("uq_xapi_statement_uuid")),
    )
    op.create_index("ix_xapi_statement_outlet_id_state", "xapi_statement", ["outlet_id", "state", "id"])
    op.create_table(
        "cmi5_launch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("fetch_digest", sa.String(length=64), nullable=False),
        sa.Column("registration", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.String(length=1000), nullable=False),
        sa.Column("actor", JSON, nullable=False),
        sa.Column("template", JSON, nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("mastery", sa.Numeric(precision=5, scale=4, asdecimal=False), nullable=True),
        sa.Column("return_url", sa.String(length=1000), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("mode IN ('Normal', 'Browse', 'Review')", name=op.f("ck_cmi5_launch_mode")),
        sa.CheckConstraint("verdict IN ('', 'passed', 'failed')", name=op.f("ck_cmi5_launch_verdict")),
        sa.CheckConstraint("mastery >= 0 AND mastery <= 1", name=op.f("ck_cmi5_launch_mastery_is_a_share")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_cmi5_launch_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["lti_identity.id"], name=op.f("fk_cmi5_launch_identity_id_lti_identity")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["xapi_outlet.id"], name=op.f("fk_cmi5_launch_outlet_id_xapi_outlet")),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["cmi5_platform.id"], name=op.f("fk_cmi5_launch_platform_id_cmi5_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmi5_launch")),
        sa.UniqueConstraint("fetch_digest", name=op.f("uq_cmi5_launch_fetch_digest")),
        sa.UniqueConstraint("outlet_id", name=op.f("uq_cmi5_launch_outlet_id")),
    )
    op.create_index("ix_cmi5_launch_enrolment_id", "cmi5_launch", ["enrolment_id", "ended_at"])
    op.create_index(op.f("ix_cmi5_launch_identity_id"), "cmi5_launch", ["identity_id"])
    op.create_index(op.f("ix_cmi5_launch_platform_id"), "cmi5_launch", ["platform_id"])
    op.create_index(
        "uq_cmi5_launch_completed",
        "cmi5_launch",
        ["registration", "enrolment_id"],
        unique=True,
        sqlite_where=sa.text("completed_at IS NOT NULL"),
        postgresql_where=sa.text("completed_at IS NOT NULL"),
    )
    op.create_index(
        "uq_cmi5_launch_passed",
        "cmi5_launch",
        ["registration", "enrolment_id"],
        unique=True,
        sqlite_where=sa.text("verdict = 'passed'"),
        postgresql_where=sa.text("verdict = 'passed'"),
    )


def downgrade():
    for table in ("cmi5_launch", "xapi_statement", "cmi5_origin", "xapi_outlet", "cmi5_platform"):
        op.drop_table(table)
