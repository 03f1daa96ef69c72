"""Marking sheets: out without names, back with judgements; nothing counts before it was looked at."""

import io
import zipfile

import openpyxl
import pytest

from academy.exports import reading
from academy.queue import sheets as any_sheets
from scenarios.models import Review
from scenarios.review import appeals, sheets
from tests import factories, pages
from tests.spreadsheets import as_csv, as_xlsx, downloaded, keep, opened_and_saved
from tests.spreadsheets import send as send_to

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
DOUBTFUL = {"level": 2, "doubtful": SERVICE}


@pytest.fixture
def desk(client, session):
    return client.sign_in(factories.instructor(name="Gul Bano"))


@pytest.fixture
def run(played):
    return played("Ada Karim", **DOUBTFUL)


def lines(desk, suffix="csv"):
    return downloaded(desk, f"/review/sheets.{suffix}")


def send(desk, data, name="marks.csv", **more):
    return send_to(desk, "/review/sheets", data, name, **more)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_holds_what_a_marker_needs_and_no_name(desk, run, suffix):
    row = lines(desk, suffix)[0]

    assert list(row) == list(sheets.COLUMNS)
    assert row["post"].startswith("The drain is blocked") and row["reply"].startswith("We are sorry.")
    assert str(row["clarity graded"]) == "2" and not row["clarity level"] and "Is clear" in row["doubtful"]
    assert not any("Ada" in str(cell) for cell in row.values())


def test_the_same_learner_has_the_same_number_and_another_one_another(desk, played, course):
    learner = factories.learner()
    enrolment = factories.started(learner, "practice")
    for _ in range(2):
        again = factories.run(enrolment=enrolment)
        factories.move(again, **DOUBTFUL)
        factories.finish(again)
    played("Ben", **DOUBTFUL)

    numbers = [line["learner"] for line in lines(desk)]

    assert sorted(map(numbers.count, set(numbers))) == [1, 2]


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (as_csv, "a.csv"),
        (lambda rows: as_csv(rows, ";"), "a.csv"),
        (lambda rows: as_csv(rows, "\t", "utf-16"), "a.csv"),
        (as_xlsx, "a.xlsx"),
    ],
)
def test_a_filled_sheet_is_looked_at_and_then_kept(desk, run, session, write, name):
    rows = lines(desk)
    rows[0] |= {"clarity level": 1, "clarity why": "Which Thursday?", "overall": 3}

    sent = send(desk, write(rows), name)
    page = pages.opened(desk, sent.location)

    assert "Is clear: 2 1 Which Thursday?" in page.words and "The reply as a whole: 4 3" in page.words
    assert session.query(Review).count() == 0
    keep(desk, sent.location)
    review = session.query(Review).one()
    assert (review.levels["clarity"], review.levels["mandate"], review.reasons, review.overall) == (
        1,
        2,
        {"clarity": "Which Thursday?"},
        3,
    )
    assert not run.provisional


def test_a_row_with_done_confirms_and_an_untouched_row_is_left_alone(desk, run, played, session):
    other = played("Ben", **DOUBTFUL)
    rows = lines(desk)
    next(row for row in rows if row["text"] == str(run.moves[0].grade.id))["done"] = "x"

    keep(desk, send(desk, as_csv(rows)).location)

    assert session.query(Review).one().grade == run.moves[0].grade and other.provisional


def test_what_is_wrong_is_named_by_line_and_column_and_nothing_is_kept(desk, run, played, session):
    for name in ("Ben", "Cem"):
        played(name, **DOUBTFUL)
    rows = lines(desk)
    rows[0] |= {"clarity level": "7", "mandate level": "0", "overall": "5"}
    rows[1] |= {"done": "x", "text": "999999"}
    rows[2] |= {"done": "x"}

    answer = send(desk, as_csv(rows + [rows[2]]))

    page = pages.read(answer)
    assert answer.status_code == 400
    for wrong in (
        "2 Columnclarity levelWhat to doA level is 0, 1 or 2.",
        "2 Columnmandate whyWhat to doSay why this level is different.",
        "2 ColumnoverallWhat to doThe reply as a whole is 0 to 4.",
        "3 ColumntextWhat to doThere is no such text for you to review.",
        "5 ColumntextWhat to doThis text is in the sheet twice.",
    ):
        assert wrong in page.words
    assert session.query(Review).count() == 0

    partly = send(desk, as_csv(rows), partly="y")
    assert "Texts1" in pages.opened(desk, partly.location).words


