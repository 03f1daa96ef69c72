"""Second factors: an authenticator app that shows a code every half minute (RFC 6238), and ten codes on paper."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import segno
import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from academy import audit, clock, jobs, languages, mail
from academy.accounts import sealing, sessions
from academy.accounts.codes import ALPHABET, as_number, as_recovery, grouped
from academy.accounts.models import Person
from academy.accounts.sign_in_models import RecoveryCode, SecondFactor, SecondFactorUse
from academy.db import db, once, refused_as
from academy.logs import log
from academy.tokens import digest

STAFF = ("instructor", "administrator")
STEP = 30  # seconds
ASTRAY = (0, -1, 1)  # steps that the clock of a phone may be off
CODES = 10
CHARACTERS = 16  # of a recovery code: 80 bits, which nobody guesses from a digest


class WrongCode(Exception):
    """Neither the code of now nor a recovery code that is left."""


class UsedCode(WrongCode):
    """The right code, a second time."""


def asked_of(person: Person, how: str, proven: bool) -> str:
    """What a new session waits for: "code", "set_up", or "" for nothing.

    `proven`: a second factor was shown already. Whoever else lets people in is trusted with that, unless the academy
    asks its staff in any case.
    """
    if person.role not in STAFF or proven:
        return ""
    required = current_app.config["SECOND_FACTOR"] == "staff"
    if not (required or how == "password"):
        return ""
    if on(person):
        return "code"
    return "set_up" if required else ""


def of(person: Person) -> SecondFactor | None:
    return db.session.get(SecondFactor, person.id)


def on(person: Person) -> bool:
    factor = of(person)
    return factor is not None and factor.confirmed_at is not None


def begin(person: Person) -> None:
    """Make a secret that waits to be confirmed; one that waits already stays, as it may be in the app."""
    sealed = sealing.seal(pyotp.random_base32())
    factor, _new = once(lambda: of(person), lambda: SecondFactor(person_id=person.id, sealed_secret=sealed))
    if not (factor.confirmed_at or secret(factor)):
        factor.sealed_secret = sealed


def secret(factor: SecondFactor) -> str | None:
    """What the app is to know, in base 32; None when the server's key is not that any more which sealed it."""
    try:
        return sealing.open_sealed(factor.sealed_secret)
    except sealing.NotOurs:
        log.warning("second factor cannot be opened", extra={"person": factor.person_id})
        return None


def picture(person: Person, secret: str) -> Markup:
    """The QR code that an app reads, as SVG."""
    names = {"name": person.email or person.name, "issuer_name": current_app.config["NAME"]}
    address = pyotp.TOTP(secret).provisioning_uri(**names)
    drawn = segno.make(address, error="m", micro=False)
    title = _("QR code for your authenticator app")
    return Markup(drawn.svg_inline(omitsize=True, border=4, light="#fff", title=title, svgclass="qr", lineclass=None))


def confirm(person: Person, typed: str) -> list[str]:
    """Switch the factor on by its first code; gives the recovery codes, which are not to be had again. Raises WrongCode."""
    factor = of(person)
    _use(person, factor, typed)
    factor.confirmed_at = clock.now()
    _tell(person, "second_factor.on", person)
    return _new_codes(person)


def renew_codes(person: Person) -> list[str]:
    """Ten new recovery codes; those before are worth nothing any more."""
    audit.note("second_factor.codes_renewed", person, person)
    return _new_codes(person)


def codes_left(person: Person) -> int:
    own = sa.select(sa.func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(own.select_from(RecoveryCode))


def prove(person: Person, typed: str) -> str:
    """Take a code of the app, or a recovery code: "app" or "paper". Raises WrongCode."""
    factor = of(person)
    if (code := as_recovery(typed)) and factor:
        return _use_paper(person, code)
    _use(person, factor, typed)
    return "app"


def switch_off(actor: Person | None, person: Person) -> None:
    """By the person, who has shown a code, or by an administrator for somebody who cannot: then every session ends."""
    for table in (SecondFactorUse, RecoveryCode, SecondFactor):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    if actor is not person:
        sessions.end_all(person)
    _tell(person, "second_factor.off" if actor is person else "second_factor.reset", actor)


@jobs.does("codes-forgotten", daily=True)
def forget(job) -> None:
    """A code of yesterday fits no more, used or not."""
    yesterday = int((clock.now() - timedelta(days=1)).timestamp()) // STEP
    db.session.execute(sa.delete(SecondFactorUse).where(SecondFactorUse.step < yesterday))


def _use(person: Person, factor: SecondFactor | None, typed: str) -> None:
    """Take a code of the app, once. Raises WrongCode."""
    known, code = factor and secret(factor), as_number(typed)
    step = next(_steps_of(known, code), None) if known and code else None
    if step is None:
        raise WrongCode
    with refused_as(UsedCode()):
        db.session.add(SecondFactorUse(person_id=person.id, step=step))


def _steps_of(secret: str, code: str) -> Iterator[int]:
    """The half minutes around now that the code is of."""
    totp, now = pyotp.TOTP(secret, interval=STEP), int(clock.now().timestamp()) // STEP
    return (now + off for off in ASTRAY if secrets.compare_digest(totp.generate_otp(now + off), code))


def _use_paper(person: Person, code: str) -> str:
    own = sa.update(RecoveryCode).where(
        RecoveryCode.person_id == person.id,
        RecoveryCode.code_digest == digest(code),
        RecoveryCode.used_at.is_(None),
    )
    if db.session.execute(own.values(used_at=clock.now())).rowcount != 1:
        raise WrongCode
    _tell(person, "second_factor.recovery_used", person)
    return "paper"


def _new_codes(person: Person) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS)) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(person_id=person.id, code_digest=digest(code)) for code in codes)
    db.session.flush()
    return [grouped(code) for code in codes]


def _tell(person: Person, action: str, actor: Person | None) -> None:
    """Into the audit log, and by mail to the person: whoever did not do this learns of it."""
    audit.note(action, actor, person)
    with languages.of(person):
        words = {
            "second_factor.on": _("A second factor was switched on for your account."),
            "second_factor.off": _("The second factor of your account was switched off."),
            "second_factor.reset": _("An administrator has switched off the second factor of your account."),
            "second_factor.recovery_used": _("A recovery code of your account was used."),
        }[action]
        more = _("If this was not you, tell the administrator of your academy at once, and change your password.")
        mail.send(person.email, words, f"{words}\n\n{more}\n")
