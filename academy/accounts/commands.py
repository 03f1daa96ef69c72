"""What whoever runs the server does for people who cannot sign in: not yet, or not any more."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app

from academy import addresses
from academy.accounts import passwords, people, second_factors
from academy.accounts.models import ROLES, Person
from academy.db import begin_writing, db


@click.group("people")
def people_commands():
    """People and their accounts."""


@people_commands.command()
@click.argument("email")
@click.option("--name", required=True, help="As it is printed on certificates.")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
def add(email, name, role):
    """Add somebody, and print a link to set their password: so an academy gets its first administrator."""
    begin_writing()
    try:
        email = validate_email(email, check_deliverability=False, test_environment=True).normalized
        person = people.create(None, email=email, name=name, role=role)
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is no e-mail address: {error}") from None
    except people.EmailTaken:
        raise click.ClickException(f"somebody has the address {email}; type: academy people link {email}") from None
    _print_link(person)


@people_commands.command()
@click.argument("email")
def link(email):
    """Print a link by which somebody sets a password; older ones stop working."""
    begin_writing()
    person = _found(email)
    if not person.active:
        raise click.ClickException(f"{person.name}'s account is switched off")
    _print_link(person)


@people_commands.command("second-factor-off")
@click.argument("email")
def second_factor_off(email):
    """Switch somebody's second factor off, for whoever has lost phone and recovery codes."""
    person = _found(email)
    if not second_factors.on(person):
        raise click.ClickException(f"{person.name} has no second factor")
    second_factors.switch_off(None, person)
    db.session.commit()
    click.echo(f"The second factor of {person.name} is switched off; their sessions are ended.")


def _found(email: str) -> Person:
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}")
    return person


def _print_link(person: Person) -> None:
    address = addresses.to("accounts.set_password", token=passwords.issue_link(None, person))
    db.session.commit()
    click.echo(
        f"{person.name} ({person.role}) sets a password within {current_app.config['RESET_HOURS']} hours at\n{address}"
    )
