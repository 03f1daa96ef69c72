"""The arithmetic of analytics, on rows that are easily worked out by hand."""

import numpy as np
import pytest

from scenarios.analytics import figures
from scenarios.analytics.figures import ENOUGH, FEWEST
from scenarios.analytics.selection import Handled, Played


def run(number, score=70.0, passed=True, reactions=(), pass_mark=60):
    return Played(number, number, number, 1, 1, 1, pass_mark, score, passed, False, list(reactions))


def row(
    number, post="drain", handled="well", minutes=None, office=None, weight=1, share=None, levels=None, person=None
):
    return Handled(
        number if person is None else person, number, post, handled, minutes, office, weight, share, levels or {}
    )


def test_scores_are_counted_in_tens_and_a_hundred_belongs_to_the_last():
    found = figures.distribution([run(number, score) for number, score in enumerate((0, 9.9, 10, 60, 95, 100))])

    assert found.counts == (2, 1, 0, 0, 0, 0, 1, 0, 0, 2)
    assert found.median == 35 and found.pass_marks == (60,)


def test_passing_and_its_mark_are_those_of_the_runs():
    found = figures.distribution([run(1, passed=True, pass_mark=50), run(2, passed=False), run(3, passed=False)])

    assert found.passed == pytest.approx(1 / 3) and found.pass_marks == (50, 60)


def test_a_cell_of_the_heat_map_is_a_mean_and_empty_of_few():
    rows = [
        row(number, levels={"clarity": number % 2, **({"privacy": 2} if number < 4 else {})}) for number in range(6)
    ]

    clarity, privacy = figures.heat({"drain": rows})

    assert (clarity.criterion, clarity.runs, clarity.level) == ("clarity", 6, 0.5)
    assert (privacy.criterion, privacy.runs, privacy.level) == ("privacy", 4, None)


def test_the_post_that_goes_wrong_most_often_comes_first():
    drain = [row(number, handled=what) for number, what in enumerate(["well", "well", "well", "poor", "harmful"])]
    wires = [row(number, "wires", what) for number, what in enumerate(["expired", "expired", "words", "well"] * 2)]

    first, second = figures.mishandled({"drain": drain, "wires": wires})

    assert (first.post, first.share, first.shares["expired"]) == ("wires", 0.75, 0.5)
    assert second.shares == {"harmful": 0.2, "expired": 0, "poor": 0.2, "words": 0}


def test_times_are_quartiles_of_the_runs_in_which_something_was_done():
    rows = [row(number, minutes=minutes) for number, minutes in enumerate((2, 4, 6, 8, 10, None))]

    (found,) = figures.times({"drain": rows})

    assert (found.arrived, found.runs, found.lower, found.median, found.upper) == (6, 5, 4, 6, 8)
    assert not figures.times({"drain": rows[:4]})


def test_wrong_referrals_are_counted_by_office():
    rows = [row(number, office=office) for number, office in enumerate(["board", "board", "company", None, None])]

    first, second = figures.referrals({"drain": rows})

    assert (first.office, first.runs, first.arrived) == ("board", 2, 5)
    assert second.office == "company"


def test_a_post_is_compared_with_the_rest_of_the_score_without_itself():
    chance = np.random.default_rng(3)
    shares = chance.random((40, 3))
    weights = (3, 1, 2)
    posts = {
        name: [row(number, name, weight=weights[place], share=shares[number, place]) for number in range(40)]
        for place, name in enumerate("abc")
    }

    found = {each.post: each for each in figures.discriminations(posts)}

    rest = (shares[:, 1] * 1 + shares[:, 2] * 2) / 3
    assert found["a"].correlation.value == pytest.approx(np.corrcoef(shares[:, 0], rest)[0, 1])
    assert found["a"].correlation.low < found["a"].correlation.value < found["a"].correlation.high
    assert found["b"].earned == pytest.approx(shares[:, 1].mean())


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        (lambda skill: skill, "good"),
        (lambda skill: 1 - skill, "negative"),
        (lambda skill: 1.0, "easy"),
        (lambda skill: 0.4, "unknown"),
        (lambda skill: 0.4 + 0.3 * (round(40 * skill) % 3 - 1) + 0.1 * skill, "low"),
    ],
)
def test_what_a_post_tells_of_learners_is_said_in_a_word(first, verdict):
    skills = np.linspace(0, 1, 41)
    posts = {
        "a": [row(number, "a", share=float(first(skill))) for number, skill in enumerate(skills)],
        "b": [row(number, "b", share=float(skill)) for number, skill in enumerate(skills)],
    }

    assert figures.discriminations(posts)[0].verdict == verdict


def test_of_few_runs_no_correlation_is_told():
    posts = {name: [row(number, name, share=number / 30) for number in range(ENOUGH - 1)] for name in "ab"}

    assert [(each.correlation, each.verdict) for each in figures.discriminations(posts)] == [(None, "unknown")] * 2


def test_a_post_alone_in_the_score_has_nothing_to_be_compared_with():
    posts = {"a": [row(number, "a", share=number / 30) for number in range(30)]}

    assert figures.discriminations(posts) == []


def test_reactions_are_shares_of_runs_and_those_never_met_stay_in_the_list():
    found = figures.reactions(
        [run(1, reactions=["thanked"]), run(2, reactions=["thanked", "gossip"])], ["gossip", "thanked", "never"]
    )

    assert [(each.reaction, each.runs, each.share) for each in found] == [
        ("thanked", 2, 1),
        ("gossip", 1, 0.5),
        ("never", 0, 0),
    ]


def test_many_runs_of_few_learners_are_few():
    rows = [row(number, handled="poor", minutes=3, person=number % (FEWEST - 1)) for number in range(20)]

    assert not figures.mishandled({"drain": rows}) and not figures.times({"drain": rows})
