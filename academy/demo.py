"""A demo academy: one cohort and one person of each role, all marked as demo."""

import secrets

import sqlalchemy as sa

from academy import cohorts, editions
from academy.accounts import passwords, people
from academy.accounts.models import Person
from academy.certificates import signing
from academy.db import db

ACCOUNTS = {
    "officer@academy.example": {
        "name": "Zarnab Noorpuri",
        "second_name": "زرناب نورپوری",
        "second_script": "ur",
        "role": "learner",
        "service_code": "PAS",
        "personal_number": "CTP-54-PAS-017",
    },
    "instructor@academy.example": {"name": "Farid Alam", "role": "instructor"},
    "admin@academy.example": {"name": "Nasreen Akhtar", "role": "administrator"},
}
COHORT = "Demonstration batch"
COURSES = ("official-online", "refresher")  # the long one, and one that is done in an afternoon


class OtherPeople(Exception):
    """The database has people who are not of the demo."""


def create(password: str | None, force: bool = False) -> str | None:
    """Make what is missing of the demo. The password of its accounts, or None when they were left as they are."""
    strangers = db.session.scalar(sa.select(sa.func.count()).where(Person.demo.is_(False)).select_from(Person))
    if strangers and not force:
        raise OtherPeople(f"this database has {strangers} people who are not of the demo; --force adds the demo anyway")
    missing = [email for email in ACCOUNTS if people.by_email(email) is None]
    password = password or (secrets.token_urlsafe(9) if missing else None)
    for email in missing:
        people.create(None, email=email, demo=True, **ACCOUNTS[email])
    _join_cohort()
    if signing.state() == "none":
        signing.create(demo=True)
    for email in ACCOUNTS if password else ():
        person = people.by_email(email)
        if person.demo:
            passwords.put(person, password)
    return password


def _join_cohort() -> None:
    cohort = cohorts.by_name(COHORT) or cohorts.create(None, COHORT)
    assigned = {assignment.course for assignment in cohort.assignments}
    for edition in editions.all_published("course"):
        if edition.slug in COURSES and edition.slug not in assigned:
            cohorts.assign(None, cohort, edition.slug)
    there = {email: people.by_email(email) for email in ACCOUNTS}
    for person in there.values():
        if person.role == "learner":
            cohorts.add(None, cohort, person)
    if not cohort.instructors:
        cohorts.entrust(None, cohort, [person for person in there.values() if person.role == "instructor"])
