"""From every schema that there ever was, filled with data: migrated up and down, backed up and restored, on both databases."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from academy import migrations
from academy.db import db
from tests.backups import academy, backed_up, digests, restored
from tests.conftest import beside
from tests.rows import Filling

REVISIONS = sorted(step.revision for step in ScriptDirectory(migrations.__path__[0]).walk_revisions())
FIRST, LAST = REVISIONS[0], REVISIONS[-1]
QUICK = (FIRST, LAST)
EVERY = [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in REVISIONS]
# Migrations that say something of what there was add rows of their own.
GROWN = {"audit_chain", "job", "pack_release", "standing"}
MADE = {"audit_head"}


@pytest.mark.parametrize("revision", EVERY)
def test_data_of_every_schema_survive_the_way_up_and_back(app, tmp_path, revision):
    with beside(app, tmp_path) as made, made.app_context():
        filled(revision)
        before = counts()

        flask_migrate.upgrade()
        above = counts()
        flask_migrate.downgrade(revision=revision)

        assert all(count for name, count in before.items() if name not in MADE)
        assert without(above, before) == without(before)
        assert without(counts()) == without(before)
        assert not dangling()


@pytest.mark.slow
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_backup_of_every_schema_is_restored_on_either_database(tmp_path, server, revision):
    old, new = tmp_path / "old.backup", tmp_path / "new.backup"
    with academy(tmp_path / "old") as first, academy(tmp_path / "there", server) as there, academy(
        tmp_path / "here"
    ) as here:
        with first.app_context():
            filled(revision)
        made = backed_up(first, old)

        for app in (there, here):
            restored(app, old)

        found = [backed_up(app, new) for app in (there, here)]
        assert (made.revision, found[0].revision, found[1].revision) == (revision, LAST, LAST)
        for each in found:
            assert without(rows(each), rows(made)) == without(rows(made))
        if revision == LAST:
            assert digests(made) == digests(found[0]) == digests(found[1])


def filled(revision):
    flask_migrate.upgrade(revision=revision)
    with db.engine.connect() as connection, connection.begin():
        Filling(connection).fill()


def counts():
    """Rows of each table."""
    with db.engine.connect() as connection:
        names = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
        return {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in names}


def rows(manifest):
    return {table.name: table.rows for table in manifest.tables}


def without(found, tables=None):
    """Of these tables (or all), those to which no migration adds rows."""
    return {name: count for name, count in found.items() if name not in GROWN and (tables is None or name in tables)}


def dangling():
    """PostgreSQL never lets a row refer to nothing."""
    with db.engine.connect() as connection:
        return connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").all()
