"""Every key of `when` and of `then`, each alone."""

import pytest

from scenarios.reaction import MoveWhen, Then, When
from scenarios.simulation import NOTHING_LEFT, replay
from scenarios.simulation.conditions import MOVE_TESTS, WORLD_TESTS, compares
from scenarios.simulation.draws import draw
from scenarios.simulation.replays import LAST_WORD

GRADED = {
    "levels": {"next_step": 1, "clarity": 2, "privacy": None},
    "overall": 2,
    "found": (("promise", "by  Thursday\nnoon"), ("time", "noon")),
}
WRONG_OFFICE = {"target": "committee"}


@pytest.fixture
def fires(vary):
    """Minutes in which the reaction `when` … `then` fires, given what was done."""

    def minutes(when, made=(), then=None, until=179, others=(), **more):
        reaction = {"slug": "tested", "when": when, "then": then or {"trust": 1}, **more}
        scenario = vary(reactions=[reaction, *others])
        return [minute for slug, minute in replay(scenario, 3, made, until).fired if slug == "tested"]

    return minutes


def brought(vary, moves, then, made=((5, "reply", "dark-street", GRADED),), until=5, when=None):
    reaction = {"slug": "tested", "when": when or {"move": {"found": ["promise", "time"]}}, "then": then}
    return replay(vary(reactions=[reaction]), 3, moves(*made), until)


def test_every_key_of_the_reaction_language_has_its_test():
    assert set(WORLD_TESTS) == set(When.model_fields) - {"move"}
    assert set(MOVE_TESTS) == set(MoveWhen.model_fields)
    assert set(Then.model_fields) == {"posts", "comments", "swarms", "crowd", "trust", "heat", "status", "end"}


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [("<2", 1, True), ("<2", 2, False), ("<=2", 2, True), (">2", 2, False), (">=2", 2, True), ("=2", 2, True)]
    + [("2", 2, True), ("2", 1, False), ("<2", None, False), (">=0", None, False)],
)
def test_comparisons(text, value, holds):
    assert compares(value, text) is holds


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({}, True),
        ({"on": "dark-street"}, True),
        ({"on": ["sparks", "dark-street"]}, True),
        ({"on": "sparks"}, False),
        ({"action": ["reply", "message"]}, True),
        ({"action": "hide"}, False),
        ({"worth": "best"}, True),
        ({"worth": ["poor", "harmful"]}, False),
        ({"was": "open"}, True),
        ({"was": ["expired", "answered"]}, False),
        ({"levels": {"next_step": "<2", "clarity": 2}}, True),
        ({"levels": {"next_step": "<1"}}, False),
        ({"levels": {"privacy": ">=0"}}, False),
        ({"levels": {"composure": ">=0"}}, False),
        ({"overall": ">=2"}, True),
        ({"overall": ">2"}, False),
        ({"found": ["time", "insult"]}, True),
        ({"found": "insult"}, False),
        ({"missing": ["insult", "party"]}, True),
        ({"missing": ["insult", "time"]}, False),
        ({"action": "reply", "overall": 4}, False),
        ({"target": "committee"}, False),
    ],
)
def test_a_reaction_to_a_reply(fires, moves, when, holds):
    assert fires({"move": when}, moves((5, "reply", "dark-street", GRADED))) == [5] * holds


def test_a_reaction_to_a_referral_and_its_target(fires, moves):
    made = moves((15, "refer", "sparks", WRONG_OFFICE))

    assert fires({"move": {"action": "refer", "target": ["committee"]}}, made) == [15]
    assert fires({"move": {"action": "refer", "worth": "poor"}}, made) == [15]
    assert fires({"move": {"action": "refer", "target": ["rescue"]}}, made) == []


def test_a_reaction_to_a_late_reply(fires, moves):
    late = moves((60, "reply", "dark-street"))

    assert fires({"move": {"on": "dark-street", "was": "expired"}}, late) == [60]


def test_a_reaction_to_a_statement(fires, moves):
    assert fires({"move": {"action": "statement"}}, moves((9, "statement"))) == [9]
    assert fires({"move": {"on": "dark-street"}}, moves((9, "statement"))) == []


@pytest.mark.parametrize(
    ("when", "minutes"),
    [
        ({"quiet": {"on": "dark-street", "minutes": 10}}, [12]),
        ({"quiet": {"on": "dark-street", "minutes": 90}}, [92]),  # expired by then, and still unanswered
        ({"status": {"dark-street": "expired"}}, [42]),
        ({"status": {"dark-street": "expired", "sparks": ["open", "expired"]}}, [42]),
        ({"status": {"press-query": "open"}}, []),
        ({"trust": "<45"}, [32]),
        ({"heat": ">22"}, [32]),
        ({"minute": ">=17"}, [17]),
        ({"minute": ">17"}, [18]),
        ({"minute": "17"}, [17]),
        ({"minute": "<17"}, [0]),
        ({"minute": ">=17", "trust": "<45"}, [32]),
        ({"count": {"action": "hide", "times": "<1"}}, [0]),
    ],
)
def test_a_reaction_to_the_state_of_the_page(fires, when, minutes):
    assert fires(when) == minutes


