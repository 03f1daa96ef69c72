"""What the page tells people to type works, typed as it stands there."""

import html
import json
import re
import subprocess
import threading

import pytest
from werkzeug.serving import make_server

from academy.api import resources
from academy.db import db
from tests.academy.api.conftest import LISTS, fill, made

SNIPPET = re.compile(r"<pre[^>]*><code>(.*?)</code></pre>", re.DOTALL)


@pytest.fixture(scope="module")
def server(lasting):
    """The academy at an address of its own, with records; its page's snippets in their order."""
    with lasting.app_context():
        fill()
        db.session.commit()
    served = make_server("127.0.0.1", 0, lasting, threaded=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    lasting.config["BASE_URL"] = f"http://127.0.0.1:{served.port}"
    yield lasting
    served.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def snippets(server):
    page = server.test_client().get("/api/").text
    return [html.unescape(snippet) for snippet in SNIPPET.findall(page)]


@pytest.fixture
def type_(server, tmp_path):
    """Types into a shell that knows a token of these scopes."""
    with server.app_context():
        token = made()[0]
        db.session.commit()

    def typed(line):
        done = subprocess.run(
            ["bash", "-euc", line],
            cwd=tmp_path,
            env={"TOKEN": token, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return typed


def test_the_page_shows_a_command_for_each_thing(snippets):
    assert snippets[0].startswith("export TOKEN=acad_")
    assert len(snippets) == 3 + len(resources.ALL)


@pytest.mark.parametrize("number", range(len(LISTS)), ids=LISTS)
def test_a_page_of_each_list(type_, snippets, number):
    assert f"/api/v1/{LISTS[number]}?" in snippets[3 + number]

    assert json.loads(type_(snippets[3 + number]))["items"]


def test_a_whole_list(type_, snippets, tmp_path):
    type_(snippets[1].replace("limit=1000", "limit=1"))

    pages = [json.loads(line) for line in (tmp_path / "completions.jsonl").read_text().splitlines()]
    assert len(pages) >= 3 and [len(page["items"]) for page in pages] == [1] * len(pages)
    assert len({page["items"][0]["enrolment_id"] for page in pages}) == len(pages)


def test_only_if_it_has_changed(type_, snippets, tmp_path):
    first, second = snippets[2].split("\ncurl")
    type_(first)
    size = len((tmp_path / "people.json").read_text())

    said = type_("curl" + second + " --write-out '%{http_code}'")

    assert size > 100 and said == "304"


def test_the_page_names_no_address_but_ours(client):
    page = client.get("/api/").text

    assert "http://evil" not in client.get("/api/", base_url="http://evil.example").text
    assert page.count("<h1") == 1
