"""What an administrator types about learning platforms: the same as the pages do."""

from contextlib import contextmanager

import click
from flask_babel import force_locale

from academy import addresses, languages, outbound
from academy.accounts import people
from academy.db import begin_writing, db
from academy.lti import connections, description, invitations, keys, overview, platforms, quirks
from academy.lti.models import NAME, Registration

REQUIRED = ("issuer", "client_id", "authorization_url", "token_url", "jwks_url")
TAKEN = "this client id of this issuer is registered already: academy lti list"
OTHER_KEYS = "this issuer is registered with keys at another address: close that registration first"

family = click.Choice(list(quirks.FAMILIES))
number = click.argument("number", type=int, metavar="NUMBER")


@click.group("lti")
def lti_commands():
    """Look after the learning platforms that launch people into the academy."""


@lti_commands.command()
def urls():
    """Show what a platform wants to know of the academy."""
    with force_locale(languages.offered()[0]):
        for name, value in description.pairs():
            click.echo(f"{name:13} {value}")
    _warn_without_https()


@lti_commands.command("list")
def list_platforms():
    """Show every platform, with its number, its deployments, and the grades on their way to it."""
    for line in overview.listed():
        each = line.registration
        launched = f"launched {each.launched_at:%Y-%m-%d %H:%M}" if each.launched_at else "never launched"
        click.echo(f"{each.id}  {each.state}  {each.name}  {each.issuer}  {each.client_id}  {launched}")
        click.echo(f"   grades: {line.sent} sent, {line.waiting} waiting, {line.refused} refused")
        for deployment in each.deployments:
            click.echo(f"   deployment {deployment.deployment_id}  {deployment.state}")


@lti_commands.command()
@click.option("--family", "name", type=family, required=True)
@click.option("--by", "email", help="The address of the administrator who invites.")
def invite(name, email):
    """Make an address with which one platform registers itself, once, within a week."""
    if not quirks.of(name).registers_itself:
        raise click.ClickException(f"{name} does not register itself: academy lti register")
    begin_writing()
    actor = people.by_email(email) if email else None
    if email and (actor is None or actor.role != "administrator"):
        raise click.ClickException(f"{email} is no administrator")
    token = invitations.make(actor, name)
    db.session.commit()
    click.echo(addresses.to("lti_registration.begin", token=token))
    _warn_without_https()


@lti_commands.command()
@click.option("--preset", type=family, default="other", show_default=True, help="Fills in what is the same everywhere.")
@click.option("--host", default="", help="Where the platform is opened, such as moodle.example.org.")
@click.option("--name", default="")
@click.option("--issuer")
@click.option("--client-id")
@click.option("--authorization-url")
@click.option("--token-url")
@click.option("--jwks-url")
@click.option("--token-audience")
@click.option("--deployment", multiple=True, help="Deployments that may launch; give it again for each.")
@click.option("--pending", is_flag=True, help="Wait for approval.")
def register(preset, host, name, deployment, pending, **given):
    """Connect a platform by what it says of itself, and approve it."""
    known = quirks.of(preset).endpoints(host) if host else {}
    details = known | {option: value for option, value in given.items() if value}
    if missing := [each for each in REQUIRED if not details.get(each)]:
        raise click.ClickException("these are missing: " + ", ".join(f"--{each.replace('_', '-')}" for each in missing))
    begin_writing()
    with _said_plainly():
        registration = platforms.register(None, family=preset, name=name or f"{preset} {host}".strip(), **details)
        if not pending:
            platforms.approve(None, registration)
        for each in deployment:
            platforms.deploy(None, registration, each[:NAME])
    db.session.commit()
    click.echo(f"{registration.id} is {registration.state}.")
    if pending:
        click.echo(f"Type: academy lti approve {registration.id}")


@lti_commands.command()
@number
def approve(number):
    """Let a platform launch, or let it again."""
    registration = _found(number)
    with _said_plainly():
        platforms.approve(None, registration)
    db.session.commit()
    click.echo(f"{registration.id} may launch from now on.")


@lti_commands.command()
@number
@click.argument("deployment")
def deploy(number, deployment):
    """Let a deployment of a platform launch."""
    registration = _found(number)
    platforms.deploy(None, registration, deployment[:NAME])
    db.session.commit()
    click.echo(f"Deployment {deployment} of {registration.id} may launch from now on.")


@lti_commands.command()
@number
@click.option("--reason", default="")
def close(number, reason):
    """Let a platform launch nobody any more."""
    registration = _found(number)
    platforms.close(None, registration, reason)
    db.session.commit()
    click.echo(f"{registration.id} is closed.")


@lti_commands.command("try")
@number
def try_out(number):
    """Ask a platform for its keys and for a token. Exit status 1 if either fails."""
    trial = connections.try_out(_found(number))
    db.session.commit()
    for what, tried in (("keys", trial.keys), ("token", trial.token)):
        click.echo(f"{what:6} {'works' if tried.works else tried.answer}  {tried.address}")
    if not trial.works:
        raise SystemExit(1)


@lti_commands.group("keys")
def key_commands():
    """Look after the keys by which platforms know the academy."""


@key_commands.command("list")
def list_keys():
    """Show the keys that platforms can read; the first one signs."""
    with _said_plainly():
        for key in keys.published():
            click.echo(key.id)
    click.echo(f"Platforms read them at {addresses.to('lti.jwks')}")


@key_commands.command("rotate")
def rotate_keys():
    """Make a new key, which signs from now on. Platforms find it by themselves."""
    with _said_plainly():
        key = keys.rotate()
    click.echo(f"Key {key.id} signs from now on; platforms can still read those before it: academy lti keys list")


def _found(number: int) -> Registration:
    """The platform, which is going to be changed: others write at the same moment, as the worker does each day."""
    begin_writing()
    found = db.session.get(Registration, number)
    if found is None:
        raise click.ClickException(f"there is no platform {number}: academy lti list")
    return found


def _warn_without_https() -> None:
    if not description.is_secure():
        click.echo("Platforms need https://: set ACADEMY_BASE_URL and ACADEMY_HTTPS.", err=True)


@contextmanager
def _said_plainly():
    try:
        yield
    except (outbound.NotSafe, keys.KeysLocked) as trouble:
        raise click.ClickException(str(trouble)) from None
    except platforms.Taken:
        raise click.ClickException(TAKEN) from None
    except platforms.OtherKeys:
        raise click.ClickException(OTHER_KEYS) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from None
