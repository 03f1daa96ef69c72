"""Finished runs that were graded as told, and people who judge them."""

import pytest

from tests import factories

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")


@pytest.fixture
def course(session):
    """The course `practice` with the scenario `street`."""
    factories.scenario()
    return factories.practice()


@pytest.fixture
def played(course):
    """A finished run that counts, of a learner of its own, in which one reply was graded as told."""

    def played(name="Ada Karim", *more, **grade):
        run = factories.run(enrolment=factories.started(factories.learner(name=name), "practice"))
        for each in (grade, *more):
            factories.move(run, **each)
        return factories.finish(run)

    return played
