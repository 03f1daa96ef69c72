"""Data for tests: one function a model, every argument with a sensible default, flushed and never committed."""

import itertools
from textwrap import dedent

from academy import cohorts, editions, packs, records
from academy.accounts import people
from academy.db import db

_numbers = itertools.count(1)


def person(role="learner", **details):
    number = next(_numbers)
    return people.create(None, role=role, **{"email": f"p{number}@example.org", "name": f"Person {number}", **details})


def learner(**details):
    return person("learner", **details)


def instructor(**details):
    return person("instructor", **details)


def administrator(**details):
    return person("administrator", **details)


def cohort(*members, name=None, courses=()):
    made = cohorts.create(None, name or f"Cohort {next(_numbers)}")
    for course in courses:
        cohorts.assign(None, made, course)
    for member in members:
        cohorts.add(None, made, member)
    db.session.flush()
    return made


def enrolment(person=None, course="tiny"):
    return records.enrol(person or learner(), course)


def edition(slug, text, **files):
    """A published edition of a pack given as YAML text; further files by name (dots as double underscores)."""
    named = {name.replace("__", "."): data for name, data in files.items()}
    contents = {"pack.yaml": dedent(text).encode(), **named}
    return editions.take_in(packs.parse(slug, contents, rules=editions.rules_content))


def rules(slug="land"):
    """A rules pack with two offices and two conduct rules."""
    return edition(slug, RULES)


RULES = """
    kind: rules
    title: A country
    country: PK
    summary: Made for the suite.
    conduct:
      - slug: neutrality
        number: Rule 24
        instrument: Conduct rules
        text: No part in politics.
        source: &source {title: The gazette, checked_on: 2026-11-01, certainty: official}
      - slug: secrecy
        number: Rule 18
        instrument: Conduct rules
        text: No official document to the press.
        source: {title: The gazette, checked_on: 2026-11-01, certainty: official}
    offices:
      - slug: water-board
        name: Water Board
        handles: [water, drains]
        channels: [{kind: helpline, value: "1334"}]
        source: {title: Its page, checked_on: 2026-11-01, certainty: press}
      - slug: power-company
        name: Power Company
        handles: [electricity]
        channels: [{kind: helpline, value: "118"}]
        source: {title: Its page, checked_on: 2026-11-01, certainty: press}
""".replace("&source ", "")
