"""A class begins: many are launched at the same moment, by a real server with a real worker beside it."""

import html
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests import servers
from tests import platform as platforms_to_test
from tests.platform import Link, User

AT_ONCE, EACH = 6, 5


@pytest.mark.slow
def test_a_class_that_begins_at_once_is_let_in_whole(tmp_path):
    port = servers.free_port()
    with (
        servers.running(tmp_path, INTRANET=f"127.0.0.1:{port}") as server,
        platforms_to_test.running(server.url, port) as platform,
    ):
        addresses = [
            word
            for name, address in platform.endpoints.items()
            for word in (f"--{name.replace('_', '-')}", address)
        ]
        server.command("lti", "register", "--client-id", platform.client_id, "--deployment", "1", *addresses)
        platform.links["l1"] = Link(f"{server.url}/lti/to/refresher")
        platform.users |= {f"u{number}": User(name=f"Officer {number}") for number in range(AT_ONCE * EACH)}

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = Counter(pool.map(lambda user: launched(server, platform, user), platform.users))

        assert answers == {303: AT_ONCE * EACH}, server.log.read_text()[-3000:]


def launched(server, platform, user) -> int:
    """What the academy answers to somebody's message."""
    browser = requests.Session()
    page = browser.get(platform.start(user, "l1")).text
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
    return browser.post(f"{server.url}/lti/launch", data=fields, allow_redirects=False).status_code
