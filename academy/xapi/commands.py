"""What an administrator types about statements and cmi5."""

from pathlib import Path

import click

from academy import outbound, xapi
from academy.db import begin_writing, db
from academy.lti import description
from academy.records import register
from academy.xapi import files, outbox, overview
from academy.xapi.cmi5 import package as packages, platforms


@click.group("xapi")
def xapi_commands():
    """Look after the statements that go to the learning record store."""


@xapi_commands.command()
def status():
    """Show how many statements are sent, waiting and refused."""
    found = overview.overview()
    click.echo(f"{found.sent} sent, {found.waiting} waiting, {found.refused} refused.")
    if found.rests_until:
        click.echo(f"Nothing is sent before {found.rests_until:%Y-%m-%d %H:%M} UTC: {found.trouble}")


@xapi_commands.command()
@click.option("--course", default="")
def catch_up(course):
    """Send what happened before the store was set up. What it has already is not sent again."""
    if not outbox.configured():
        raise click.ClickException("there is no store: set ACADEMY_LRS_URL")
    rows = list(register.rows(register.Filters(course)))
    begin_writing()
    new = 0
    for said in files.of_rows(rows):
        new += outbox.write(outbox.own(), said)
        db.session.commit()  # nobody else who writes waits for the whole of it
        begin_writing()
    click.echo(f"{new} statements are on their way.")


@click.group("cmi5")
def cmi5_commands():
    """Courses as packages for other platforms, and the platforms that may launch them."""


@cmi5_commands.command("package")
@click.argument("course")
@click.option("--out", type=click.Path(path_type=Path), help="What to write; COURSE-cmi5.zip unless given.")
def write_package(course, out):
    """Write the cmi5 package of a course."""
    unit = xapi.teller().unit(course)
    if unit is None:
        raise click.ClickException(f"there is no published course {course}")
    if not description.is_secure():
        click.echo("Platforms need https://: set ACADEMY_BASE_URL and ACADEMY_HTTPS.", err=True)
    out = out or Path(packages.file_name(course))
    out.write_bytes(packages.archive(course, unit))
    click.echo(f"{out} is written.")


@cmi5_commands.command("platform")
@click.argument("name")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
def add_platform(name, addresses):
    """Let a platform launch, by the addresses that it, its record store and its people's accounts have."""
    begin_writing()
    try:
        platforms.add(None, name, addresses)
    except outbound.NotSafe as error:
        raise click.ClickException(str(error)) from None
    except platforms.Taken:
        raise click.ClickException("there is a platform of this name, or with one of these addresses") from None
    db.session.commit()
    click.echo(f"{name} may launch from now on.")
