"""What is told of a scenario pack before anybody plays it: names that do not exist, conditions that are idle."""

import pytest

from scenarios.checks import check
from tests.shipped import CONTENTS, PAKISTAN

DRAIN = CONTENTS["blocked-drain"]


def problems(**changes):
    content = type(DRAIN).model_validate(DRAIN.model_dump(mode="json") | changes)
    return [(path, message) for path, message in check(content, PAKISTAN)]


def reacting(when, then=None, slug="tested"):
    reactions = DRAIN.model_dump(mode="json")["reactions"]
    return [message for _, message in problems(reactions=[*reactions, {"slug": slug, "when": when, "then": then or {"trust": 1}}])]


def test_a_shipped_scenario_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ({"trust": ">=0"}, "trust: '>=0' holds always"),
        ({"heat": ">100"}, "heat: '>100' holds never"),
        ({"minute": ">2000"}, "minute: '>2000' holds never"),
        ({"count": {"action": "hide", "times": ">=0"}}, "count: '>=0' holds always"),
        ({"move": {"overall": "<0"}}, "overall: '<0' holds never"),
        ({"move": {"levels": {"privacy": "<=2"}}}, "privacy: '<=2' holds always"),
        ({"move": {"action": "hide", "found": "promise"}}, "none of these actions carries graded words"),
        ({"minute": 5, "after": "tested"}, "a reaction cannot be after itself"),
        ({"minute": 5, "unless": "tested"}, "a reaction cannot be unless itself"),
    ],
)
def test_an_idle_condition_is_found(when, message):
    assert any(message in found for found in reacting(when))


def test_every_way_of_a_reaction_is_checked():
    ways = [{}, {"trust": ">=0"}, {"quiet": {"on": "nowhere", "minutes": 5}, "unless": "nobody"}]
    reaction = {"slug": "tested", "when": {"minute": 5}, "or_when": ways, "then": {"trust": 1}}
    number = len(DRAIN.reactions)
    found = problems(reactions=[*DRAIN.model_dump(mode="json")["reactions"], reaction])

    assert [(path[2:], message) for path, message in found if path[:2] == ("reactions", number)] == [
        ((), "there is no post 'nowhere'"),
        (("or_when", 2), "there is no reaction 'nobody'"),
        (("or_when", 0), "a reaction needs something that it waits for"),
        (("or_when", 1), "trust: '>=0' holds always"),
    ]


def test_what_is_quoted_has_to_be_found_in_every_way():
    then = {"comments": [{"persona": next(iter(DRAIN.personas)), "text": "You wrote “{promise}”."}]}
    asked = {"move": {"found": "promise"}}
    reactions = [{"slug": "tested", "when": asked, "or_when": way, "then": then} for way in ([asked], [{"minute": 5}])]

    told = [[text for _, text in problems(reactions=[*DRAIN.model_dump(mode="json")["reactions"], each])] for each in reactions]

    assert told == [[], ["{promise} quotes the words: ask for it as found (“Its words hold”), in every “when”"]]


def test_a_swarm_of_nobody_is_found():
    swarm = {"personas": ["nobody"], "texts": ["Shame!"], "times": 5, "over": 10, "under": "nowhere"}

    found = reacting({"minute": 5}, {"swarms": [swarm]})

    assert "there is no persona 'nobody'" in found
    assert "there is no post 'nowhere'" in found


def test_a_capacity_belongs_to_somebody_that_can_be_chosen():
    assert problems(capacity={"nobody": {"places": 1}}) == [
        (("capacity", "nobody"), "'nobody' is neither in the directory nor a desk to escalate to")
    ]


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ({"action": "statement", "reply": "Words."}, "statement is not possible here"),
        ({"action": "refer", "target": "nobody"}, "'nobody' is not among the targets that are offered for refer"),
        ({"action": "reply"}, "a reply needs words"),
    ],
)
def test_an_example_is_something_that_can_be_done(example, message):
    posts = DRAIN.model_dump(mode="json")["posts"]
    posts[0]["examples"] = {"cold": example}

    assert [found for _, found in problems(posts=posts)] == [message]
