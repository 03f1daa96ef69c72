"""Blind marks and appeals; regradings and refits."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What the code of this day called doubtful; a migration does not change when the code does.
CERTAIN = 0.70
CONDUCT = ("neutrality", "office_not_person", "privacy", "composure")
RUN = sa.table(
    "run",
    *map(sa.column, ("id", "enrolment_id", "doubts", "confidence", "waits")),
    sa.column("provisional", sa.Boolean),
    sa.column("finished_at", Moment),
    sa.column("waits_since", Moment),
)
MOVE = sa.table("move", sa.column("id"), sa.column("run_id"))
GRADE = sa.table("grade", sa.column("id"), sa.column("move_id"), sa.column("needs_review", sa.Boolean), sa.column("detail", JSON))
REVIEW = sa.table("review", sa.column("grade_id"))


def upgrade():
    op.create_table(
        "refit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("weights", JSON, nullable=True),
        sa.Column("effect", JSON, nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('computing', 'proposed'))", name=op.f("ck_refit_decided_or_open")
        ),
        sa.CheckConstraint(
            "state IN ('computing', 'proposed', 'adopted', 'withdrawn', 'retired')", name=op.f("ck_refit_state")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_refit_decided_by_id_person")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_refit_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refit")),
    )
    with op.batch_alter_table("refit", schema=None) as batch_op:
        batch_op.create_index(
            "uq_refit_state_adopted",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )

    op.create_table(
        "regrading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(length=80), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("grader", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effect", JSON, nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('computing', 'proposed'))", name=op.f("ck_regrading_decided_or_open")
        ),
        sa.CheckConstraint(
            "state IN ('computing', 'proposed', 'adopted', 'withdrawn')", name=op.f("ck_regrading_state")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_regrading_decided_by_id_person")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_regrading_edition_id_edition")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_regrading_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrading")),
    )
    op.create_table(
        "regraded_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrading_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("score_before", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("passed_before", sa.Boolean(), nullable=False),
        sa.Column("score_after", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("passed_after", sa.Boolean(), nullable=False),
        sa.Column("provisional_after", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["regrading_id"], ["regrading.id"], name=op.f("fk_regraded_run_regrading_id_regrading")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_regraded_run_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regraded_run")),
        sa.UniqueConstraint("regrading_id", "run_id", name=op.f("uq_regraded_run_regrading_id_run_id")),
    )
    with op.batch_alter_table("regraded_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regraded_run_run_id"), ["run_id"], unique=False)

    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrading_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_regrade_move_id_move")),
        sa.ForeignKeyConstraint(["regrading_id"], ["regrading.id"], name=op.f("fk_regrade_regrading_id_regrading")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
        sa.UniqueConstraint("regrading_id", "move_id", name=op.f("uq_regrade_regrading_id_move_id")),
    )
    with op.batch_alter_table("regrade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regrade_move_id"), ["move_id"], unique=False)

    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_sample_grade_id_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("grade_id", name=op.f("uq_sample_grade_id")),
    )
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sample_drawn_at"), ["drawn_at"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint("(review_id IS NULL) = (answer IS NULL)", name=op.f("ck_appeal_decided_with_an_answer")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_appeal_grade_id_grade")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_appeal_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("grade_id", name=op.f("uq_appeal_grade_id")),
        sa.UniqueConstraint("review_id", name=op.f("uq_appeal_review_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_made_at"), ["made_at"], unique=False)

    op.create_table(
        "blind_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("levels", JSON, nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("overall BETWEEN 0 AND 4", name=op.f("ck_blind_mark_overall_levels")),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_blind_mark_marker_id_person")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_blind_mark_sample_id_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_mark")),
        sa.UniqueConstraint("sample_id", "marker_id", name=op.f("uq_blind_mark_sample_id_marker_id")),
    )
    with op.batch_alter_table("blind_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blind_mark_marker_id"), ["marker_id"], unique=False)

    for column in (
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confidence", sa.Double(), server_default="1", nullable=False),
        sa.Column("disputed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=True),
        sa.Column("waits_since", Moment(), nullable=True),
    ):
        op.add_column("run", column)
    op.drop_index("ix_run_provisional_finished_at", table_name="run")
    op.create_index(op.f("ix_run_finished_at"), "run", ["finished_at", "id"], unique=False)
    op.create_index(
        "ix_run_waits",
        "run",
        ["waits", "confidence", "waits_since", "id"],
        unique=False,
        sqlite_where=sa.text("waits IS NOT NULL"),
        postgresql_where=sa.text("waits IS NOT NULL"),
    )
    _queue_runs()

    guards.append_only("sample", "blind_mark", "regrade", "regraded_run")
    guards.written_once("appeal", "grade_id", "reason", "review_id", "answer")
    guards.written_once("refit", "base", "weights", "effect", "decided_at", "decided_by_id")
    guards.written_once("regrading", "grader", "reason", "effect", "decided_at", "decided_by_id")


def _queue_runs():
    """Finished runs with doubtful grades take their places in the queue: the pass hangs on them (1) or does not (3)."""
    for run, doubts in _doubts().items():
        op.execute(
            RUN.update()
            .where(RUN.c.id == run)
            .values(
                doubts=len(doubts),
                confidence=min(doubts),
                waits=sa.case((RUN.c.provisional, 1), else_=3),
                waits_since=RUN.c.finished_at,
            )
        )


def _doubts() -> dict[int, list[float]]:
    """How sure the grader was of each level that nobody has confirmed, by run."""
    reviewed = sa.select(REVIEW.c.grade_id)
    graded = MOVE.join(GRADE, GRADE.c.move_id == MOVE.c.id).join(RUN, RUN.c.id == MOVE.c.run_id)
    query = sa.select(RUN.c.id, GRADE.c.detail).select_from(graded).where(GRADE.c.needs_review, GRADE.c.id.not_in(reviewed))
    found = {}
    for run, detail in op.get_bind().execute(query.where(RUN.c.finished_at.is_not(None), RUN.c.enrolment_id.is_not(None))):
        levels = {name: each for name, each in detail["criteria"].items() if each["level"] is not None}
        doubtful = [
            each["confidence"]
            for name, each in levels.items()
            if each["confidence"] < CERTAIN or (name in CONDUCT and each["level"] == 0)
        ]
        found.setdefault(run, []).extend(doubtful)
    return {run: doubts for run, doubts in found.items() if doubts}


def downgrade():
    # no batch: it would make the table anew, and that is refused while moves refer to it
    op.drop_index("ix_run_waits", table_name="run")
    op.drop_index(op.f("ix_run_finished_at"), table_name="run")
    op.create_index("ix_run_provisional_finished_at", "run", ["provisional", "finished_at"], unique=False)
    for column in ("doubts", "confidence", "disputed", "waits", "waits_since"):
        op.drop_column("run", column)

    with op.batch_alter_table("blind_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_mark_marker_id"))

    op.drop_table("blind_mark")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_made_at"))

    op.drop_table("appeal")
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sample_drawn_at"))

    op.drop_table("sample")
    with op.batch_alter_table("regrade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regrade_move_id"))

    op.drop_table("regrade")
    with op.batch_alter_table("regraded_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regraded_run_run_id"))

    op.drop_table("regraded_run")
    op.drop_table("regrading")
    with op.batch_alter_table("refit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_refit_state_adopted",
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )

    op.drop_table("refit")
