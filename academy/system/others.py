"""Whether the servers answer that the settings name."""

from collections.abc import Iterator

from flask import current_app
from flask_babel import gettext as _

from academy import jobs
from academy.accounts import sso
from academy.jobs import queues
from academy.mail import servers
from academy.system.concerns import Concern
from academy.xapi import store


def concerns() -> Iterator[Concern]:
    """Each may take seconds."""
    yield from _queue()
    yield from _mail()
    yield from _single_sign_on()
    yield from _record_store()


def _queue() -> Iterator[Concern]:
    if trouble := queues.trouble(current_app.extensions["queue"]):
        says = _("Redis does not answer: %(reason)s.", reason=trouble.rstrip("."))
        yield Concern(
            "ACADEMY_QUEUE", says, _("Jobs are done all the same, up to a minute later. See whether it runs.")
        )


def _mail() -> Iterator[Concern]:
    if not (url := current_app.config["MAIL_SERVER"]):
        return
    try:
        servers.reach(servers.of(url))
    except jobs.Failure as failure:
        says = f"{failure.words} ({failure})"
        yield Concern("ACADEMY_MAIL_SERVER", says, _("Letters wait until it does. Try: academy mail test ADDRESS"))


def _single_sign_on() -> Iterator[Concern]:
    if not sso.offered():
        return
    try:
        sso.reach()
    except sso.Trouble as trouble:
        says = _("The provider does not answer as it should: %(reason)s.", reason=str(trouble).rstrip("."))
        yield Concern(
            "ACADEMY_SSO_ISSUER", says, _("Open its address in a browser; people sign in by password until then.")
        )


def _record_store() -> Iterator[Concern]:
    if not current_app.config["LRS_URL"]:
        return
    answer = store.reach()
    if not answer.good:
        said = f"{answer.status or ''} {answer.text}".strip()[:200]
        says = _("The learning record store does not let the academy in: %(reason)s", reason=said)
        yield Concern("ACADEMY_LRS_URL", says, _("Statements wait until it does. See name, password and address."))
