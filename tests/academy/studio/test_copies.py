"""Copies and translations: in which language they are, and how much still has the original's words."""

import pytest

from academy import editions
from academy.studio import copies, drafts, edits, translations
from academy.studio.places import place
from tests import factories, pages


@pytest.fixture
def author(session):
    return factories.instructor()


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


@pytest.fixture
def translated(author):
    return copies.copy_of(author, factories.scenario(), "گیلی سڑک", language="ur")


def write(author, draft, name, /, **said):
    here = place(drafts.outline_of(draft), drafts.document_of(draft), name)
    edits.save(author, draft, name, here.digest, {**here.value, **said})


def left_at(draft, name):
    left = translations.left(draft, place(drafts.outline_of(draft), drafts.document_of(draft), name))
    return left.same, left.texts


def test_a_copy_in_another_language_is_a_translation(translated):
    document = drafts.document_of(translated)

    assert document["language"] == "ur"
    assert {post["slug"]: post.get("language", "en") for post in document["posts"]} == {
        "drain": "ur", "wires": "ur", "slur": "ur", "house": "ur", "joke": "ur"
    }  # fmt: skip
    assert "language" not in document["personas"]["rafiq"]
    assert translated.original == editions.published("scenario", "street")


def test_what_is_in_a_third_language_stays_in_it(author):
    edition = factories.scenario(**{"language: ur": "language: bn"})

    document = drafts.document_of(copies.copy_of(author, edition, "Rue", language="ur"))

    assert [post["language"] for post in document["posts"]] == ["ur", "bn", "ur", "ur", "ur"]


def test_a_copy_in_the_same_language_needs_no_original(author):
    edition = factories.scenario()

    for language in ("", "en"):
        copy = copies.copy_of(author, edition, "Dry street", language=language)
        assert copy.original is None
        assert translations.left(copy) is None


def test_what_is_left_is_counted_by_equality_with_the_original(author, translated):
    before = translations.left(translated)
    assert left_at(translated, "personas/rafiq") == (2, 2)

    write(author, translated, "personas/rafiq", name="رفیق سٹورز")

    after = translations.left(translated)
    assert left_at(translated, "personas/rafiq") == (1, 2)
    assert (after.same, after.texts) == (before.same - 1, before.texts)
    assert after.steps["personas"] == before.steps["personas"] - 1


def test_a_text_that_is_taken_away_is_not_left(author, translated):
    write(author, translated, "personas/rafiq", about="")

    assert left_at(translated, "personas/rafiq") == (1, 1)


def test_an_entry_that_the_original_has_not_is_no_translation(author, translated):
    edits.add(author, translated, "personas", "Nasreen")
    write(author, translated, "personas/nasreen", name="Rafiq Stores", about="Sells tea.")

    assert left_at(translated, "personas/nasreen") == (0, 2)


def test_the_language_is_asked_for_and_the_draft_says_what_is_left(desk, author):
    factories.scenario()
    form = pages.opened(desk, "/studio/copy/scenario/street").form("/studio/copy/scenario/street")

    copy = desk.post(form.action, data=form.filled(title="گیلی سڑک", language="ur")).location

    overview = pages.opened(desk, copy).words
    assert "texts are still in the original's words" in overview and "texts to translate" in overview
    assert "2 of 2 texts are still in the original's words" in pages.opened(desk, f"{copy}edit/personas/rafiq").words
    assert "still in the original" not in pages.opened(desk, f"{copy}edit/day").words


def test_a_finished_page_says_so(desk, author, translated):
    write(author, translated, "personas/rafiq", name="رفیق سٹورز", about="چائے بیچتا ہے۔")

    page = pages.opened(desk, f"/studio/{translated.id}/edit/personas/rafiq")

    assert "Nothing here is in the original's words any more" in page.words


@pytest.mark.parametrize("language", ["xx", "en\0", "ur' --"])
def test_a_language_that_is_none_is_refused(desk, language):
    factories.scenario()

    answer = desk.post("/studio/copy/scenario/street", data={"title": "Rue", "language": language})

    assert answer.status_code == 400
    assert not drafts.open_drafts("scenario")


def test_rules_are_copied_too(desk):
    factories.rules()

    page = pages.opened(desk, "/studio/copy/rules/land")
    answer = desk.post("/studio/copy/rules/land", data={"title": "Zameen", "language": "ur"})

    assert "Language of the copy" in page.words
    assert drafts.document_of(drafts.draft_or_404(int(answer.location.split("/")[-2])))["language"] == "ur"
