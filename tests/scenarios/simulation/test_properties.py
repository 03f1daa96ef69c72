"""What holds for whatever is played."""

import copy
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import simulation
from scenarios.simulation import Move, replay
from scenarios.vocabulary import FOUND, TARGET_ACTIONS, TEXT_ACTIONS

THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

turns = st.lists(st.tuples(*[st.integers(0, 10**6)] * 3, st.integers(0, 600), st.integers(0, 4)), max_size=14)
seeds = st.integers(0, 2**63)
minutes = st.integers(0, 200)


def play(scenario, seed, told):
    """Legal moves, chosen by the numbers of each turn from what the page offers."""
    made, minute = [], 0
    for which_post, which_action, which_target, seconds, overall in told:
        here = simulation.now(scenario, minute, seconds)
        feed = replay(scenario, seed, made, here)
        offered = simulation.allowed(feed, scenario)
        if not offered:
            break
        post = list(offered)[which_post % len(offered)]
        action = offered[post][which_action % len(offered[post])]
        targets = scenario.targets(action)
        target = targets[which_target % len(targets)] if action in TARGET_ACTIONS else None
        minute = simulation.next_minute(scenario, minute, action, seconds)
        made.append(_move(len(made) + 1, minute, action, post, target, overall))
        assert simulation.refusal(feed, scenario, action, post, target, made[-1].reply) is None
    return tuple(made)


def _move(number, minute, action, post, target, overall):
    if action not in TEXT_ACTIONS:
        return Move(number, minute, action, post, target)
    grade = {"overall": overall, "score": 25.0 * overall, "red_lines": ("composure",) if overall == 0 else ()}
    grade |= {"levels": {"next_step": overall // 2}, "found": ((FOUND[overall], f"words {number}"),)}
    return Move(number, minute, action, post, target, f"Text {number}", **grade)


def told(entry):
    """What of an entry never changes once it is on the page."""
    return (entry.id, entry.kind, entry.persona, entry.text, entry.minute, entry.under, entry.channel, entry.move)


@THOROUGH
@given(seeds, turns, minutes, minutes)
def test_an_earlier_feed_is_the_beginning_of_a_later_one(street, seed, turns, one, other):
    made = play(street, seed, turns)

    early, late = (replay(street, seed, made, until) for until in sorted((one, other)))

    assert late.events[: len(early.events)] == early.events
    assert [told(entry) for entry in late.entries][: len(early.entries)] == [told(entry) for entry in early.entries]
    assert late.fired[: len(early.fired)] == early.fired


@THOROUGH
@given(seeds, turns, minutes)
def test_later_moves_never_change_an_earlier_feed(street, seed, turns, until):
    made = play(street, seed, turns)
    known = [move for move in made if move.minute <= until]

    assert replay(street, seed, known, until).to_json() == replay(street, seed, made, until).to_json()


@THOROUGH
@given(seeds, turns)
def test_a_move_only_adds_to_what_could_be_seen_when_it_was_made(street, seed, turns):
    made = play(street, seed, turns)

    for number in range(1, len(made) + 1):
        minute = made[number - 1].minute
        if minute == street.minutes:
            break
        before, after = replay(street, seed, made[: number - 1], minute), replay(street, seed, made[:number], minute)
        assert after.events[: len(before.events)] == before.events


@THOROUGH
@given(seeds, turns, minutes)
def test_gauges_stay_in_bounds_and_time_goes_on(street, seed, turns, until):
    feed = replay(street, seed, play(street, seed, turns), until)

    assert all(0 <= gauge <= 100 for event in feed.events for gauge in (event.trust, event.heat))
    stamps = [event.minute for event in feed.events]
    assert stamps == sorted(stamps)
    assert [entry.minute for entry in feed.entries] == sorted(entry.minute for entry in feed.entries)
    assert all(stamp <= feed.minute <= street.minutes for stamp in stamps)
    for before, after in zip(feed.events, feed.events[1:]):
        assert (before.trust, before.heat) == (after.trust_before, after.heat_before)


@THOROUGH
@given(seeds, turns, minutes, minutes)
def test_likes_and_shares_never_shrink_by_themselves(street, seed, turns, one, other):
    made = play(street, seed, turns)

    early, late = (replay(street, seed, made, until) for until in sorted((one, other)))

    for before, after in zip(early.entries, late.entries):
        assert 0 <= before.likes <= after.likes
        assert before.likes <= before.views <= after.views
        assert 0 <= before.shares <= after.shares


@THOROUGH
@given(seeds, turns, st.integers(0, 13), st.sampled_from(["ignore", "reply"]))
def test_a_changed_move_deals_no_other_draw_anew(vary, seed, turns, changed, action):
    luck = {"slug": "luck", "when": {"move": {}}, "then": {"crowd": []}, "times": 20, "chance": 0.5}
    scenario = vary(reactions=[luck])
    made = list(play(scenario, seed, turns))
    original = replay(scenario, seed, made, 180)
    if changed < len(made) and made[changed].post:
        made[changed] = replace(made[changed], action=action, target=None, reply="Other words.")

    other = replay(scenario, seed, made, 180)

    both = set(original.made) & set(other.made)
    assert _lucky(original) & both == _lucky(other) & both


def _lucky(feed):
    return {event.number for event in feed.events if event.kind == "reaction"}


@THOROUGH
@given(seeds, turns)
def test_ids_are_unique_and_the_score_is_a_percentage(street, seed, turns):
    made = play(street, seed, turns)
    feed = replay(street, seed, made, 180)

    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == len(ids)
    assert 0 <= simulation.score(street, feed, made).score <= 100


@THOROUGH
@given(seeds, turns, minutes)
def test_a_replay_leaves_its_arguments_alone(street, seed, turns, until):
    made = play(street, seed, turns)
    scenario_before, moves_before = street.model_dump_json(), copy.deepcopy(made)

    first, second = replay(street, seed, made, until), replay(street, seed, list(reversed(made)), until)

    assert first == second
    assert street.model_dump_json() == scenario_before
    assert made == moves_before
