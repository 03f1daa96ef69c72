"""The author's reference says what is true: its tables name every key, action, deed and number."""

import inspect
import re

import pytest

from academy.packs.parts import Part
from scenarios.dialogues import example_checks, happenings, pack, trigger
from scenarios.dialogues.triggers import COMES_BACK

CLASSES = [
    found for shapes in (pack, trigger) for _, found in inspect.getmembers(shapes, inspect.isclass)
    if found.__module__ == shapes.__name__
]  # fmt: skip
PARTS = [found for found in CLASSES if issubclass(found, Part)]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_named(reference, part):
    prose = re.sub(r"```yaml\n.*?```", "", reference, flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))

    assert set(part.model_fields) - named == set()


@pytest.mark.parametrize("names", [trigger.ACTIONS, happenings.DEEDS, pack.STATES])
def test_every_name_that_can_be_used_is_named(reference, names):
    assert [name for name in names if f"`{name}`" not in reference] == []


def test_the_numbers_are_those_of_the_code(reference):
    assert (COMES_BACK, happenings.MOST, example_checks.GOOD) == (2, 1000, 3)
    assert "two minutes after being sent there" in reference and "0 to 1000" in reference
    assert "reach an overall of 3" in reference
