"""What an administrator types: set up, serve, check packs, export records."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode

import click
import flask_migrate
from flask import Flask, current_app

from academy import audit, demo as demonstration, editions, exports, server
from academy.accounts import service_groups
from academy.accounts.commands import people_commands
from academy.audit.commands import audit_commands
from academy.backup.commands import backup, restore
from academy.certificates import signing
from academy.certificates.commands import certificate_commands, keys
from academy.cohorts import dates
from academy.db import db
from academy.editions import archives
from academy.editions.models import PACK_KINDS
from academy.jobs import worker
from academy.lti.commands import lti_commands
from academy.mail.commands import mail_commands
from academy.patience import telling
from academy.packs import PackError
from academy.practices import shipping
from academy.records import register, standings
from academy.roll import commands as _roll_commands  # noqa: F401  it adds to the group of people
from academy.system import inspection
from academy.system.commands import settings_commands
from academy.xapi.commands import cmi5_commands, xapi_commands


def init_app(app: Flask) -> None:
    for command in (init, demo, run, work, check, packs, export, register_commands, people_commands, keys, certificate_commands, mail_commands, lti_commands, xapi_commands, cmi5_commands, audit_commands, settings_commands, backup, restore):
        app.cli.add_command(command)


@click.command()
def init():
    """Create or migrate the database and load the packs."""
    set_up()
    click.echo("The database is ready.")
    if signing.state() == "none":
        click.echo("There is no signing key yet, and certificates wait for one. Type: academy keys create")


@click.command()
@click.option("--password", help="Password of the demo accounts; random unless given.")
@click.option("--force", is_flag=True, help="Also on a database that has other people.")
def demo(password, force):
    """Set up with a demo cohort and an officer, an instructor and an administrator."""
    set_up()
    try:
        password = demonstration.create(password, force)
    except demonstration.OtherPeople as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(f"Demo accounts: {', '.join(demonstration.ACCOUNTS)}")
    click.echo(f"Password of all three: {password}" if password else "Their password is unchanged (--password sets it).")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Jobs are done elsewhere, by `academy work`.")
def run(host, port, no_worker):
    """Serve the academy and do its jobs."""
    _look_before_start()
    try:
        server.serve(host, port, current_app.config["PROCESSES"], not no_worker)
    except server.NoPort as error:
        raise click.ClickException(f"{error}. Stop what is there, or choose another port with --port.") from None


@click.command()
def work():
    """Do the jobs only: `academy run` starts this by itself."""
    _look_before_start()
    worker.work(current_app._get_current_object())


@click.command()
@click.argument("sources", nargs=-1, metavar="[PACK]...", type=click.Path(exists=True, path_type=Path))
@click.option("--rehearse", is_flag=True, help="Have two hundred synthetic officers play each scenario, which takes a while.")
def check(sources, rehearse):
    """Validate packs (folders or zips; all shipped ones if none is named). Exit status 1 with findings."""
    sources, stored = list(sources) or editions.shipped(), _database_is_ready()
    found, findings = editions.read_many(sources, stored)
    if rehearse:
        for slug, report, more in editions.rehearsals(sources, found, stored):
            click.echo(f"{slug}\n{report}\n")
            findings += more
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(found)} packs are sound, {len(findings)} findings.")
    if findings:
        raise SystemExit(1)


@click.group()
def packs():
    """Take packs in, hand editions out."""


@packs.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="PACK...", type=click.Path(exists=True, path_type=Path))
def import_packs(sources):
    """Take folders or zips in and publish them; nothing is taken in when one has findings."""
    for edition in _take_in(list(sources)):
        click.echo(f"{edition.kind}/{edition.slug} {edition.digest[:12]}")


@packs.command("export")
@click.argument("kind", type=click.Choice(PACK_KINDS))
@click.argument("slug")
@click.option("--out", type=click.Path(path_type=Path), help="What to write; SLUG.zip, or the folder SLUG, unless given.")
@click.option("--folder", is_flag=True, help="As a folder, which must not be there yet, instead of a zip.")
@click.option("--cited", "with_cited", is_flag=True, help="With the rules and the bank that it cites, each in a folder of the zip.")
def export_pack(kind, slug, out, folder, with_cited):
    """Write the published edition of a pack as a zip or a folder."""
    edition = editions.published(kind, slug)
    if edition is None:
        raise click.ClickException(f"there is no published {kind} {slug}")
    if folder and with_cited:
        raise click.ClickException("what a pack cites is added to a zip; export it as a folder of its own")
    out = out or Path(slug if folder else f"{slug}.zip")
    if folder:
        _write_folder(out, edition)
    else:
        _write(out, [archives.export(edition, with_cited)])
    click.echo(f"{out} {edition.digest[:12]}")


@click.group()
def export():
    """Export records."""


@export.command()
@click.option("--format", "name", type=click.Choice(sorted(exports.FORMATS)), default="csv", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--course", default="")
@click.option("--cohort", default="", help="Its name.")
@click.option("--service", default="", help="Code of a service group.")
@click.option("--status", type=click.Choice(register.STATUSES), default=None)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of completion.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of completion.")
def completions(name, out, course, cohort, service, status, since, until):
    """The register of completions, one row for each learner and course."""
    from academy import cohorts

    found = cohorts.by_name(cohort) if cohort else None
    if cohort and found is None:
        raise click.ClickException(f"there is no cohort {cohort!r}")
    filters = register.Filters(
        course, found and found.id, service, status or "", since=since and since.date(), until=until and until.date()
    )
    given = {"format": name, "course": course, "cohort": cohort, "service": service, "status": status, "since": filters.since, "until": filters.until}
    reason = urlencode({key: value for key, value in given.items() if value})
    head = audit.exported("records.exported", None, None, reason=reason[:500])
    rows = register.Rows(filters, told=telling("{:,} rows"), by="academy export completions", head=str(head))
    _write(out, exports.FORMATS[name].write(rows, exports.zone()))
    click.echo(f"{out} is written.")


@click.group("register")
def register_commands():
    """Look after the register of completions."""


@register_commands.command()
def rebuild():
    """Count anew what the register keeps: attempts, scores, who judged, certificates, the dates that hold."""
    told = telling("{:,} rows")
    for done, _total in chain(standings.rebuild(), dates.rebuild()):
        db.session.commit()
        told(done)
    click.echo("The register is counted anew.")


def _look_before_start() -> None:
    try:
        inspection.before_start()
    except inspection.Grave as grave:
        raise click.ClickException(f"this keeps the server from starting:\n{grave}") from None
    finally:
        db.session.remove()
        db.engine.dispose()  # processes that are forked must not share a connection


def set_up() -> None:
    """Migrate, and take in what is shipped and configured; running it again changes nothing."""
    flask_migrate.upgrade()
    service_groups.add_missing()
    configured = [Path(folder) for folder in current_app.config["PACKS"].split(":") if folder]
    sources = editions.shipped() + [path.parent for folder in configured for path in sorted(folder.glob("*/pack.yaml"))]
    _take_in(sources, editions.ship)
    _ship_practices()


def _take_in(sources: list[Path], take=editions.take_in) -> list:
    found, findings = editions.read_many(sources)
    if findings:
        raise click.ClickException("these packs are not sound:\n" + "\n".join(map(str, findings)))
    taken = [take(pack) for pack in found]
    db.session.commit()
    return taken


def _ship_practices() -> None:
    try:
        shipping.ship(shipping.read(shipping.folder()))
    except PackError as error:
        raise click.ClickException(f"these practices are not sound:\n{error}") from None
    db.session.commit()


def _write(out: Path, pieces: Iterable[bytes]) -> None:
    """All of it or nothing."""
    unfinished = out.with_name(out.name + ".part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _write_folder(out: Path, edition: editions.Edition) -> None:
    try:
        archives.write(edition, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None


def _database_is_ready() -> bool:
    from sqlalchemy import inspect

    return inspect(db.engine).has_table("publication")
