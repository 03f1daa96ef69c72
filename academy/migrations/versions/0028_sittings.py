"""Sittings: dialogues held with a class, who sits where, what came, what was done and what was promised."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("sitting", "deed", "viewer", "whisper", "seat", "sitting_entry", "turn", "commitment", "helpful")


def upgrade():
    _create_sitting()
    _create_deed()
    _create_viewer()
    _create_whisper()
    _create_seat()
    _create_sitting_entry()
    _create_turn()
    _create_commitment()
    _create_helpful()
    guards.append_only("turn")


def downgrade():
    guards.drop("turn", "no_update", "no_delete")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_sitting():
    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("former_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("video", sa.String(length=300), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("script", sa.String(length=20), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("running_since", Moment(), nullable=True),
        sa.Column("happenings", sa.Integer(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("planned_for", Moment(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR running_since IS NULL", name=op.f("ck_sitting_stands_once_over")),
        sa.CheckConstraint(
            "running_since IS NULL OR started_at IS NOT NULL", name=op.f("ck_sitting_runs_once_started")
        ),
        sa.CheckConstraint(
            "second >= 0 AND looked >= -1 AND happenings >= 0", name=op.f("ck_sitting_clock_runs_forward")
        ),
        sa.CheckConstraint("speed BETWEEN 1 AND 120", name=op.f("ck_sitting_speed")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_sitting_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_sitting_edition_id_edition")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["person.id"], name=op.f("fk_sitting_facilitator_id_person")),
        sa.ForeignKeyConstraint(["former_id"], ["sitting.id"], name=op.f("fk_sitting_former_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("code", name=op.f("uq_sitting_code")),
        sa.UniqueConstraint("key", name=op.f("uq_sitting_key")),
    )
    op.create_index(op.f("ix_sitting_cohort_id"), "sitting", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_sitting_facilitator_id"), "sitting", ["facilitator_id"], unique=False)
    op.create_index(
        "ix_sitting_running_since",
        "sitting",
        ["running_since"],
        unique=False,
        sqlite_where=sa.text("running_since IS NOT NULL"),
        postgresql_where=sa.text("running_since IS NOT NULL"),
    )


def _create_deed():
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("persona", sa.String(length=60), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("under", sa.String(length=140), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pressure', 'hold', 'fire', 'retime', 'say', 'segment', 'extend', 'end')",
            name=op.f("ck_deed_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deed_person_id_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_deed_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
        sa.UniqueConstraint("sitting_id", "key", name=op.f("uq_deed_sitting_id_key")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_deed_sitting_id_number")),
    )
    op.create_index(op.f("ix_deed_person_id"), "deed", ["person_id"], unique=False)


def _create_viewer():
    op.create_table(
        "viewer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("silenced", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_viewer_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewer")),
        sa.UniqueConstraint("sitting_id", "digest", name=op.f("uq_viewer_sitting_id_digest")),
    )


def _create_whisper():
    op.create_table(
        "whisper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_whisper_person_id_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_whisper_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whisper")),
        sa.UniqueConstraint("sitting_id", "key", name=op.f("uq_whisper_sitting_id_key")),
    )
    op.create_index(op.f("ix_whisper_person_id"), "whisper", ["person_id"], unique=False)
    op.create_index(op.f("ix_whisper_sitting_id"), "whisper", ["sitting_id"], unique=False)


def _create_seat():
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.CheckConstraint("(role = 'observer') = (department IS NULL)", name=op.f("ck_seat_observers_sit_apart")),
        sa.CheckConstraint("(role = 'observer') = (run_id IS NULL)", name=op.f("ck_seat_who_acts_is_graded")),
        sa.CheckConstraint(
            "role IN ('moderator', 'responder', 'supervisor', 'note_taker', 'observer')", name=op.f("ck_seat_role")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_seat_run_id_run")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_seat_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("run_id", name=op.f("uq_seat_run_id")),
        sa.UniqueConstraint("sitting_id", "person_id", name=op.f("uq_seat_sitting_id_person_id")),
    )
    op.create_index(op.f("ix_seat_person_id"), "seat", ["person_id"], unique=False)


def _create_sitting_entry():
    op.create_table(
        "sitting_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("persona", sa.String(length=60), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=True),
        sa.Column("under", sa.String(length=140), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("clause", sa.String(length=60), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'viewer') = (viewer_id IS NOT NULL)", name=op.f("ck_sitting_entry_viewers_are_known")
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_sitting_entry_merged_into_one")
        ),
        sa.CheckConstraint(
            "kind IN ('comment', 'flood', 'remark', 'said', 'viewer', 'follow_up')", name=op.f("ck_sitting_entry_kind")
        ),
        sa.CheckConstraint(
            "state <> 'claimed' OR seat_id IS NOT NULL", name=op.f("ck_sitting_entry_claimed_by_a_seat")
        ),
        sa.CheckConstraint(
            "state IN ('held', 'open', 'claimed', 'answered', 'referred', 'escalated', 'merged', 'hidden')",
            name=op.f("ck_sitting_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["sitting_entry.id"], name=op.f("fk_sitting_entry_merged_into_id_sitting_entry")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_sitting_entry_seat_id_seat")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_entry_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["viewer_id"], ["viewer.id"], name=op.f("fk_sitting_entry_viewer_id_viewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_entry")),
        sa.UniqueConstraint("sitting_id", "name", name=op.f("uq_sitting_entry_sitting_id_name")),
    )
    op.create_index(
        "ix_sitting_entry_sitting_id_state",
        "sitting_entry",
        ["sitting_id", "state"],
        unique=False,
        sqlite_where=sa.text("state IS NOT NULL"),
        postgresql_where=sa.text("state IS NOT NULL"),
    )
    op.create_index("ix_sitting_entry_sitting_id_under", "sitting_entry", ["sitting_id", "under"], unique=False)
    op.create_index(op.f("ix_sitting_entry_viewer_id"), "sitting_entry", ["viewer_id"], unique=False)


def _create_turn():
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=140), nullable=True),
        sa.Column("line", sa.String(length=60), nullable=True),
        sa.Column("segment", sa.String(length=60), nullable=True),
        sa.Column("move_id", sa.Integer(), nullable=True),
        sa.Column("raised", JSON, nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("(action = 'statement') = (entry_id IS NULL)", name=op.f("ck_turn_statements_stand_alone")),
        sa.CheckConstraint(
            "(move_id IS NOT NULL) OR action NOT IN ('reply', 'correct', 'statement')",
            name=op.f("ck_turn_words_are_moves"),
        ),
        sa.CheckConstraint(
            "action IN ('reply', 'correct', 'statement', 'refer', 'escalate', 'hide', 'merge', 'verify')",
            name=op.f("ck_turn_action"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["sitting_entry.id"], name=op.f("fk_turn_entry_id_sitting_entry")),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_turn_move_id_move")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_turn_seat_id_seat")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_turn_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("move_id", name=op.f("uq_turn_move_id")),
        sa.UniqueConstraint("seat_id", "key", name=op.f("uq_turn_seat_id_key")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_turn_sitting_id_number")),
    )
    op.create_index(op.f("ix_turn_entry_id"), "turn", ["entry_id"], unique=False)


def _create_commitment():
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'kept', 'late', 'changed', 'dropped')", name=op.f("ck_commitment_state")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_commitment_seat_id_seat")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_commitment_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_commitment_turn_id_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("sitting_id", "key", name=op.f("uq_commitment_sitting_id_key")),
    )
    op.create_index("ix_commitment_state_due_on", "commitment", ["state", "due_on"], unique=False)
    op.create_index(op.f("ix_commitment_turn_id"), "commitment", ["turn_id"], unique=False)


def _create_helpful():
    op.create_table(
        "helpful",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_helpful_turn_id_turn")),
        sa.ForeignKeyConstraint(["viewer_id"], ["viewer.id"], name=op.f("fk_helpful_viewer_id_viewer")),
        sa.PrimaryKeyConstraint("turn_id", "viewer_id", name=op.f("pk_helpful")),
    )
    op.create_index(op.f("ix_helpful_viewer_id"), "helpful", ["viewer_id"], unique=False)
