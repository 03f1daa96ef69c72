"""The author's reference says what is true: its example is a valid pack, its tables name every key and every number."""

import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from academy.packs.parts import Part
from scenarios import checks, pack, reaction, vocabulary
from scenarios.simulation import gauges, replay, score
from scenarios.simulation.replays import LAST_WORD
from scenarios.simulation.scoring import LATE, MISSTEP

REFERENCE = (Path(__file__).parents[3] / "docs" / "packs" / "scenario.md").read_text()
CLASSES = [
    found for shapes in (pack, reaction) for _, found in inspect.getmembers(shapes, inspect.isclass)
    if found.__module__ == shapes.__name__
]
PARTS = [found for found in CLASSES if issubclass(found, Part)]


@pytest.fixture(scope="module")
def example():
    content = YAML(typ="safe").load(re.search(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)[1])
    assert content.pop("kind") == "scenario"
    return pack.Scenario.model_validate(content)


def test_the_example_is_a_pack_without_findings(example):
    offices = [SimpleNamespace(slug=slug) for slug in ("power-company", "committee")]

    assert list(checks.check(example, SimpleNamespace(offices=offices, conduct=[]))) == []


def test_the_example_plays(example, played, moves):
    best = played(example, "best", 1)
    careless = moves((4, "reply", "dark-corner", {"found": (("promise", "soon"),), "levels": {"mandate": 1}}))

    assert score(example, replay(example, 1, best, 120), best).score == 100.0
    assert [slug for slug, _ in replay(example, 1, best, 120).fired] == ["thanked"]
    assert replay(example, 1, (), 120).fired == (("nobody-there", 27),)
    assert replay(example, 1, careless, 120).fired == (("promise-falls-due", 49),)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_named(part):
    prose = re.sub(r"```yaml\n.*?```", "", REFERENCE, flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))

    assert set(part.model_fields) - named == set()


@pytest.mark.parametrize("names", [vocabulary.ACTIONS, vocabulary.FOUND, vocabulary.STATUSES, tuple(vocabulary.WORTHS)])
def test_every_name_that_can_be_used_is_named(names):
    assert [name for name in names if f"`{name}`" not in REFERENCE] == []


def test_the_minutes_of_the_actions():
    table = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", REFERENCE, re.MULTILINE))

    assert {action: int(minutes) for action, minutes in table.items()} == vocabulary.COSTS


def test_the_numbers_of_gauges_and_score():
    feelings, silence = gauges.FELT, gauges.SILENCE

    for good, bad in (("best", "acceptable"), ("poor", "harmful")):
        for felt in (feelings, silence):
            for place in (0, 1):
                pair = f"{_signed(felt[good][place])} / {_signed(felt[bad][place])}"
                assert pair in REFERENCE
    assert f"| {_signed(gauges.RED_LINE[0])} | {_signed(gauges.RED_LINE[1])} |" in REFERENCE
    assert f"`poor` costs {MISSTEP['poor']}, `harmful` {MISSTEP['harmful']}" in REFERENCE
    assert f"× {LATE} if late" in REFERENCE
    assert f"another {LAST_WORD} minutes" in REFERENCE


def _signed(number):
    return f"{number:+d}" if number else "0"
