"""The browser that asks, as a person would name it, and the network that it asks from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from flask import request

# The first word that a browser says of itself decides: most of them say the names of others, too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
NETWORK = {4: 24, 6: 48}  # bits of an address that are kept: enough to know one's own network by


class Browser(NamedTuple):
    """Names such as "Chrome" and "Android"; "" where the browser does not say."""

    browser: str
    system: str
    address: str


def asking() -> Browser:
    said = request.user_agent.string[:500]
    return Browser(_named(said, BROWSERS), _named(said, SYSTEMS), shortened(request.remote_addr or ""))


def shortened(address: str) -> str:
    """The network that an address is in; "" when it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    return str(ip_network((found, NETWORK[found.version]), strict=False))


def _named(said: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for word, name in names if word in said), "")
