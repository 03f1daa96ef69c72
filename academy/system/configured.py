"""Settings that do not fit each other, or the world that they name."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from academy.settings import SETTINGS
from academy.system.concerns import Concern

SHORT = 32  # characters: a secret key with fewer can be guessed


def concerns(environment: Mapping[str, str] = os.environ) -> Iterator[Concern]:
    yield from _unknown(environment)
    yield from _address()
    yield from _secret()
    yield from _half_said()
    if is_public():
        yield from _for_a_demonstration_only()


def is_public() -> bool:
    """Whether others than this machine are meant to reach the academy."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")


def _unknown(environment: Mapping[str, str]) -> Iterator[Concern]:
    known = [each.variable for each in SETTINGS]
    for name in sorted(environment):
        if name.startswith("ACADEMY_") and name not in known:
            meant = get_close_matches(name, known, n=1, cutoff=0.8)
            remedy = _("Did you mean %(name)s?", name=meant[0]) if meant else _("The README lists all settings.")
            yield Concern(name, _("There is no such setting: it does nothing."), remedy)


def _address() -> Iterator[Concern]:
    config = current_app.config
    encrypted = config["BASE_URL"].startswith("https://")
    if config["HTTPS"] and not encrypted:
        says = _("It begins with http://, while ACADEMY_HTTPS is yes: links in letters lead nobody in.")
        yield Concern("ACADEMY_BASE_URL", says, _("Begin it with https://."))
    if encrypted and not config["HTTPS"]:
        says = _("It is no, while ACADEMY_BASE_URL begins with https://: browsers send cookies unencrypted, too.")
        yield Concern("ACADEMY_HTTPS", says, _("Set it to yes."))
    if encrypted and not config["PROXIES"]:
        says = _("It is 0, while ACADEMY_BASE_URL begins with https://: all visitors seem to come from the proxy.")
        yield Concern("ACADEMY_PROXIES", says, _("Set it to the number of proxies in front of the academy, mostly 1."))
    if is_public() and not encrypted:
        says = _("Passwords go through the network unencrypted.")
        yield Concern(
            "ACADEMY_BASE_URL", says, _("Put a proxy with a certificate in front, and begin it with https://.")
        )


def _secret() -> Iterator[Concern]:
    if len(current_app.config["SECRET_KEY"]) < SHORT:
        says = _("It is so short that it can be guessed: whoever does signs in as anybody.")
        yield Concern("ACADEMY_SECRET_KEY", says, _("Take %(count)s random characters or more.", count=SHORT))


def _half_said() -> Iterator[Concern]:
    config = current_app.config
    if bool(config["SSO_ISSUER"]) != bool(config["SSO_CLIENT"]):
        says = _("Single sign-on needs both ACADEMY_SSO_ISSUER and ACADEMY_SSO_CLIENT.")
        yield Concern("ACADEMY_SSO_ISSUER", says, _("Set both, or neither."), grave=True)
    if config["LRS_URL"] and not (config["LRS_KEY"] and config["LRS_SECRET"]):
        says = _("A learning record store lets nobody in without a name and a password.")
        yield Concern("ACADEMY_LRS_URL", says, _("Set ACADEMY_LRS_KEY and ACADEMY_LRS_SECRET, too."))
    if config["QUEUE"] and not config["DATABASE"].startswith("postgresql"):
        says = _("Several machines cannot share a SQLite file.")
        yield Concern("ACADEMY_QUEUE", says, _("Use PostgreSQL, or leave ACADEMY_QUEUE empty on a single machine."))


def _for_a_demonstration_only() -> Iterator[Concern]:
    config = current_app.config
    if not config["MAIL_SERVER"]:
        says = _("Letters reach nobody: they are put into a folder.")
        yield Concern("ACADEMY_MAIL_SERVER", says, _("Name the academy's mail server."))
    if not config["KEY_PASSPHRASE"]:
        says = _("Whoever reads the folder of keys can sign certificates.")
        yield Concern("ACADEMY_KEY_PASSPHRASE", says, _("Choose one, then type: academy keys lock"))
