"""Mail: written in our transaction, delivered by a job. By default each message becomes a file in the outbox."""

from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from pathlib import Path

from flask import Flask, current_app

from academy import jobs

SENDER = "no-reply@localhost"
ON_THE_WIRE = compat32.clone(linesep="\r\n")


def init_app(app: Flask) -> None:
    app.config["MAIL_FOLDER"] = app.config["MAIL_FOLDER"] or str(app.config["INSTANCE_PATH"] / "outbox")


def send(to: str | None, subject: str, body: str) -> None:
    """Send a plain text message once this transaction is committed. Whoever has no address gets none."""
    if not to:
        return
    jobs.enqueue("mail", {"to": to, "subject": subject, "body": body})


@jobs.does("mail")
def deliver(job) -> None:
    folder = outbox()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{job.id:08}.eml").write_bytes(_message(job).as_bytes(policy=ON_THE_WIRE))


def outbox() -> Path:
    return Path(current_app.config["MAIL_FOLDER"])


def _message(job) -> MIMEText:
    # not EmailMessage: Python 3.11 loses spaces where it folds long headers in other scripts
    message = MIMEText(job.payload["body"], _charset="utf-8")
    message["From"] = _mailbox(current_app.config["NAME"])
    message["To"] = str(Address(addr_spec=job.payload["to"]))  # refuses what is no address
    message["Subject"] = Header(" ".join(job.payload["subject"].split()), header_name="Subject")
    message["Date"] = format_datetime(job.created_at)
    message["Message-ID"] = f"<job-{job.id}.{job.created_at:%Y%m%d%H%M%S}.{SENDER}>"
    return message


def _mailbox(name: str) -> str:
    if name.isascii():
        return formataddr((name, SENDER))
    return f"{Header(name, 'utf-8', header_name='From').encode()} <{SENDER}>"
