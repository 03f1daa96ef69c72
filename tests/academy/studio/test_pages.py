"""The studio's pages: forms made from schemas, problems beside their fields, conflicts that show both."""

import pytest

from academy import editions
from academy.studio import drafts
from tests import factories, pages


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


@pytest.fixture
def draft(author):
    return drafts.edit(author, factories.rules())


def sent(desk, address, **changes):
    """The form of a page as a browser would send it, with changes."""
    return desk.post(address, data=form_of(desk, address).filled(**changes))


def beside(text, field):
    """The error of a field."""
    return text.partition(f'id="{field}-error"')[2].partition("</p>")[0]


def form_of(desk, address):
    return pages.opened(desk, address).form(address)


def test_the_studio_lists_what_is_published_and_what_is_drafted(desk, draft):
    drafts.create(draft.versions[0].person, "rules", "new-one", {"title": "Not published"})

    text = desk.get("/studio/").text

    assert "Not published" in text
    assert "Published, with a draft" in text


def test_learners_have_no_studio(client, draft):
    client.sign_in(factories.learner())

    assert client.get("/studio/").status_code == 403
    assert client.get(f"/studio/{draft.id}/").status_code == 403
    assert client.post(f"/studio/{draft.id}/publish").status_code == 403


def test_a_pack_is_begun_from_its_title(desk):
    factories.rules()
    answer = desk.post("/studio/new/rules", data={"title": "Rules of the delta"})

    page = desk.get(answer.location)
    assert "Rules of the delta" in page.text
    assert "to mend before it can be published" in page.text


def test_what_is_typed_is_saved_and_shown_again(desk, draft):
    address = f"/studio/{draft.id}/edit/about"

    assert sent(desk, address, title="Typed <b>here</b>").status_code == 302
    assert 'value="Typed &lt;b&gt;here&lt;/b&gt;"' in desk.get(address).text


def test_a_problem_stands_beside_its_field_and_on_the_draft(desk, draft):
    address = f"/studio/{draft.id}/edit/conduct/neutrality"
    sent(desk, address, text="", **{"source-checked_on": "yesterday"})

    text = desk.get(address).text
    assert "Fill this in." in beside(text, "text")
    assert "This is no date" in beside(text, "source-checked_on")
    assert 'value="yesterday"' in text
    overview = desk.get(f"/studio/{draft.id}/").text
    assert "/edit/conduct/neutrality#source-checked_on" in overview


def test_rows_are_added_moved_and_taken_out_without_scripts(desk, draft):
    address = f"/studio/{draft.id}/edit/offices/water-board"

    def rows():
        office = next(each for each in drafts.document_of(draft)["offices"] if each["slug"] == "water-board")
        return [each["value"] for each in office["channels"]]

    (first,) = rows()
    sent(desk, address, **{"channels-1-kind": "app", "channels-1-value": "The app", "row": "add/channels"})
    assert rows() == [first, "The app"]
    sent(desk, address, row="up/channels/1")
    assert rows() == ["The app", first]
    sent(desk, address, row="drop/channels/0")
    assert rows() == [first]
    for nonsense in ("up/channels/99", "drop/x/y/z", "drop/channels/-1", "up", "drop/channels"):
        assert sent(desk, address, row=nonsense).status_code == 302
    assert rows() == [first]


def test_the_second_of_two_sees_both_texts_and_decides(desk, draft, client):
    address = f"/studio/{draft.id}/edit/about"
    mine = form_of(desk, address)
    other = factories.instructor(name="Bilal")
    place = drafts.outlines.place(drafts.outline_of(draft), drafts.document_of(draft), "about")
    drafts.save(other, draft, "about", place.digest, {**place.value, "title": "Bilal's title"})

    answer = desk.post(address, data=mine.filled(title="Amina's title"))

    assert answer.status_code == 409
    assert "Bilal changed this page" in answer.text
    assert "Bilal&#39;s title" in answer.text and 'value="Amina&#39;s title"' in answer.text
    assert drafts.document_of(draft)["title"] == "Bilal's title"
    again = pages.read(answer).form(address).filled()
    assert desk.post(address, data=again).status_code == 302
    assert drafts.document_of(draft)["title"] == "Amina's title"


def test_what_was_typed_into_a_part_that_is_gone_can_be_copied(desk, draft, author):
    address = f"/studio/{draft.id}/edit/conduct/neutrality"
    fields = form_of(desk, address)
    drafts.arrange(author, draft, "conduct", "remove", "neutrality")

    answer = desk.post(address, data=fields.filled(text="Words that took an hour"))

    assert answer.status_code == 409
    assert "Words that took an hour" in answer.text


