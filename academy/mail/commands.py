"""What an administrator types about mail."""

import secrets

import click
from flask_babel import gettext as _

from academy import clock, jobs, languages, mail
from academy.mail.messages import Message


@click.group("mail")
def mail_commands():
    """See whether mail goes out."""


@mail_commands.command("test")
@click.argument("address")
def send_one(address):
    """Send one message to ADDRESS now, and say what the mail server answered."""
    try:
        with languages.of_the_house():
            click.echo(mail.hand_over(_message(address)))
    except jobs.Failure as failure:
        raise click.ClickException(f"{failure.words}\n{failure}") from None


def _message(address: str) -> Message:
    subject, body = _("Mail from the academy arrives"), _("This message was sent to see whether mail arrives. It did.")
    return Message(address, subject, f"{body}\n", f"test-{secrets.token_hex(4)}", clock.now())
