"""Tries of drafts, and rehearsals of scenarios, each kept by the edition that was rehearsed."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "draft_try",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("notes", JSON, nullable=False),
        sa.CheckConstraint("steps >= 0", name=op.f("ck_draft_try_steps")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_try_draft_id_draft")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_draft_try_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_draft_try")),
    )
    op.create_table(
        "rehearsal",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_rehearsal_edition_id_edition")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_rehearsal")),
    )


def downgrade():
    op.drop_table("rehearsal")
    op.drop_table("draft_try")
