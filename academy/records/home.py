"""What administrators see of their academy on the start page."""

import sqlalchemy as sa

from academy.accounts.models import Person
from academy.certificates import is_questioned
from academy.certificates.models import Certificate
from academy.cohorts.models import Cohort
from academy.db import db
from academy.home import Part, part
from academy.records.models import Enrolment
from academy.records.register import status_conditions


@part("administrator")
def at_a_glance(person) -> Part:
    return Part("records/_home.html", {"overview": overview()})


def overview() -> sa.Row:
    """How many there are of what an administrator looks after, in one query."""
    counted = {
        "people": _count(Person, Person.active),
        "learners": _count(Person, Person.active, Person.role == "learner"),
        "cohorts": _count(Cohort),
        "enrolled": _count(Enrolment),
        "in_progress": _count(Enrolment, *status_conditions("in progress")),
        "awaiting": _count(Enrolment, *status_conditions("awaiting review")),
        "completed": _count(Enrolment, *status_conditions("completed")),
        "certificates": _count(Certificate, Certificate.revoked_at.is_(None)),
        "questioned": _count(Certificate, is_questioned()),
    }
    return db.session.execute(sa.select(*(query.label(name) for name, query in counted.items()))).one()


def _count(model, *conditions):
    return sa.select(sa.func.count()).select_from(model).where(*conditions).scalar_subquery()
