"""The clockwork of a dialogue, told by what arrives and when."""

import pytest

from scenarios.dialogues.happenings import Deed, Move
from scenarios.dialogues.script import script

END = 1200


def came(dialogue, happened=(), until=END, seed=7):
    """{id: second} of all that arrived."""
    return {each.id: each.second for each in script(dialogue, seed, happened, until).arrivals}


def texts(dialogue, happened, prefix, until=END):
    return [each.text for each in script(dialogue, 7, happened, until).arrivals if each.id.startswith(prefix)]


def test_comments_come_in_their_minute_of_their_segment(windows):
    seconds = came(windows)

    assert 60 <= seconds["comment-dark-corner"] < 120
    assert 300 + 120 <= seconds["comment-dry-pump"] < 300 + 180
    assert script(windows, 7, (), END).segments == (("welcome", 0), ("water", 300), ("promises", 900))


def test_another_seed_deals_anew(windows):
    assert came(windows, seed=7) != came(windows, seed=8)


def test_a_flood_is_as_many_as_it_says_within_its_minutes(windows):
    whole = script(windows, 7, (), END).arrivals
    voices = [each for each in whole if each.kind == "flood"]

    assert len(voices) == 12 and all(360 <= each.second < 720 for each in voices)
    assert all("{" not in each.text and "[" not in each.text for each in voices)
    assert {each.name for each in voices} <= set(windows.personas["viewers"].names)
    assert {each.slug for each in voices} == {"when-water"}


@pytest.mark.parametrize(("percent", "voices"), [(0, 0), (50, 6), (100, 12), (300, 36), (1000, 120), (5000, 120)])
def test_pressure_scales_floods(windows, percent, voices):
    seconds = came(windows, (Deed(1, 0, "pressure", value=percent),))

    assert sum(name.startswith("flood") for name in seconds) == voices


def test_pressure_counts_from_then_on(windows, happened):
    turned = happened(("pressure", 540, None, {"value": 0}))

    before, after = came(windows), came(windows, turned)

    assert {name: second for name, second in before.items() if second <= 540} == {
        name: second for name, second in after.items() if second <= 540
    }
    assert not any(name.startswith("flood") and second > 540 for name, second in after.items())


def test_more_pressure_later_brings_no_voice_of_before(windows, happened):
    """Twelve times 126 % is fifteen voices and a bit: whether the sixteenth speaks cannot hang on what comes later."""
    low, higher = ("pressure", 0, None, {"value": 126}), ("pressure", 599, None, {"value": 134})

    before, after = (came(windows, happened(*turned), until=599, seed=0) for turned in ((low,), (low, higher)))

    assert before == after


def test_a_held_comment_waits_until_it_is_fired(windows, happened):
    held = happened(("hold", 100, "dry-pump"))
    let_go = happened(("hold", 100, "dry-pump"), ("fire", 800, "dry-pump"))

    assert "comment-dry-pump" not in came(windows, held)
    assert [(each.slug, each.held) for each in script(windows, 7, held, 700).waiting if each.held] == [
        ("dry-pump", True)
    ]
    assert came(windows, let_go)["comment-dry-pump"] == 800


def test_what_has_come_cannot_be_held_or_fired_again(windows, happened):
    late = happened(
        ("hold", 200, "dark-corner"), ("fire", 250, "dark-corner"), ("retime", 260, "dark-corner", {"value": 900})
    )

    assert came(windows, late)["comment-dark-corner"] == came(windows)["comment-dark-corner"]


def test_a_held_flood_pauses_and_goes_on(windows, happened):
    paused = happened(("hold", 450, "when-water"), ("fire", 600, "when-water"))

    voices = [second for name, second in came(windows, paused).items() if name.startswith("flood")]

    assert voices and not [second for second in voices if 450 < second <= 600]
    assert [second for second in voices if second <= 450] and [second for second in voices if second > 600]


def test_retiming_moves_what_has_not_come_and_never_into_the_past(windows, happened):
    moved = happened(("retime", 10, "dry-pump", {"value": 1000}), ("retime", 20, "dark-corner", {"value": 5}))

    assert came(windows, moved)["comment-dry-pump"] == 1000
    assert came(windows, moved)["comment-dark-corner"] == 21


def test_the_facilitator_types_as_anybody(windows, happened):
    typed = {"persona": "lane", "text": "And lamp 15?", "under": "comment-dark-corner"}
    said = script(
        windows,
        7,
        happened(("say", 130, "dark-corner", typed), ("say", 131, None, {"persona": "nobody", "text": "x"})),
        140,
    )

    entry = next(each for each in said.arrivals if each.kind == "said")
    assert (entry.id, entry.second, entry.name, entry.slug, entry.number) == (
        "said-1",
        130,
        "Well Lane Diary",
        "dark-corner",
        1,
    )
    assert sum(each.kind == "said" for each in said.arrivals) == 1


def test_segments_can_be_cut_short_passed_over_and_drawn_out(windows, happened):
    assert dict(script(windows, 7, happened(("segment", 120, "water")), END).segments) == {
        "welcome": 0,
        "water": 120,
        "promises": 720,
    }
    assert dict(script(windows, 7, happened(("segment", 120, "promises")), END).segments) == {
        "welcome": 0,
        "promises": 120,
    }
    assert dict(script(windows, 7, happened(("extend", 120, None, {"value": 2})), 899).segments) == {
        "welcome": 0,
        "water": 420,
    }
    assert dict(script(windows, 7, happened(("segment", 400, "welcome")), 899).segments) == {"welcome": 0, "water": 300}
    assert "comment-dry-pump" not in came(windows, happened(("segment", 120, "promises")))


