"""What refers to a person, a post or a reaction, as whoever removes it is told."""

import pytest

from scenarios.studio import uses

STREET = {
    "posts": [
        {"slug": "dark", "persona": "yasir", "text": "My street is dark"},
        {"slug": "joke", "persona": "rabia", "text": "Buy a candle", "under": "dark"},
    ],
    "reactions": [
        {"slug": "thanks", "when": {"move": {"on": "dark"}}, "then": {"comments": [{"persona": "yasir", "text": "Good"}]}},
        {"slug": "crowd", "when": {"heat": ">=60"}, "or_when": [{"quiet": {"on": "dark", "minutes": 5}}],
         "then": {"swarms": [{"personas": ["rabia", "yasir"], "under": "joke"}], "crowd": [{"on": "dark"}]}},
        {"slug": "later", "when": {"after": "thanks", "unless": ["crowd"]}, "then": {"status": {"joke": "open"}}},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("find", "slug", "titles"),
    [
        (uses.of_person, "yasir", ["the post “My street is dark”", "the reaction “Thanks”", "the reaction “Crowd”"]),
        (uses.of_person, "rabia", ["the post “Buy a candle”", "the reaction “Crowd”"]),
        (uses.of_person, "nobody", []),
        (uses.of_post, "dark", ["the post “Buy a candle”", "the reaction “Thanks”", "the reaction “Crowd”"]),
        (uses.of_post, "joke", ["the reaction “Crowd”", "the reaction “Later”"]),
        (uses.of_reaction, "thanks", ["the reaction “Later”"]),
        (uses.of_reaction, "crowd", ["the reaction “Later”"]),
        (uses.of_reaction, "later", []),
    ],
)
def test_what_refers_to_something_is_told_by_title(find, slug, titles):
    assert find(STREET, slug) == titles


@pytest.mark.parametrize("find", [uses.of_person, uses.of_post, uses.of_reaction])
@pytest.mark.parametrize("document", [{}, {"posts": 5, "reactions": [None, {"when": 3, "then": [], "or_when": {}}]}])
def test_a_draft_that_is_hardly_begun_refers_to_nothing(find, document):
    assert find(document, "yasir") == []
