"""For what only real commits and several connections show: a database of its own, on which commits stay."""

import pytest
from flask_migrate import upgrade

from academy.accounts import passwords
from tests import factories
from tests.conftest import beside

PASSWORD = "four unrelated words do"


@pytest.fixture(scope="module")
def lasting(app, tmp_path_factory):
    """An application on an empty, migrated database of the same kind as the suite's; its commits stay in this module."""
    with beside(app, tmp_path_factory.mktemp("lasting")) as made:
        with made.app_context():
            upgrade()
        yield made


@pytest.fixture
def bare(app, tmp_path):
    """The same without a single table."""
    with beside(app, tmp_path) as made:
        yield made


@pytest.fixture
def ayesha(session):
    """A learner with a password."""
    person = factories.learner(email="ayesha@example.org", name="Ayesha Khan")
    passwords.put(person, PASSWORD)
    return person
