"""Academies of their own to be backed up and restored, on either database."""

from contextlib import contextmanager, nullcontext

from academy.backup import reading, restoring, writing
from academy.db import db
from tests import databases
from tests.conftest import application


@contextmanager
def academy(folder, server=None):
    """An application without a table, in a folder of its own; on a database of this PostgreSQL server, or on SQLite."""
    folder.mkdir(exist_ok=True)
    place = databases.empty_database(server) if server else nullcontext(f"sqlite:///{folder}/academy.sqlite")
    with place as url:
        made = application(url, folder / "instance")
        yield made
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


def backed_up(app, path):
    """The manifest of a backup of this application."""
    with app.app_context(), path.open("wb") as file:
        return writing.write(writing.Sink(file), None, silent)


def restored(app, path, replace=False):
    with app.app_context(), reading.opened(path) as backup:
        backup.check()
        restoring.restore(backup, replace, silent)


def digests(manifest):
    """Of each table: how many rows, and what they come to."""
    return {table.name: (table.rows, table.sha256) for table in manifest.tables}


def silent(table, rows):
    pass
