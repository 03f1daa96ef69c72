"""The audit log as a chain: each entry so far gets its number and its hash, in the order in which they were written."""

import sqlalchemy as sa
from alembic import op

from academy.audit.chain import START, links
from academy.db import Moment
from academy.migrations import guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AT_ONCE = 2000
entries = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", Moment),
    *(
        sa.column(name)
        for name in ("action", "actor_id", "subject_type", "subject_id", "reason", "request_id", "values_digest")
    ),
)


def upgrade():
    chain = op.create_table(
        "audit_chain",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_chain_entry_id_audit_entry")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_chain_entry_id")),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_witness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_witness")),
    )
    op.bulk_insert(head, [{"id": 1, **_chained(chain)}])
    guards.append_only("audit_chain", "audit_witness")
    guards.kept("audit_head")
    guards.forwards("audit_head", "number")
    guards.unchanged("audit_values")


def downgrade():
    guards.drop("audit_values", "no_update")
    for table in ("audit_witness", "audit_head", "audit_chain"):
        op.drop_table(table)


def _chained(chain) -> dict:
    """Chain what there is, a portion at a time; the head that it comes to."""
    connection, last, head = op.get_bind(), 0, {"number": 0, "hash": START}
    while found := connection.execute(
        sa.select(entries).where(entries.c.id > last).order_by(entries.c.id).limit(AT_ONCE)
    ).all():
        last, added = found[-1].id, list(links(head["number"], head["hash"], found))
        connection.execute(sa.insert(chain), added)
        head = {"number": added[-1]["number"], "hash": added[-1]["hash"]}
    return head
