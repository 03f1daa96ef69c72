"""The figures of a dashboard: counted, told, and drawn."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine

from academy import clock
from academy.dashboards import completions, progress, strengths, waiting
from academy.dashboards.completions import Completions, periods
from academy.records import criteria
from academy.records.criteria import Provider, Strength
from tests import factories


@pytest.fixture(autouse=True)
def asked(app):
    """Figures are in the language of who asks."""
    with app.test_request_context():
        yield


def test_everybody_is_in_one_state(enrolled, tried, everything):
    enrolled("Nadia", due=3)
    enrolled("Iqbal", due=3, started=1)
    enrolled("Omar", due=-1)
    enrolled("Late", due=-1, started=1, completed=True)
    tried(enrolled("Wasim", due=3, started=1), provisional=True)
    tried(enrolled("Overdue, too", due=-1, started=1), provisional=True)

    (course,) = progress.counted(everything())

    assert course.counts == {"completed": 1, "awaiting_review": 1, "in_progress": 1, "not_started": 1, "overdue": 2}
    assert (course.title, course.people, course.completed) == ("Tiny course", 6, 1 / 6)
    shown = progress.shown(everything())
    assert "1 completed it, 17%. 2 are overdue. 1 waits for a review." in shown.said
    assert shown.rows == [("Tiny course", "tiny", 6, 1, 1, 1, 1, 2, 1 / 6)]


@pytest.mark.parametrize(
    ("given", "people"),
    [({}, 3), ({"course": "other"}, 1), ({"service": "PAS"}, 1), ({"course": "other", "service": "PAS"}, 0)],
)
def test_filters_narrow_what_is_counted(enrolled, everything, given, people):
    factories.course("other", **{"Tiny course": "Other course"})
    enrolled("Nadia", service="PAS")
    enrolled("Omar")
    enrolled("Omar's second", due=2, course="other")

    assert sum(each.people for each in progress.counted(everything(**given))) == people


def test_a_completion_counts_on_the_day_of_the_academys_zone(enrolled, everything):
    with time_machine.travel("2026-11-09T20:00:00Z"):  # the tenth, where the academy is
        enrolled("Dina", started=1, completed=True)
    with time_machine.travel("2026-11-12T08:00:00Z"):
        enrolled("Emma", started=1, completed=True, due=10)
        enrolled("Nadia")
        found = completions.counted(everything())

        assert found.days == {date(2026, 11, 10): 1, date(2026, 11, 12): 1}
        assert (found.people, found.first, found.last) == (3, date(2026, 11, 10), date(2026, 11, 12))
        assert found.due == date(2026, 11, 22)
        assert [(each.first.day, each.count, each.until) for each in periods(found)] == [
            (10, 1, 1),
            (11, 0, 1),
            (12, 1, 2),
        ]
        later = completions.counted(everything(since=date(2026, 11, 11)))
        assert (later.before, later.days) == (1, {date(2026, 11, 12): 1})
        earlier = completions.shown(everything(until=date(2026, 11, 11)))
        assert earlier.rows[-1][3:] == (1, 1 / 3)


@pytest.mark.parametrize(
    ("days", "count", "first", "last"),
    [(31, 31, "2026-03-04", "2026-04-03"), (32, 5, "2026-03-08", "2026-03-30"), (400, 14, "2026-03-31", "2027-04-01")],
)
def test_long_times_are_told_by_week_or_month(days, count, first, last):
    """`first` is the last day of the first period, `last` the first of the last one."""
    begun = date(2026, 3, 4)
    end = begun + timedelta(days=days - 1)

    each = periods(Completions(10, 0, Counter({end: 2}), begun, end, None))

    assert (len(each), str(each[0].last), str(each[-1].first)) == (count, first, last)
    assert (each[0].first, each[-1].last, each[0].count, each[-1].until) == (begun, end, 0, 2)
    assert all(after.first == before.last + timedelta(days=1) for before, after in zip(each, each[1:]))


def test_the_day_that_all_have_in_common_is_marked(enrolled, everything):
    enrolled("Dina", due=5, started=1, completed=True)

    assert "due " in str(completions.shown(everything()).drawn)
    enrolled("Omar", due=9)
    several = completions.shown(everything())
    assert "Choose one cohort and one course" in several.said and "curve-chart__step" not in several.drawn


def judged_by(monkeypatch, *groups):
    """Service groups with how many people and their mean levels, on two criteria."""
    given = [
        Strength(service, name, name.title(), people, level, 0, 2)
        for name, less in (("clarity", 0), ("privacy", 0.5))
        for service, people, level in ((code, count, level - less) for code, count, level in groups)
    ]
    monkeypatch.setattr(criteria, "_providers", [Provider(lambda enrolments: (), lambda enrolments: given)])


def test_groups_of_few_are_withheld_and_so_is_what_would_give_them_away(monkeypatch, everything):
    judged_by(monkeypatch, ("PAS", 20, 1.5), ("PSP", 3, 0.7), ("FSP", 6, 1.0))

    shown = strengths.shown(everything())

    rows = {(row[0], row[2]): row[3:5] for row in shown.rows}
    assert rows["Clarity", "PAS"] == (20, 1.5)
    assert rows["Clarity", "PSP"] == rows["Clarity", "FSP"] == (None, None)
    assert rows["Clarity", "All"] == (29, pytest.approx((20 * 1.5 + 3 * 0.7 + 6) / 29))
    assert "0.7" not in shown.drawn
    assert "Weakest: “Privacy”" in shown.said and "Strongest: “Clarity”, 1.31 of 2 (29 people)" in shown.said


def test_of_fewer_than_five_people_in_all_there_is_no_figure(monkeypatch, everything):
    judged_by(monkeypatch, ("PAS", 4, 1.5))

    shown = strengths.shown(everything())

    assert (shown.rows, shown.drawn) == ([], None)
    assert "fewer than 5 people" in shown.said


def test_many_groups_are_drawn_in_several_fields(monkeypatch, everything):
    judged_by(monkeypatch, *((f"G{number}", 6, 1.0) for number in range(20)))

    assert strengths.shown(everything()).drawn.count("<svg") == 2


def test_work_waits_by_its_age(session, everything, app):
    factories.scenario()
    factories.practice()
    for days in (0, 3, 8, 20, 30):
        with time_machine.travel(clock.now() - timedelta(days=days)):
            run = factories.run(enrolment=factories.started(factories.learner(), "practice"))
            factories.move(run, level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
            factories.finish(run)

    shown = waiting.shown(everything())

    assert [row[1] for row in shown.rows] == [1, 1, 1, 2]
    assert "5 pieces of work wait for an instructor. 2 of them since more than 14 days." in shown.said
    assert waiting.counted(everything(course="tiny")) == [0, 0, 0, 0]
