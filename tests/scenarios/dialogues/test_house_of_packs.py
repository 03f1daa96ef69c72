"""A dialogue is an edition like every other: published, exported, listed where rules are cited, and not edited in the studio."""

import io
import re

import pytest

from academy import editions, packs
from academy.db import db
from academy.editions import archives, citing
from academy.packs import files
from academy.rules import citations
from academy.studio import transfer, uploads
from tests import factories, pages


@pytest.fixture
def text(reference):
    return re.search(r"```yaml\n(.*?)```", reference, re.DOTALL)[1]


@pytest.fixture
def edition(app, session, text):
    factories.rules()
    with app.test_request_context():
        yield factories.edition("two-windows", text)


def test_it_is_published_pins_its_rules_and_comes_back_the_same(edition):
    assert (edition.kind, edition.title, edition.rules.slug) == ("dialogue", "Two windows", "land")
    assert editions.content(edition).segments[1].lead == "water"
    assert editions.all_published("dialogue") == [edition]

    exported = files.opened_zip(io.BytesIO(archives.export(edition)))[""]

    assert editions.take_in(packs.parse("two-windows", exported, editions.published_content)) is edition


def test_the_rules_say_where_it_cites_them_and_what_rests_on_them(edition):
    cited = citations.of("land")

    assert cited["power-company"][0].places[1] == "where “Lamp Office, Testpur” refers people"
    assert citing.offered("rules", "land") == [edition]


def test_pages_that_list_what_cites_rules_know_it(client, edition):
    desk = client.sign_in(factories.instructor())
    factories.edition("land", factories.RULES.replace("A country", "The country"))

    resting = pages.opened(desk, "/studio/rules/land/resting")

    assert "Dialogue: Two windows" in resting.words


def test_the_studio_lists_no_dialogues_and_takes_none_in(client, edition):
    person = factories.instructor()
    desk = client.sign_in(person)
    upload = uploads.keep(person, {"two-windows.zip": archives.export(edition)})
    db.session.commit()

    page = pages.opened(desk, f"/studio/import/{upload.id}")
    index = pages.opened(desk, "/studio/")

    assert "there is no editor for packs of this kind" in page.words and "Take it in as a draft" not in page.words
    assert "Two windows" not in index.words
    assert transfer.open_upload(upload)[0][0].document is None
    for address in ("/studio/new/dialogue", "/studio/dialogue/two-windows/copy"):
        assert desk.get(address).status_code == 404
    assert desk.get("/studio/dialogue/two-windows/export").status_code in (200, 404)
