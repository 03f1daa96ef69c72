"""What is wrong with a dialogue pack is said where it stands."""

import io
from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from academy import packs
from academy.rules.pack import Rules
from scenarios import feature  # noqa: F401  says what a dialogue is
from tests import factories

RULES = YAML(typ="safe").load(dedent(factories.RULES))
RULES.pop("kind")


def written(document):
    text, yaml = io.BytesIO(), YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.dump({"kind": "dialogue", **document}, text)
    return text.getvalue()


def read(text):
    """The pack of a text as it would be read from a folder; raises PackError."""
    return packs.parse("windows", {"pack.yaml": text}, lambda kind, slug: Rules.model_validate(RULES))


def findings(document):
    """(line, column, message) of each finding."""
    text = written(document)
    with pytest.raises(packs.PackError) as wrong:
        read(text)
    lines = text.decode().splitlines()
    return [(lines[each.line - 1].strip(), each.column, each.message) for each in wrong.value.findings]


def changed(document, path, value):
    """The document with another value at a path."""
    *way, last = path
    here = document
    for step in way:
        here = here[step]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return document


def test_the_example_of_the_reference_is_sound(document):
    pack = read(written(document()))

    assert pack.kind == "dialogue" and pack.cites == {"rules": "land"}


DRY, TIP, DARK, WAITING = (("comments", number) for number in (2, 3, 0, 4))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((*DRY, "department"), "gas", "there is no department 'gas'"),
        ((*DRY, "persona"), "nobody", "there is no persona 'nobody'"),
        ((*DRY, "segment"), "noon", "there is no segment 'noon'"),
        ((*DRY, "minute"), 10, "the segment is over after 10 minutes"),
        ((*DARK, "minute"), 5, "the segment is over after 5 minutes"),
        ((*DARK, "commitment"), "moon", "there is no commitment 'moon'"),
        ((*DARK, "wrong_referrals"), {"gas": "No."}, "'gas' is neither a department nor in the directory"),
        ((*DARK, "wrong_referrals"), {"lamps": "No."}, "to refer it to 'lamps' is right"),
        ((*DRY, "contradicts"), "lamps-replaced", "no fact contradicts a line 'lamps-replaced'"),
        ((*DRY, "contradicts"), None, "nobody raises it: no comment contradicts 'pump'"),
        ((*TIP, "tip", "shows"), None, "tip.shows: Field required"),
        ((*TIP, "why"), None, "say its why, or of which comment it is a duplicate"),
        (("comments", 1, "same_as"), "dark-again", "there is no comment 'dark-again' that is no duplicate itself"),
        ((*WAITING, "slug"), "still", "'still' never arrives: give it a segment, or let a trigger bring it"),
        (("floods", 0, "over"), 20, "it does not fit: the dialogue is over 14 minutes after it begins"),
        (("floods", 0, "slots"), {}, "there is no slot 'where'"),
        (("floods", 0, "slots", "hour"), ["six"], "no text uses the slot 'hour'"),
        (("floods", 0, "texts", 0), "[When does {where}", "write alternatives as [this|that]"),
        (("floods", 0, "slug"), "dry-pump", "the slug 'dry-pump' is used twice"),
        (("minutes",), 25, "the segments take 20 minutes together, the dialogue 25"),
        (("departments", "water", "sheet", 0, "as_of"), "2026-03-11", "this is after the day of the dialogue"),
        (("departments", "lamps", "facts", 1, "contradicts"), "taps", "there is no line 'taps' on any status sheet"),
        (("segments", 1, "reports", 0, "lines"), ["lamps-replaced"], "there is no line 'lamps-replaced' on the sheet of 'water'"),
        (("segments", 1, "lead"), "mayor", "there is no department or guest 'mayor'"),
        (("directory",), ["moon-office", "power-company", "water-board"], "the rules pack has no office 'moon-office'"),
        (("triggers", 0, "when"), {}, "a trigger needs something that it waits for"),
        (("triggers", 0, "when"), {"unanswered": {"on": "x", "minutes": 1}}, "there is no comment 'x'"),
        (("triggers", 2, "when"), {"uncorrected": {"line": "x", "minutes": 1}}, "there is no contradicted line 'x'"),
        (("triggers", 0, "when"), {"after": "nobody-answered"}, "there is no other trigger 'nobody-answered'"),
        (("triggers", 1, "when", "move", "found"), "promise", "{time} quotes the words"),
        (("triggers", 1, "when", "move", "overall"), ">=0", "overall: '>=0' holds always"),
        (("triggers", 1, "when", "move", "action"), "refer", "words are judged, and none of these actions carries graded words"),
        (("triggers", 0, "then", "comments"), "x", "there is no comment 'x'"),
        (("last_time", 0, "department"), "gas", "there is no department 'gas'"),
        ((*DARK, "example"), "We are looking into it.", "and should 3 at least"),
        ((*DARK, "examples"), {"defensive": {"reply": "Street lamps are ours. Our crew replaces lamp 14 by Tuesday 17 March; your reference is SL-14. We are sorry for two weeks in the dark. Lamps are replaced within five working days of the report."}}, "and should less than 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(document, path, value, message):
    assert [said for *_, said in findings(changed(document(), path, value)) if message in said]


def test_it_is_said_where_it_stands(document):
    ((line, column, message),) = findings(changed(document(), (*DRY, "persona"), "nobody"))

    assert line.endswith("persona: nobody") and column > 1 and message == "there is no persona 'nobody'"


def test_what_nobody_at_the_table_can_answer_needs_a_door(document):
    content = changed(document(), (*DRY, "triage"), "outside_mandate")

    ((line, _, message),) = findings(content)

    assert message.startswith("nobody can answer it: 'water' can do nothing about it")


def test_what_comes_in_the_last_minutes_is_answered_by_nobody(document):
    content = changed(changed(document(), (*DRY, "segment"), "promises"), (*DRY, "minute"), 3)

    assert [message for *_, message in findings(content)] == [
        "nobody can answer it: the dialogue is over before anybody could"
    ]
