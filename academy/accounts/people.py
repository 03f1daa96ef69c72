"""People: find them, create them, change them."""

import sqlalchemy as sa
from flask import abort

from academy import audit
from academy.accounts import sessions
from academy.accounts.models import Person, ServiceGroup
from academy.db import db, refused_as


class EmailTaken(Exception):
    """Somebody else has this e-mail address already."""


def person_or_404(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def take_turns(actor: Person, person: Person) -> None:
    """Whoever changes a person does it after whoever does so just now, or does so to them: both are read anew. 403 for an
    actor who is out of office since."""
    both = sa.select(Person).where(Person.id.in_((actor.id, person.id))).order_by(Person.id)
    held = both.with_for_update(of=Person, key_share=True).execution_options(populate_existing=True)
    db.session.scalars(held).all()
    if not actor.active or actor.role != "administrator":
        abort(403)


def by_email(email: str) -> Person | None:
    return db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def listed(role: str = "", words: str = "") -> sa.Select:
    """People in order of name, of one role if given, whose name or address holds the words."""
    query = sa.select(Person).order_by(Person.name, Person.id)
    if role:
        query = query.where(Person.role == role)
    if words:
        query = query.where(
            Person.name.icontains(words, autoescape=True) | Person.email.icontains(words, autoescape=True)
        )
    return query


def learner_called(words: str) -> Person | None:
    """The one active learner of this e-mail address or personal number; None for nobody, and where it could be several."""
    words = words.strip()
    own = (Person.email == words.lower()) | (Person.personal_number == words)
    query = sa.select(Person).where(own, words != "", Person.role == "learner", Person.active)
    found = db.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def instructors() -> list[Person]:
    return list(db.session.scalars(listed("instructor").where(Person.active)))


def services() -> list[ServiceGroup]:
    return list(db.session.scalars(sa.select(ServiceGroup).order_by(ServiceGroup.name)))


def create(actor: Person | None, *, email: str | None, name: str, role: str, **details) -> Person:
    """A new person, who cannot sign in until a password is set; raises EmailTaken."""
    if email and by_email(email):
        raise EmailTaken(email)
    person = Person(email=_address(email), name=name.strip(), role=role, **details)
    with refused_as(EmailTaken(email)):
        db.session.add(person)
    audit.note("person.created", actor, person, email=person.email, name=person.name, role=role)
    return person


def change(actor: Person, person: Person, **details) -> None:
    """Change what is known of a person; a changed role or a deactivation ends their sessions; raises EmailTaken."""
    details["email"] = _address(details.get("email", person.email))
    other = details["email"] and by_email(details["email"])
    if other and other is not person:
        raise EmailTaken(details["email"])
    if person.anonymous and details.get("name", person.name) != person.name:
        details["anonymous"] = False
    before = {key: getattr(person, key) for key in details if getattr(person, key) != details[key]}
    if not before:
        return
    with refused_as(EmailTaken(details["email"])):
        for key in before:
            setattr(person, key, details[key])
        if {"role", "active"} & set(before):
            sessions.end_all(person)
    audit.note("person.changed", actor, person, before=before, after={key: details[key] for key in before})


def name(person: Person, name: str) -> None:
    """Somebody who was anonymous has said their name."""
    change(person, person, name=name.strip(), anonymous=False)


def _address(email: str | None) -> str | None:
    """An e-mail address as it is kept; none stays none."""
    return (email or "").strip().lower() or None
