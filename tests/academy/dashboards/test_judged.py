"""What instructors judged, by week and by instructor, and how long learners waited for it."""

from datetime import date, timedelta

import pytest
import time_machine

from academy import clock, cohorts
from academy.dashboards import judged, scope
from academy.dashboards.scope import Filters
from tests import factories

NOW = "2026-11-18T10:00:00Z"  # a Wednesday


@pytest.fixture(autouse=True)
def asked(app):
    with app.test_request_context():
        yield


@pytest.fixture
def run(session):
    """A run with a text that ended ten days before NOW."""
    factories.scenario()
    factories.practice()
    with time_machine.travel("2026-11-08T10:00:00Z"):
        made = factories.run(enrolment=factories.started(factories.learner(), "practice"))
        factories.move(made, level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
        return factories.finish(made)


@pytest.fixture
def reviewed(run):
    """Amina judged it after four days; Bilal, three days later, otherwise."""
    amina, bilal = factories.instructor(name="Amina First"), factories.instructor(name="Bilal Second")
    with time_machine.travel("2026-11-12T10:00:00Z"):
        factories.review(run, reviewer=amina)
    with time_machine.travel("2026-11-15T20:00:00Z"):  # Monday, where the academy is
        factories.review(run, reviewer=bilal, overall=1)
    return amina, bilal


@time_machine.travel(NOW)
def test_judgements_count_in_their_week_and_only_the_first_was_waited_for(reviewed, everything):
    found = judged.counted(everything())

    weeks = {monday: work.count for monday, work in found.weeks.items() if work.count}
    assert weeks == {date(2026, 11, 9): 1, date(2026, 11, 16): 1}
    assert len(found.weeks) == judged.WEEKS
    assert found.all.waits == [pytest.approx(4, abs=0.01)]
    assert (
        "2 judgements by 2 instructors. Half of the learners waited 4.0 days at most."
        in judged.shown(everything()).said
    )
    rows = judged.by_instructor(everything()).rows
    assert [(name, count) for name, count, _wait in rows] == [("Amina First", 1), ("Bilal Second", 1)]
    assert [wait for _name, _count, wait in rows] == [pytest.approx(4, abs=0.01), None]


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"since": date(2026, 11, 16)}, 1),
        ({"until": date(2026, 11, 15)}, 1),
        ({"until": date(2026, 11, 11)}, 0),
        ({"course": "tiny"}, 0),
    ],
)
def test_filters_narrow_what_was_judged(reviewed, everything, given, count):
    assert judged.counted(everything(**given)).all.count == count


@time_machine.travel(NOW)
def test_instructors_see_no_name_but_their_own(run, reviewed):
    amina, _bilal = reviewed
    batch = factories.cohort(run.person, courses=["practice"])
    cohorts.let_teach(None, batch, amina)

    mine = scope.of(amina, Filters())

    assert [row[:2] for row in judged.by_instructor(mine).rows] == [("Amina First", 1)]
    assert judged.counted(mine).all.count == 2


@time_machine.travel(NOW)
def test_many_years_are_shown_by_their_last_weeks(reviewed, everything):
    weeks = list(judged.counted(everything(since=date(2019, 1, 1))).weeks)

    assert len(weeks) == judged.MOST
    assert clock.today() - weeks[-1] < timedelta(days=7)
