"""What stands beside lessons: objectives, handouts to print, the glossary."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from academy import editions, packs
from courses import glossary, handouts
from courses.pack import Term
from tests import factories
from tests.courses.reading import COURSE, open_second, published
from tests.shipped import COURSES, READ

A4 = (595, 842)  # points


@pytest.fixture
def enrolment(request_context):
    published()
    return factories.enrolment(course="reading")


@pytest.fixture
def page(client, enrolment):
    return client.sign_in(enrolment.person)


# Objectives


def test_a_lesson_says_first_what_it_is_for(page):
    shown = page.get("/courses/reading/lesson/look-back").text

    assert "After this lesson, an official" in shown
    assert "Knows:" in shown and "Which." in shown and "Judges:" in shown and "Whether." in shown
    assert shown.index("Which.") < shown.index("Words.")


def test_a_lesson_without_objectives_says_nothing_of_them(learner):
    assert "After this lesson" not in learner.get("/courses/small/lesson/read-me").text


# Handouts


def test_a_handout_is_a_page_to_read_with_its_pictures(page):
    shown = page.get("/courses/reading/handout/first")

    assert "<strong>fixed</strong>" in shown.text
    assert 'src="/courses/reading/files/images/picture.png"' in shown.text
    assert 'href="/courses/reading/handout/first.pdf"' in shown.text


def test_a_handout_is_a_pdf_of_one_page(app, page):
    answer = page.get("/courses/reading/handout/first.pdf")
    document = PdfReader(BytesIO(answer.data))

    assert answer.mimetype == "application/pdf"
    assert len(document.pages) == 1
    assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == list(A4)
    assert "Received, assigned, fixed" in document.pages[0].extract_text()
    assert [image.name for image in document.pages[0].images]
    assert links(document) == [f"{app.config['BASE_URL']}/rules/land/neutrality"]


def links(document):
    return [note.get_object()["/A"]["/URI"] for note in document.pages[0].get("/Annots", ())]


def test_it_is_printed_once_in_a_process(enrolment, monkeypatch):
    edition = editions.published("course", "reading")
    module = editions.content(edition).modules[0]
    first = handouts.pdf(edition, module)
    monkeypatch.setattr(handouts, "_press", None)

    assert handouts.pdf(edition, module) is first


def test_when_many_are_printed_at_once_whoever_comes_late_is_told(page, monkeypatch):
    monkeypatch.setattr(handouts, "pdf", raising(handouts.Busy))
    answer = page.get("/courses/reading/handout/first.pdf")

    assert answer.status_code == 429
    assert "Try again in a minute." in answer.text


def test_where_nothing_can_be_printed_the_page_is_still_there(page, monkeypatch):
    monkeypatch.setattr(handouts, "pdf", raising(handouts.pictures.NoPicture("broken")))
    answer = page.get("/courses/reading/handout/first.pdf")

    assert answer.status_code == 500
    assert "Print the page itself" in answer.text and 'href="/courses/reading/handout/first"' in answer.text


def raising(error):
    def pdf(edition, module):
        raise error

    return pdf


def test_a_damaged_picture_stops_the_press_and_not_the_page(client, session):
    factories.rules(), factories.bank()
    factories.edition("damaged", COURSE, **{"images/picture__png": b"\x89PNG\r\n\x1a\n nothing"})
    client.sign_in(factories.instructor())

    assert client.get("/courses/damaged/handout/first").status_code == 200
    assert client.get("/courses/damaged/handout/first.pdf").status_code == 500


def test_a_handout_is_linked_from_its_module_and_its_lessons(page):
    for address in ("/courses/reading", "/courses/reading/lesson/look-back"):
        assert 'href="/courses/reading/handout/first"' in page.get(address).text


@pytest.mark.parametrize("end", ["", ".pdf"])
def test_a_handout_opens_with_its_module(page, enrolment, end):
    before = page.get(f"/courses/reading/handout/second{end}")
    open_second(enrolment)

    assert before.status_code == 403 and "Finish first: First things" in before.text
    assert page.get(f"/courses/reading/handout/second{end}").status_code == 200


@pytest.mark.parametrize("slug", ["none", "check"])
def test_there_is_no_handout_where_the_author_wrote_none(page, slug):
    assert page.get(f"/courses/reading/handout/{slug}").status_code == 404


@pytest.mark.parametrize("address", ["handout/first", "handout/first.pdf", "glossary", "competencies"])
def test_they_are_for_who_takes_the_course(client, session, address):
    published()

    assert client.get(f"/courses/reading/{address}").status_code == 302
    assert client.sign_in(factories.learner()).get(f"/courses/reading/{address}").status_code == 404
    assert client.sign_in(factories.instructor()).get(f"/courses/reading/{address}").status_code == 200


def test_a_handout_in_urdu_is_written_from_right_to_left(client, session):
    published(**{"hours: 1": "hours: 1\n    language: ur", "The second page.": "دوسرا صفحہ۔"})
    client.sign_in(factories.instructor())

    assert '<article class="handout" dir="rtl" lang="ur">' in client.get("/courses/reading/handout/second").text
    document = PdfReader(BytesIO(client.get("/courses/reading/handout/second.pdf").data))
    assert len(document.pages) == 1


@pytest.mark.parametrize("course", COURSES)
def test_every_shipped_handout_fits_one_page(app, session, course):
    """Whoever prints it for a class hands out one sheet."""
    wanted = next(pack for pack in READ if (pack.kind, pack.slug) == ("course", course))
    for pack in READ:
        if pack.kind in ("rules", "bank"):
            editions.take_in(pack)
    edition = editions.take_in(wanted)

    with app.test_request_context():
        pages = {
            module.slug: len(PdfReader(BytesIO(handouts.pdf(edition, module))).pages)
            for module in wanted.content.modules
            if module.handout
        }

    assert not [slug for slug, count in pages.items() if count != 1], "shorten these handouts"


# The glossary


def test_the_glossary_stands_in_the_order_of_the_alphabet_with_addresses(page):
    shown = page.get("/courses/reading/glossary").text

    places = [shown.index(f'id="{anchor}"') for anchor in ("term-charter", "term-sub-judice", "term-zila")]
    assert places == sorted(places)
    assert "What a page promises." in shown


def test_the_glossary_is_linked_from_the_course_and_its_lessons(page):
    for address in ("/courses/reading", "/courses/reading/lesson/look-back"):
        assert 'href="/courses/reading/glossary"' in page.get(address).text


def test_a_course_without_these_offers_none(learner):
    shown = learner.get("/courses/small").text

    for part in ("glossary", "competencies", "reflections", "handout/first"):
        assert f"/courses/small/{part}" not in shown
        assert learner.get(f"/courses/small/{part}").status_code in (200, 404)
    assert learner.get("/courses/small/glossary").status_code == 404


@pytest.mark.parametrize(
    "term, anchor", [("Sub judice", "term-sub-judice"), ("RTI/2017", "term-rti-2017"), ("چارٹر", "term-چارٹر")]
)
def test_addresses_of_terms_are_their_letters(term, anchor):
    assert glossary.anchor(term) == anchor


def test_terms_of_the_same_letters_have_addresses_of_their_own():
    course = Terms(("C", "one"), ("C++", "two"))

    assert [entry.anchor for entry in glossary.of(course)] == ["term-c", "term-c-"]


class Terms:
    """All of a course that its glossary looks at."""

    def __init__(self, *pairs):
        self.glossary = tuple(Term(term=term, meaning=meaning) for term, meaning in pairs)


def test_no_term_is_explained_twice(session):
    with pytest.raises(packs.PackError, match="the term .* is used twice"):
        published(**{"term: Zila": "term: charter"})


def test_no_question_to_oneself_has_the_name_of_another(session):
    with pytest.raises(packs.PackError, match="'yesterday' is used twice"):
        published(**{"slug: tomorrow": "slug: yesterday"})


def test_pictures_of_handouts_are_files_of_the_pack(session):
    with pytest.raises(packs.PackError, match="there is no image images/none.png"):
        published(**{"images/picture.png)": "images/none.png)"})
