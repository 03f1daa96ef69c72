"""What an answer in a dialogue is graded against."""

from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from academy.rules.pack import Rules
from scenarios import grading
from scenarios.dialogues import items
from tests import factories


@pytest.fixture(scope="module")
def land():
    content = YAML(typ="safe").load(dedent(factories.RULES))
    content.pop("kind")
    return Rules.model_validate(content)


def facts(item):
    return {fact.text: fact.policy for fact in item.facts}


SHEET = "Pump of Well Lane: installed and running, as of 20 February."
BOOK = "The store book has the pump of Well Lane there, not installed, on 9 March."


def test_a_department_answers_with_its_own_mandate_facts_and_sheet(windows, land):
    item = items.of_comment(windows, land, "dark-corner")

    assert (item.office, item.country, item.kind, item.id) == (
        "Lamp Office, Testpur",
        "PK",
        "service_complaint",
        "dark-corner",
    )
    assert item.post == grading.Said("Rafiq Stores", windows.matters["dark-corner"].text, "en")
    assert facts(item) == {
        "Lamps replaced in February: 41 of 44, as of 28 February.": False,
        "Lamps are replaced within five working days of the report.": True,
        BOOK: False,
    }
    assert item.mandate.can == ("Replace street lamps", "Replace lamp 14 by Tuesday 17 March")
    assert item.mandate.refer == (grading.Referral("Power Company", "helpline 118"),)


def test_a_duplicate_is_graded_as_what_it_repeats(windows, land):
    item = items.of_comment(windows, land, "dark-again")

    assert item.post.text == windows.matters["dark-again"].text
    assert item.exemplars == items.of_comment(windows, land, "dark-corner").exemplars


def test_a_contradicted_line_is_no_fact_and_what_contradicts_it_is_policy(windows, land):
    before, raised = items.of_comment(windows, land, "sold-pipes"), items.of_comment(windows, land, "dry-pump")
    later = items.of_comment(windows, land, "sold-pipes", raised=("pump",))

    assert facts(before)[SHEET] is False and BOOK not in facts(before)
    for item in (raised, later):
        assert SHEET not in facts(item) and facts(item)[BOOK] is True


def test_what_a_tip_claims_is_open_until_it_was_checked(windows, land):
    unchecked, checked = (
        items.of_comment(windows, land, "sold-pipes", verified=verified) for verified in (False, True)
    )

    assert facts(unchecked)["Whether pipes of Mill Road were sold is not known."] is False
    assert facts(checked)[windows.matters["sold-pipes"].tip.shows] is True
    assert len(facts(checked)) == len(facts(unchecked))


def test_another_department_sends_on_to_the_right_one(windows, land):
    item = items.of_comment(windows, land, "dark-corner", by="water")

    assert (
        item.kind == "outside_mandate"
        and item.office == "Water Office, Testpur"
        and "lamp 14" not in str(item.exemplars)
    )
    assert item.mandate.refer == (grading.Referral("Lamp Office, Testpur", "the lamp office's desk at this dialogue"),)
    assert item.mandate.can == ()


def test_a_voice_of_a_flood_is_graded_as_it_was_said(windows, land):
    said = grading.Said("Asma", "When does the water come in Well Lane?", "en")

    assert items.of_comment(windows, land, "when-water", said=said).post == said


def test_to_read_the_sheet_out_again_is_against_the_facts(windows, land):
    item = items.of_comment(windows, land, "dry-pump")
    stubborn = (
        "We are sorry that you were troubled. The pump of Well Lane is installed and running. Our report is verified."
    )
    honest = windows.matters["dry-pump"].example

    bad, good = (grading.grade(item, text).criteria["mandate"].level for text in (stubborn, honest))

    assert (bad, good) == (0, 2)


def test_a_citizen_who_is_sent_to_the_right_table_is_well_served(windows, land):
    item = items.of_comment(windows, land, "dark-corner", by="water")
    right = "We are sorry for your dark corner. Street lamps belong to the Lamp Office, not to us. Please ask at the lamp office's desk at this dialogue."
    wrong = "We are sorry. We will replace lamp 14 tomorrow."

    assert grading.grade(item, right).overall >= 3 > grading.grade(item, wrong).overall


def test_an_emergency_is_everybodys(vary, land):
    burning = vary(
        comments={"dry-pump": {"triage": "emergency", "refer": ["power-company"], "contradicts": None}}, triggers=[]
    )

    item = items.of_comment(burning, land, "dry-pump", by="lamps")

    assert item.kind == "emergency" and item.office == "Lamp Office, Testpur"


@pytest.mark.parametrize("words", ["We take back the line of our sheet about the pump.", "We take that line back."])
def test_to_take_a_line_back_is_no_contradiction(windows, land, words):
    item = items.of_comment(windows, land, "dry-pump", raised=["pump"])
    example = windows.matter("dry-pump").example
    assert grading.grade(item, f"{words} {example}").criteria["mandate"].level == 2
    all_of_it = grading.grade(item, f"{example} We take all of this back.")
    assert all_of_it.criteria["mandate"].level == 0
