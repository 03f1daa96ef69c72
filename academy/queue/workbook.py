"""A marking sheet as a workbook: wide cells to read, lists to choose numbers from, and a sheet that says how to fill it
in."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence

NARROW, MIDDLE = 10, 26


def as_xlsx(layout, rows: Iterable[Sequence]) -> Iterator[bytes]:
    """The bytes of the workbook; `layout` is a sheets.Layout."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        _write(file.name, layout, rows)
        while piece := file.read(1 << 16):
            yield piece


def _write(path, layout, rows):
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head, own = ({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"} for _ in range(2))
        heads = {False: book.add_format(head), True: book.add_format(own | {"bg_color": "#FBEED8"})}
        words = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("texts")
        sheet.freeze_panes(1, 2)
        for place, name in enumerate(layout.columns):
            usual = NARROW if name in layout.choices or name not in layout.filled else MIDDLE
            sheet.set_column(place, place, layout.wide.get(name, usual))
            sheet.write_string(0, place, name, heads[name in layout.filled])
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, words)
        for name, numbers in layout.choices.items():
            place, offered = layout.columns.index(name), {"validate": "list", "source": list(numbers)}
            sheet.data_validation(1, place, max(last, 1), place, offered | {"ignore_blank": True})
        _explain(book, heads[False], layout.how_to)


def _write_cell(sheet, row, place, value, words):
    if isinstance(value, str) and value:
        sheet.write_string(row, place, value, words)
    elif value is None or value == "":
        sheet.write_blank(row, place, None, words)
    else:
        sheet.write_number(row, place, value, words)


def _explain(book, head, how_to):
    sheet = book.add_worksheet("how to fill it in")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, (name, words) in enumerate(how_to):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, words, wrapped)
