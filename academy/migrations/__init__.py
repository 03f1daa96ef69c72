"""The database's history, one numbered step after another."""

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import current_app

from academy.db import db


def current() -> str | None:
    """The step that the database is at; None when it is empty. Raises SQLAlchemyError when it does not answer."""
    connection = db.session.connection()
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def newest() -> str:
    """The last step that this program knows."""
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
