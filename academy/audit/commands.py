"""What an administrator types about the audit log."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from academy import languages
from academy.audit import heads, verifying, witnesses
from academy.audit.findings import sentence
from academy.audit.verification import Report, Verification
from academy.audit.witnesses import Doubtful, Witness
from academy.certificates import signing
from academy.db import db

UNSIGNED = (
    "No head was ever signed: who can write the whole database can write the whole log anew. Type: academy keys create"
)


@click.group("audit")
def audit_commands():
    """Look after the audit log."""


@audit_commands.command()
def head():
    """Show the head of the log, which is all that is needed to find out later whether it was changed."""
    found = heads.head()
    click.echo(f"{found}\n{found.signed or 'not signed: there is no key to sign with'}")


@audit_commands.command()
def sign():
    """Sign the head now and keep it: the same as happens every day."""
    found = heads.witness()
    db.session.commit()
    click.echo(f"{found} is {'signed and ' if found.signed else ''}kept in {heads.path()}")


@audit_commands.command()
@click.option("--head", "given", multiple=True, metavar="NUMBER:HASH", help="A head from an export or from paper.")
@click.option(
    "--heads",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"A copy of {heads.FILE} that was kept elsewhere.",
)
def verify(given, files):
    """Walk the whole log: is every entry as it was written, is none missing, and does it fit every head that was kept?
    Exit status 1 when something is wrong."""
    walk = Verification(_witnesses(given, files))
    for _ in walk.portions():
        pass
    _tell(walk.report())


def _witnesses(given: tuple[str, ...], files: tuple[Path, ...]) -> Iterator[Witness | Doubtful]:
    yield from verifying.own_witnesses()
    for path in files:
        yield from witnesses.in_file(path, signing.public_keys())
    for text in given:
        try:
            yield witnesses.given(text)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--head") from None


def _tell(report: Report) -> None:
    with force_locale(languages.offered()[0]):
        for finding in report.findings:
            click.echo(sentence(finding))
    if report.more:
        click.echo(f"… and {report.more} more.")
    click.echo(
        f"{report.entries} entries, the values of {report.erased} erased; held against {report.signed} signed heads."
    )
    if report.newest_at:
        click.echo(f"The newest signed head is of {report.newest_at} and goes up to entry {report.newest_number}.")
    elif report.entries:
        click.echo(UNSIGNED)
    if not report.sound:
        raise SystemExit(1)
    click.echo(f"The log of {current_app.config['NAME']} stands as it was written.")
