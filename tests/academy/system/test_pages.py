"""The page of operations, and the figures for monitoring."""

import re
import urllib.error
import urllib.request

import pytest

from academy.system import figures as figures_shown
from academy.system import rooms
from tests import factories, servers
from tests.pages import Page

TOKEN = "of-the-monitoring"


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


def test_every_room_of_operations_opens(office):
    page = Page(office.get("/system/").text)

    addresses = {has["href"] for has in page.all("a") if has["href"].startswith("/")}
    assert len(addresses) > len(rooms.ROOMS)
    assert {address: office.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_secrets_are_not_shown(office, app, monkeypatch):
    monkeypatch.setitem(app.config, "LRS_SECRET", "of-the-store")
    monkeypatch.setitem(app.config, "MAIL_SERVER", "smtps://post:of-the-mail@mail.example.org:465")

    shown = office.get("/system/").text

    assert "of-the-store" not in shown
    assert "of-the-mail" not in shown
    assert "mail.example.org" in shown
    assert app.config["SECRET_KEY"] not in shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://u:of@the/mail@db/academy", "postgresql://***@db/academy"),
        ("postgresql:///academy?host=db&password=of-the-mail", "postgresql:///academy?host=***&password=***"),
        ("redis://:of?the=mail@queue:port/0", "redis://***@queue:port/0"),
        ("rediss://queue/0?ssl_password=of-the-mail", "rediss://queue/0?ssl_password=***"),
        ("sqlite:////srv/academy.sqlite", "sqlite:////srv/academy.sqlite"),
        ("", ""),
    ],
)
def test_passwords_are_not_shown_however_an_address_has_them(address, shown):
    assert figures_shown.without_passwords(address) == shown


@pytest.mark.parametrize("name", ["QUEUE", "MAIL_SERVER", "LRS_URL", "SSO_ISSUER"])
def test_no_setting_that_is_an_address_shows_its_password(office, app, monkeypatch, name):
    monkeypatch.setitem(app.config, name, "https://somebody:of-the-store@host.example.org:/")

    assert "of-the-store" not in office.get("/system/").text


@pytest.mark.parametrize("make", [factories.learner, factories.instructor])
def test_nobody_else_sees_it(client, session, make):
    assert client.sign_in(make()).get("/system/").status_code in (403, 404)


def test_what_is_wrong_is_said_with_what_to_do(office, app, monkeypatch):
    monkeypatch.setitem(app.config, "SSO_ISSUER", "https://login.example.org")

    assert "Set both, or neither." in Page(office.get("/system/").text).words


def test_without_a_token_there_are_no_figures(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("metrics"), METRICS_TOKEN=TOKEN, PROCESSES="2") as server:
        yield server


def figures(server, token=TOKEN):
    request = urllib.request.Request(f"{server.url}/metrics", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        text = answer.read().decode()
    return dict(re.findall(r"^([a-z_]+(?:\{.*\})?) (\S+)$", text, re.M))


@pytest.mark.slow
def test_all_processes_of_a_server_are_counted_together(server):
    name = 'academy_requests_total{endpoint="home.healthz",method="GET",status="200"}'
    before = float(figures(server)[name])
    for _each in range(40):
        with urllib.request.urlopen(f"{server.url}/healthz"):
            pass

    after = figures(server)

    assert float(after[name]) == before + 40
    assert len(list((server.instance / "metrics").glob("counter_*.db"))) == 2, "both processes answered"
    assert float(after['academy_request_seconds_count{endpoint="home.healthz"}']) == before + 40


@pytest.mark.slow
def test_made_up_methods_make_no_figures_of_their_own(server):
    for method in ("OF-ALICE", "OF-BOB"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(urllib.request.Request(f"{server.url}/", method=method))

    found = figures(server)

    assert not [name for name in found if "OF-" in name]
    assert float(found['academy_requests_total{endpoint="none",method="other",status="405"}']) == 2


@pytest.mark.slow
def test_figures_are_for_those_with_the_token(server):
    for token in ("", "of-the-monitorin", "öffentlich"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            figures(server, token.encode().decode("latin-1"))
        assert refused.value.code == 401


@pytest.mark.slow
def test_a_server_that_starts_anew_counts_from_nought(server):
    figures(server)
    server.stop()
    server.start()

    name = 'academy_requests_total{endpoint="system.metrics",method="GET",status="200"}'
    assert name not in figures(server)
