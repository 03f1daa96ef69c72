"""Files of everybody: kept by browsers, and silent about who asks."""

import pytest

from tests import factories


@pytest.mark.parametrize("path", ["/static/css/layout.css", "/assets/htmx.min.js"])
def test_a_file_of_everybody_says_nothing_of_the_session(client, path):
    client.sign_in(factories.person())
    assert "session=" in client.get("/").headers["Set-Cookie"]

    answer = client.get(path)

    assert answer.status_code == 200 and answer.cache_control.max_age >= 3600
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
