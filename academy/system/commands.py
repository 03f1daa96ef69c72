"""What an administrator types about the settings."""

import click

from academy import languages
from academy.system import inspection
from academy.system.concerns import Concern


@click.group("settings")
def settings_commands():
    """See whether the settings are right."""


@settings_commands.command()
@click.option("--others", is_flag=True, help="Also ask the servers that they name: queue, mail, sign-in, record store.")
def check(others):
    """Say what is wrong and what to do about it. Exit status 1 when the server would not start."""
    with languages.of_the_house():
        found = inspection.concerns(others)
        for each in found:
            click.echo(_line(each))
    if any(each.grave for each in found):
        raise SystemExit(1)
    click.echo("Nothing else is wrong." if found else "All is well.")


def _line(concern: Concern) -> str:
    return f"{'WRONG' if concern.grave else 'look '}  {concern.about}: {concern.says} {concern.remedy}"
