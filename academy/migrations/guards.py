"""Triggers that keep the database true to its word: rows that only ever are added, columns that are written once."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

ERASING = "EXISTS (SELECT 1 FROM erasure WHERE finished_at IS NULL)"
REFUSE = """
CREATE OR REPLACE FUNCTION academy_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$
"""
REFUSE_UNLESS_ERASING = f"""
CREATE OR REPLACE FUNCTION academy_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF {ERASING} THEN RETURN NEW; END IF;
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
END $$
"""


class Blanked(NamedTuple):
    """A JSON column of which some places become empty, and nothing else changes: their paths, each with the JSON text that
    stands there then. Where there is no such place, none is made."""

    places: Mapping[tuple[str, ...], str]


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


def emptied(table: str, **becomes: str | Blanked) -> None:
    """Rows of an append-only table may be emptied while an erasure is under way: these columns may become what is said here
    in SQL, and nothing else may change with them."""
    drop(table, "no_update")
    others = [column for column in _columns(table) if column not in becomes]
    changed = " OR ".join([*map(_differs, others), *(_becomes_other(*each) for each in becomes.items())])
    _trigger(f"{table}_no_update", table, "update", f"WHEN ({changed})", f"{table} is append-only")
    _only_while_erasing(table, *becomes)


def emptied_once(table: str, **becomes: str | Blanked) -> None:
    """Columns that are written once may be emptied while an erasure is under way: they become what is said here in SQL."""
    for column, empty in becomes.items():
        drop(table, f"{column}_once")
        changed = f"OLD.{column} IS NOT NULL AND {_becomes_other(column, empty)}"
        _trigger(f"{table}_{column}_once", table, "update", f"WHEN ({changed})", f"{table}.{column} is written once")
    _only_while_erasing(table, *becomes)


def emptied_when_closed(table: str, moment: str, *columns: str, **becomes: str | Blanked) -> None:
    """The same for what closed_by() keeps: the other `columns` keep their values."""
    drop(table, "closed")
    changed = " OR ".join([*map(_differs, columns), *(_becomes_other(*each) for each in becomes.items())])
    condition = f"WHEN (OLD.{moment} IS NOT NULL AND ({changed}))"
    _trigger(f"{table}_closed", table, "update", condition, f"{table} changes no more after {moment}")
    _only_while_erasing(table, *becomes, also=f"OLD.{moment} IS NOT NULL AND ")


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


def _only_while_erasing(table: str, *columns: str, also: str = "") -> None:
    """Nothing that was written is emptied but by an erasure, which is on record."""
    changed = " OR ".join(f"(OLD.{column} IS NOT NULL AND {_differs(column)})" for column in columns)
    name, message = f"{table}_emptied", f"{table} is emptied by erasures only"
    head = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({also}({changed})"
    if _postgresql():
        op.execute(REFUSE_UNLESS_ERASING)
        op.execute(f"{head}) EXECUTE FUNCTION academy_refuse_unless_erasing('{message}')")
    else:
        op.execute(f"{head} AND NOT {ERASING}) BEGIN SELECT RAISE(ABORT, '{message}'); END")


def _becomes_other(column: str, empty: str | Blanked) -> str:
    """Whether a column becomes something else than it was and than what is empty."""
    if isinstance(empty, str):
        return f"({_differs(column)} AND NEW.{column} {_distinct()} {empty})"
    if _postgresql():
        made = f"OLD.{column}"
        for path, value in empty.places.items():
            made = f"jsonb_set({made}, '{{{','.join(path)}}}', '{value}', false)"
        return f"({_differs(column)} AND NEW.{column} {_distinct()} {made})"
    places = ", ".join(f"'$.{'.'.join(path)}', json('{value}')" for path, value in empty.places.items())
    return f"({_differs(column)} AND json(NEW.{column}) IS NOT json_replace(OLD.{column}, {places}))"


def _differs(column: str) -> str:
    return f"NEW.{column} {_distinct()} OLD.{column}"


def _distinct() -> str:
    return "IS DISTINCT FROM" if _postgresql() else "IS NOT"


def _columns(table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]


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
