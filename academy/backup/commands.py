"""What an administrator types to back the academy up and to restore it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import force_locale

from academy import languages
from academy.audit.findings import sentence
from academy.audit.verification import Report
from academy.backup import BackupTrouble, aftermath, beside, reading, restoring, sealing, writing
from academy.backup.manifest import Manifest
from academy.backup.reading import Backup
from academy.db import db
from academy.files import whole
from academy.patience import telling
from academy.proof.keys import PublicKey

WORD = "replace"  # has to be typed before anything is replaced


def passphrase_options(what: str) -> Callable:
    """The two options about the secrets of the server, which go together."""
    file = click.option(
        "--passphrase-file",
        type=click.File("r", encoding="utf-8"),
        help="Its first line is the passphrase; else you are asked.",
    )
    return lambda command: click.option("--with-keys", is_flag=True, help=what)(file(command))


@click.command()
@click.argument("out", required=False, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to-stdout", is_flag=True, help="Write it to standard output instead of a file.")
@passphrase_options("With the private keys and the secret of this server, sealed by a passphrase.")
def backup(out, to_stdout, with_keys, passphrase_file):
    """Write all that the academy keeps into one file, while people go on working."""
    if to_stdout == bool(out):
        raise click.UsageError("Name the file to write, or give --to-stdout.")
    passphrase = _passphrase(passphrase_file, anew=True) if with_keys else None
    with _said_plainly(), _opened(out) as file:
        writing.ready()
        sink = writing.Sink(file)
        made = writing.write(sink, passphrase, telling("{}: {:,} rows"))
        sink.sync()
    where = out or "The backup"
    click.echo(f"{where} is written: {_size(made)}, {sink.size:,} bytes.\nSHA-256 {sink.sha256}", err=to_stdout)


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only look whether the file is whole; touch nothing.")
@click.option("--replace", is_flag=True, help="Also into a database that is not empty: all that is in it is lost.")
@passphrase_options("Also put back the private keys and the secret of the server.")
def restore(source, only_check, replace, with_keys, passphrase_file):
    """Put a backup into an empty database, of either kind. Stop the academy before. Exit status 1 also when the audit log
    does not verify afterwards."""
    with _said_plainly(), reading.opened(source) as found:
        found.check()
        click.echo(_told_of(found.manifest))
        if only_check:
            return
        keys = beside.keys_in(found.files())
        secrets = _secrets(found, passphrase_file) if with_keys else {}
        _agreed(replace)
        erased = aftermath.erased()
        restoring.restore(found, replace, telling("{}: {:,} rows"))
        _put_back(found, keys, secrets)
        report, again = aftermath.see_to(found.manifest, erased)
    db.session.commit()
    _conclude(report, again)


def _agreed(replace: bool) -> None:
    """Whether all that is in the database may go: asked for by the option, and then by a word."""
    if not (tables := restoring.there()):
        return
    if not replace:
        raise BackupTrouble(
            f"the database already has {len(tables)} tables. Name an empty one in ACADEMY_DATABASE, or give --replace"
        )
    click.echo(f"ACADEMY_DATABASE has {restoring.people()} people. All that is in it will be lost.")
    if click.prompt(f"Type {WORD} to go on", default="", show_default=False).strip() != WORD:
        raise BackupTrouble("nothing was changed")


def _put_back(found: Backup, keys: list[PublicKey], secrets: dict[str, bytes]) -> None:
    try:
        put = beside.put_secrets_back(secrets)
        count, heads = beside.put_keys_back(keys), beside.put_heads_back(found.files())
    except OSError as error:
        raise BackupTrouble(
            f"the database is restored, but not the keys: {error.filename}: {error.strerror}. Mend it, and restore again"
        ) from None
    for path in put:
        click.echo(f"Put back: {path}")
    if count:
        click.echo(f"{count} public keys were put back.")
    if heads:
        click.echo("The signed heads of the audit log were put back.")
    if found.manifest.sealed and not secrets:
        click.echo("The private keys in this file were left there: --with-keys puts them back.")


def _conclude(report: Report, again: int) -> None:
    click.echo("The academy is restored.")
    if again:
        click.echo(f"{again} people who had been erased were erased again.")
    with force_locale(languages.offered()[0]):
        for finding in report.findings:
            click.echo(sentence(finding))
    if not report.sound:
        raise click.ClickException(
            "the audit log does not verify. docs/administration.md, Backup and restore, says what to do"
        )
    click.echo(f"The audit log verifies: {report.entries} entries.")


def _secrets(found: Backup, passphrase_file) -> dict[str, bytes]:
    if found.manifest.sealed is None:
        raise BackupTrouble("this backup was made without keys")
    return sealing.opened(found.sealed(), _passphrase(passphrase_file))


def _passphrase(file, anew: bool = False) -> str:
    if file:
        given = file.readline().strip("\r\n")
    else:
        given = click.prompt("Passphrase of the keys", hide_input=True, confirmation_prompt=anew, err=True)
    if anew and len(given) < sealing.LEAST:
        raise click.ClickException(f"a passphrase has {sealing.LEAST} characters at least")
    return given


@contextmanager
def _opened(out: Path | None) -> Iterator:
    """What to write to: a file that only its owner can read, and that is there when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    try:
        with whole(out, 0o600) as file:
            yield file
    except OSError as error:
        raise BackupTrouble(f"{out} cannot be written: {error.strerror}") from None


def _told_of(made: Manifest) -> str:
    said = f"A backup of {made.name} ({made.base_url}) of {made.made_at:%Y-%m-%d %H:%M} UTC, from {made.engine}: {_size(made)}."
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in said
    )  # a terminal may obey others


def _size(made: Manifest) -> str:
    return f"{made.rows:,} rows of {len(made.tables)} tables"


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except BackupTrouble as trouble:
        raise click.ClickException(str(trouble)) from None
