"""Synthetic officers: they play by their kind, always the same, and tell what is wrong with a scenario."""

import pytest

from scenarios.rehearsal import KINDS, own_deed, perform, reach, rehearse
from scenarios.rehearsal.officers import Stage
from tests.shipped import CONTENTS, PAKISTAN

DRAIN = CONTENTS["blocked-drain"]


@pytest.fixture(scope="module")
def rehearsal():
    return rehearse(DRAIN, PAKISTAN, each=4)


def altered(**changes):
    return DRAIN.model_copy(update=changes)


def with_reaction(when, slug="never"):
    reaction = type(DRAIN.reactions[0]).model_validate({"slug": slug, "when": when, "then": {"trust": 1}})
    return altered(reactions=(*DRAIN.reactions, reaction))


def test_all_kinds_play_and_the_good_are_ahead(rehearsal):
    assert {each.kind for each in rehearsal.performances} == set(KINDS)
    assert all(rehearsal.middle("exemplary") > rehearsal.middle(kind) for kind in KINDS if kind != "exemplary")
    assert rehearsal.passing("silent") == rehearsal.passing("copy_paster") == rehearsal.passing("gamer") == 0


def test_the_same_officer_plays_the_same_run():
    assert perform(Stage(DRAIN, PAKISTAN), "random", 3) == perform(Stage(DRAIN, PAKISTAN), "random", 3)
    assert perform(Stage(DRAIN, PAKISTAN), "random", 3) != perform(Stage(DRAIN, PAKISTAN), "random", 4)


def test_the_silent_say_nothing_and_meet_the_anger_of_all(rehearsal):
    silent = rehearsal.of("silent")[0]

    assert silent.trust < DRAIN.trust and silent.heat > DRAIN.heat
    assert silent.red_lines == 0


def test_everything_in_a_shipped_scenario_can_be_met():
    found = reach(DRAIN)

    assert found.posts == {post.slug for post in DRAIN.posts}
    assert found.reactions == {reaction.slug for reaction in DRAIN.reactions}


@pytest.mark.parametrize(
    "when",
    [
        {"move": {"on": "drain", "action": "hide", "worth": "best"}},
        {"move": {"on": "drain", "action": "escalate", "target": "nobody"}},
        {"quiet": {"on": "drain", "minutes": 2000}},
    ],
)
def test_a_reaction_that_waits_for_the_impossible_is_found(when):
    assert "never" not in reach(with_reaction(when), plays=20).reactions


def test_what_needs_two_steps_is_reached():
    scenario = with_reaction({"move": {"action": "reply"}, "count": {"action": "hide", "times": ">=2"}}, slug="after-two")

    assert "after-two" in reach(scenario).reactions


def test_a_scenario_that_nobody_can_win_is_told_so():
    hopeless = altered(posts=tuple(post.model_copy(update={"actions": dict.fromkeys(post.actions, "harmful")}) for post in DRAIN.posts))

    messages = [message for _, message in rehearse(hopeless, PAKISTAN, each=2).findings()]

    assert any("of the exemplary officers pass" in message for message in messages)
    assert any("less than 10 points ahead" in message for message in messages)


def test_a_scenario_that_silence_wins_is_told_so():
    easy = altered(posts=tuple(post.model_copy(update={"actions": post.actions | {"ignore": "best"}}) for post in DRAIN.posts))

    messages = [message for _, message in rehearse(easy, PAKISTAN, each=2).findings()]

    assert any("'silent' pass" in message for message in messages)


def test_the_table_has_a_line_for_each_kind(rehearsal):
    assert [line.split()[0] for line in rehearsal.table().splitlines()] == ["officers", *KINDS]


def test_an_excellent_officer_without_words_does_what_is_best():
    quiet = DRAIN.posts[0].model_copy(update={"examples": {}, "actions": {"ignore": "best", "reply": "poor"}})
    spoken = quiet.model_copy(update={"actions": {"ignore": "best", "reply": "best"}, "example": "A crew comes today."})
    unsaid = spoken.model_copy(update={"example": None})

    deeds = [own_deed(altered(posts=(post,)), post.slug, "exemplary") for post in (quiet, spoken, unsaid)]

    assert [deed and (deed.action, deed.reply) for deed in deeds] == [("ignore", ""), ("reply", "A crew comes today."), None]
