"""A learner in front of a small public page."""

import pytest

from academy import records
from tests import factories


@pytest.fixture
def enrolment(session):
    """A learner of the course `practice` who has read its lesson: the scenario `street` is open."""
    factories.scenario()
    course = factories.practice()
    enrolment = factories.enrolment(course="practice")
    records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
    return enrolment


@pytest.fixture
def run(session):
    """A run that counts for nothing."""
    factories.scenario()
    return factories.run()


@pytest.fixture
def learner(client, run):
    """The browser of the run's learner."""
    return client.sign_in(run.person)


@pytest.fixture
def act(learner, run):
    """Send the form of a move: `act(1, "reply", "drain", "We are sorry.")`."""

    def send(number, action, post="", reply="", target=""):
        form = {"number": number, "action": action, "post": post, "target": target, "reply": reply}
        return learner.post(f"/scenarios/runs/{run.id}", data=form)

    return send
