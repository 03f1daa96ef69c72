"""A marking sheet as a workbook: wide cells to read, lists to choose levels from, and a sheet that says how to fill it
in."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence

from scenarios import grading
from scenarios.review import sheets

WIDE = {"post": 45, "reply": 60, "before": 30, "scenario": 22, "doubtful": 24}
HOW_TO = (
    ("A row is", "a graded text; nobody's name is in it"),
    ("Fill in", "the columns with a coloured head; leave the others as they are"),
    ("… level", "0, 1 or 2; empty: as graded"),
    ("… why", "the reason, wherever your level is not the grader's: the learner reads it"),
    ("overall", "0 to 4; empty: as graded"),
    ("answer", "your answer to the learner, where the text was appealed"),
    ("done", "write x to confirm a text as it stands; a row in which you fill in nothing is left alone"),
    ("text, version", "say which text you marked and what you had read: do not change them"),
)


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence], zone=None) -> Iterator[bytes]:
    """The bytes of the workbook."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        _write(file.name, columns, rows)
        while piece := file.read(1 << 16):
            yield piece


def _write(path, columns, rows):
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head, own = ({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"} for _ in range(2))
        heads = {False: book.add_format(head), True: book.add_format(own | {"bg_color": "#FBEED8"})}
        words = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("texts")
        sheet.freeze_panes(1, 2)
        for place, name in enumerate(columns):
            sheet.set_column(place, place, WIDE.get(name, 26 if name.endswith("why") or name == "answer" else 10))
            sheet.write_string(0, place, name, heads[name in sheets.FILLED])
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, words)
        _offer_levels(sheet, columns, max(last, 1))
        _explain(book, heads[False])


def _write_cell(sheet, row, place, value, words):
    if isinstance(value, str) and value:
        sheet.write_string(row, place, value, words)
    elif value is None or value == "":
        sheet.write_blank(row, place, None, words)
    else:
        sheet.write_number(row, place, value, words)


def _offer_levels(sheet, columns, last):
    for name, levels in [(f"{name} level", [0, 1, 2]) for name in grading.CRITERIA] + [("overall", [0, 1, 2, 3, 4])]:
        place = columns.index(name)
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": levels, "ignore_blank": True})


def _explain(book, head):
    sheet = book.add_worksheet("how to fill it in")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for number, (name, words) in enumerate(HOW_TO):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, words)
