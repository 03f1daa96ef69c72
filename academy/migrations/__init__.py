"""The database's history, one numbered step after another: where a database is, and where this program can take it."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app


def current(connection: sa.Connection) -> str | None:
    """The step that a database is at; None of an empty one. Raises SQLAlchemyError when it does not answer."""
    return MigrationContext.configure(connection).get_current_revision()


def known() -> list[str]:
    """The steps that this program knows, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def migrate(connection: sa.Connection, step: str) -> None:
    """Within the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, step)


def _config() -> Config:
    return current_app.extensions["migrate"].migrate.get_config()
