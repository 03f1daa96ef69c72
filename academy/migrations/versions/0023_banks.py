"""Question banks, a fourth kind of pack, which courses cite."""

import sqlalchemy as sa
from alembic import op

from academy.migrations import guards

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("publication", "pack_release", "draft")
APPEND_ONLY = ("edition", "pack_release")
BEFORE = "kind IN ('course', 'scenario', 'rules')"
SINCE = "kind IN ('course', 'scenario', 'rules', 'bank')"
BANK = "fk_edition_bank_id_edition"
OPEN = "closed_at IS NULL"


def upgrade():
    _unguard()
    with op.batch_alter_table("edition") as edition:
        edition.add_column(sa.Column("bank_id", sa.Integer(), nullable=True))
        edition.create_foreign_key(op.f(BANK), "edition", ["bank_id"], ["id"])
        _allow(edition, "edition", SINCE)
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            _allow(batch, table, SINCE)
    guards.append_only(*APPEND_ONLY)


def downgrade():
    """Banks go, and what was written of them; what a course drew from them is in none of its pages any more."""
    _unguard()
    _forget_banks()
    with op.batch_alter_table("edition") as edition:
        edition.drop_constraint(op.f(BANK), type_="foreignkey")
        edition.drop_column("bank_id")
        _allow(edition, "edition", BEFORE)
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            _allow(batch, table, BEFORE)
    guards.append_only(*APPEND_ONLY)


def _forget_banks():
    drafts = "(SELECT id FROM draft WHERE kind = 'bank')"
    op.execute(f"DELETE FROM draft_visit WHERE draft_id IN {drafts}")
    op.execute(f"DELETE FROM draft_version WHERE draft_id IN {drafts}")
    op.execute("UPDATE edition SET bank_id = NULL WHERE bank_id IS NOT NULL")
    for table in ("draft", "pack_release", "publication", "edition"):
        op.execute(f"DELETE FROM {table} WHERE kind = 'bank'")


def _unguard():
    """SQLite changes a table by making it anew, and loses its triggers with the old one."""
    for table in APPEND_ONLY:
        guards.drop(table, "no_update", "no_delete")


def _allow(batch, table: str, kinds: str):
    name = op.f(f"ck_{table}_kind")
    batch.drop_constraint(name, type_="check")
    batch.create_check_constraint(name, kinds)
