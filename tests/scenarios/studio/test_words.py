"""What would this earn? Words and example sentences of a draft, graded while the rest is still missing."""

import pytest

from academy import editions
from academy.studio import drafts
from scenarios import grading, items
from scenarios.studio import lines
from scenarios.studio.earned import look
from scenarios.studio.unfinished import item_of
from tests import factories, pages
from tests.shipped import CONTENTS, rules_of

GOOD = "A crew clears the drain on Thursday."
GRADER = grading.Grader()


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def draft(author):
    return drafts.edit(author, factories.scenario())


@pytest.fixture
def document(draft):
    return drafts.document_of(draft)


@pytest.fixture
def rules(draft):
    return editions.published_content("rules", "land")


@pytest.fixture
def asking(app):
    with app.test_request_context():
        yield


def asked(desk, draft, criterion="next_step", htmx=True, **typed):
    """The panel, with the form of the post as a browser would send it and what was typed there."""
    address = f"/studio/{draft.id}/edit/posts/drain"
    form = pages.opened(desk, address).form(address).filled(criterion=criterion, **typed)
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.post(f"/studio/{draft.id}/try/words/posts/drain", data=form, headers=headers)


@pytest.mark.parametrize("slug", CONTENTS)
def test_a_sound_draft_is_graded_by_the_very_items_that_learners_meet(slug):
    document = CONTENTS[slug].model_dump(mode="json", exclude_defaults=True)
    rules = rules_of(CONTENTS[slug])

    for post in CONTENTS[slug].posts:
        assert item_of(document, rules, post.slug).item == items.of_post(CONTENTS[slug], rules, post.slug)
    assert item_of(document, rules, None).item == items.of_statement(CONTENTS[slug], rules)


def test_what_is_missing_elsewhere_hinders_no_grade(document):
    bare = {
        "page": {"name": "Committee"},
        "posts": [{"slug": "drain", "text": "The drain is blocked!"}],
        "personas": 5,
        "facts": None,
    }

    found = item_of(bare, None, "drain")

    assert found.missing == ("facts",)
    assert grading.grade(found.item, GOOD).criteria["composure"].level == 2


@pytest.mark.parametrize(("path", "missing"), [("page", "office"), ("posts", "post")])
def test_without_an_office_or_a_post_it_is_said_what_is_missing(document, rules, path, missing):
    without = {**document, path: {} if path == "page" else [{"slug": "drain", "text": " "}]}

    assert item_of(without, rules, "drain").missing == (missing,)


def test_more_than_can_be_graded_while_somebody_types_is_left_to_the_rehearsal(document, rules):
    long = {**document, "facts": ["The drain is open and a crew comes. " * 80] * 20}

    assert item_of(long, rules, "drain").missing == ("much",)


def test_an_example_sentence_is_not_taken_for_a_copy_of_itself(document, rules):
    item = item_of(document, rules, "drain").item

    assert grading.grade(item, GOOD).criteria["next_step"].level == 0
    assert lines.grade(item, GOOD, "reply", GRADER, own=True).grade.criteria["next_step"].level > 0


COPIED = f"Salam. {GOOD}"


def test_what_copies_the_example_sentences_earns_what_it_earns_in_play(asking, document, rules):
    """In the box of a criterion, in the model answer, with a few words more: only the sentence itself is spared."""
    item = item_of(document, rules, "drain").item
    itself = look(document, rules, "drain", "next_step", f" {GOOD}\n", GRADER)
    more = look(document, rules, "drain", "next_step", COPIED, GRADER)
    model = look(document, rules, "drain", "", GOOD, GRADER)

    assert (itself.own, itself.copied) == (True, False)
    assert (more.own, more.copied) == (False, True) and more.grade == GRADER.grade(item, COPIED)
    assert (model.own, model.copied) == (False, True) and model.grade == GRADER.grade(item, GOOD)
    assert "copied from the example sentences" in model.criteria["mandate"]["reason"]


def test_example_sentences_on_the_wrong_side_are_told(asking, document, rules):
    turned = {**document, "posts": [dict(post) for post in document["posts"]]}
    turned["posts"][0]["exemplars"] = {
        "composure": {"meets": ["You people are idiots, stop crying."], "misses": ["Thank you for telling us."]}
    }

    odd = look(turned, rules, "drain", "composure", "", GRADER).odd

    assert [(line.side, line.level) for line in odd if line.side == "meets"] == [("meets", 0)]


def test_typed_words_are_graded_against_the_form_as_it_stands(client, author, draft):
    desk = client.sign_in(author)

    words = "The van comes on Friday at 3 pm to Street 14; show this number at its door."
    before = asked(desk, draft, **{"tried-next_step": words})
    after = asked(desk, draft, **{"tried-next_step": words, "exemplars-next_step-meets": words})

    assert "Met" not in before.text.split("As a whole")[0]
    assert "Met" in after.text.split("As a whole")[0]
    assert words not in str(drafts.document_of(draft))


def test_a_red_line_is_told_with_its_words(client, author, draft):
    shown = asked(client.sign_in(author), draft, **{"tried-next_step": "Shut up, you idiot."})

    assert "Red line:" in shown.text
    assert "<html" not in shown.text


def test_without_scripts_the_same_is_a_page_and_nothing_is_saved(client, author, draft):
    shown = asked(client.sign_in(author), draft, criterion="", htmx=False, example="Come on Thursday.")

    assert "<h1" in shown.text
    assert "This would not pass: " in shown.text
    assert "Thursday" in pages.Page(shown.text).words
    assert "Come on Thursday." not in str(drafts.document_of(draft))


def test_typed_words_are_shown_and_never_run(client, author, draft):
    shown = asked(client.sign_in(author), draft, **{"tried-next_step": "<script>alert(1)</script> come on Thursday"})

    assert "<script>" not in shown.text
    assert "&lt;script&gt;" in shown.text


def test_who_asks_without_end_has_to_wait(client, author, draft, one_minute):
    desk = client.sign_in(author)
    address = f"/studio/{draft.id}/try/words/posts/drain"

    answers = [desk.post(address, data={"criterion": "wrong"}).status_code for _ in range(121)]

    assert answers[:120] == [400] * 120
    assert answers[120] == 429


def test_learners_grade_nothing_here(client, draft):
    client.sign_in(factories.learner())

    assert client.post(f"/studio/{draft.id}/try/words/posts/drain").status_code == 403


@pytest.mark.parametrize("name", ["office", "posts", "posts/nothing", "personas/rafiq"])
def test_only_posts_and_the_statement_have_words_to_grade(client, author, draft, name):
    assert client.sign_in(author).post(f"/studio/{draft.id}/try/words/{name}").status_code == 404
