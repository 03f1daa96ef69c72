"""Written work: what learners submit, and how it is marked."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("marked_at IS NULL")
WAITING = sa.text("waits IS NOT NULL")


def upgrade():
    op.create_table(
        "task_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pasted", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("marked_at", Moment(), nullable=True),
        sa.Column("waits", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_task_submission_counted_from_one")),
        sa.CheckConstraint("version >= 0 AND pasted >= 0", name=op.f("ck_task_submission_counts_up")),
        sa.CheckConstraint(
            "marked_at IS NULL OR submitted_at IS NOT NULL", name=op.f("ck_task_submission_marked_after_submission")
        ),
        sa.CheckConstraint(
            "(waits IS NOT NULL) = (submitted_at IS NOT NULL AND marked_at IS NULL)",
            name=op.f("ck_task_submission_waits_for_a_mark"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_task_submission_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_task_submission_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_submission")),
        sa.UniqueConstraint(
            "enrolment_id", "activity", "number", name=op.f("uq_task_submission_enrolment_id_activity_number")
        ),
    )
    op.create_index(
        "uq_task_submission_enrolment_id_activity_unfinished", "task_submission", ["enrolment_id", "activity"],
        unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    )  # fmt: skip
    op.create_index("ix_task_submission_submitted_at", "task_submission", ["submitted_at", "id"])
    op.create_index(
        "ix_task_submission_waits", "task_submission", ["waits", "submitted_at", "id"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
    op.create_table(
        "task_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("points", JSON, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comments", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_task_mark_counted_from_one")),
        sa.CheckConstraint("(number = 1) = (reason = '')", name=op.f("ck_task_mark_corrected_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["task_submission.id"], name=op.f("fk_task_mark_submission_id_task_submission")
        ),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_task_mark_marker_id_person")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_task_mark_result_id_result")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_mark")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_task_mark_submission_id_number")),
        sa.UniqueConstraint("result_id", name=op.f("uq_task_mark_result_id")),
    )
    op.create_index("ix_task_mark_marker_id", "task_mark", ["marker_id"])
    op.create_table(
        "task_unfinished_mark",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("points", JSON, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comments", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_task_unfinished_mark_counts_up")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["task_submission.id"],
            name=op.f("fk_task_unfinished_mark_submission_id_task_submission"),
        ),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_task_unfinished_mark_marker_id_person")),
        sa.PrimaryKeyConstraint("submission_id", "marker_id", name=op.f("pk_task_unfinished_mark")),
    )
    guards.kept("task_submission")
    guards.written_once("task_submission", "submitted_at", "marked_at")
    guards.closed_by("task_submission", "submitted_at", "text", "pasted", "version", "edition_id")
    guards.append_only("task_mark")


def downgrade():
    for table in ("task_unfinished_mark", "task_mark", "task_submission"):
        op.drop_table(table)