def test_scripts_get_what_is_wrong_and_what_they_showed(desk, draft):
    address = f"/studio/{draft.id}/edit/about"
    fields = form_of(desk, address)

    answer = desk.post(address, data=fields.filled(country="x"), headers={"Accept": "application/json"}).json
    assert [each["field"] for each in answer["problems"]] == ["country"]
    assert answer["seen"] != dict(fields.fields)["seen"]

    clash = desk.post(address, data=fields.filled(country="y"), headers={"Accept": "application/json"})
    assert clash.status_code == 409


def test_a_draft_is_published_with_a_note_after_a_look_at_what_changes(desk, draft):
    sent(desk, f"/studio/{draft.id}/edit/about", title="New title")
    address = f"/studio/{draft.id}/publish"
    page = desk.get(address).text
    assert "New title" in page

    fields = form_of(desk, address)
    assert desk.post(address, data=fields.filled()).status_code == 400
    assert desk.post(address, data=fields.filled(note="A better title")).status_code == 302
    assert editions.published("rules", "land").title == "New title"
    assert "A better title" in desk.get(f"/studio/{draft.id}/history").text


def test_publishing_what_changed_since_asks_again(desk, draft):
    address = f"/studio/{draft.id}/publish"
    fields = form_of(desk, address)
    sent(desk, f"/studio/{draft.id}/edit/about", title="Later")

    answer = desk.post(address, data=fields.filled(note="Note"))

    assert answer.status_code == 409
    assert "was changed while you looked" in answer.text
    assert editions.published("rules", "land").title != "Later"


def test_a_translation_shows_the_original_beside(desk, draft):
    answer = desk.post("/studio/copy/rules/land", data={"title": "Zameen", "translates": "y"})
    copy = answer.location

    sent(desk, f"{copy}edit/conduct/neutrality", text="Apnay alfaz")

    text = desk.get(f"{copy}edit/conduct/neutrality").text
    assert "Original" in text
    assert "No part in politics." in text


def test_an_earlier_version_is_compared_and_brought_back(desk, draft):
    sent(desk, f"/studio/{draft.id}/edit/about", title="First")
    other = factories.instructor()
    place = drafts.outlines.place(drafts.outline_of(draft), drafts.document_of(draft), "about")
    drafts.save(other, draft, "about", place.digest, {**place.value, "title": "Second"})

    page = desk.get(f"/studio/{draft.id}/history/2").text
    assert "First" in page and "Second" in page
    assert desk.post(f"/studio/{draft.id}/history/2/restore").status_code == 302
    assert drafts.document_of(draft)["title"] == "First"


def test_places_that_are_none_are_not_found(desk, draft):
    for name in ("nothing", "conduct/nothing", "conduct/neutrality/deeper", "offices/water-board/x/y", "about/x"):
        assert desk.get(f"/studio/{draft.id}/edit/{name}").status_code == 404
    assert desk.get(f"/studio/{draft.id + 99}/").status_code == 404
    assert desk.post("/studio/edit/nothing/land").status_code == 404


def test_what_was_removed_comes_back_with_the_version_before_and_nothing_else_is_undone(desk, draft):
    sent(desk, f"/studio/{draft.id}/edit/about", title="Kept")
    desk.post(f"/studio/{draft.id}/arrange/offices", data={"do": "remove/water-board"})
    assert "Removed: water-board" in desk.get(f"/studio/{draft.id}/history").text

    desk.post(f"/studio/{draft.id}/history/2/restore")

    document = drafts.document_of(draft)
    assert document["title"] == "Kept"
    assert [office["slug"] for office in document["offices"]] == ["water-board", "power-company"]


@pytest.mark.parametrize("number", ["9" * 20, "1e999", "nan", "-9007199254740992", "٣", "2,5"])
def test_a_number_that_is_none_is_kept_as_it_was_typed(desk, draft, number):
    address = f"/studio/{draft.id}/edit/offices/water-board"

    assert sent(desk, address, capacity=number).status_code == 302

    assert f'value="{"3" if number == "٣" else number}"' in desk.get(address).text


@pytest.mark.parametrize("field", ["channels-²-value", f"channels-{'9' * 5000}-value"])
def test_fields_that_no_form_has_are_refused(desk, draft, field):
    address = f"/studio/{draft.id}/edit/offices/water-board"

    assert sent(desk, address, **{field: "x"}).status_code in (302, 400)
    assert sent(desk, address, row="up/channels/²").status_code == 302
    assert desk.post(f"/studio/{draft.id}/edit/offices").status_code == 404
