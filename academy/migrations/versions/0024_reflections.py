"""What learners write for themselves at the end of a lesson."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "lesson_reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("prompt", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint("length(text) <= 4000", name=op.f("ck_lesson_reflection_longest")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_lesson_reflection_counts_up")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_lesson_reflection_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_reflection")),
        sa.UniqueConstraint(
            "enrolment_id", "activity", "prompt", name=op.f("uq_lesson_reflection_enrolment_id_activity_prompt")
        ),
    )


def downgrade():
    op.drop_table("lesson_reflection")
