"""The suite's house: one application a database, and every test rolled back after."""

import contextvars
import gc
from contextlib import contextmanager, nullcontext

import flask_migrate
import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright

from academy import clock, limits
from academy.accounts import sessions
from academy.app import create_app
from academy.certificates import signing
from academy.db import WRITES, db
from tests import databases
from tests.browsers import launch_options


NOT_ASKED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Client(FlaskClient):
    """Each request in a context of its own, as on a server; what it changed is seen by the test after it."""

    def open(self, *args, **kwargs):
        db.session.flush()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        return answer

    def sign_in(self, person):
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie[sessions.KEY] = sessions.begin(person, "password")
        return self


@pytest.fixture(scope="session", params=databases.kinds())
def app(request, tmp_path_factory):
    with database(request.param, tmp_path_factory) as url:
        app = application(url, tmp_path_factory.mktemp("instance"))
        with app.app_context():
            flask_migrate.upgrade()
            db.session.configure(join_transaction_mode="create_savepoint")
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def session(app):
    """The database session of a test; nothing of it stays."""
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        with engine.connect().execution_options(**WRITES) as connection:
            connection.begin()
            engines[None] = connection
            try:
                yield db.session
            finally:
                db.session.remove()
                engines[None] = engine
                connection.rollback()


@pytest.fixture
def client(app, session):
    limits.limiter.reset()
    app.extensions["recent_reads"].clear()
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def no_collection():
    """For what is timed: after thousands of tests one collection of what they left behind takes a second."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def counted(session):
    """`with counted() as statements: …` keeps what the database is asked meanwhile."""

    @contextmanager
    def count():
        connection, statements = session.connection(), []

        def note(connection, cursor, statement, *rest):
            if not statement.startswith(NOT_ASKED):
                statements.append(statement)

        sa.event.listen(connection, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sa.event.remove(connection, "before_cursor_execute", note)

    return count


@pytest.fixture
def one_minute():
    """The clock stands still: what may be done so often in a minute is counted in one."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture(scope="session")
def chromium():
    """There is one of it in a process; who needs a browser with settings of its own launches it from here."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium):
    with chromium.launch(**launch_options()) as browser:
        yield browser


def application(url, instance, **settings):
    app = create_app(DATABASE=url, INSTANCE=str(instance), SECRET_KEY="of the suite", **settings)
    app.config |= {"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": None}
    with app.app_context():
        if signing.state() == "none":
            signing.create(demo=True)
    return app


@contextmanager
def database(kind, tmp_path_factory):
    """The URL of an empty database of this kind."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite'}"
    else:
        with databases.postgresql_server(databases.UNCOUNTED) as server, databases.empty_database(server) as url:
            yield url


@contextmanager
def beside(app, folder):
    """An application on a database beside the one of `app`."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    place = (
        databases.empty_database(url)
        if url.startswith("postgresql")
        else nullcontext(f"sqlite:///{folder}/test.sqlite")
    )
    with place as own:
        made = application(own, folder / "instance")
        yield made
        with made.app_context():
            db.engine.dispose()
