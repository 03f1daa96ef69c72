"""Dialogues, a fifth kind of pack."""

from alembic import op

from academy.migrations import guards

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLES = ("edition", "publication", "pack_release", "draft")
APPEND_ONLY = ("edition", "pack_release")
BEFORE = "kind IN ('course', 'scenario', 'rules', 'bank')"
SINCE = "kind IN ('course', 'scenario', 'rules', 'bank', 'dialogue')"


def upgrade():
    _allow(SINCE)


def downgrade():
    """Dialogues go, and what was written of them."""
    for table in APPEND_ONLY:
        guards.drop(table, "no_update", "no_delete")
    drafts = "(SELECT id FROM draft WHERE kind = 'dialogue')"
    op.execute(f"DELETE FROM draft_visit WHERE draft_id IN {drafts}")
    op.execute(f"DELETE FROM draft_version WHERE draft_id IN {drafts}")
    for table in ("draft", "pack_release", "publication", "edition"):
        op.execute(f"DELETE FROM {table} WHERE kind = 'dialogue'")
    guards.append_only(*APPEND_ONLY)
    _allow(BEFORE)


def _allow(kinds: str):
    """SQLite changes a table by making it anew, and loses its triggers with the old one."""
    for table in APPEND_ONLY:
        guards.drop(table, "no_update", "no_delete")
    for table in TABLES:
        name = op.f(f"ck_{table}_kind")
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(name, kinds)
    guards.append_only(*APPEND_ONLY)