def test_a_row_whose_text_was_judged_since_is_refused(desk, run, session):
    rows = lines(desk)
    rows[0] |= {"clarity level": "0", "clarity why": "No."}
    factories.review(run, clarity=1)

    sent = send(desk, as_csv(rows))
    page = pages.opened(desk, sent.location)
    keep(desk, sent.location)

    assert "Somebody has judged it, or it was graded again, since you read it." in page.words
    assert session.query(Review).one().levels["clarity"] == 1


def test_an_appeal_is_answered_in_the_sheet(desk, run, session):
    appeal = appeals.make(run.moves[0].grade, "The crew is named.")
    rows = lines(desk)
    rows[0] |= {"done": "x", "answer": "It is,\nand it counts."}

    keep(desk, send(desk, as_xlsx(rows), "a.xlsx").location)

    assert appeal.answer == "It is,\nand it counts."


def test_what_looks_like_a_formula_goes_out_and_comes_back_as_text(desk, played, session):
    played("Ada", reply="=HYPERLINK(1)", **DOUBTFUL)
    rows = lines(desk)
    assert rows[0]["reply"] == "'=HYPERLINK(1)"
    rows[0] |= {"clarity level": "1", "clarity why": "'=no sum"}

    keep(desk, send(desk, as_csv(rows)).location)

    assert session.query(Review).one().reasons == {"clarity": "=no sum"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There is nothing in this file."),
        (b"name,level\nx,1\n", "This is not a sheet of the kind that is marked here. It lacks: text, version"),
        (b"PK\x03\x04 broken", "neither a CSV file nor an XLSX workbook"),
        ("text,version\nä".encode("latin-1"), "The letters of this file cannot be read."),
        (b"text,text\n1,2\n", "cannot be told apart"),
        (b"text\n" + b"1\n" * (reading.MOST_ROWS + 1), "too much for one sheet"),
    ],
)
def test_what_is_no_sheet_of_ours_is_said_to_be_none(desk, data, said):
    answer = send(desk, data)

    assert answer.status_code == 400 and said in pages.read(answer).words


def test_a_workbook_that_unpacks_to_more_than_it_should_is_not_opened(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1000)

    with pytest.raises(reading.Unreadable, match="large"):
        reading.read(as_xlsx([{"text": "1"}]))


ROW = b"<row>%s</row>"
BEGIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData>"


