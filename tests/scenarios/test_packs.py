"""The shipped scenarios as content: complete, fair, and free of real people's data."""

import re
from collections import Counter

import pytest

from academy.packs import files
from academy.triage import TRIAGE
from scenarios.studio.lint import HURTING
from scenarios.vocabulary import COSTS, DIFFICULTIES, FREE_ACTIONS, TEXT_ACTIONS
from tests.shipped import CONTENTS, FINDINGS, PAKISTAN, RULES_FOLDERS, SCENARIOS, rules_of

RIGHT = {"best", "acceptable"}
SITUATED = ("acknowledgement", "mandate", "next_step")  # clarity looks the same in every situation

each_scenario = pytest.mark.parametrize("scenario", CONTENTS.values(), ids=CONTENTS)
each_post = pytest.mark.parametrize(
    "post", [pytest.param(post, id=f"{slug}/{post.slug}") for slug, pack in CONTENTS.items() for post in pack.posts]
)
each_occasion = pytest.mark.parametrize(
    "occasion",
    [
        pytest.param(occasion, id=f"{slug}/{name}")
        for slug, pack in CONTENTS.items()
        for name, occasion in [("statement", pack.statement), *((post.slug, post) for post in pack.posts)]
        if occasion.weight and (name == "statement" or {occasion.actions.get(text) for text in TEXT_ACTIONS} & RIGHT)
    ],
)


def test_every_shipped_scenario_reads_without_findings():
    assert [str(finding) for finding in FINDINGS] == []
    assert {"blocked-drain", "dark-street", "the-heckler", "water-rumour"} <= set(CONTENTS)


def test_all_kinds_of_post_appear_among_the_scenarios():
    assert {post.triage for scenario in CONTENTS.values() for post in scenario.posts} == set(TRIAGE)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_kind_of_post_is_met_at_every_difficulty(difficulty):
    met = {
        post.triage for scenario in CONTENTS.values() if scenario.difficulty == difficulty for post in scenario.posts
    }

    assert set(TRIAGE) - met == set()


def test_thirty_scenarios_are_written_in_the_languages_of_the_public():
    languages = [Counter(post.language for post in scenario.posts) for scenario in CONTENTS.values()]
    not_english = [most for most in languages if most["en"] < most.total() / 2]

    assert len(CONTENTS) >= 30
    assert len(not_english) >= 6
    assert {most.most_common(1)[0][0] for most in not_english} == {"roman_ur", "ur", "bn"}
    assert [scenario.rules for scenario in CONTENTS.values()].count("bangladesh") >= 3


@each_scenario
def test_a_scenario_is_a_full_sitting(scenario):
    assert 5 <= len(scenario.posts) <= 14
    assert len(scenario.reactions) >= 5
    assert scenario.facts and any(fact.policy for fact in scenario.facts)
    assert scenario.mandate.can and scenario.mandate.cannot
    assert any(occasion.mandate.refer for occasion in (scenario, *scenario.posts))
    assert 60 <= len(scenario.brief.split()) <= 260


@each_scenario
def test_abuse_and_threats_are_announced(scenario):
    assert scenario.warning or not {post.triage for post in scenario.posts} & set(HURTING)


@each_scenario
def test_the_public_answers_words_actions_and_silence(scenario):
    whens = [when for reaction in scenario.reactions for when in (reaction.when, *reaction.or_when)]
    moves = [when.move for when in whens if when.move]

    assert any(move.levels for move in moves)
    assert any(move.found for move in moves)
    assert any("hide" in move.action for move in moves)
    assert any(when.quiet or when.status for when in whens)
    assert any(re.search(r"\{\w+\}", c.text) for reaction in scenario.reactions for c in reaction.then.comments)


@each_scenario
def test_there_is_time_for_every_post(scenario):
    costs = sum(
        min(scenario.cost(action) for action, worth in post.actions.items() if worth == "best")
        for post in scenario.posts
    )

    assert costs < scenario.minutes / 2
    assert all(post.at is None or post.at + post.limit <= scenario.minutes for post in scenario.posts)


@each_post
def test_every_action_that_makes_sense_is_judged(post):
    sensible = set(COSTS) - set(FREE_ACTIONS) - {"correct"} - (set() if post.channel == "comment" else {"hide"})

    assert sensible <= set(post.actions)
    assert "best" in post.actions.values()
    assert post.why


@each_post
def test_a_reply_to_a_message_is_worth_what_a_message_is(post):
    assert post.channel != "message" or post.actions["reply"] == post.actions["message"]


@each_occasion
def test_an_occasion_that_wants_words_has_an_example_of_them(occasion):
    words = occasion.example.split()

    assert 20 <= len(words) <= 115


@each_occasion
def test_an_occasion_that_wants_words_has_exemplars_of_what_must_be_said(occasion):
    for criterion in set(SITUATED) - set(occasion.not_applicable):
        exemplars = occasion.exemplars[criterion]
        assert len(exemplars.meets) <= 3
    assert not set(occasion.exemplars) & set(occasion.not_applicable)


@pytest.mark.parametrize("pack", [*SCENARIOS, *RULES_FOLDERS], ids=lambda path: path.name)
def test_a_pack_holds_nobodys_data(pack):
    text = "\n".join(path.read_text() for path in sorted(pack.iterdir()) if path.suffix in files.TEXT_TYPES)

    assert set(re.findall(r"\b\d{5}-?\d{7}-?\d\b", text)) <= {"00000-0000000-0"}
    assert set(re.findall(r"\b0\d{2,3}[ -]?\d{7}\b", text)) <= {
        "0300-0000000",
        "0000-0000000",
        "000-0000000",
        "0000000000",
    }
    assert re.findall(r"[\w.]+@[\w.]+", text) == []


def test_the_rules_say_how_sure_they_are():
    certain = {rule.slug: rule.source.certainty for rule in PAKISTAN.conduct}

    assert {"rule-18", "rule-22", "memorandum-2020"} <= {slug for slug, sure in certain.items() if sure == "official"}
    assert {"memorandum-2021", "kp-34-a", "punjab-2025"} <= {slug for slug, sure in certain.items() if sure == "press"}
    assert certain["rule-27"] == "advice"  # only its heading was read
    assert "2026" in PAKISTAN.summary


@each_scenario
def test_every_criterion_of_conduct_rests_on_a_rule(scenario):
    assert {"neutrality", "office_not_person", "privacy", "composure"} <= set(scenario.cites)
    assert all(rules_of(scenario).rule(slug) for slug in scenario.cites.values())
