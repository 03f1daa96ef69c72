"""A real server with a square, and those who listen there."""

from contextlib import contextmanager

import pytest

from academy import live
from academy.db import begin_writing, db
from tests import servers, squares
from tests.listeners import Follower, Listening


@pytest.fixture(scope="module")
def serve(lasting, tmp_path_factory):
    """`with serve(**settings) as server: …`, on the database of this module."""

    @contextmanager
    def start(**settings):
        folder = tmp_path_factory.mktemp("square")
        own = {"SECRET_KEY": lasting.config["SECRET_KEY"], **{name: str(value) for name, value in settings.items()}}
        server = servers.Server(
            f"http://127.0.0.1:{servers.free_port()}",
            lasting.config["INSTANCE_PATH"],
            lasting.config["SQLALCHEMY_DATABASE_URI"],
            folder / "log",
            settings=own,
            program="tests.squares",
        )
        server.start()
        try:
            yield server
        finally:
            server.kill() if server.process.poll() is None else None

    return start


@pytest.fixture(scope="module")
def server(serve):
    with serve() as server:
        yield server


@pytest.fixture
def say(lasting):
    """Publish words on the square of this name, in one transaction."""
    squares.offer()

    def publish(name, *words):
        with lasting.app_context():
            begin_writing()
            for word in words:
                live.publish(f"square/{name}", "said", word=word)
            db.session.commit()

    return publish


@pytest.fixture
def listen():
    """Open a stream; closed at the end."""
    opened = []

    def listen(server, name, after=None):
        opened.append(Listening(server.url, f"/live/square/{name}", after))
        return opened[-1]

    yield listen
    for each in opened:
        each.close()


@pytest.fixture
def followers():
    """So many who come back whenever the line breaks, on a square of this name."""
    made = []

    def follow(server, name, number):
        made.extend(Follower(server.url, f"/live/square/{name}") for _ in range(number))
        return made[-number:]

    yield follow
    for each in made:
        each.over = True
