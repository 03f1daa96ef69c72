"""For what only real commits and several connections show: a database of its own, on which commits stay."""

from contextlib import contextmanager, nullcontext

import pytest
from flask_migrate import upgrade

from academy.db import db
from tests import databases
from tests.conftest import application


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


@contextmanager
def beside(app, folder):
    """An application on a database beside the one of `app`."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    place = databases.empty_database(url) if url.startswith("postgresql") else nullcontext(f"sqlite:///{folder}/test.sqlite")
    with place as own:
        made = application(own, folder / "instance")
        yield made
        with made.app_context():
            db.engine.dispose()
