import pytest

from scenarios.simulation import Move, felt, replay, worth
from scenarios.simulation.gauges import of_move, of_silence


@pytest.mark.parametrize(
    ("action", "post", "target", "expected"),
    [
        ("reply", "dark-street", None, "best"),
        ("report", "dark-street", "platform", "poor"),  # not named by the author
        ("refer", "sparks", "power-company", "best"),
        ("refer", "sparks", "committee", "poor"),
        ("escalate", "sparks", "chief-officer", "acceptable"),
        ("hide", "bulb-joke", "no-insults", "harmful"),
        ("ignore", "bulb-joke", None, "best"),
        ("correct", "dark-street", None, "best"),  # as a reply
        ("correct", "bulb-joke", None, "poor"),
        ("wait", None, None, None),
        ("statement", None, None, None),
        ("reply", "no-such-post", None, None),
    ],
)
def test_what_an_action_is_worth(street, action, post, target, expected):
    assert worth(street, Move(1, 5, action, post, target)) == expected


def test_a_wrong_target_does_not_soften_a_harm(vary):
    scenario = vary(posts={"sparks": {"actions": {"escalate": "harmful"}}})

    assert worth(scenario, Move(1, 5, "escalate", "sparks", "elsewhere")) == "harmful"


WORDS = [(4, "best"), (3, "best"), (2, "acceptable"), (1, "poor"), (0, "harmful")]


@pytest.mark.parametrize(("overall", "expected"), WORDS)
def test_a_statement_is_worth_its_words(street, overall, expected):
    assert worth(street, Move(1, 5, "statement", overall=overall)) == expected


@pytest.mark.parametrize(
    ("post", "grade", "expected"),
    [
        ("dark-street", {}, "best"),
        ("dark-street", {"overall": 1}, "poor"),
        ("dark-street", {"overall": 4, "red_lines": ("privacy",)}, "harmful"),
        ("bulb-joke", {"overall": 4}, "poor"),
    ],
)
def test_the_public_feels_the_worse_of_deed_and_words(street, post, grade, expected):
    assert felt(street, Move(1, 5, "reply", post, **grade)) == expected


@pytest.mark.parametrize(
    ("felt", "influence", "red_line", "late", "repeated", "expected"),
    [
        ("best", 3, False, False, False, (3, -2)),
        ("best", 3, False, True, False, (0, -2)),
        ("best", 3, False, False, True, (0, 0)),
        ("harmful", 0, False, False, False, (-5, 5)),
        ("harmful", 3, False, False, True, (-5, 8)),
        ("harmful", 1, True, False, False, (-10, 14)),
        (None, 2, False, False, False, (0, 0)),
    ],
)
def test_how_a_move_moves_the_gauges(felt, influence, red_line, late, repeated, expected):
    assert of_move(felt, influence, red_line, late, repeated) == expected


SILENCE = [("best", (0, -1)), ("acceptable", (0, 0)), ("poor", (-3, 3)), ("harmful", (-6, 5))]


@pytest.mark.parametrize(("ignoring", "expected"), SILENCE)
def test_how_silence_moves_the_gauges(ignoring, expected):
    assert of_silence(ignoring, anger=2) == expected


def test_the_same_good_thing_twice_wins_trust_once(street, moves):
    once = moves((5, "reply", "dark-street", {"overall": 4}))
    twice = moves((5, "reply", "dark-street", {"overall": 4}), (6, "reply", "dark-street", {"overall": 4}))

    assert replay(street, 1, twice, 6).trust == replay(street, 1, once, 6).trust


def test_what_nobody_sees_moves_no_gauge(street, moves):
    feed = replay(street, 1, moves((5, "ignore", "dark-street"), (6, "wait")), 6)

    assert (feed.trust, feed.heat) == (50, 20)
