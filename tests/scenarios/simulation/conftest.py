"""A small scenario and short ways to say what was done in it."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scenarios.pack import Scenario
from scenarios.simulation import Move

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def street() -> Scenario:
    return Scenario.model_validate(YAML(typ="safe").load(HERE / "market-street.yaml"))


@pytest.fixture(scope="session")
def variant(street):
    """The same scenario with other values: `variant(reactions=[…])`; what is not given stays."""

    def vary(posts=None, **changes):
        content = street.model_dump(mode="json") | changes
        if posts is not None:
            content["posts"] = [post | posts[post["slug"]] for post in content["posts"] if post["slug"] in posts]
        return Scenario.model_validate(content)

    return vary


@pytest.fixture
def moves():
    """`moves((5, "reply", "dark-street", {...}), …)`: numbered from 1, with words where words are needed."""

    def numbered(*told):
        return tuple(_move(number, *particulars) for number, particulars in enumerate(told, start=1))

    return numbered


def _move(number, minute, action, post=None, more=None):
    more = {"reply": "We have noted it."} | (more or {})
    return Move(number=number, minute=minute, action=action, post=post, **more)
