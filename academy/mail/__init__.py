"""Mail: written in our transaction, delivered by a job. By default each message becomes a file in the outbox."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from academy import jobs
from academy.db import db, pause
from academy.files import write_whole
from academy.jobs.models import Job
from academy.mail import messages, servers

TRIES = 30  # about a day: a mail server may be down over night


class Letter(NamedTuple):
    """A message that waits to be sent; what became of it can be asked for by its key."""

    to: str
    subject: str
    body: str
    key: str


def init_app(app: Flask) -> None:
    app.config["MAIL_FOLDER"] = app.config["MAIL_FOLDER"] or str(app.config["INSTANCE_PATH"] / "outbox")


def send(to: str | None, subject: str, body: str, key: str | None = None) -> None:
    """Send a plain text message once this transaction is committed. Whoever has no address gets none. By a `key`, what
    became of it can be asked for."""
    if not to:
        return
    jobs.enqueue("mail", {"to": to, "subject": subject, "body": body}, key=key)


def send_all(letters: Iterable[Letter]) -> None:
    """Many at once, in a number of statements that does not grow with them. Who calls sees to it that nobody else sends one
    of the same key meanwhile."""
    jobs.enqueue_all(
        "mail", (({"to": each.to, "subject": each.subject, "body": each.body}, each.key) for each in letters)
    )


def became(prefix: str) -> dict[str, int]:
    """How many messages whose keys begin so are in each state of a job."""
    query = sa.select(Job.state, sa.func.count()).where(Job.kind == "mail", Job.key.startswith(prefix, autoescape=True))
    return dict(db.session.execute(query.group_by(Job.state)).tuples().all())


@jobs.does("mail", words=_l("Send a message"), cancellable=True, tries=TRIES)
def deliver(job) -> None:
    """Normally once; twice when we are killed before that it was sent could be kept, with the same Message-ID."""
    message = messages.Message(**job.payload, number=str(job.id), written_at=job.created_at)
    with pause():
        hand_over(message)


def hand_over(message: messages.Message) -> str:
    """Give a message to the mail server, or to the outbox; what came of it, in the words of either. Raises
    jobs.Failure."""
    told = messages.as_bytes(message)
    if url := current_app.config["MAIL_SERVER"]:
        return servers.hand_over(servers.of(url), current_app.config["MAIL_FROM"], messages.address(message.to), told)
    path = outbox() / f"{message.number:0>8}.eml"
    write_whole(path, told)
    return str(path)


def outbox() -> Path:
    return Path(current_app.config["MAIL_FOLDER"])
