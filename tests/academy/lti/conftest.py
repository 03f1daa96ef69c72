"""A registered platform beside the suite's application, and launches without a browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from academy.lti import keys, platforms
from tests import factories, platform as platforms_to_test


@pytest.fixture(scope="session")
def _platform():
    with platforms_to_test.running("http://127.0.0.1:8000") as platform:
        yield platform


@pytest.fixture
def platform(_platform, app, session, monkeypatch):
    """A fresh platform with an officer, an instructor and a link to the course `tiny`; it is registered and approved."""
    for name, value in vars(platforms_to_test.Platform("", "")).items():
        if name not in ("url", "tool", "private_key", "public_key", "app"):
            setattr(_platform, name, value)
    keys.signing()  # the first is made when it is first asked for
    _platform.tool_keys = keys.jwks()
    monkeypatch.setitem(app.config, "INTRANET", _platform.url.removeprefix("http://"))
    _platform.users |= {
        "u-officer": platforms_to_test.User(name="Ayesha Rehman", email="ayesha@moodle.example"),
        "u-instructor": platforms_to_test.User((f"{platforms_to_test.MEMBERSHIP}Instructor",), "Nadia Khan"),
    }
    factories.course()
    _platform.links["l1"] = platforms_to_test.Link("http://127.0.0.1:8000/lti/to/tiny", "Tiny")
    registration = platforms.register(None, client_id=_platform.client_id, family="moodle", **_platform.endpoints)
    platforms.approve(None, registration)
    platforms.deploy(None, registration, "1")
    _platform.registered_as = registration
    return _platform


@pytest.fixture
def begin(client, platform):
    """Begins a launch as the platform would: its state and nonce."""

    def begin(user="u-officer", method="get", **fields):
        asked = {"iss": platform.url, "client_id": platform.client_id, "login_hint": user} | fields
        answer = getattr(client, method)("/lti/login", **{"query_string" if method == "get" else "data": asked})
        assert answer.status_code in (200, 302), answer.text
        address = answer.location or re.search(r'data-address="([^"]+)"', answer.text)[1].replace("&amp;", "&")
        said = parse_qs(urlsplit(address).query)
        return said["state"][0], said["nonce"][0]

    return begin


@pytest.fixture
def launch(client, platform, begin):
    """Launches somebody by a link; the answer to the platform's message."""

    def launch(user="u-officer", link="l1", message="resource", **claims):
        state, nonce = begin(user)
        return client.post("/lti/launch", data=platform.message(user, link, nonce, state, message, **claims))

    return launch
