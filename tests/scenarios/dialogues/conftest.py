"""The small dialogue of the author's reference, and short ways to say what happened in one."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scenarios.dialogues.happenings import Deed, Move
from scenarios.dialogues.pack import Dialogue

REFERENCE = (Path(__file__).parents[3] / "docs" / "packs" / "dialogue.md").read_text("utf-8")


@pytest.fixture(scope="session")
def reference():
    """The author's reference, as text."""
    return REFERENCE


@pytest.fixture(scope="session")
def document():
    """The example of the reference without its kind, anew each time."""
    text = re.search(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)[1]

    def read():
        content = YAML(typ="safe").load(text)
        assert content.pop("kind") == "dialogue"
        return content

    return read


@pytest.fixture(scope="session")
def windows(document) -> Dialogue:
    return Dialogue.model_validate(document())


@pytest.fixture(scope="session")
def vary(document):
    """The same dialogue with other values: `vary(floods=[], comments={"dry-pump": {"minute": 3}})` changes these of each."""

    def varied(**changes):
        content = document()
        for key, value in changes.items():
            if key in ("comments", "floods") and isinstance(value, dict):
                value = [each | value.get(each["slug"], {}) for each in content[key]]
            content[key] = value
        return Dialogue.model_validate(content)

    return varied


@pytest.fixture(scope="session")
def happened():
    """`happened(("move", 70, "lamps", "reply", "comment-dark-corner", {…}), ("fire", 90, "dry-pump"))`, numbered from 1."""

    def numbered(*told):
        return tuple(_happening(number, *particulars) for number, particulars in enumerate(told, start=1))

    return numbered


def _happening(number, kind, second, *particulars):
    if kind == "move":
        department, action, on, more = (*particulars, {})[:4]
        return Move(number, second, department, action, on, **more)
    slug, more = (*particulars, None, {})[:2] if particulars else (None, {})
    return Deed(number, second, kind, slug, **(more or {}))
