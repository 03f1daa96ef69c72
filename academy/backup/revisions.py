"""Which schema a database has, and which ones this program knows."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app


def of(connection: sa.Connection) -> str | None:
    """None of an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def known() -> list[str]:
    """Those that this program can migrate from, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def migrate(connection: sa.Connection, revision: str) -> None:
    """Within the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    return current_app.extensions["migrate"].migrate.get_config()
