"""How migrations reach the database: through the application's own engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
options = current_app.extensions["migrate"].configure_args


def run_online():
    with database.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=database.metadata, transactional_ddl=True, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations need the database that they change")
run_online()
