"""Two administrators who decide at the same moment."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy.audit.models import AuditEntry
from academy.db import db
from academy.jobs.models import Job
from scenarios import grading
from scenarios.grading.model import shipped
from scenarios.regrading import refits, regradings
from scenarios.regrading.models import Refit, Regrading
from tests import factories
from tests.conftest import beside
from tests.rivals import rivals


@pytest.fixture
def lasting(app, tmp_path):
    """An application on a database of its own, where commits stay."""
    with beside(app, tmp_path) as made:
        with made.app_context():
            flask_migrate.upgrade()
        yield made


def count(model, **fits):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**fits))


def kept(lasting, row):
    with lasting.app_context():
        actor = factories.administrator()
        db.session.add(row)
        db.session.commit()
        return row.id, actor.id


def test_two_who_adopt_a_regrading_at_once_adopt_it_once(lasting):
    regrading_id, actor_id = kept(lasting, Regrading(grader=grading.VERSION, reason="Both.", state="proposed", effect={}))

    def adopt():
        regrading = db.session.get(Regrading, regrading_id)
        regradings.adopt(db.session.get(factories.people.Person, actor_id), regrading)
        return regrading.state

    assert rivals(lasting, adopt) == ["adopted", "adopted"]
    with lasting.app_context():
        assert count(AuditEntry, action="regrading.adopted") == count(Job, kind="regrade-adopted") == 1


def test_one_who_withdraws_what_another_has_just_adopted_is_told(lasting):
    regrading_id, actor_id = kept(lasting, Regrading(grader=grading.VERSION, reason="Both.", state="proposed", effect={}))
    turns = iter((regradings.adopt, lambda actor, regrading: regradings.withdraw(actor, regrading, "No.")))

    def decide():
        try:
            next(turns)(db.session.get(factories.people.Person, actor_id), db.session.get(Regrading, regrading_id))
        except regradings.Decided:
            return "told"
        return "done"

    assert rivals(lasting, decide) == ["done", "told"]


def test_two_who_adopt_a_refit_at_once_adopt_it_once(lasting):
    effect = {"gold": {"before": {"overall": 0.9}, "after": {"overall": 0.9}}, "attacks": {"before": [], "after": []}}
    refit = Refit(base=grading.VERSION, state="proposed", weights=shipped().to_json(), effect=effect)
    refit_id, actor_id = kept(lasting, refit)

    def adopt():
        made = db.session.get(Refit, refit_id)
        refits.adopt(db.session.get(factories.people.Person, actor_id), made, "Both.")
        return made.state

    assert rivals(lasting, adopt) == ["adopted", "adopted"]
    with lasting.app_context():
        assert count(AuditEntry, action="refit.adopted") == 1
