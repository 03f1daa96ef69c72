"""Whoever and whatever is there before the records API is as it was made, and changes from then on."""

import flask_migrate
import sqlalchemy as sa

from academy.accounts.models import Person
from academy.certificates.models import Certificate
from academy.db import db
from academy.records.models import Enrolment
from tests import factories

CHANGING = (Person, Enrolment, Certificate)


def test_what_is_there_survives_with_no_change_known_of_it(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        factories.certificate(factories.learner(name="Ada"))
        db.session.commit()

        flask_migrate.downgrade(revision="0019")
        flask_migrate.upgrade()

        assert [changed(model) for model in CHANGING] == [[None], [None], [None]]
        person = db.session.scalar(sa.select(Person))
        assert person.name == "Ada"
        person.name = "Ada L"
        db.session.commit()
        assert changed(Person) != [None]


def changed(model):
    return list(db.session.scalars(sa.select(model.updated_at)))
