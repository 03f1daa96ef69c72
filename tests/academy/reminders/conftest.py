"""Counting what the database is asked."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

LEFT_OUT = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


@pytest.fixture
def counted(session):
    """`with counted() as statements: …`, then `len(statements)`."""

    @contextmanager
    def count():
        connection, statements = session.connection(), []

        def note(connection, cursor, statement, *rest):
            if not statement.startswith(LEFT_OUT):
                statements.append(statement)

        sa.event.listen(connection, "before_cursor_execute", note)
        yield statements
        sa.event.remove(connection, "before_cursor_execute", note)

    return count