@pytest.mark.parametrize("interrupting", ["reply", "message"])
def test_an_answer_ends_the_quiet(fires, moves, interrupting):
    when = {"quiet": {"on": "dark-street", "minutes": 10}}

    assert fires(when, moves((11, interrupting, "dark-street"))) == []
    assert fires(when, moves((12, interrupting, "dark-street"))) == [12]
    assert fires(when, moves((11, "ignore", "dark-street"))) == [12]


def test_a_reopened_post_is_quiet_from_then_on(fires, moves):
    back = {"slug": "back", "when": {"move": {}}, "delay": 20, "then": {"status": {"dark-street": "open"}}}
    quiet = {"quiet": {"on": "dark-street", "minutes": 30}}

    assert fires(quiet, moves((5, "reply", "dark-street")), others=[back]) == [55]


def test_moves_are_counted_over_all_posts(fires, moves):
    made = moves((21, "hide", "bulb-joke", {"target": "no-insults"}), (31, "hide", "slur", {"target": "no-insults"}))

    assert fires({"count": {"action": "hide", "times": ">=2"}}, made) == [31]


def test_a_move_is_judged_with_the_page_as_it_left_it(fires, moves):
    when = {"move": {}, "status": {"dark-street": "answered"}, "count": {"action": "reply", "times": 1}}

    assert fires(when, moves((5, "reply", "dark-street"))) == [5]


def test_after_waits_for_the_consequences_of_another(fires):
    first = {"slug": "first", "when": {"minute": ">=10"}, "delay": 7, "then": {"heat": 1}}

    assert fires({"after": "first"}, others=[first]) == [17]


def test_after_with_a_move_means_an_earlier_move(fires, moves):
    first = {"slug": "first", "when": {"move": {"action": "reply"}}, "then": {"heat": 1}}
    made = moves((5, "reply", "dark-street"), (8, "reply", "dark-street"))

    assert fires({"move": {"action": "reply"}, "after": ["first"]}, made, others=[first]) == [8]


@pytest.mark.parametrize(("delay", "minutes"), [(0, []), (7, [])])
def test_unless_is_broken_as_soon_as_another_is_set_off(vary, moves, delay, minutes):
    first = {"slug": "first", "when": {"move": {}}, "delay": delay, "then": {"heat": 1}}
    second = {"slug": "second", "when": {"move": {}, "unless": "first"}, "then": {"heat": 1}}

    feed = replay(vary(reactions=[first, second]), 3, moves((5, "reply", "dark-street")), 6)

    assert [minute for slug, minute in feed.fired if slug == "second"] == minutes


def test_delay_postpones_what_happens(fires, moves):
    assert fires({"move": {}}, moves((5, "reply", "dark-street")), delay=12) == [17]


def test_a_reaction_happens_as_often_as_it_may(fires, moves):
    made = moves(*((n, "wait") for n in range(1, 8)))

    assert fires({"move": {}}, made) == [1]
    assert fires({"move": {}}, made, times=3) == [1, 2, 3]


def test_a_reaction_to_the_state_comes_again_only_after_the_state_was_another(fires, moves):
    down = {"slug": "down", "when": {"move": {"action": "wait"}}, "then": {"heat": -30}, "times": 5}
    up = {"slug": "up", "when": {"move": {"action": "statement"}}, "then": {"heat": 30}, "times": 5}
    made = moves((3, "statement"), (4, "statement"), (6, "wait"), (7, "wait"), (9, "statement"), (10, "statement"))

    assert fires({"heat": ">=50"}, made, until=11, times=5, others=[down, up]) == [3, 9]


def test_chance_is_drawn_once_for_each_move_by_its_number(fires, moves):
    lucky = [n for n in range(1, 13) if draw(3, "reaction tested", n) < 0.4]

    assert fires({"move": {}}, moves(*((n, "wait") for n in range(1, 13))), times=20, chance=0.4) == lucky
    assert 0 < len(lucky) < 12