def repacked(sheet=None, packing=zipfile.ZIP_DEFLATED, more=()):
    """A workbook whose first sheet is the XML `sheet`, with `more` parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx([{"text": "1"}]))) as source, zipfile.ZipFile(out, "w", packing) as made:
        for name in source.namelist():
            own = sheet if name == "xl/worksheets/sheet1.xml" else None
            made.writestr(name, source.read(name) if own is None else own)
        for name, content in more:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (BEGIN + ROW % (b"<c/>" * 3_000_000) + END + b"</worksheet>", "large"),
        (BEGIN.replace(b"xmlns", b"xmlns:x") + ROW % (b"<x:c/>" * 600_000) + END, "large"),
        ((BEGIN + ROW % (b"<c/>" * 600_000)).decode().encode("utf-16"), "large"),
        (BEGIN + b"<row/>" * 100_000 + END + b"</worksheet>", "large"),
        (BEGIN + b"<x/>" * 3_000_000 + END + b"</worksheet>", "large"),
        (BEGIN + b"<row>" * 31, "format"),
        (b'<!DOCTYPE x [<!ENTITY y "z">]>' + BEGIN + END + b"</worksheet>", "format"),
        (BEGIN + b"<row><c", "format"),
    ],
    ids=["cells", "cells by another name", "cells in other letters", "rows", "elements", "depth", "entities", "broken"],
)
def test_a_few_kilobytes_that_unpack_to_millions_of_cells_are_never_read(sheet, code, monkeypatch):
    if code == "large":
        monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was read"))

    with pytest.raises(reading.Unreadable, match=code):
        reading.read(repacked(sheet))


def test_a_part_of_any_name_is_counted_and_a_picture_is_let_be():
    picture, hidden = ("xl/media/a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))), b"<w>" + b"<c/>" * 600_000 + b"</w>"

    assert reading.read(repacked(more=[picture])) == (["text"], [(2, {"text": "1"})])
    with pytest.raises(reading.Unreadable, match="large"):
        reading.read(repacked(more=[("xl/media/b.png", hidden)]))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_that_is_packed_as_none_is_is_not_opened(packing):
    with pytest.raises(reading.Unreadable, match="format"):
        reading.read(repacked(packing=packing))


def test_the_texts_of_nobody_else_are_in_the_sheet(client, run, session):
    run.person.role = "instructor"
    session.flush()
    client.sign_in(run.person)

    assert lines(client) == []
    rows = [dict.fromkeys(sheets.COLUMNS, "") | {"text": str(run.moves[0].grade.id), "version": "0.0", "done": "x"}]
    assert send(client, as_csv(rows)).status_code == 400


def test_a_sheet_that_a_spreadsheet_has_saved_still_knows_what_was_read(desk, run, session):
    """It takes 0.0 for a number and writes 0."""
    rows = opened_and_saved(lines(desk))
    rows[0]["done"] = "x"

    keep(desk, send(desk, as_csv(rows)).location)

    assert session.query(Review).one().grade == run.moves[0].grade


def test_of_two_people_who_send_the_same_sheet_the_second_is_told(client, run, session):
    first, second = factories.instructor(), factories.instructor()
    rows = lines(client.sign_in(first))
    strict = [row | {"clarity level": "0", "clarity why": "No."} for row in rows]
    mild = [row | {"clarity level": "1", "clarity why": "A little."} for row in rows]
    addresses = {}
    for person, own in ((first, strict), (second, mild)):
        addresses[person] = send(client.sign_in(person), as_csv(own)).location

    keep(client.sign_in(first), addresses[first])
    keep(client.sign_in(second), addresses[second])

    page = pages.opened(client, addresses[second])
    assert "0 texts are judged." in page.words and "Somebody has judged it" in page.words
    assert [(review.reviewer, review.levels["clarity"]) for review in session.query(Review)] == [(first, 0)]


@pytest.mark.parametrize("version", ["", "0", "9.9", "v0.1", "=1+1", "x" * 500])
def test_a_version_that_nobody_has_read_judges_nothing(desk, run, session, version):
    rows = [row | {"done": "x", "version": version} for row in lines(desk)]

    keep(desk, send(desk, as_csv(rows)).location)

    assert session.query(Review).count() == 0


@pytest.mark.parametrize("text", ["-1", "1.0", "٣", "1e3", "99999999999999999999", "=A1"])
def test_a_number_of_no_text_is_none(desk, run, text):
    rows = [row | {"done": "x", "text": text} for row in lines(desk)]

    assert "There is no such text for you to review." in pages.read(send(desk, as_csv(rows))).words


def test_as_much_goes_out_as_can_come_back(desk, played, session, monkeypatch):
    monkeypatch.setattr(any_sheets, "LARGEST", 3000)
    for number in range(4):
        played(f"Learner {number}", reply="ہمیں افسوس ہے۔ " * 40, **DOUBTFUL)

    rows = lines(desk)

    assert 0 < len(rows) < 4
    assert send(desk, as_csv([row | {"done": "x"} for row in rows])).status_code == 302


def test_a_sheet_larger_than_other_forms_comes_back(desk, run, app):
    rows = [row | {"done": "x", "before": "x" * 32_000} for row in lines(desk)]
    filling = [dict.fromkeys(rows[0], "") | {"before": "x" * 32_000} for _ in range(80)]

    data = as_csv(rows + filling)

    assert len(data) > app.config["MAX_CONTENT_LENGTH"]
    assert send(desk, data).status_code == 302
    assert send(desk, b"x" * (any_sheets.LARGEST_FORM + 1)).status_code == 413


@pytest.mark.parametrize("data", [b"text," * 1_500_000, b"text\n" + b"1," * 3_000_000, b"text\n" + b"\n" * 6_000_000])
def test_a_table_of_millions_of_empty_cells_is_not_taken_apart(data):
    with pytest.raises(reading.Unreadable, match="large"):
        reading.read(data)


def test_a_sheet_takes_as_many_statements_for_many_runs_as_for_few(desk, played, counted):
    def asked():
        with counted() as statements:
            lines(desk)
        return len(statements)

    played("Ada", **DOUBTFUL), played("Ben", **DOUBTFUL)
    lines(desk)
    of_two = asked()
    for name in ("Cem", "Dua", "Eda", "Fay"):
        played(name, **DOUBTFUL)

    assert asked() <= of_two + 1  # memory may have let go of something meanwhile
