"""Tokens of the records API, and when a person, an enrolment and a certificate last changed: not known of those of before."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CHANGING = ("person", "enrolment", "certificate")


def upgrade():
    for table in CHANGING:
        op.add_column(table, sa.Column("updated_at", Moment(), nullable=True))
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("beginning", sa.String(length=12), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_api_token_expires_after_made")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_api_token_has_name")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_api_token_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_token_token_digest")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"])


def downgrade():
    op.drop_table("api_token")
    for table in CHANGING:
        op.drop_column(table, "updated_at")
