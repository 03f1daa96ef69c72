from datetime import date

import pytest

from academy.practices import content

from .conftest import SAID, SOURCE

TODAY = date(2026, 11, 23)


def test_what_says_everything_lacks_nothing():
    assert content.missing(SAID, TODAY) == {}
    assert content.missing(SAID | {"consent": "agreed", "consent_note": "The clerk, in writing"}, TODAY) == {}


@pytest.mark.parametrize("name", content.REQUIRED)
def test_what_has_to_be_said_is_named_when_it_is_not(name):
    assert content.missing(SAID | {name: "  "}, TODAY) == {name: "empty"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"consent": "agreed"}, {"consent_note": "empty"}),
        ({"title": "x" * 201}, {"title": "too_long"}),
        ({"situation": "x" * 4001}, {"situation": "too_long"}),
        ({"needs_time": "x" * 501}, {"needs_time": "too_long"}),
        ({"sources": []}, {"sources": "empty"}),
        ({"sources": [SOURCE | {"title": " "}]}, {"sources": "title"}),
        ({"sources": [SOURCE | {"url": "javascript:alert(1)"}]}, {"sources": "url"}),
        ({"sources": [SOURCE | {"url": "https://[x"}]}, {"sources": "url"}),
        ({"sources": [SOURCE | {"url": 'https://a.example/"onmouseover=1'}]}, {"sources": "url"}),
        ({"sources": [SOURCE | {"checked_on": "yesterday"}]}, {"sources": "day"}),
        ({"sources": [SOURCE | {"checked_on": "2026-11-24"}]}, {"sources": "day"}),
        ({"sources": [SOURCE, SOURCE | {"certainty": "rumour"}]}, {"sources": "certainty"}),
    ],
)
def test_what_is_unfit_is_named(changes, found):
    assert content.missing(SAID | changes, TODAY) == found


def test_a_practice_is_as_certain_as_what_it_chiefly_rests_on():
    press = SOURCE | {"certainty": "press"}

    assert content.certainty_of([press, SOURCE]) == "press"
    assert content.certainty_of([SOURCE | {"certainty": "<script>"}]) == ""
    assert content.certainty_of([]) == ""
