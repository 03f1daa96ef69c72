"""Who was enrolled before dates were kept has those that hold after the migration; service groups stay what they were."""

from datetime import date

import flask_migrate
import sqlalchemy as sa

from academy import cohorts, records
from academy.accounts import service_groups
from academy.accounts.models import Person, ServiceGroup
from academy.cohorts import dates
from academy.db import db
from academy.records.models import Enrolment
from tests import factories


def test_those_who_are_enrolled_have_the_dates_that_hold(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        lived()
        before = kept()

        flask_migrate.downgrade(revision="0017")
        flask_migrate.upgrade()

        assert before == kept()
        assert {each[1:] for each in before} == {
            (date(2027, 1, 1), date(2027, 3, 1), None, False),
            (None, date(2027, 3, 1), None, False),
            (None, None, None, False),
        }
        for _done in dates.rebuild():
            db.session.commit()
        assert before == kept()


def test_people_and_groups_have_sensible_values(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        service_groups.add_missing()
        factories.learner(service_code="PAS")
        db.session.add(ServiceGroup(code="OWN", name="One of our own"))
        db.session.commit()

        flask_migrate.downgrade(revision="0017")
        db.session.execute(sa.text("DELETE FROM service_group WHERE code LIKE 'BCS%'"))
        db.session.commit()
        flask_migrate.upgrade()
        service_groups.add_missing()

        assert db.session.scalar(sa.select(Person.reminders))
        countries = dict(db.session.execute(sa.select(ServiceGroup.code, ServiceGroup.country)).all())
        assert (countries["PAS"], countries["BCS-TRADE"], countries["OWN"]) == ("PK", "BD", "")
        db.session.rollback()


def lived():
    """One in a cohort, one in two, one who has left both, and one who was enrolled alone."""
    factories.course("tiny")
    first, second = factories.cohort(), factories.cohort()
    cohorts.assign(None, first, "tiny", date(2027, 1, 1), date(2027, 3, 1))
    cohorts.assign(None, second, "tiny", None, date(2027, 2, 1), date(2027, 4, 1))
    one, two, gone = (factories.learner() for _ in range(3))
    for person in (one, two, gone):
        cohorts.add(None, first, person)
    cohorts.add(None, second, two)
    cohorts.remove(None, first, gone)
    records.enrol(factories.learner(), "tiny")
    db.session.commit()


def kept() -> list[tuple]:
    columns = (Enrolment.id, Enrolment.opens_on, Enrolment.due_on, Enrolment.closes_on, Enrolment.extended)
    found = [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Enrolment.id))]
    db.session.rollback()
    return found
