"""What whoever runs the server does for people who cannot sign in any more."""

import click

from academy.accounts import people, second_factors
from academy.db import db


@click.group("people")
def people_commands():
    """People and their accounts."""


@people_commands.command("second-factor-off")
@click.argument("email")
def second_factor_off(email):
    """Switch somebody's second factor off, for whoever has lost phone and recovery codes."""
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}")
    if not second_factors.on(person):
        raise click.ClickException(f"{person.name} has no second factor")
    second_factors.switch_off(None, person)
    db.session.commit()
    click.echo(f"The second factor of {person.name} is switched off; their sessions are ended.")
