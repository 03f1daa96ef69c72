"""The academy's mail server: reached over TLS whose certificate is checked, unless it is this machine or that is waived."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flask_babel import gettext as _

from academy.jobs import Failure

SECONDS = 30  # for each answer
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class Server(NamedTuple):
    """`tls` is "at once", "started" or "none"."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def of(url: str) -> Server:
    """What a MAIL_SERVER setting says."""
    parts = urlsplit(url)
    started = parts.scheme == "smtp" and parts.hostname not in THIS_MACHINE
    tls = "at once" if parts.scheme == "smtps" else "started" if started else "none"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, parts.port or PORTS[parts.scheme], user, password, tls)


def hand_over(server: Server, sender: str, to: str, message: bytes) -> str:
    """Have the server take a message; its answer. Raises Failure, which is final when it says that it never will."""
    with _in_words(server), _connected(server) as smtp:
        _accepted(smtp.mail(sender))
        _accepted(smtp.rcpt(to))
        return _accepted(smtp.data(message))


def reach(server: Server) -> None:
    """See whether it lets the academy in. Raises Failure."""
    with _in_words(server), _connected(server):
        pass


@contextmanager
def _in_words(server: Server) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as refusal:
        words = _("The mail server does not let the academy in. An administrator has to look at ACADEMY_MAIL_SERVER.")
        raise Failure(words, _said(refusal.smtp_code, refusal.smtp_error)) from refusal
    except smtplib.SMTPResponseException as refusal:
        raise _refused(server, refusal) from refusal
    except ssl.SSLError as error:
        words = _("The connection to the mail server %(host)s cannot be trusted.", host=server.host)
        raise Failure(words, str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        words = _("The mail server %(host)s cannot be reached.", host=server.host)
        raise Failure(words, f"{type(error).__name__}: {error}") from error


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.tls == "at once":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.tls == "started":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
        _leave(smtp)
    finally:
        smtp.close()


def _leave(smtp: smtplib.SMTP) -> None:
    """The message is taken: that the server does not say goodbye changes nothing."""
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        pass


def _accepted(answer: tuple[int, bytes]) -> str:
    code, said = answer
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, said)
    return _said(code, said)


def _refused(server: Server, refusal: smtplib.SMTPResponseException) -> Failure:
    said = _said(refusal.smtp_code, refusal.smtp_error)
    if refusal.smtp_code >= 500:
        return Failure(_("The mail server refused the message: %(said)s", said=said), said, final=True)
    return Failure(_("The mail server puts the message off: %(said)s", said=said), said)


def _said(code: int, said: bytes | str) -> str:
    text = said if isinstance(said, str) else said.decode(errors="replace")
    return f"{code} {' '.join(text.split())}"[:500]
