"""A batch in which somebody is in each state, and what is at risk in it."""

from datetime import timedelta

import pytest

from academy import clock, cohorts, editions, records
from academy.accounts import service_groups
from academy.dashboards import scope
from academy.dashboards.scope import Filters
from tests import factories


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator(name="Aisha Office"))


@pytest.fixture
def enrolled(session):
    """Enrols learners: `enrolled("Nadia", due=3)` has not started what is due in three days; `started` days ago, and
    `completed`, say what the learner did."""
    service_groups.add_missing()
    factories.course("tiny")

    def enrolled(name, due=None, started=None, completed=False, course="tiny", service=None, **details):
        batch = cohorts.by_name(f"Due {due}") or factories.cohort(name=f"Due {due}")
        if course not in {assignment.course for assignment in batch.assignments}:
            cohorts.assign(None, batch, course, due_on=due is not None and clock.today() + timedelta(days=due) or None)
        learner = factories.learner(name=name, service_code=service, **details)
        cohorts.add(None, batch, learner)
        enrolment = records.enrolment_of(learner, course)
        if started is not None:
            records.start(enrolment, editions.published("course", "tiny"))
            enrolment.started_at = clock.now() - timedelta(days=started)
        if completed:
            records.complete(enrolment, 80)
        session.flush()
        return enrolment

    return enrolled


@pytest.fixture
def tried(session):
    """Records an attempt at a quiz."""

    def tried(enrolment, attempt=1, score=30, days=0, **more):
        edition = editions.published("course", "tiny")
        more = {"activity": "quiz/check", "passed": score is not None and score >= 60, **more}
        result = records.record(enrolment, attempt=attempt, edition=edition, score=score, **more)
        return result

    return tried


@pytest.fixture
def everything(session):
    """The scope of an administrator who asked for all, or for what is given."""
    administrator = factories.administrator()
    return lambda **given: scope.of(administrator, Filters(**given))
