"""Jobs that are asked for, cancelled, tried again, and have results; the days whose daily jobs were added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from academy.db import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RESULT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
STATE, OVER = "ck_job_state", "ck_job_over_has_moment"


def upgrade():
    op.execute("UPDATE job SET finished_at = created_at WHERE state IN ('done', 'failed') AND finished_at IS NULL")
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("title", sa.String(length=200), nullable=False, server_default=""))
        job.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        job.add_column(sa.Column("tries_allowed", sa.Integer(), nullable=False, server_default="5"))
        job.add_column(sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
        job.add_column(sa.Column("result", RESULT, nullable=True))
        job.add_column(sa.Column("cancel_asked_at", Moment(), nullable=True))
        job.create_foreign_key(op.f("fk_job_person_id_person"), "person", ["person_id"], ["id"])
        job.drop_constraint(op.f(STATE), type_="check")
        job.create_check_constraint(op.f(STATE), "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')")
        job.create_check_constraint(
            op.f(OVER), "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)"
        )
    op.create_index(op.f("ix_job_person_id"), "job", ["person_id"])
    op.create_index("ix_job_state_finished_at", "job", ["state", "finished_at"])
    op.create_table(
        "job_chunk",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_chunk_job_id_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "claim", "number", name=op.f("pk_job_chunk")),
    )
    op.create_table(
        "daily_round",
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_daily_round")),
    )


def downgrade():
    op.drop_table("daily_round")
    op.drop_table("job_chunk")
    op.drop_index("ix_job_state_finished_at", "job")
    op.drop_index(op.f("ix_job_person_id"), "job")
    op.execute("UPDATE job SET state = 'failed', error = 'cancelled' WHERE state = 'cancelled'")
    with op.batch_alter_table("job") as job:
        job.drop_constraint(op.f(OVER), type_="check")
        job.drop_constraint(op.f(STATE), type_="check")
        job.create_check_constraint(op.f(STATE), "state IN ('waiting', 'running', 'done', 'failed')")
        job.drop_constraint(op.f("fk_job_person_id_person"), type_="foreignkey")
        for column in ("cancel_asked_at", "result", "trouble", "tries_allowed", "person_id", "title"):
            job.drop_column(column)
