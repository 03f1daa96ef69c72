"""What a text is graded against is put together from the scenario and the rules that it cites."""

import pytest

from academy import editions
from scenarios import grading, items
from tests import factories
from tests.shipped import CONTENTS, rules_of

OWN = """why: A complaint inside the mandate.
        facts: [The pump is on order.]
        mandate: {can: [Lend a pump], refer: [{office: water-board, channel: helpline 1334}]}
        not_applicable: [neutrality]
        weights: {next_step: 2}"""


@pytest.fixture
def put_together(session):
    def put_together(slug=None, **changes):
        edition = factories.scenario(**changes)
        scenario, rules = editions.content(edition), editions.content(edition.rules)
        return items.of_post(scenario, rules, slug) if slug else items.of_statement(scenario, rules)

    return put_together


def test_an_item_has_what_the_scenario_says_to_all_and_what_the_post_adds(put_together):
    item = put_together("drain", **{"why: A complaint inside the mandate.": OWN})

    assert item.office == "Municipal Committee, Testpur" and item.country == "PK"
    assert [fact.text for fact in item.facts] == [
        "The drain was inspected on Monday and a crew comes on Thursday.",
        "The pump is on order.",
    ]
    assert item.mandate.can == ("Clear drains", "Lend a pump")
    assert item.mandate.cannot == ("Repair transformers",)
    assert item.mandate.refer == (
        grading.Referral("Power Company", "helpline 118"),
        grading.Referral("Water Board", "helpline 1334"),
    )
    assert item.not_applicable == {"neutrality"}
    assert item.weights == {"next_step": 2}
    assert item.exemplars["next_step"].meets == ("A crew clears the drain on Thursday.",)
    assert item.rules == {"composure": "neutrality"}
    assert item.actions["reply"] == "best"


def test_what_one_post_adds_is_not_said_of_another(put_together):
    item = put_together("wires", **{"why: A complaint inside the mandate.": OWN})

    assert len(item.facts) == 1
    assert item.mandate.can == ("Clear drains",)
    assert item.not_applicable == frozenset()


def test_a_post_is_read_with_what_it_answers(put_together):
    item = put_together("wires", **{"slug: wires\n": "slug: wires\n        under: drain\n"})

    assert item.post == grading.Said("آمنہ بی بی", "بجلی کی تار سڑک پر گری ہوئی ہے", "ur")
    assert item.thread == (grading.Said("Rafiq Stores", "The drain is blocked since two weeks. Nobody comes!", "en"),)


def test_a_statement_answers_the_whole_page(put_together):
    item = put_together()

    assert item.id == "statement" and item.kind == "information_request"
    assert item.post == grading.Said(
        "Municipal Committee, Testpur", "Water in the street, and who writes about it.", "en"
    )


@pytest.mark.parametrize("scenario", CONTENTS.values(), ids=CONTENTS)
def test_every_text_of_a_shipped_scenario_can_be_graded(scenario):
    rules = rules_of(scenario)
    texts = [items.of_post(scenario, rules, post.slug) for post in scenario.posts]

    for item in [*texts, items.of_statement(scenario, rules)]:
        assert grading.grade(item, "We are sorry. We look at it today.").criteria
