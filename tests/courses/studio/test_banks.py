"""The editor of question banks, and what a bank does for the editor of courses."""

import re

import pytest

from academy import editions
from academy.studio import drafts, publishing
from courses.bank import Bank
from courses.studio import banks, draws
from tests import factories, pages
from tests.courses.studio.test_outline import parts_of


@pytest.fixture
def bank(author):
    factories.bank()
    return drafts.edit(author, editions.published("bank", "testing"))


@pytest.fixture
def drawing(author):
    factories.bank()
    return drafts.edit(author, factories.drawing())


def fill(desk, address, **fields):
    answer = desk.post(address, data=pages.opened(desk, address).form(address).filled(**fields))
    assert answer.status_code == 302
    return pages.opened(desk, address)


def titles(page):
    return re.findall(r"Question \d on [a-z]+/[a-z]+", page.words)


def test_every_field_of_a_bank_has_words_for_its_author():
    silent = [
        f"{part.__name__}.{name}"
        for part in set(parts_of(Bank))
        for name in set(part.model_fields) - {"slug", "type", "competencies", "questions"}
        if not str(banks.OUTLINE.words.get(part, {}).get(name, ""))
    ]

    assert not silent


def test_a_bank_is_written_from_nothing_and_published(desk, author, session):
    made = desk.post("/studio/new/bank", data={"title": "From nothing"}).location.rstrip("/")
    draft = session.get(drafts.Draft, int(made.rpartition("/")[2]))

    def add(place, **entry):
        return desk.post(f"{made}/add/{place}", data=entry).location

    fill(desk, f"{made}/edit/about", summary="Short.")
    competency = add("competencies", called="Mandate")
    fill(
        desk,
        competency,
        title="Keeps to it",
        knows="It.",
        does="Keeps.",
        judges="When.",
        criteria=["mandate", "next_step"],
    )
    question = add("questions", called="Is it so?", kind="single")
    offered = [option for option in pages.opened(desk, question).all("option") if "/" in option.get("value", "")]
    fill(
        desk,
        question,
        objective="mandate/judges",
        triage=["rumour"],
        **{"options-0-text": "Yes", "options-0-right": "y"},
    )
    fill(desk, question, **{"options-0-feedback": "Right.", "options-1-text": "No", "options-1-feedback": "It is."})

    assert [option["value"] for option in offered] == ["mandate/knows", "mandate/does", "mandate/judges"]
    content, problems = publishing.problems_of(draft)
    assert problems == [] and content.competencies[0].criteria == ("mandate", "next_step")
    assert (content.questions[0].objective, content.questions[0].triage) == ("mandate/judges", ("rumour",))
    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "New")
    assert edition.kind == "bank" and "From nothing" in pages.opened(desk, "/studio/").words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 12),
        ("?competency=mandate", 4),
        ("?triage=rumour", 6),
        ("?competency=referral&triage=rumour", 4),
        ("?triage=abuse", 0),
        ("?competency=nothing", 0),
    ],
)
def test_the_list_of_questions_is_narrowed_by_competency_and_kind_of_post(desk, bank, query, expected):
    page = pages.opened(desk, f"/studio/{bank.id}/edit/questions{query}")

    assert len(page.all("li", **{"class": "entry"})) == expected
    assert f"{expected} of 12 questions" in page.words
    assert "Keeps to the mandate: knows" in page.words or "mandate" not in query


def test_a_competency_that_questions_examine_is_not_removed_by_the_way(desk, bank):
    address = f"/studio/{bank.id}/arrange/competencies"
    form = pages.opened(desk, address.replace("/arrange/", "/edit/")).form(address)

    asked = pages.read(desk.post(address, data=form.filled(do="remove/mandate")))

    assert "4 things refer to it" in asked.words and "Question 1 on mandate/knows" in asked.words


def test_publishing_a_bank_tells_which_courses_name_it_and_offers_to_publish_them_again(desk, author, bank):
    course = factories.drawing()
    fill(desk, f"/studio/{bank.id}/edit/about", title="Tested")
    address = f"/studio/{bank.id}/publish"
    page = pages.opened(desk, address)
    answer = desk.post(address, data=page.form(address).filled(note="Another title"))

    assert "Courses that name this bank Drawing"[:28] in page.words and "Drawing" in page.words
    assert answer.location == "/studio/bank/testing/resting"
    form = pages.opened(desk, answer.location).form(answer.location)
    assert form.filled()["packs"] == ["course/drawing"]
    assert desk.post(answer.location, data=form.filled()).status_code == 302
    again = editions.published("course", "drawing")
    assert again != course and again.bank.title == "Tested" and again.rules == course.rules
    assert "Every published pack that cites it rests on it as it is now." in pages.opened(desk, answer.location).words


