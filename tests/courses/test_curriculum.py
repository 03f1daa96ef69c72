"""The table of what is taught where says what the packs say."""

import re
from pathlib import Path

import pytest

from academy import packs
from academy.accounts.service_groups import CSS
from tests import shipped

ROOT = Path(packs.KINDS["course"].shipped).parents[1]
ROW = re.compile(r"^\| (\d+)\. (.+?) \| (.+?) \|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
GROUP = re.compile(r"^\| ([A-Z]+) \| ([a-z-]+) \|$", re.MULTILINE)
ITEMS = 41

COURSE = shipped.COURSES["official-online"]
TEXT = (ROOT / "docs" / "curriculum.md").read_text()
ROWS = ROW.findall(TEXT)


def names(cell: str) -> list[str]:
    return [name for name in cell.strip().split(", ") if name]


def taught(kind: str) -> dict[str, str]:
    """The number of the module by the slug of its activity."""
    modules = enumerate(COURSE.modules, 1)
    return {one.slug: str(number) for number, module in modules for one in module.activities if one.type == kind}


def test_every_item_has_a_row():
    assert [int(number) for number, *_rest in ROWS] == list(range(1, ITEMS + 1))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_is_there_and_in_that_module(row):
    _number, _item, modules, lessons, tasks, scenarios = row
    there = taught("lesson")

    assert names(lessons) and set(names(lessons)) <= set(there)
    assert modules == "all" or {there[slug] for slug in names(lessons)} == set(names(modules))
    assert set(names(tasks)) <= set(taught("task"))
    assert names(scenarios) and set(names(scenarios)) <= set(shipped.CONTENTS) | set(taught("dialogue"))


def test_every_service_group_has_a_page_of_its_own():
    groups = dict(GROUP.findall(TEXT))

    assert set(groups) == set(CSS)
    assert set(groups.values()) <= set(shipped.CONTENTS)
