"""Unsent words, hints, the tempo of a run, how much was pasted; answers to the questions of a reflection."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEMPOS = "('usual', 'slow', 'untimed')"
# Written out, not as operations: SQLite can add a column with a constraint of its own, but alembic would make the table
# anew for it, and that is refused while moves refer to it.
COLUMNS = {
    "run": {
        "tempo": f"VARCHAR(10) DEFAULT 'usual' NOT NULL CONSTRAINT ck_run_tempo CHECK (tempo IN {TEMPOS})",
        "accommodation": f"VARCHAR(10) CONSTRAINT ck_run_accommodation CHECK (accommodation IN {TEMPOS})",
        "guided": "BOOLEAN DEFAULT false NOT NULL",
    },
    "move": {"pasted": "INTEGER CONSTRAINT ck_move_pasted CHECK (pasted >= 0)"},
}


def upgrade():
    for table, columns in COLUMNS.items():
        for name, words in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {words}")
    op.create_table(
        "unsent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("pasted", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint("version > 0 AND pasted >= 0", name=op.f("ck_unsent_counts_up")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_unsent_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent")),
        sa.UniqueConstraint("run_id", "post", name=op.f("uq_unsent_run_id_post")),
    )
    op.create_table(
        "hint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_hint_number")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_hint_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint")),
        sa.UniqueConstraint("run_id", "post", "number", name=op.f("uq_hint_run_id_post_number")),
    )
    op.create_table(
        "reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_reflection_number")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reflection_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_reflection_run_id_number")),
    )


def downgrade():
    for table in ("reflection", "hint", "unsent"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
