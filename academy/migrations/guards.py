"""Triggers that keep the database true to its word: rows that only ever are added, columns that are written once."""

from collections.abc import Iterator

from alembic import op

REFUSE = """
CREATE OR REPLACE FUNCTION academy_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$
"""


def append_only(*tables: str) -> None:
    """No row of these tables is ever changed or deleted."""
    for table in tables:
        for event in ("update", "delete"):
            _trigger(f"{table}_no_{event}", table, event, "", f"{table} is append-only")


def kept(*tables: str) -> None:
    """No row of these tables is ever deleted."""
    for table in tables:
        _trigger(f"{table}_no_delete", table, "delete", "", f"{table} is never deleted")


def unchanged(*tables: str) -> None:
    """No row of these tables is ever changed; it can be deleted."""
    for table in tables:
        _trigger(f"{table}_no_update", table, "update", "", f"{table} is never changed")


def forwards(table: str, column: str) -> None:
    """This column only ever grows."""
    condition = f"WHEN (NEW.{column} <= OLD.{column})"
    _trigger(f"{table}_forwards", table, "update", condition, f"{table}.{column} only grows")


def drop(table: str, *names: str) -> None:
    """Take triggers of a table away again, each named as after `<table>_`."""
    for name in names:
        op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if _postgresql() else ""))


def written_once(table: str, *columns: str) -> None:
    """Once one of these columns has a value, it keeps it."""
    differs = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    for column in columns:
        changed = f"OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column}"
        _trigger(f"{table}_{column}_once", table, "update", f"WHEN ({changed})", f"{table}.{column} is written once")


def closed_by(table: str, moment: str, *columns: str) -> None:
    """Once the column `moment` has a value, these keep theirs."""
    differs = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    condition = f"WHEN (OLD.{moment} IS NOT NULL AND ({changed}))"
    _trigger(f"{table}_closed", table, "update", condition, f"{table} changes no more after {moment}")


def _trigger(name: str, table: str, event: str, condition: str, message: str) -> None:
    for statement in _statements(name, table, event, condition, message):
        op.execute(statement)


def _statements(name, table, event, condition, message) -> Iterator[str]:
    head = f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW {condition}"
    if _postgresql():
        yield REFUSE
        yield f"{head} EXECUTE FUNCTION academy_refuse('{message}')"
    else:
        yield f"{head} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
