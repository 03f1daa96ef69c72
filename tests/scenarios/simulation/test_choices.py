import pytest

from scenarios.simulation import REFUSALS, allowed, next_minute, now, refusal, replay


@pytest.mark.parametrize(
    ("action", "post", "target", "reply", "expected"),
    [
        ("reply", "dark-street", None, "Words.", None),
        ("reply", "dark-street", None, "  \n", "needs_words"),
        ("statement", None, None, "", "needs_words"),
        ("statement", None, None, "Words.", None),
        ("statement", "dark-street", None, "Words.", "no_post_wanted"),
        ("wait", None, None, "", None),
        ("shout", "dark-street", None, "Words.", "unknown_action"),
        ("reply", None, None, "Words.", "unknown_post"),
        ("reply", "elsewhere", None, "Words.", "unknown_post"),
        ("reply", "still-dark", None, "Words.", "not_arrived"),
        ("correct", "dark-street", None, "Words.", None),
        ("correct", "sparks", None, "Words.", "nothing_to_correct"),
        ("refer", "sparks", None, "", "needs_target"),
        ("refer", "sparks", "platform", "", "unknown_target"),
        ("refer", "sparks", "committee", "", None),
        ("hide", "slur", "no-insults", "", "hidden"),
        ("reply", "slur", None, "Words.", "hidden"),
        ("report", "slur", "platform", "", None),
        ("hide", "my-address", "no-insults", "", "not_public"),
        ("ignore", "bulb-joke", None, "", None),
    ],
)
def test_what_can_be_done_and_why_not(street, moves, action, post, target, reply, expected):
    made = moves((5, "reply", "dark-street"), (31, "hide", "slur", {"target": "no-insults"}))
    feed = replay(street, 1, made, 40)

    assert refusal(feed, street, action, post, target, reply) == expected
    assert expected is None or expected in REFUSALS


def test_nothing_can_be_done_when_it_is_over(street):
    feed = replay(street, 1, (), 180)

    assert refusal(feed, street, "wait") == "over"
    assert allowed(feed, street) == {}


def test_the_actions_that_are_offered(street, moves):
    made = moves((5, "reply", "dark-street"), (31, "hide", "slur", {"target": "no-insults"}))

    offered = allowed(replay(street, 1, made, 40), street)

    assert set(offered) == {None, "dark-street", "sparks", "bulb-joke", "slur", "my-address"}
    assert offered[None] == ("statement", "wait")
    assert offered["dark-street"] == ("reply", "message", "correct", "refer", "escalate", "hide", "report", "ignore")
    assert offered["slur"] == ("message", "refer", "escalate", "report", "ignore")
    assert offered["my-address"] == ("reply", "message", "refer", "escalate", "report", "ignore")


@pytest.mark.parametrize(
    ("last", "action", "seconds", "pace", "expected"),
    [
        (10, "reply", 0, 4, 15),
        (10, "reply", 60, 4, 19),
        (10, "reply", 14.9, 4, 15),
        (10, "reply", 3600, 0, 15),
        (10, "statement", 0, 4, 22),  # the scenario's own cost
        (10, "wait", -50, 4, 25),
        (170, "reply", 600, 4, 180),
        (180, "reply", 0, 4, 180),
    ],
)
def test_the_clock(vary, last, action, seconds, pace, expected):
    assert next_minute(vary(pace=pace), last, action, seconds) == expected


def test_an_open_page_lets_time_pass(vary):
    assert now(vary(pace=4), 10, 45) == 13
    assert now(vary(pace=0), 10, 45) == 10
    assert now(vary(pace=4), 10, 10**9) == 180
