"""An empty file of people to fill in, as CSV, or as a workbook that explains itself."""

import io
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.accounts.models import ServiceGroup
from academy.roll import files

COLUMNS = {  # heading: what stands in it
    "personal_number": _l("As in the academy's own files, with its leading zeros. Whoever has it already is changed, nobody is added twice."),
    "email": _l("They sign in with it. Needed for everybody new."),
    "name": _l("As printed on the certificate. Needed for everybody new."),
    "second_name": _l("The name in Urdu or Bangla script, printed below the first."),
    "role": _l("learner or instructor; learner if it is empty. Administrators are not made by a file."),
    "service": _l("Code or name of a service group, as on the sheet “service groups”."),
    "cohort": _l("Name of a cohort. Learners join it and get its courses; instructors teach it."),
    "language": _l("What they read the academy in: en, ur or bn."),
    "active": _l("yes, or no for somebody who may not sign in any more; yes if it is empty."),
}  # fmt: skip
EMPTY_CELLS = _l("An empty cell changes nothing. Other columns are ignored, in any order. One row is one person.")
CHOICES = {"role": ["learner", "instructor"], "language": ["en", "ur", "bn"], "active": ["yes", "no"]}
ROWS = 2000  # that are formatted
WIDE, NARROW = 30, 16


def made(suffix: str, services: Sequence[ServiceGroup]) -> bytes | None:
    """The template as a CSV or XLSX file; None for other suffixes."""
    if suffix == "csv":
        return files.write(COLUMNS, [])
    return _workbook(services) if suffix == "xlsx" else None


def _workbook(services: Sequence[ServiceGroup]) -> bytes:
    import xlsxwriter  # only when somebody wants a workbook

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        _write_people(book, head, len(services))
        _write_table(
            book, head, "service groups", [(_("Code"), _("Name")), *((each.code, each.name) for each in services)]
        )
        explained = [(heading, str(said)) for heading, said in COLUMNS.items()]
        _write_table(book, head, "how to fill it in", [(_("Column"), str(EMPTY_CELLS)), *explained])
    return out.getvalue()


def _write_people(book, head, services: int) -> None:
    """Every cell is text, so that no spreadsheet takes zeros away."""
    sheet, text = book.add_worksheet("people"), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDE if heading in ("email", "name", "second_name") else NARROW, text)
        sheet.write_string(0, place, heading, head)
        if heading in CHOICES:
            sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": CHOICES[heading]})
    if services:
        place = list(COLUMNS).index("service")
        source = f"='service groups'!$A$2:$A${services + 1}"
        warned = {"validate": "list", "source": source, "error_type": "warning"}  # the name is as good as the code
        sheet.data_validation(1, place, ROWS, place, warned)


def _write_table(book, head, name: str, rows) -> None:
    sheet, wrapped = book.add_worksheet(name), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, wrapped if number else head)
