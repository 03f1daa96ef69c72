"""The studio's pages: forms made from schemas, problems beside their fields, conflicts that show both."""

from dataclasses import replace

import pytest

from academy import editions
from academy.studio import drafts, edits, outline as outlines, places
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
    sent(desk, f"/studio/{draft.id}/edit/about", title="Other rules")

    text = desk.get("/studio/").text

    assert "Not published" in text
    assert "Published, with a draft" in text


def test_a_draft_that_says_what_is_published_is_not_shown_as_one(desk, draft):
    assert "Published, with a draft" not in desk.get("/studio/").text

    sent(desk, f"/studio/{draft.id}/edit/about", title="Other rules")
    assert "Published, with a draft" in desk.get("/studio/").text

    sent(desk, f"/studio/{draft.id}/publish", note="A better title")
    text = desk.get("/studio/").text
    assert "Other rules" in text
    assert "Published, with a draft" not in text


def test_rules_can_be_left_for_later_and_the_first_are_usual(desk, session):
    factories.rules()
    begun = desk.post("/studio/new/scenario", data=form_of(desk, "/studio/new/scenario").filled(title="With rules"))
    later = desk.post("/studio/new/scenario", data={"title": "Without", "rules": ""})

    rules = [
        drafts.document_of(session.get(drafts.Draft, int(answer.location.rstrip("/").rpartition("/")[2])))["rules"]
        for answer in (begun, later)
    ]
    assert rules == ["land", ""]


def test_what_is_saved_with_a_mistake_is_said_to_be(desk, draft):
    address = f"/studio/{draft.id}/edit/about"
    form = form_of(desk, address)

    def saved(**changes):
        seen = form_of(desk, address).filled()["seen"]
        answer = desk.post(address, data=form.filled(seen=seen, **changes), headers={"Accept": "application/json"})
        return answer.json["saved"]

    assert saved(country="Land").endswith(", with something to mend")
    assert "mend" not in saved(country="")
    desk.post(address, data=form_of(desk, address).filled(country="Land"))
    assert "Saved, with something to mend." in desk.get(address).text


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
    assert "This is no date" in beside(text, "source-checked_on")
    assert 'value="yesterday"' in text
    overview = desk.get(f"/studio/{draft.id}/").text
    assert "/edit/conduct/neutrality#source-checked_on" in overview


def test_what_is_not_filled_in_yet_is_no_mistake_before_it_is_published(desk, draft):
    address = f"/studio/{draft.id}/edit/conduct/neutrality"
    sent(desk, address, text="")

    page = pages.opened(desk, address)
    (needed,) = page.all(**{"data-needed": "text"})
    assert "Still to fill in before it can be published" in page.words and "to mend on this page" not in page.words
    assert not page.all("p", **{"class": "field__error"})
    assert "text-hint" in page.all("textarea", name="text")[0]["aria-describedby"]
    assert "1 thing to mend first" in pages.opened(desk, f"/studio/{draft.id}/publish").words


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
    place = places.place(drafts.outline_of(draft), drafts.document_of(draft), "about")
    edits.save(other, draft, "about", place.digest, {**place.value, "title": "Bilal's title"})

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
    edits.arrange(author, draft, "conduct", "remove", "neutrality", "")

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
    place = places.place(drafts.outline_of(draft), drafts.document_of(draft), "about")
    edits.save(other, draft, "about", place.digest, {**place.value, "title": "Second"})

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


def arranged(desk, draft, name, do, **more):
    """A button of a list, as the page of the list shows it now."""
    form = pages.opened(desk, f"/studio/{draft.id}/edit/{name}").form(f"/studio/{draft.id}/arrange/{name}")
    return form.filled(do=do, **more)


def offices(draft):
    return [office["slug"] for office in drafts.document_of(draft)["offices"]]


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("up/power-company", ["power-company", "water-board"]),
        ("copy/water-board", ["water-board", "water-board-2", "power-company"]),
        ("remove/water-board", ["power-company"]),
    ],
)
def test_a_button_that_is_pressed_twice_acts_once(desk, draft, do, after):
    pressed = arranged(desk, draft, "offices", do)

    for _time in range(2):
        answer = desk.post(f"/studio/{draft.id}/arrange/offices", data=pressed)
        assert answer.status_code == 302

    assert offices(draft) == after


def test_whoever_arranges_an_outdated_list_is_shown_the_one_there_is(desk, draft, author):
    pressed = arranged(desk, draft, "offices", "up/power-company")
    edits.add(author, draft, "offices", "New office")

    answer = desk.post(f"/studio/{draft.id}/arrange/offices", data=pressed)

    assert offices(draft) == ["water-board", "power-company", "new-office"]
    assert "The list was changed a moment ago." in pages.opened(desk, answer.location.partition("#")[0]).words
    assert desk.post(f"/studio/{draft.id}/arrange/offices/water-board", data={"do": "up/x"}).status_code == 409


def test_what_others_refer_to_is_removed_after_a_question(desk, draft, monkeypatch):
    outline = outlines.OUTLINES["rules"]
    used = [replace(each, uses=lambda document, key: ["Rule 1", "Rule <2>"]) for each in outline.collections]
    monkeypatch.setitem(outlines.OUTLINES, "rules", replace(outline, collections=tuple(used)))

    asked = pages.read(desk.post(f"/studio/{draft.id}/arrange/offices", data={"do": "remove/water-board"}))
    assert offices(draft) == ["water-board", "power-company"]
    assert "2 things refer to it" in asked.words and "Rule <2>" in asked.words

    sure = asked.form(f"/studio/{draft.id}/arrange/offices").filled()
    assert desk.post(f"/studio/{draft.id}/arrange/offices", data=sure).status_code == 302
    assert offices(draft) == ["power-company"]


def test_several_rows_are_typed_at_once_a_line_each(desk):
    factories.rules()
    made = desk.post("/studio/new/scenario", data={"title": "The lamp", "rules": "land"}).location.rstrip("/")
    address = f"{made}/edit/knowledge"
    several = {
        "facts-0-text": "Lamp 14 is broken.",
        "facts-several": "It is mended on Friday.\r\n\r\nLamp 14 is broken.\nCall 118.",
    }
    form = form_of(desk, address)

    for _time in range(2):  # a page that saves itself sends the same lines again
        desk.post(address, data=form.filled(**several))

    facts = drafts.document_of(drafts.draft_or_404(int(made.rpartition("/")[2])))["facts"]
    assert [fact["text"] for fact in facts] == ["Lamp 14 is broken.", "It is mended on Friday.", "Call 118."]
    assert not dict(form_of(desk, address).fields)["facts-several"]
