"""Samples: which graded texts are drawn for blind marking."""

import pytest
import sqlalchemy as sa

from scenarios.models import Move
from scenarios.review.models import Sample
from tests import factories


@pytest.fixture
def share(app, monkeypatch):
    """Set the percentage that is drawn."""
    return lambda percent: monkeypatch.setitem(app.config, "BLIND_SHARE", percent)


@pytest.fixture
def finished(session):
    """A finished run that counts, with so many graded texts."""
    factories.scenario()
    factories.practice()

    def finished(texts=2, enrolment=None):
        run = factories.run(enrolment=enrolment or factories.started(factories.learner(), "practice"))
        for _ in range(texts):
            factories.move(run)
        run.moves.append(Move(number=texts + 1, minute=run.minute + 1, action="wait"))
        return factories.finish(run)

    return finished


def drawn(session):
    return [sample.grade.move for sample in session.scalars(sa.select(Sample).order_by(Sample.id))]


def test_at_a_hundred_percent_every_graded_text_is_drawn_once(share, finished, session):
    share(100)
    run = finished(texts=3)

    factories.finish(run)

    assert drawn(session) == run.moves[:3]


def test_at_nought_nothing_is_drawn(share, finished, session):
    share(0)
    finished(texts=3)

    assert drawn(session) == []


def test_the_share_is_met_and_the_draw_hangs_on_run_and_move(share, finished, session):
    share(30)
    runs = [finished(texts=10) for _ in range(20)]

    moves = drawn(session)
    by_run = {run.id: tuple(move.number for move in moves if move.run is run) for run in runs}
    assert 40 <= len(moves) <= 80  # of 200, though all the runs have one seed
    assert len(set(by_run.values())) > 15


def test_an_unfinished_run_is_not_drawn_from(share, session):
    share(100)
    factories.scenario()
    factories.practice()
    factories.move(factories.run(enrolment=factories.started(factories.learner(), "practice")))

    assert drawn(session) == []


def test_what_counts_for_nothing_is_not_drawn_from(share, session):
    share(100)
    factories.scenario()
    run = factories.run(factories.instructor())
    factories.move(run)
    factories.finish(run)

    assert drawn(session) == []
