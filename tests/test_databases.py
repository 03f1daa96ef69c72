"""The PostgreSQL of the suite is a real one, private, and gone after."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests import databases


@pytest.fixture(scope="module")
def server():
    with databases.postgresql_server() as url:
        yield url


def answer(url, question):
    engine = create_engine(url)
    with engine.connect() as connection:
        value = connection.scalar(text(question))
    engine.dispose()
    return value


def test_it_keeps_urdu_and_bangla(server):
    assert answer(server, "SELECT upper('a') || 'عائشہ রহিম'") == "Aعائشہ রহিম"


def test_it_listens_to_nobody_on_the_network(server):
    assert answer(server, "SHOW listen_addresses") == ""


def test_an_empty_database_is_dropped_after_use(server):
    with databases.empty_database(server) as url:
        name = make_url(url).database
        assert answer(url, "SELECT current_database()") == name

    assert answer(server, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == 0


def test_a_stopped_server_leaves_no_folder():
    with databases.postgresql_server() as url:
        folder = Path(make_url(url).query["host"])
        assert folder.exists()

    assert not folder.exists()


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [("sqlite", ("sqlite",)), ("postgresql", ("postgresql",)), ("both", ("sqlite", "postgresql"))],
)
def test_the_environment_says_which_databases_the_suite_runs_on(monkeypatch, asked, kinds):
    monkeypatch.setenv("ACADEMY_TEST_DATABASE", asked)

    assert databases.kinds() == kinds
