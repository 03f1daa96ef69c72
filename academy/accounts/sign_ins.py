"""Signing in: by password, by single sign-on or from a learning platform, then by a second factor where one is asked for."""

from flask import session

from academy import audit
from academy.accounts import lockouts, passwords, people, returning, second_factors, sessions
from academy.accounts.models import Person
from academy.accounts.sign_in_models import SignInSession


class WrongPassword(Exception):
    """No such person, or another password, or an account that is switched off: never said which."""


def open_for(email: str, password: str) -> SignInSession:
    """Sign a person in, as far as a password does; raises lockouts.Locked or WrongPassword."""
    lockouts.check(email)
    person = people.by_email(email)
    if not (passwords.fits(person, password) and person.active):
        lockouts.fail(email)
        raise WrongPassword
    return enter(person, "password")


def enter(person: Person, how: str, proven: bool = False) -> SignInSession:
    """A session of the person in this browser, which may wait for a second factor; `proven`: one was shown already."""
    waits_for = second_factors.asked_of(person, how, proven)
    if how == "platform":  # which says by itself where to go, and has a log of its own
        return sessions.resume(person, how, waits_for)
    row = _resume(person, how, waits_for)
    if not waits_for:
        _succeeded(person, how)
    return row


def prove(half: SignInSession, typed: str) -> str:
    """End a sign-in that waits for a code: "app" or "paper". Raises lockouts.Locked or second_factors.WrongCode."""
    person, how = half.person, half.how
    way = take_code(person, typed)
    complete(person, how)
    return way


def take_code(person: Person, typed: str) -> str:
    """A code of the person's second factor; wrong ones count. Raises lockouts.Locked or second_factors.WrongCode."""
    name = lockouts.name_of(person)
    lockouts.check(name)
    try:
        return second_factors.prove(person, typed)
    except second_factors.UsedCode:
        raise
    except second_factors.WrongCode:
        lockouts.fail(name, "second_factor.failed", person)
        raise


def confirm(person: Person, typed: str) -> list[str]:
    """Switch a second factor on: its recovery codes. A sign-in that waited for this is complete. Raises as `take_code`."""
    name = lockouts.name_of(person)
    lockouts.check(name)
    try:
        codes = second_factors.confirm(person, typed)
    except second_factors.WrongCode:
        lockouts.fail(name, "second_factor.failed", person)
        raise
    if sessions.current().waits_for:
        complete(person, sessions.current().how)
    return codes


def complete(person: Person, how: str) -> None:
    """The session with another key, which opens everything."""
    _resume(person, how)
    _succeeded(person, how, second_factor=True)


def renew(person: Person) -> None:
    """A new session like the one that was just ended with all others."""
    sessions.resume(person, sessions.current().how)


def _resume(person: Person, how: str, waits_for: str = "") -> SignInSession:
    """What was wanted before is still wanted."""
    wanted = session.get(returning.WANTED)
    row = sessions.resume(person, how, waits_for)
    if wanted:
        session[returning.WANTED] = wanted
    return row


def _succeeded(person: Person, how: str, **values) -> None:
    name = lockouts.name_of(person)
    lockouts.forget(name)
    lockouts.remember(name)
    audit.note("sign_in.succeeded", person, person, how=how, **values)
