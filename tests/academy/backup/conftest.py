"""Academies to be backed up and restored."""

import pytest
from flask_migrate import upgrade

from tests import databases
from tests.backups import academy


@pytest.fixture(scope="session")
def server():
    """The URL of a PostgreSQL server, for what needs both databases at once."""
    if len(databases.kinds()) < 2:
        pytest.skip("needs both databases: ACADEMY_TEST_DATABASE=both")
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture
def house(tmp_path):
    """A migrated academy on SQLite, from within."""
    with academy(tmp_path / "house") as made, made.app_context():
        upgrade()
        yield made


@pytest.fixture
def other(tmp_path):
    """Another one, whose database is empty."""
    with academy(tmp_path / "other") as made:
        yield made