def test_it_ends_on_time_or_when_it_is_ended(windows, happened):
    ended = script(windows, 7, happened(("end", 500), ("fire", 501, "still-waiting")), END)

    assert script(windows, 7, (), END).ended == 1199 and script(windows, 7, (), 1199).ended is None
    assert ended.ended == 500 and max(each.second for each in ended.arrivals) <= 500


def test_silence_is_heard_and_an_answer_prevents_it(windows, happened):
    answered = happened(("move", 200, "lamps", "reply", "comment-dark-corner", {"overall": 2}))

    silent, spoken = came(windows), came(windows, answered)

    assert silent["habit-comment-dark-corner-0"] == silent["comment-dark-corner"] + 4 * 60
    assert silent["comment-still-waiting"] == silent["comment-dark-corner"] + 8 * 60
    assert not {"habit-comment-dark-corner-0", "comment-still-waiting"} & set(spoken)


def test_a_good_answer_is_quoted_and_thanked(windows, happened):
    grade = {"overall": 4, "levels": {"next_step": 2}, "found": (("time", "by Tuesday 17 March"),)}
    good = happened(("move", 200, "lamps", "reply", "comment-dark-corner", grade))

    assert texts(windows, good, "remark-promised") == ["Written down: “by Tuesday 17 March”."]
    assert came(windows, good)["remark-promised-1-0"] == 260
    assert texts(windows, good, "habit-comment-dark-corner-1") == ["Good. I will watch the lamp."]


def test_who_is_sent_to_the_wrong_door_comes_back(windows, happened):
    wrong = happened(("move", 200, "lamps", "refer", "comment-dark-corner", {"target": "water"}))
    right = happened(("move", 200, "water", "refer", "comment-dark-corner", {"target": "lamps"}))

    assert texts(windows, wrong, "back-") == ["The water people looked at me as if I were the lamp."]
    assert came(windows, wrong)["back-1"] == 320
    assert texts(windows, right, "back-") == []


@pytest.mark.parametrize(
    "correction",
    [
        ("correct", None, {"line": "pump"}),
        ("reply", "comment-dry-pump", {"levels": {"mandate": 2}}),
    ],
)
def test_a_contradicted_line_stings_until_it_is_taken_back(windows, happened, correction):
    action, on, more = correction
    corrected = happened(("move", 500, "water", action, on, more))
    read_out_again = happened(("move", 500, "water", "reply", "comment-dry-pump", {"levels": {"mandate": 0}}))

    assert len(texts(windows, (), "swarm-bag-on-the-pipe")) == 5
    assert len(texts(windows, read_out_again, "swarm-bag-on-the-pipe")) == 5
    assert texts(windows, corrected, "swarm-bag-on-the-pipe") == []
    assert script(windows, 7, corrected, END).corrected == (("pump", 500),)


def test_an_answer_to_a_duplicate_is_one_to_what_it_repeats(windows, happened):
    grade = {"overall": 4, "found": (("time", "by Tuesday 17 March"),)}
    answered = happened(("move", 290, "lamps", "reply", "comment-dark-again", grade))

    assert texts(windows, answered, "remark-promised") == ["Written down: “by Tuesday 17 March”."]


@pytest.mark.parametrize("kind", ["release", "arrive", "slug_of", "shout", ""])
def test_a_deed_that_there_is_not_has_no_effect(windows, happened, kind):
    assert came(windows, happened((kind, 10, "dry-pump"))) == came(windows)


def test_moves_on_what_never_came_are_not_heard(windows, happened):
    grade = {"overall": 4, "found": (("time", "soon"),)}
    unheard = happened(
        *[
            ("move", 200, "lamps", "reply", name, grade)
            for name in ("comment-still-waiting", "flood-when-water-1", "comment-x", "x")
        ]
    )

    assert came(windows, unheard) == came(windows)


def test_a_clock_that_goes_back_changes_nothing_that_came(windows, happened):
    odd = happened(("fire", 400, "still-waiting"), ("fire", 10, "sold-pipes"))

    assert came(windows, odd)["comment-sold-pipes"] == 400


def test_a_trigger_waits_for_a_segment_and_for_others(vary):
    chained = [
        {"slug": "first", "when": {"begun": {"segment": "water", "minutes": 2}}, "then": {"floods": "late"}},
        {"slug": "second", "when": {"after": "first"}, "delay": 1, "then": {"comments": "still-waiting"}},
        {"slug": "never", "when": {"corrected": "pump"}, "then": {"comments": "dry-pump"}},
    ]
    late = {"slug": "late", "personas": "viewers", "texts": ["Same."], "same_as": "dark-corner", "times": 3, "over": 2}
    dialogue = vary(triggers=chained, floods=[late])

    whole = script(dialogue, 7, (), END)

    assert whole.fired == (("first", 420), ("second", 480))
    assert all(420 <= each.second < 540 and each.cause == "first" for each in whole.arrivals if each.kind == "flood")


def test_chance_and_times_are_kept(vary):
    lucky = [
        {
            "slug": "luck",
            "when": {"move": {}},
            "chance": 0.5,
            "times": 3,
            "then": {"remarks": [{"persona": "lane", "text": "Oh."}]},
        }
    ]
    dialogue = vary(triggers=lucky)
    moves = tuple(Deed(n, n, "say", persona="lane", text="x") for n in range(1, 3))
    assert script(dialogue, 7, moves, END).fired == ()

    fired = [len(script(dialogue, seed, answers(), END).fired) for seed in range(40)]

    assert max(fired) == 3 and 0 < sum(fired) / 40 < 3


def answers():
    return tuple(Move(n, 200 + n, "lamps", "reply", "comment-dark-corner") for n in range(1, 5))
