"""What each run came to on each post, kept for analytics."""

import sqlalchemy as sa
from alembic import op

from academy import clock
from academy.db import JSON, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RUN = sa.table("run", sa.column("enrolment_id"), sa.column("finished_at", Moment))
JOB = sa.table(
    "job",
    *map(sa.column, ("kind", "key", "state", "done", "total", "tries", "error")),
    *(sa.column(name, JSON) for name in ("payload", "state_kept")),
    *(sa.column(name, Moment) for name in ("created_at", "not_before")),
)
SUMMARISE = "summarise-runs"


def upgrade():
    op.create_table(
        "run_summary",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("reactions", JSON, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_summary_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_summary")),
    )
    op.create_table(
        "post_summary",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("handled", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("wrong_office", sa.String(length=60), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("levels", JSON, nullable=False),
        sa.CheckConstraint(
            "handled IN ('harmful', 'expired', 'poor', 'words', 'well')", name=op.f("ck_post_summary_handled")
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_post_summary_minutes")),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_post_summary_share")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_post_summary_weight")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_post_summary_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "post", name=op.f("pk_post_summary")),
    )
    _have_earlier_runs_summed_up()


def downgrade():
    op.execute(sa.delete(JOB).where(JOB.c.kind == SUMMARISE))
    op.drop_table("post_summary")
    op.drop_table("run_summary")


def _have_earlier_runs_summed_up() -> None:
    """To replay them takes a while: the worker does it, beside everything else."""
    finished = sa.select(sa.func.count()).where(RUN.c.finished_at.is_not(None), RUN.c.enrolment_id.is_not(None))
    if not op.get_bind().scalar(finished):
        return
    now = clock.now()
    job = {"kind": SUMMARISE, "key": SUMMARISE, "payload": {}, "state": "waiting", "state_kept": {}, "error": ""}
    counts = {"done": 0, "total": 0, "tries": 0}
    op.bulk_insert(JOB, [{**job, **counts, "created_at": now, "not_before": now}])
