"""How often one address may ask where everybody may ask: counted in Redis where there is one, or in each process."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, after_this_request, current_app, g, request
from flask_babel import ngettext
from flask_limiter import Limiter, RateLimitExceeded, RequestLimit
from redis.exceptions import RedisError

from academy.errors import Refused

MINUTE = 60
NETWORK = 64  # bits: who has one IPv6 address has all that begin with them


def init_app(app: Flask) -> None:
    """A Redis that does not answer is done without: each process counts for itself until it does."""
    queue = app.config["QUEUE"]
    app.config |= {
        "RATELIMIT_STORAGE_URI": queue or "memory://",
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1} if queue else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(queue),
    }
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _refuse)


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


def _refuse(error: RateLimitExceeded):
    """Not by `on_breach`: what that raises is taken for a Redis that fails, and counted anew in memory."""
    seconds = _seconds_left(limiter.current_limit)

    @after_this_request
    def say_when(response):
        response.headers["Retry-After"] = str(seconds)
        return response

    words = ngettext(
        "Too many requests came from your network. Wait a second, then try again.",
        "Too many requests came from your network. Wait %(num)s seconds, then try again.",
        seconds,
    )
    return current_app.handle_user_exception(Refused(429, words, typed=request.form.get("text", "")))


def _seconds_left(limit: RequestLimit) -> int:
    try:
        return max(1, math.ceil(limit.window.reset_time - time.time()))
    except RedisError:  # it went away since it was asked to count
        return MINUTE


def _checks() -> str:
    return f"{current_app.config['CHECKS_A_MINUTE']} per minute"


def _calls() -> str:
    return f"{current_app.config['API_CALLS_A_MINUTE']} per minute"


def _posts() -> str:
    return f"{current_app.config['VIEWERS_A_MINUTE']} per minute"


def _files() -> str:
    """Opening a file costs much more than looking up a serial."""
    return f"{max(1, current_app.config['CHECKS_A_MINUTE'] // 3)} per minute"


limiter = Limiter(visitor)
checks = limiter.limit(_checks)
calls = limiter.shared_limit(_calls, "api", key_func=lambda: str(g.api_token.id))  # of the records API, by token
files = limiter.limit(_files, methods=["POST"])
posts = limiter.shared_limit(_posts, "viewers", methods=["POST"])  # of people without an account
