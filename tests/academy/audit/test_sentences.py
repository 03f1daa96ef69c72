"""Every action that the code notes has its sentence, and every thing that it is done to has its noun."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import academy
from academy.audit.sentences import GROUPS, SENTENCES, group_of
from academy.audit.subjects import NOUNS
from academy.db import db

ROOT = Path(academy.__file__).parents[1]
NOTING = {"note", "read", "exported"}
COMPUTED = {  # where the action is put together: what it can come to
    "edition.{act}": {"edition.published", "edition.retired", "edition.resumed"},
    "refit.{refit.state}": {"refit.withdrawn", "refit.retired"},
    "regrading.{state}": {"regrading.adopted", "regrading.withdrawn"},
}
ACTION = re.compile(r"[a-z_0-9]+\.[a-z_]+")


@pytest.fixture(scope="module")
def actions(app):
    """Each action with a place where it is noted. Where a variable holds it, every text of that package which looks like an
    action of a known group counts, but for the names of views."""
    found = {}
    for file in (
        file for folder in ("academy", "courses", "scenarios") for file in sorted((ROOT / folder).rglob("*.py"))
    ):
        for call in filter(is_note, ast.walk(parsed(file))):
            for action in named(call.args[0], file.parent) - set(app.view_functions):
                found[action] = f"{file.relative_to(ROOT)}:{call.lineno}"
    return found


@cache
def parsed(file):
    return ast.parse(file.read_text("utf-8"))


def is_note(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in NOTING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "audit"
    )


def named(node, package):
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return named(node.body, package) | named(node.orelse, package)
    if isinstance(node, ast.JoinedStr):
        return COMPUTED[ast.unparse(node).removeprefix("f").strip("'\"")]
    return {text for file in package.glob("*.py") for text in texts(file) if group_of(text) in GROUPS}


def texts(file):
    constants = (each.value for each in ast.walk(parsed(file)) if isinstance(each, ast.Constant))
    return {value for value in constants if isinstance(value, str) and ACTION.fullmatch(value)}


def test_the_search_finds_what_is_noted(actions):
    assert {
        "person.created", "phrase.unshared", "edition.retired", "sign_in.failed", "audit.read", "audit.exported", "key.rotated",
    } <= set(actions)  # fmt: skip


def test_each_action_has_a_sentence(actions):
    missing = {action: place for action, place in actions.items() if action not in SENTENCES}

    assert not missing, "add their sentences to academy/audit/sentences.py"


def test_each_group_has_a_name_and_an_action():
    assert {group_of(action) for action in SENTENCES} == set(GROUPS)


@pytest.mark.parametrize("action", SENTENCES)
def test_each_sentence_can_be_filled_in(action):
    assert "%(" not in str(SENTENCES[action]) % {"actor": "Ada", "subject": "person Zoe"}


def test_each_noun_is_of_a_table():
    assert set(NOUNS) <= set(db.metadata.tables)


def test_an_action_fits_its_column():
    assert max(map(len, SENTENCES)) <= 60