def test_a_lost_draw_about_the_state_is_not_drawn_again_while_the_state_lasts(vary, moves):
    reaction = {"slug": "tested", "when": {"minute": ">=5"}, "then": {"trust": 1}, "chance": 0.5}
    scenario = vary(reactions=[reaction])

    fired = [bool(replay(scenario, seed, moves(*((n, "wait") for n in range(6, 30))), 40).fired) for seed in range(40)]

    assert 8 < sum(fired) < 32


def test_two_reactions_that_feed_each_other_come_to_rest(vary):
    ping = {"slug": "ping", "when": {"heat": "<30"}, "then": {"heat": 20}, "times": 20}
    pong = {"slug": "pong", "when": {"heat": ">=30"}, "then": {"heat": -20}, "times": 20}

    feed = replay(vary(reactions=[ping, pong]), 1, (), 1)

    assert [slug for slug, _ in feed.fired] == ["ping", "pong"] * 20


def test_reactions_answer_one_moment_together_in_the_order_of_the_pack(vary):
    one = {"slug": "one", "when": {"minute": ">=5", "trust": ">=50"}, "then": {"trust": -20}}
    two = {"slug": "two", "when": {"minute": ">=5", "trust": ">=50"}, "then": {"trust": -20}}

    feed = replay(vary(reactions=[two, one]), 1, (), 5)

    assert feed.fired == (("two", 5), ("one", 5))


def test_then_posts_arrive(vary, moves):
    entry = brought(vary, moves, {"posts": ["press-query", "still-dark"]}).post("still-dark")

    assert (entry.status, entry.minute, entry.move, entry.reaction) == ("open", 5, 1, "tested")


def test_a_post_comes_once_however_often_it_is_called_for(vary, moves):
    feed = brought(vary, moves, {"posts": ["sparks"]}, until=20)

    assert [event.minute for event in feed.events if (event.kind, event.slug) == ("arrived", "sparks")] == [5]


def test_then_comments_quote_the_words_that_were_found(vary, moves):
    said = {"persona": "joker", "under": "dark-street", "text": "You said: {promise}!", "language": "ur"}

    comment = brought(vary, moves, {"comments": [said]}).entries[-1]

    assert (comment.kind, comment.text, comment.under) == ("comment", "You said: by Thursday noon!", "dark-street")
    assert (comment.language, comment.move, comment.reaction, comment.id) == ("ur", 1, "tested", "comment-tested-1-0")


def test_a_quote_of_what_was_not_found_falls_back_on_what_was(vary, moves):
    then = {"comments": [{"persona": "joker", "text": "{promise}"}]}
    grade = {"found": (("time", "at noon {promise}"),)}

    assert brought(vary, moves, then, [(5, "reply", "dark-street", grade)]).entries[-1].text == "at noon {promise}"


def test_a_long_quote_is_cut(vary, moves):
    then = {"comments": [{"persona": "joker", "text": "{time}"}]}
    grade = {"found": (("time", "soon " * 100),)}

    text = brought(vary, moves, then, [(5, "reply", "dark-street", grade)]).entries[-1].text

    assert len(text) == 120 and text.endswith("…")


def test_a_comment_under_a_post_that_has_not_arrived_stands_on_the_page(vary, moves):
    then = {"comments": [{"persona": "joker", "under": "slur", "text": "Hm."}]}

    assert brought(vary, moves, then).entries[-1].under is None


def test_then_the_crowd_adds_likes_and_shares(vary, moves):
    plain = brought(vary, moves, {"trust": 0}).post("dark-street")
    loud = brought(vary, moves, {"crowd": [{"on": "dark-street", "likes": 50, "shares": 7}]}).post("dark-street")

    assert (loud.likes - plain.likes, loud.shares - plain.shares) == (50, 7)


def test_then_gauges_move_and_stop_at_their_ends(vary, moves):
    feed = brought(vary, moves, {"trust": -100, "heat": 100})

    assert (feed.trust, feed.heat) == (0, 100)
    event = next(event for event in feed.events if event.kind == "reaction")
    assert (event.slug, event.number, event.trust, event.heat) == ("tested", 1, 0, 100)


def test_then_status_reopens_a_post_with_a_new_deadline(vary, moves):
    feed = brought(vary, moves, {"status": {"dark-street": "open", "slur": "hidden"}})

    assert (feed.post("dark-street").status, feed.post("dark-street").due) == ("open", 45)
    assert feed.post("slur") is None


def test_then_end_ends_the_run_for_its_reason(vary, moves):
    feed = brought(vary, moves, {"end": "You were taken off the page."}, until=90)

    assert (feed.ended, feed.minute) == ("You were taken off the page.", 5)


