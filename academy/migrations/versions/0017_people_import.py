"""Files of people that are imported; when somebody was invited to set a password."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WAITING = sa.text("applied_at IS NULL")


def upgrade():
    op.add_column("person", sa.Column("invited_at", Moment(), nullable=True))
    op.create_index("ix_person_personal_number", "person", ["personal_number"])
    op.create_table(
        "roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("chosen", JSON, nullable=False),
        sa.Column("makes_cohorts", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("invites", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("counts", JSON, nullable=True),
        sa.CheckConstraint(
            "finished_at IS NULL OR applied_at IS NOT NULL", name=op.f("ck_roll_finished_after_applied")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_person_id_person")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_roll_job_id_job")),
        sa.ForeignKeyConstraint(["invitation_id"], ["job.id"], name=op.f("fk_roll_invitation_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll")),
    )
    op.create_index(op.f("ix_roll_person_id"), "roll", ["person_id"])
    op.create_index("ix_roll_at", "roll", ["at"])
    op.create_index(
        "uq_roll_waiting", "roll", ["person_id", "digest"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade():
    op.drop_table("roll")
    op.drop_index("ix_person_personal_number", table_name="person")
    op.drop_column("person", "invited_at")
