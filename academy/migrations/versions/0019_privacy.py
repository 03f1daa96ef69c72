"""What is kept of a person, for how long, and what was erased.

What is only ever added, or written once, can be emptied by an erasure from now on: texts and bytes go, while who did what,
when, and what it came to stays as it was.
"""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CRITERIA = (
    "acknowledgement", "mandate", "next_step", "clarity", "neutrality", "office_not_person", "privacy", "composure",
)  # fmt: skip
WORDLESS = guards.Blanked(
    {("found",): "[]"}
    | {("criteria", name, "evidence"): "[]" for name in CRITERIA}
    | {("criteria", name, "reason"): '""' for name in CRITERIA}
)
UNREASONED = guards.Blanked({(name,): '""' for name in (*CRITERIA, "overall")})
NAMELESS = guards.Blanked(
    {(name,): '""' for name in ("name", "second_name", "second_language", "service_group", "personal_number")}
)
SUBMITTED = ("pasted", "version", "edition_id")


def upgrade():
    op.add_column("person", sa.Column("erased_at", Moment(), nullable=True))
    op.add_column("certificate", sa.Column("erased_at", Moment(), nullable=True))
    op.add_column("run", sa.Column("erased_at", Moment(), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_erasure_asked_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("person_id", name=op.f("uq_erasure_person_id")),
    )
    op.create_table(
        "retention_period",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_retention_period_days")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_period")),
    )
    guards.emptied("move", reply="''")
    guards.emptied("grade", detail=WORDLESS)
    guards.emptied("regrade", detail=WORDLESS)
    guards.emptied("review", reasons=UNREASONED)
    guards.emptied("result", evidence=guards.Blanked({("reason",): '""'}))
    dash = "CASE OLD.reason WHEN '' THEN '' ELSE '–' END"
    guards.emptied("task_mark", comment="''", comments="'[]'", reason=dash)
    guards.emptied_once(
        "certificate", fields=NAMELESS, basis="NULL", seal="NULL", credential="NULL", document=_no_bytes()
    )
    guards.written_once("certificate", "erased_at")
    guards.emptied_once("reply_comment", text="''")
    guards.emptied_once("appeal", reason="''", answer="''")
    guards.emptied_when_closed("task_submission", "submitted_at", *SUBMITTED, text="''")


def downgrade():
    for table in ("move", "grade", "regrade", "review", "result", "task_mark"):
        guards.drop(table, "emptied", "no_update", "no_delete")
        guards.append_only(table)
    for table, columns in {
        "certificate": ("fields", "basis", "seal", "credential", "document"),
        "reply_comment": ("text",),
        "appeal": ("reason", "answer"),
    }.items():
        guards.drop(table, "emptied", *(f"{column}_once" for column in columns))
        guards.written_once(table, *columns)
    guards.drop("task_submission", "emptied", "closed")
    guards.closed_by("task_submission", "submitted_at", "text", *SUBMITTED)
    guards.drop("certificate", "erased_at_once")
    if _postgresql():
        op.execute("DROP FUNCTION academy_refuse_unless_erasing()")
    op.drop_table("retention_period")
    op.drop_table("erasure")
    for table in ("run", "certificate", "person"):
        op.drop_column(table, "erased_at")


def _no_bytes() -> str:
    return "'\\x'::bytea" if _postgresql() else "x''"


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
