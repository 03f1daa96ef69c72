"""The debrief as a PDF, read back by a reader of PDFs."""

import subprocess

import pytest
from pypdf import PdfReader

from scenarios.debrief import sheet
from scenarios.review import comments
from academy.printing.press import PressError
from tests import factories

URDU = "ہمیں افسوس ہے۔ عملہ جمعرات کو نالی صاف کرے گا۔"


@pytest.fixture
def printed(client, run, tmp_path):
    """The PDF of a run with these replies, as a file."""

    def printed(*replies, person=None):
        for reply in replies:
            factories.move(run, reply=reply)
        factories.finish(run)
        answer = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:500]
        assert "filename=debrief-street-1.pdf" in answer.headers["Content-Disposition"]
        file = tmp_path / "debrief.pdf"
        file.write_bytes(answer.data)
        return file

    return printed


def words_of(file):
    return " ".join(subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout.split())


def test_a_reader_finds_the_result_the_replies_and_their_levels(printed, run):
    words = words_of(printed("We are sorry. A crew comes on Thursday."))

    assert "Debrief: A wet street" in words and run.person.name in words
    assert "We are sorry. A crew comes on Thursday." in words
    assert "Because of mandate." in words and "How the score came about" in words


def test_it_is_tagged_titled_and_has_its_pages_numbered(printed):
    file = printed("We are sorry. " * 100, "A crew comes. " * 100)
    reader = PdfReader(file)

    assert len(reader.pages) > 1 and f"2/{len(reader.pages)}" in words_of(file).replace(" / ", "/")
    assert reader.metadata.title == "Debrief: A wet street"
    assert "/StructTreeRoot" in reader.root_object and reader.root_object["/Lang"] == "en"


@pytest.mark.parametrize(
    "reply", [URDU, "আমরা দুঃখিত। বৃহস্পতিবার দল আসবে।", "🕊 <b>&amp;</b> \u202e x", "\x07\x1b", "ب" * 2000, "🕊" * 2000]
)
def test_whatever_was_written_is_printed(printed, reply):
    assert printed(reply).stat().st_size > 5000


def test_the_picture_is_drawn_with_both_gauges(printed, tmp_path):
    subprocess.run(["pdftoppm", "-r", "40", "-l", "1", "-png", printed(), tmp_path / "page"], check=True)
    words = words_of(tmp_path / "debrief.pdf")

    assert "Trust" in words and "Heat" in words


def test_where_nothing_can_be_printed_the_page_says_so(client, run, monkeypatch):
    def fails(**context):
        raise PressError("no Pango")

    monkeypatch.setattr(sheet, "pdf", fails)
    factories.finish(run)
    answer = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief.pdf")

    assert answer.status_code == 500 and "cannot be printed here at the moment" in answer.text


def test_a_long_text_without_a_space_costs_no_more_than_its_length(app):
    """The press tries every place to break; three times the text took nine times as long."""
    with app.test_request_context():
        longest = max(len(part) for part in sheet.breakable("ب" * 6000).split("\u200b"))
        assert longest == 60 and sheet.breakable("A crew comes.") == "A crew comes."


def test_where_many_print_at_once_the_next_is_asked_to_wait(client, run):
    factories.finish(run)
    client.sign_in(run.person)
    for _ in range(sheet.AT_ONCE):
        sheet._room.acquire()
    try:
        answer = client.get(f"/scenarios/runs/{run.id}/debrief.pdf")
    finally:
        for _ in range(sheet.AT_ONCE):
            sheet._room.release()

    assert answer.status_code == 429 and "Try again in a minute" in answer.text
    assert client.get(f"/scenarios/runs/{run.id}/debrief.pdf").status_code == 200


def test_what_instructors_said_at_the_words_stands_below_them(printed, run):
    factories.move(run, reply="We are sorry. A crew comes on Thursday.")
    author, move = factories.instructor(name="Gul Bano"), run.moves[0]
    comments.make(author, move, 0, 13, "For what?")
    comments.make(author, move, 14, 39, "Which street?")
    taken_back = comments.make(author, move, 0, 2, "Who is we?")
    comments.withdraw(author, taken_back)

    words = words_of(printed())

    assert "We are sorry.a A crew comes on Thursday.b" in words
    assert "a “We are sorry.” For what? Gul Bano" in words
    assert "b “A crew comes on Thursday.” Which street? Gul Bano" in words
    assert "Who is we?" not in words


def test_the_words_of_a_comment_are_found_where_places_to_break_were_put(app):
    text = "x" * 60 + "abc" + "y" * 70 + " end"
    spans = [(0, 60, "a"), (60, 63, "b"), (10, 130, "c"), (134, 137, "d")]
    shifted = sheet.spans_in_breakable(text, spans)

    found = [sheet.breakable(text)[start:stop].replace("\u200b", "") for start, stop, _label in shifted]
    assert found == [text[start:stop] for start, stop, _label in spans]
    assert not any(sheet.breakable(text)[start] == "\u200b" for start, _stop, _label in shifted)
