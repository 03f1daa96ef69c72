"""How migrations reach the database: through the application's own engine."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
options = current_app.extensions["migrate"].configure_args


def run_online():
    if given := context.config.attributes.get("connection"):
        run(given)  # within the transaction of a restore
        return
    with database.engine.connect() as connection, tables_may_be_rebuilt(connection):
        run(connection)


def run(connection):
    context.configure(connection=connection, target_metadata=database.metadata, transactional_ddl=True, **options)
    with context.begin_transaction():
        context.run_migrations()
        if broken := dangling(connection):
            raise SystemExit(f"a migration left rows that refer to nothing: {broken}")


@contextmanager
def tables_may_be_rebuilt(connection):
    """SQLite changes a column by making its table anew, which drops the old one: keys that point there are checked at the
    end instead. It can be told so outside of a transaction only."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def dangling(connection):
    return connection.exec_driver_sql("PRAGMA foreign_key_check").all()[:5] if connection.dialect.name == "sqlite" else []


if context.is_offline_mode():
    raise SystemExit("migrations need the database that they change")
run_online()
