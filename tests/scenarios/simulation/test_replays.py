import ast
from pathlib import Path

import pytest

from scenarios import simulation
from scenarios.simulation import NOTHING_LEFT, TIME, replay
from scenarios.simulation.replays import LAST_WORD

QUIET = {"reactions": []}


def seen(feed):
    return [(event.minute, event.kind, event.slug, event.words) for event in feed.events]


def test_posts_arrive_at_their_minute_and_not_before(street):
    before, then = replay(street, 1, (), 11), replay(street, 1, (), 12)

    assert before.post("sparks") is None
    assert then.post("sparks").minute == 12
    assert then.open_posts == ("dark-street", "sparks")


def test_a_post_without_a_minute_waits_for_a_reaction(street):
    assert replay(street, 1, (), 30).post("press-query") is None


def test_a_post_stands_under_another_only_once_that_has_arrived(vary):
    scenario = vary(posts={"dark-street": {"at": 20}, "sparks": {"at": 12}}, **QUIET)

    assert replay(scenario, 1, (), 30).post("sparks").under is None


@pytest.mark.parametrize(
    ("action", "post", "more", "status"),
    [
        ("reply", "dark-street", {}, "answered"),
        ("message", "dark-street", {}, "moved"),
        ("refer", "dark-street", {"target": "committee"}, "referred"),
        ("escalate", "dark-street", {"target": "chief-officer"}, "escalated"),
        ("report", "dark-street", {"target": "platform"}, "escalated"),
        ("hide", "dark-street", {"target": "no-insults"}, "hidden"),
        ("ignore", "dark-street", {}, "open"),
        ("wait", None, {}, "open"),
        ("statement", None, {}, "open"),
    ],
)
def test_a_move_gives_its_post_a_status(street, moves, action, post, more, status):
    feed = replay(street, 1, moves((5, action, post, more)), 5)

    assert feed.post("dark-street").status == status
    assert feed.made == (1,)


def test_the_offices_words_stand_where_they_were_said(street, moves):
    made = moves(
        (5, "reply", "dark-street", {"reply": "In public."}),
        (6, "message", "dark-street", {"reply": "In private."}),
        (7, "correct", "dark-street", {"reply": "Corrected, in private."}),
        (8, "statement", None, {"reply": "To all."}),
    )

    office = [entry for entry in replay(street, 1, made, 8).entries if entry.kind == "office"]

    assert [(entry.text, entry.under, entry.channel, entry.move) for entry in office] == [
        ("In public.", "dark-street", "comment", 1),
        ("In private.", "dark-street", "message", 2),
        ("Corrected, in private.", "dark-street", "message", 3),
        ("To all.", None, "comment", 4),
    ]


def test_a_private_message_is_answered_in_private_whatever_the_action_is_called(street, moves):
    feed = replay(street, 1, moves((35, "reply", "my-address")), 35)

    assert feed.entries[-1].channel == "message"


def test_words_that_go_with_a_referral_are_not_published(street, moves):
    note = {"target": "committee", "reply": "Please see to it."}

    feed = replay(street, 1, moves((5, "refer", "dark-street", note)), 5)

    assert [entry.kind for entry in feed.entries] == ["post"]


def test_an_unanswered_post_expires_and_costs_trust(vary):
    scenario = vary(posts={"dark-street": {}}, **QUIET)

    in_time, over = replay(scenario, 1, (), 41), replay(scenario, 1, (), 42)

    assert (in_time.post("dark-street").status, in_time.trust) == ("open", 50)
    assert (over.post("dark-street").status, over.trust, over.heat) == ("expired", 44, 24)


def test_a_troll_who_was_rightly_left_alone_costs_nothing(vary):
    scenario = vary(posts={"bulb-joke": {}}, **QUIET)

    feed = replay(scenario, 1, (), 80)

    assert (feed.post("bulb-joke").status, feed.trust, feed.heat) == ("expired", 50, 19)


def test_a_reply_to_an_expired_post_is_late_and_wins_no_trust(vary, moves):
    scenario = vary(posts={"dark-street": {}}, **QUIET)

    feed = replay(scenario, 1, moves((50, "reply", "dark-street", {"overall": 4})), 50)

    assert feed.post("dark-street").status == "answered"
    assert feed.late == (1,)
    assert feed.trust == replay(scenario, 1, (), 50).trust


def test_a_hidden_post_stays_hidden_when_it_is_reported_too(street, moves):
    made = moves((31, "hide", "slur", {"target": "no-insults"}), (33, "report", "slur", {"target": "platform"}))

    entry = replay(street, 1, made, 33).post("slur")

    assert (entry.status, entry.hidden) == ("hidden", True)


