"""Mail: written in our transaction, delivered by a job. By default each message becomes a file in the outbox."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask import current_app

from academy import jobs


def send(to: str, subject: str, body: str) -> None:
    """Send a plain text message once this transaction is committed."""
    jobs.enqueue("mail", {"to": to, "subject": subject, "body": body})


@jobs.does("mail")
def deliver(job) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{current_app.config['NAME']} <no-reply@localhost>"
    message["To"] = job.payload["to"]
    message["Subject"] = job.payload["subject"]
    message.set_content(job.payload["body"])
    folder = outbox()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{job.id:08}.eml").write_bytes(message.as_bytes())


def outbox() -> Path:
    return Path(current_app.config["MAIL_FOLDER"] or current_app.config["INSTANCE_PATH"] / "outbox")
