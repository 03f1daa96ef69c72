"""What an administrator types about certificates and the keys that sign them."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import click

from academy import audit, certificates, clock, cohorts, records
from academy.accounts import people
from academy.certificates import checks, holds, publishing, signing
from academy.db import db
from academy.proof import published, verdict
from academy.proof.keyring import KeyTrouble
from academy.proof.keys import PublicKey
from academy.proof.published import NotPublished
from academy.proof.verdict import Verdict

CODE = re.compile(r"(https?://[^\s#]+#)?(?P<seal>[A-Z2-7]{100,4000})")  # a whole address, or the seal by itself
LARGEST = 5_000_000  # bytes of a file that may be a certificate
DEMO = "A key for demonstrations: what it signs says that it proves nothing."


@click.group()
def keys():
    """Look after the keys that sign certificates."""


@keys.command()
@click.option("--demo", is_flag=True, help=DEMO)
def create(demo):
    """Make the first key, and draw the certificates that have waited for it."""
    _take_over(signing.create, demo)


@keys.command()
@click.option("--demo", is_flag=True, help=DEMO)
def rotate(demo):
    """Replace the key. What the former one signed stays checkable; its private half is destroyed."""
    _take_over(signing.rotate, demo)


@keys.command()
def publish():
    """Write anew what checkers of certificates need: keys, status lists, the page that checks offline."""
    with _said_plainly():
        folder = publishing.publish()
    click.echo(f"Published in {folder}")


@keys.command()
def lock():
    """Lock a private half that lies open with ACADEMY_KEY_PASSPHRASE."""
    with _said_plainly():
        key = signing.keyring().lock()
    click.echo(f"The private half of {key.id} is locked by ACADEMY_KEY_PASSPHRASE from now on.")


@keys.command("list")
def list_keys():
    """Show every key that certificates were ever signed with."""
    for key in signing.public_keys():
        state = f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "active"
        click.echo(f"{key.id}  {key.created_at:%Y-%m-%d}  {state}{'  demonstration' if key.demo else ''}  {key.did}")
    if signing.state() == "none":
        click.echo("There is no signing key. Type: academy keys create")


@click.group("certificates")
def certificate_commands():
    """Look after certificates."""


@certificate_commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--offline", is_flag=True, help="Ask no database: only keys and status lists as they were published.")
@click.option(
    "--published",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with those; the academy's own unless given.",
)
def verify(file, offline, folder):
    """Say whether a document, a credential, a badge or the text of a code is a certificate of this academy, and whether it
    stands. Exit status 0 for valid, by a key that is no demonstration and a status list that has not run out, else 1."""
    with _said_plainly():
        data = _read(file)
        shown, when, stale = _offline(data, folder or publishing.folder()) if offline else _by_register(data)
    click.echo(_told(shown))
    if when:
        click.echo(when)
    raise SystemExit(0 if shown.answer == "valid" and not shown.demo and not stale else 1)


@certificate_commands.command()
@click.option("--course", help="The slug of a course.")
@click.option("--cohort", help="The name of a cohort.")
@click.option("--email", help="The address of one learner.")
@click.option("--dry-run", is_flag=True, help="Only say who would get one.")
def issue(course, cohort, email, dry_run):
    """Issue what is missing: certificates of completed courses that have none, and never had one revoked."""
    issued = 0
    for enrolment in _completed(course, cohort, email):
        if enrolment.person.anonymous or certificates.of_enrolment(enrolment) or holds.of(enrolment):
            continue
        click.echo(f"{enrolment.person.name}, {enrolment.course}")
        issued += 1
        if not dry_run:
            certificates.issue(enrolment, certificates.award_of(enrolment))
            db.session.commit()
    drawn = 0 if dry_run else certificates.draw_missing()
    db.session.commit()
    click.echo(f"{issued} {'would be' if dry_run else 'are'} issued.")
    if drawn:
        click.echo(f"{drawn} documents are to be drawn.")


@certificate_commands.command()
@click.argument("serial")
@click.option("--reason", required=True)
def revoke(serial, reason):
    """Take a certificate back."""
    found = _found(serial)
    try:
        certificates.revoke(None, found, reason)
    except certificates.AlreadyRevoked:
        raise click.ClickException(f"{serial} was revoked before") from None
    db.session.commit()
    click.echo(f"{found.serial} is revoked.")


@certificate_commands.command()
@click.argument("serial")
@click.option("--reason", required=True)
def reissue(serial, reason):
    """Issue a certificate again with its holder's name as it is today; the former one is superseded."""
    found = _found(serial)
    try:
        new = certificates.reissue(None, found, reason)
    except certificates.NotStanding:
        raise click.ClickException(f"{serial} was revoked or superseded before") from None
    db.session.commit()
    click.echo(f"{found.serial} is superseded by {new.serial}.")


