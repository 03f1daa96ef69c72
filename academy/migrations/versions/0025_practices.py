"""Good practices, and the recognition of those who shared them."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WRITTEN_ONCE = (
    "serial",
    "practice_id",
    "person_id",
    "fields",
    "key_id",
    "credential",
    "issued_at",
    "revoked_at",
    "erased_at",
)
NAMELESS = guards.Blanked({(name,): '""' for name in ("name", "second_name", "second_language")})
UNTOUCHED = sa.text("state = 'draft' AND version = 0 AND origin IS NULL")
WAITING = sa.text("waits IS NOT NULL")
WORDS = {
    "state": ("draft", "submitted", "returned", "approved", "withdrawn"),
    "use": ("", "hearing", "coordination", "innovation", "experience", "problem_solving"),
    "consent": ("", "agreed", "nobody"),
    "certainty": ("", "official", "press", "advice"),
    "language": ("en", "ur", "bn"),
}
TEXTS = (
    "title", "situation", "action", "evidence", "consent_note", "needs_time", "needs_people", "needs_money", "whom_to_ask",
    "reason",
)  # fmt: skip


def upgrade():
    _create_practices()
    _create_recognitions()
    guards.kept("recognition")
    guards.written_once("recognition", *WRITTEN_ONCE)
    guards.emptied_once("recognition", fields=NAMELESS, credential="NULL")


def _create_practices():
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=True),
        sa.Column("contributor_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("certainty", sa.String(length=10), nullable=False),
        sa.Column("consent", sa.String(length=10), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("service_code", sa.String(length=20), nullable=True),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("triage", JSON, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("shipped", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        *(sa.Column(name, Moment(), nullable=True) for name in ("submitted_at", "decided_at", "approved_at")),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        *_rules(),
        *(_key("practice", name, "person") for name in ("contributor_id", "decided_by_id", "approved_by_id")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service_group.code"], name=op.f("fk_practice_service_code_service_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("origin", name=op.f("uq_practice_origin")),
    )
    op.create_index(op.f("ix_practice_contributor_id"), "practice", ["contributor_id"])
    op.create_index("ix_practice_state_approved_at", "practice", ["state", "approved_at", "id"])
    _create_part_index("ix_practice_waits", ["waits", "submitted_at", "id"], WAITING)
    _create_part_index("uq_practice_contributor_id_untouched", ["contributor_id"], UNTOUCHED, unique=True)


def _rules():
    """What holds for every row."""
    for column, words in WORDS.items():
        listed = ", ".join(f"'{word}'" for word in words)
        yield sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_practice_{column}"))
    for name, condition in {
        "counts_up": "version >= 0 AND rounds >= 0",
        "waits_while_submitted": "(waits IS NOT NULL) = (state = 'submitted')",
        "approved_at_a_moment": "state <> 'approved' OR approved_at IS NOT NULL",
        "returned_for_a_reason": "state <> 'returned' OR reason <> ''",
        "shown_with_consent": "state IN ('draft', 'returned', 'withdrawn') OR consent <> ''",
        "approved_by_another": "approved_by_id <> contributor_id",
    }.items():
        yield sa.CheckConstraint(condition, name=op.f(f"ck_practice_{name}"))


def _create_recognitions():
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=True),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_reason = '')", name=op.f("ck_recognition_revoked_for_a_reason")
        ),
        sa.CheckConstraint("credential IS NULL OR key_id IS NOT NULL", name=op.f("ck_recognition_signed_by_a_key")),
        _key("recognition", "practice_id", "practice"),
        _key("recognition", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint("practice_id", name=op.f("uq_recognition_practice_id")),
        sa.UniqueConstraint("serial", name=op.f("uq_recognition_serial")),
    )
    op.create_index(op.f("ix_recognition_person_id"), "recognition", ["person_id"])


def _key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _create_part_index(name, columns, where, unique=False):
    op.create_index(name, "practice", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade():
    op.drop_table("recognition")
    op.drop_table("practice")
