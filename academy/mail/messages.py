"""What a message is, and how it looks on the wire."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from flask import current_app
from flask_babel import gettext as _

from academy.jobs import Failure

ON_THE_WIRE = compat32.clone(linesep="\r\n")


@dataclass(frozen=True)
class Message:
    """Plain text to one address. Its `number` and the time it was written at tell it from all others."""

    to: str
    subject: str
    body: str
    number: str
    written_at: datetime


def as_bytes(message: Message) -> bytes:
    """ASCII only, in lines that every server takes. Raises jobs.Failure when it goes to what is no address."""
    # not EmailMessage: Python 3.11 loses spaces where it folds long headers in other scripts
    made = MIMEText(message.body, _charset="utf-8")
    sender = current_app.config["MAIL_FROM"]
    made["From"] = _mailbox(current_app.config["NAME"], sender)
    made["To"] = address(message.to)
    made["Subject"] = Header(" ".join(message.subject.split()), header_name="Subject")
    made["Date"] = format_datetime(message.written_at)
    made["Message-ID"] = f"<job-{message.number}.{message.written_at:%Y%m%d%H%M%S}.{sender}>"
    made["Auto-Submitted"] = "auto-generated"  # nobody's holiday answers
    return made.as_bytes(policy=ON_THE_WIRE)


def address(to: str) -> str:
    """An address as it goes over the wire. Raises jobs.Failure when it is none, or could smuggle in another line."""
    try:
        parsed = Address(addr_spec=to)
        plain = Address(username=parsed.username, domain=parsed.domain.encode("idna").decode())
        return plain.addr_spec.encode("ascii").decode()
    except (ValueError, IndexError, MessageError) as error:
        words = _("“%(address)s” is no address that mail can be sent to.", address=" ".join(to.split())[:100])
        raise Failure(words, str(error), final=True) from error


def _mailbox(name: str, address: str) -> str:
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', header_name='From').encode()} <{address}>"
