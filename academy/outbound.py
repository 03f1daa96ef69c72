"""Requests to other servers: never into the academy's own network, never for long, never for much.

Addresses of platforms come from outside. Whoever gives us one must not reach what only this machine can reach, so every
address is looked up once, checked, and connected to as it was checked; redirects are not followed.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
import urllib3
from flask import current_app
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession

from academy import clock, foreign, hanging_up

CONNECT, READ = 5, 10  # seconds
WHOLE = 30  # seconds for all of an answer
ALTOGETHER = 240  # seconds for all that is asked in one session, as page after page of a list
MOST = 2_000_000  # bytes of an answer
PIECE = 65_536
LONGEST_WAIT = timedelta(hours=6)  # that another server is believed when it asks to be left alone


class TooMuch(requests.RequestException):
    """An answer that is too long, or comes too slowly."""


class NotSafe(ValueError):
    """An address that is not asked; the message says why, to a person."""


class Answer(requests.Response):
    """What another server answered, in UTF-8 whatever it says: some codecs of Python take hours, or fail."""

    @property
    def encoding(self):
        return "utf-8-sig"

    @property
    def text(self):
        return super().text.replace("\0", "")  # which PostgreSQL keeps in no text

    def json(self, **options):
        """Raises requests.JSONDecodeError, also for what could not be kept."""
        try:
            return foreign.read(self.text)
        except foreign.NotPlain as error:
            raise requests.JSONDecodeError(str(error), "", 0) from error


class Session(HTTPSession):
    """Asks other servers. Hosts of the setting INTRANET may stand in the academy's own network, and prove themselves by an
    authority of the academy's own: `certificates` is a file, "" for those that browsers know."""

    def __init__(self, intranet: frozenset[str] = frozenset(), certificates: str = ""):
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
        self.intranet, self.certificates = intranet, certificates
        for host in intranet:
            for scheme in ("http", "https"):
                self.mount(f"{scheme}://{host}/", HTTPAdapter())
        self.headers["Connection"] = "close"
        for adapter in self.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = hanging_up.POOLS
        self.until = time.monotonic() + ALTOGETHER

    def send(self, request, **kwargs):
        until = min(self.until, time.monotonic() + WHOLE)
        if time.monotonic() > until:
            raise TooMuch("asking took too long altogether", request=request)
        if self.certificates and urlsplit(request.url).netloc.lower() in self.intranet:
            kwargs["verify"] = self.certificates
        response = super().send(request, **{**kwargs, "stream": True})
        with response:
            read = b""
            for piece in _pieces(response):
                read += piece
                if len(read) > MOST or time.monotonic() > until:
                    raise TooMuch("the answer is too long, or comes too slowly", request=request)
        response._content = read
        response.__class__ = Answer  # requests makes its own, and takes no other
        return response


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """What has come, as it comes: `iter_content` waits for a whole piece, however slowly it trickles."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=False):
            yield piece
    except urllib3.exceptions.HTTPError as error:
        raise requests.ConnectionError(error) from error  # without the half of an answer


def retry_after(response: requests.Response) -> timedelta | None:
    """What another server asks us to wait, in seconds or until a date; at most LONGEST_WAIT."""
    said = response.headers.get("Retry-After", "")
    try:
        wait = timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said) - clock.now()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def session() -> Session:
    return Session(intranet(), current_app.config["INTRANET_CERTIFICATES"])


def intranet() -> frozenset[str]:
    """Hosts inside the academy's own network that may be asked, with their port where the address names one."""
    return frozenset(host.strip().lower() for host in current_app.config["INTRANET"].split(",") if host.strip())


def is_inside(address: str) -> bool:
    """Whether an address is of a host of INTRANET."""
    return urlsplit(address).netloc.lower() in intranet()


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