def test_a_reaction_that_time_may_still_bring_keeps_the_run_open(vary, moves):
    waiting = {"slug": "tested", "when": {"minute": ">=60"}, "then": {"trust": 1}}
    scenario = vary(posts={"dark-street": {}}, reactions=[waiting])

    feed = replay(scenario, 3, moves((5, "reply", "dark-street")), 180)

    assert (feed.ended, feed.minute, feed.fired) == (NOTHING_LEFT, 75, (("tested", 60),))


def test_a_reaction_that_can_never_come_any_more_does_not(vary, moves):
    first = {"slug": "first", "when": {"move": {}}, "then": {"heat": 1}}
    waiting = {"slug": "tested", "when": {"minute": ">=60", "unless": "first"}, "then": {"trust": 1}}
    scenario = vary(posts={"dark-street": {}}, reactions=[first, waiting])

    assert replay(scenario, 3, moves((5, "reply", "dark-street")), 180).minute == 5 + LAST_WORD


def test_a_reopened_post_keeps_the_run_open(vary, moves):
    back = {"slug": "back", "when": {"move": {"action": "reply"}}, "then": {"status": {"dark-street": "open"}}}
    scenario = vary(posts={"dark-street": {}}, reactions=[back])

    assert replay(scenario, 3, moves((5, "reply", "dark-street")), 170).ended is None


def test_nothing_happens_after_an_end_in_the_same_minute(vary, moves):
    first = {"slug": "first", "when": {"move": {}}, "then": {"end": "Enough."}}
    second = {"slug": "second", "when": {"move": {}}, "then": {"heat": 9}}

    feed = replay(vary(reactions=[first, second]), 3, moves((5, "wait")), 9)

    assert [slug for slug, _ in feed.fired] == ["first"]
    assert feed.events[-1].kind == "ended"


def test_what_is_said_in_a_private_thread_stays_private(vary, moves):
    said = {"persona": "mother", "under": "my-address", "text": "Thank you, I told nobody else."}
    made = ((36, "message", "my-address"),)

    feed = brought(vary, moves, {"comments": [said]}, made, 36, when={"move": {"on": "my-address"}})

    assert (feed.entries[-1].text, feed.entries[-1].channel) == (said["text"], "message")


SHOUTED = {"move": {"action": "reply", "missing": "time"}}


@pytest.mark.parametrize(
    ("or_when", "made", "minutes"),
    [
        ([SHOUTED], [(5, "reply", "dark-street", GRADED)], []),
        ([SHOUTED], [(5, "reply", "dark-street")], [5]),
        ([SHOUTED, {"minute": 7}], [], [7]),
        ([{"move": {"on": "dark-street"}}, SHOUTED], [(5, "reply", "dark-street")], [5]),
        ([{"quiet": {"on": "dark-street", "minutes": 4}}], [], [6]),
    ],
)
def test_any_way_sets_a_reaction_off_and_several_at_once_do_it_once(fires, moves, or_when, made, minutes):
    assert fires({"trust": "<2"}, moves(*made), until=20, or_when=or_when) == minutes


def test_the_ways_of_a_reaction_share_how_often_it_may_happen(fires, moves):
    made = moves((5, "reply", "dark-street"), (15, "reply", "sparks"))
    ways = [{"move": {"on": "sparks"}}, {"minute": 20}]

    assert fires({"move": {"on": "dark-street"}}, made, or_when=ways, times=1) == [5]
    assert fires({"move": {"on": "dark-street"}}, made, or_when=ways, times=5) == [5, 15, 20]


def test_a_way_that_another_reaction_bars_leaves_the_others(fires, moves):
    first = {"slug": "first", "when": {"minute": 3}, "then": {"trust": 1}}
    ways = [{"move": {"on": "dark-street"}}]

    made = moves((5, "reply", "dark-street"))
    assert fires({"minute": ">=4", "unless": "first"}, made, or_when=ways, others=[first]) == [5]


def test_states_that_follow_each_other_are_one_occasion(fires):
    """While one way still holds, another one that comes to hold is nothing new."""
    assert fires({"minute": ">=5"}, or_when=[{"minute": ">=9"}], times=5) == [5]


def test_a_comment_quotes_what_any_of_the_ways_asked_for(vary, moves):
    then = {"comments": [{"persona": "joker", "text": "“{promise}”"}]}
    ways = {"when": {"move": {"found": "apology"}}, "or_when": [{"move": {"found": "promise"}}]}
    scenario = vary(reactions=[{"slug": "tested", "then": then, **ways}])

    feed = replay(scenario, 3, moves((5, "reply", "dark-street", GRADED)), 5)

    assert "“by Thursday noon”" in [entry.text for entry in feed.entries]


def test_a_pack_without_other_ways_is_written_as_before(street):
    assert all("or_when" not in each for each in street.model_dump(mode="json")["reactions"])
