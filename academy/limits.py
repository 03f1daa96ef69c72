"""How often one address may ask where everybody may ask, counted in the memory of each process."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, after_this_request, current_app, request
from flask_babel import ngettext
from flask_limiter import Limiter, RequestLimit

from academy.errors import Refused

NETWORK = 64  # bits: who has one IPv6 address has all that begin with them


def init_app(app: Flask) -> None:
    limiter.init_app(app)


def visitor() -> str:
    """Who asks, as far as it can be known without a session: an address, or the beginning of one."""
    told = request.remote_addr or ""
    try:
        address = ip_address(told if told.count(":") != 1 else told.partition(":")[0])  # some proxies add the port
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, NETWORK), strict=False))


def _refuse(limit: RequestLimit) -> None:
    seconds = max(1, math.ceil(limit.window.reset_time - time.time()))

    @after_this_request
    def say_when(response):
        response.headers["Retry-After"] = str(seconds)
        return response

    words = ngettext(
        "Too many checks came from your network. Wait a second, then try again.",
        "Too many checks came from your network. Wait %(num)s seconds, then try again.",
        seconds,
    )
    raise Refused(429, words)


def _checks() -> str:
    return f"{current_app.config['CHECKS_A_MINUTE']} per minute"


def _files() -> str:
    """Opening a file costs much more than looking up a serial."""
    return f"{max(1, current_app.config['CHECKS_A_MINUTE'] // 3)} per minute"


limiter = Limiter(visitor, storage_uri="memory://", on_breach=_refuse)
checks = limiter.limit(_checks)
files = limiter.limit(_files, methods=["POST"])