def _found(serial: str):
    found = certificates.by_serial(serial)
    if found is None:
        raise click.ClickException(f"there is no certificate {serial}")
    return found


def _completed(course: str | None, cohort: str | None, email: str | None) -> list[records.Enrolment]:
    batch = cohort and cohorts.by_name(cohort)
    if cohort and not batch:
        raise click.ClickException(f"there is no cohort {cohort!r}")
    person = email and people.by_email(email)
    if email and not person:
        raise click.ClickException(f"there is nobody with the address {email}")
    return records.completed(course, batch, person)


def _by_register(data: bytes) -> tuple[Verdict, str, bool]:
    code = _code(data)
    return checks.of_seal(code) if code else checks.of_file(data), "", False


def _offline(data: bytes, folder: Path) -> tuple[Verdict, str, bool]:
    """By a copy of what was published, how old what it says is, and whether that is too old."""
    copy, code = published.read(folder), _code(data)
    known = (copy.keys, copy.standing, clock.today())
    shown = verdict.of_seal(code, *known) if code else verdict.of_file(data, *known)
    if shown.claims is None:
        return shown, "", False
    when = f"Revocations are known up to {copy.list_of(shown.claims).at:%Y-%m-%d %H:%M} UTC"
    stale = copy.is_stale(shown.claims, clock.now())
    return shown, when + ("; there should be a newer list: fetch it and check again." if stale else "."), stale


def _read(file: Path) -> bytes:
    """All of it, or enough of what is too large for anything of ours."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _code(data: bytes) -> str:
    """The text of a code, when the file holds that and nothing else."""
    try:
        whole = CODE.fullmatch(data.decode("ascii").strip())
    except UnicodeDecodeError:
        return ""
    return whole["seal"] if whole else ""


def _told(shown: Verdict) -> str:
    line = shown.answer + (f" ({shown.why})" if shown.why else "")
    if claims := shown.claims:
        line += f": {claims.serial}, {claims.name}, {claims.course_title}, issued on {claims.issued_on:%Y-%m-%d}"
    return line + ("\nIt is signed with a key for demonstrations and proves nothing." if shown.demo else "")


def _take_over(make: Callable[[bool], PublicKey], demo: bool) -> None:
    """A new key signs from now on: say how it is guarded, draw what has waited for one, publish it."""
    with _said_plainly():
        key = make(demo)
    click.echo(f"Key {key.id} signs from now on as {key.did}.")
    how = "locked by ACADEMY_KEY_PASSPHRASE" if signing.keyring().locks else "guarded by its file permissions only"
    click.echo(f"Its private half, {how}, lies in {signing.keyring().folder / key.id}: keep a copy of it in a safe.")
    audit.note("key.rotated" if make is signing.rotate else "key.created", None, None, reason=key.id)
    waiting = certificates.draw_missing()
    db.session.commit()
    with _said_plainly():
        publishing.publish()
    if waiting:
        click.echo(f"{waiting} certificates that have waited are drawn now.")


@contextmanager
def _said_plainly():
    try:
        yield
    except (KeyTrouble, NotPublished) as trouble:
        raise click.ClickException(str(trouble)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from None
