"""The words of our statements: each of our own is explained at its address, to people and to programs."""

import pytest

from academy.xapi import vocabulary
from tests import factories

OURS = [(section, slug) for section, terms in vocabulary.SECTIONS.items() for slug, term in terms.items() if term.ours]


@pytest.mark.parametrize(("section", "slug"), OURS)
def test_each_word_of_ours_has_a_page_at_its_iri(client, base, section, slug):
    term = vocabulary.SECTIONS[section][slug]
    iri = vocabulary.iri(base, section, slug)

    page = client.get(iri.removeprefix(base))
    told = client.get(iri.removeprefix(base), headers={"Accept": "application/json"}).json

    assert iri in page.text and page.mimetype == "text/html"
    assert told["name"] == {"en": term.name} and told["description"] == {"en": term.meaning}


def test_the_words_of_others_are_theirs(client, base):
    assert vocabulary.iri(base, "verbs", "passed") == "http://adlnet.gov/expapi/verbs/passed"
    assert client.get("/xapi/verbs/passed").status_code == 404
    assert client.get("/xapi/verbs/nothing").status_code == 404
    assert client.get("/xapi/nouns/hid").status_code == 404


def test_all_words_are_listed(client, base):
    page = client.get("/xapi/").text

    for section, terms in vocabulary.SECTIONS.items():
        assert all(vocabulary.iri(base, section, slug) in page for slug in terms)


def test_the_address_of_an_activity_leads_to_its_page(client, base):
    factories.course()

    assert client.get("/xapi/activities/tiny").location == "/courses/tiny"
    assert client.get("/xapi/activities/tiny/lesson/read-me").location == "/courses/tiny/lesson/read-me"
    assert client.get("/xapi/activities/nothing/at/all").location == "/"


def test_the_document_lists_every_word():
    from tests.test_house import text_of

    document = text_of("docs/xapi.md")
    missing = [slug for terms in vocabulary.SECTIONS.values() for slug in terms if f"`{slug}`" not in document]

    assert not missing, f"tell of {missing} in docs/xapi.md"