def test_a_move_comes_after_everything_that_its_minute_brought(vary, moves):
    scenario = vary(posts={"dark-street": {}, "bulb-joke": {"at": 42}}, **QUIET)

    feed = replay(scenario, 1, moves((42, "ignore", "bulb-joke")), 42)

    assert [line[1:3] for line in seen(feed)[-3:]] == [
        ("arrived", "bulb-joke"),
        ("status", "dark-street"),
        ("move", "bulb-joke"),
    ]


def test_a_move_that_the_page_does_not_allow_is_noted_and_has_no_effect(street, moves):
    feed = replay(street, 1, moves((1, "reply", "dark-street"), (3, "correct", "dark-street")), 5)

    assert feed.made == ()
    assert [line for line in seen(feed) if line[1] == "void"] == [
        (1, "void", "dark-street", "not_arrived"),
        (3, "void", "dark-street", "nothing_to_correct"),
    ]
    assert (feed.trust, feed.heat) == (50, 20)


def test_moves_after_the_minute_asked_for_are_not_seen(street, moves):
    made = moves((5, "reply", "dark-street"), (9, "wait"))

    assert replay(street, 1, made, 8) == replay(street, 1, made[:1], 8)


def test_the_run_ends_when_time_is_up(street):
    feed = replay(street, 1, (), 10_000)

    assert (feed.ended, feed.minute) == (TIME, 180)
    assert seen(feed)[-1] == (180, "ended", None, TIME)


def test_what_was_under_way_when_time_ran_out_still_counts(vary, moves):
    scenario = vary(posts={"dark-street": {}}, **QUIET)

    feed = replay(scenario, 1, moves((180, "reply", "dark-street")), 180)

    assert feed.made == (1,)
    assert feed.post("dark-street").status == "answered"


def test_the_run_ends_when_nothing_is_left_to_do(vary, moves):
    scenario = vary(posts={"dark-street": {}, "bulb-joke": {}}, **QUIET)

    feed = replay(scenario, 1, moves((5, "reply", "dark-street"), (22, "ignore", "bulb-joke")), 180)

    assert (feed.ended, feed.minute) == (NOTHING_LEFT, 22 + LAST_WORD)


def test_an_expected_statement_is_something_left_to_do(vary, moves):
    scenario = vary(posts={"dark-street": {}}, statement={"weight": 1}, **QUIET)
    made = moves((5, "reply", "dark-street"), (70, "statement"))

    silent, spoken = replay(scenario, 1, made[:1], 180), replay(scenario, 1, made, 180)

    assert silent.ended == TIME
    assert (spoken.ended, spoken.minute) == (NOTHING_LEFT, 70 + LAST_WORD)


def test_there_is_time_for_a_last_word(vary, moves):
    scenario = vary(posts={"dark-street": {}}, **QUIET)
    made = moves((5, "reply", "dark-street"), (19, "correct", "dark-street"), (25, "wait"))

    feed = replay(scenario, 1, made, 180)

    assert feed.made == (1, 2, 3)
    assert (feed.ended, feed.minute) == (NOTHING_LEFT, 19 + LAST_WORD)


def test_the_run_never_ends_because_the_learner_waits(vary, moves):
    scenario = vary(posts={"dark-street": {}, "bulb-joke": {}}, **QUIET)

    feed = replay(scenario, 1, moves((5, "reply", "dark-street"), *((40 + n, "wait") for n in range(100))), 170)

    assert feed.ended is None


def test_a_post_that_was_wrongly_ignored_still_has_its_consequence_before_the_end(vary, moves):
    scenario = vary(posts={"dark-street": {}}, **QUIET)

    feed = replay(scenario, 1, moves((5, "ignore", "dark-street")), 180)

    assert (feed.ended, feed.minute) == (NOTHING_LEFT, 42 + LAST_WORD)
    assert feed.trust < 50


def test_the_run_waits_for_consequences_that_are_on_their_way(vary, moves):
    promise = {"slug": "later", "when": {"move": {"action": "reply"}}, "delay": 30, "then": {"trust": 5}}
    scenario = vary(posts={"dark-street": {}}, reactions=[promise])

    feed = replay(scenario, 1, moves((5, "reply", "dark-street")), 180)

    assert (feed.ended, feed.minute) == (NOTHING_LEFT, 35 + LAST_WORD)


def test_nothing_happens_after_the_end(vary, moves):
    scenario = vary(posts={"dark-street": {}}, **QUIET)
    made = moves((5, "reply", "dark-street"), (20, "statement"))

    assert replay(scenario, 1, made, 180) == replay(scenario, 1, made[:1], 180)


def test_the_pure_modules_import_neither_web_nor_database_nor_chance():
    used = set()
    for path in Path(simulation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                used |= {name.name.split(".")[0] for name in node.names}
            if isinstance(node, ast.ImportFrom):
                used.add(node.module.split(".")[0])

    pure = {"collections", "dataclasses", "functools", "hashlib", "itertools", "json", "operator", "re", "typing"}
    assert used <= pure | {"scenarios"}
