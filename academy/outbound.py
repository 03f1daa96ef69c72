"""Requests to other servers: never into the academy's own network, never for long, never for much.

Addresses of platforms come from outside. Whoever gives us one must not reach what only this machine can reach, so every
address is looked up once, checked, and connected to as it was checked; redirects are not followed.
"""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
import urllib3
from flask import current_app
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession

CONNECT, READ = 5, 10  # seconds
WHOLE = 30  # seconds for all of an answer
MOST = 2_000_000  # bytes of an answer
PIECE = 65_536


class TooMuch(requests.RequestException):
    """An answer that is too long, or comes too slowly."""


class NotSafe(ValueError):
    """An address that is not asked; the message says why, to a person."""


class Session(HTTPSession):
    """Asks other servers. Hosts of the setting INTRANET may stand in the academy's own network."""

    def __init__(self, intranet: frozenset[str] = frozenset()):
        super().__init__(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=(CONNECT, READ),
                user_agent_override="academy",
            )
        )
        self.trust_env = False  # a proxy would look addresses up by itself
        self.headers["Accept-Encoding"] = "identity"  # nothing is unpacked: what was counted is what there is
        for host in intranet:
            for scheme in ("http", "https"):
                self.mount(f"{scheme}://{host}/", HTTPAdapter())

    def send(self, request, **kwargs):
        until = time.monotonic() + WHOLE
        response = super().send(request, **{**kwargs, "stream": True})
        with response:
            read = b""
            for piece in _pieces(response):
                read += piece
                if len(read) > MOST or time.monotonic() > until:
                    raise TooMuch("the answer is too long, or comes too slowly", request=request, response=response)
        response._content = read
        return response


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """What has come, as it comes: `iter_content` waits for a whole piece, however slowly it trickles."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=False):
            yield piece
    except urllib3.exceptions.HTTPError as error:
        raise requests.ConnectionError(error, response=response) from error


def session() -> Session:
    return Session(intranet())


def intranet() -> frozenset[str]:
    """Hosts inside the academy's own network that may be asked, with their port where the address names one."""
    return frozenset(host.strip().lower() for host in current_app.config["INTRANET"].split(",") if host.strip())


def checked(address: str) -> str:
    """The address, if it is one that may be asked by its looks: HTTPS, or a host of INTRANET. Raises NotSafe."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.password:
        raise NotSafe(f"{address!r} is no address of a server")
    if parts.scheme != "https" and parts.netloc.lower() not in intranet():
        raise NotSafe(f"{address!r} does not begin with https://")
    return address
