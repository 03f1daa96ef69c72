"""The list of scenarios, and what is found in it."""

import pytest

from academy import editions
from scenarios import library
from scenarios.library import Filters
from tests import factories
from tests.shipped import READ

EASY = {"A wet street": "A dry street", "kind: scenario": "kind: scenario\n    difficulty: easy"}


@pytest.fixture
def two(session):
    """A scenario in between and an easy one."""
    factories.scenario()
    factories.scenario("dry", **EASY)


@pytest.fixture
def listed(client, two):
    client.sign_in(factories.instructor())
    return lambda **asked: client.get("/scenarios/", query_string=asked).text


def found(**wanted):
    return [one.edition.slug for one in library.held() if library.answers(one, Filters(**wanted))]


def test_the_easy_ones_come_first(two):
    assert found() == ["dry", "street"]


@pytest.mark.parametrize(
    "wanted, slugs",
    [
        ({"difficulty": "easy"}, ["dry"]),
        ({"difficulty": "hard"}, []),
        ({"triage": "service_complaint"}, ["dry", "street"]),
        ({"triage": "coordinated"}, []),
        ({"words": "WET street"}, ["street"]),
        ({"words": "dry", "difficulty": "middle"}, []),
    ],
)
def test_what_is_asked_for_is_found(two, wanted, slugs):
    assert found(**wanted) == slugs


def test_the_page_says_what_it_found_and_how_to_see_all_again(listed):
    shown = listed(difficulty="easy")

    assert "A dry street" in shown and "A wet street" not in shown
    assert "roman_ur" not in shown  # the languages of the posts are none of the interface
    assert "1 scenario<" in shown and 'class="filters__clear"' in shown


def test_what_there_is_not_to_choose_is_not_asked_for(listed):
    shown = listed(difficulty="impossible", language="xx", triage="", country="ZZ")

    assert "A dry street" in shown and "A wet street" in shown


def test_nothing_found_is_said(listed):
    assert "No scenario is like that" in listed(words="nothing of the kind")


def test_the_shipped_ones_are_found_by_the_language_of_their_public(session):
    for pack in READ:
        editions.take_in(pack)

    assert "the-allowance-list" in found(language="bn", country="BD")
    assert "behind-the-counter" in found(language="ur")
    assert "blocked-drain" not in found(language="ur")