def test_a_course_that_the_bank_no_longer_meets_says_why_and_stays(desk, bank):
    course = factories.drawing()
    factories.bank(**{"referral/knows": "referral/judges"})

    page = pages.opened(desk, "/studio/bank/testing/resting")
    desk.post("/studio/bank/testing/resting", data={"packs": ["course/drawing"], "note": "Try"})

    assert "2 questions are drawn, and the bank has 0 that match" in page.words
    assert editions.published("course", "drawing") == course


def test_a_course_chooses_its_bank_and_then_its_competencies(desk, draft):
    """The draft of a course without one writes its competencies; with a bank it chooses them."""
    factories.bank()
    address = f"/studio/{draft.id}/edit/about"
    assert pages.opened(desk, address).form(address).filled()["competencies"] == ["Reads before replying"]

    page = fill(desk, address, bank="testing")
    assert "the bank has no competency 'Reads before replying'" in page.words
    offered = [box["value"] for box in page.all("input", type="checkbox", name="competencies")]
    page = fill(desk, address, competencies=["mandate"])

    assert offered == ["referral", "mandate", "Reads before replying"]
    assert drafts.document_of(draft)["competencies"] == ["mandate"]
    assert "has no competency" not in page.words


def test_without_a_bank_competencies_are_lines_that_keep_their_order(desk, draft, save, document):
    save("about", competencies="Writes\n\n Reads before replying \nCites")

    assert document()["competencies"] == ["Writes", "Reads before replying", "Cites"]


def test_draws_are_written_with_how_many_questions_match(desk, drawing):
    address = f"/studio/{drawing.id}/edit/modules/first/activities/quiz.check"
    page = pages.opened(desk, address)
    assert "4 questions of the bank match." in page.words and "4 are to be drawn" not in page.words

    page = fill(desk, address, **{"draws-0-count": "5", "draws-2-count": "1", "draws-2-triage": ["praise", "rumour"]})
    document = drafts.document_of(drawing)["modules"][0]["activities"][0]

    assert document["draws"][2] == {"count": 1, "triage": ["praise", "rumour"]}
    assert "12 questions of the bank match." in page.words and "5 are to be drawn." in page.words
    assert "5 questions are drawn, and the bank has 4 that match" in page.words


def test_what_is_saved_tells_a_script_how_many_match_now(desk, drawing):
    address = f"/studio/{drawing.id}/edit/modules/first/activities/quiz.check"
    data = pages.opened(desk, address).form(address).filled(**{"draws-1-objectives": ["mandate/knows"]})

    answer = desk.post(address, data=data, headers={"Accept": "application/json"})

    assert "2 questions of the bank match." in answer.json["shown"]["matching"]


def test_a_draw_that_is_not_sound_yet_counts_nothing():
    bank = Bank.model_validate(
        {
            "title": "T",
            "summary": "S",
            "competencies": [{"slug": "a", "title": "A", "knows": "k", "does": "d", "judges": "j"}],
        }
    )

    assert draws.matching({"draws": [{"objectives": ["?"]}, {}], "questions": []}, bank) == [(None, None), (None, 0)]


def test_where_a_course_has_no_bank_nothing_of_one_is_asked(desk, draft):
    for place in ("quiz.check", "lesson.read-me"):
        page = pages.opened(desk, f"/studio/{draft.id}/edit/modules/first/activities/{place}")
        assert "Drawn from the question bank" not in page.words and "Objectives" not in page.words
    question = pages.opened(desk, f"/studio/{draft.id}/edit/modules/first/activities/quiz.check/questions/one")
    assert "Objective" not in question.words


def test_an_activity_says_its_objectives(desk, drawing):
    made = desk.post(
        f"/studio/{drawing.id}/add/modules/first/activities", data={"called": "Read", "kind": "lesson"}
    ).location
    fill(desk, made, body="Words.", objectives=["mandate/knows"], **{"reflection-0-prompt": "What would you do?"})

    lesson = drafts.document_of(drawing)["modules"][0]["activities"][1]
    assert lesson["objectives"] == ["mandate/knows"]
    assert lesson["reflection"] == [{"slug": "what-would-you-do", "prompt": "What would you do?"}]


def test_a_draft_whose_draws_are_not_met_leaves_the_quiz_out_of_what_is_shown(desk, drawing, session):
    course = f"/courses/~{drawing.id}"
    assert len(re.findall("Question [0-9] on|Its own", pages.opened(desk, f"{course}/quiz/check/try").words)) == 4

    address = f"/studio/{drawing.id}/edit/modules/first/activities/quiz.check"
    fill(desk, address, **{"draws-0-count": "5"})

    assert desk.get(f"{course}/quiz/check/try").status_code in (404, 409)
    assert "Try this quiz" not in pages.opened(desk, address).words
