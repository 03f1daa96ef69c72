"""A marking sheet that comes back to the page of a source: the batch of what is filled in, or what is wrong with it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.access import current_person
from academy.exports import reading
from academy.queue import batches, sheets
from academy.queue.forms import SheetForm
from academy.queue.models import Batch

MOST_WRONG = 200
UNREADABLE = {
    "format": _l("This is neither a CSV file nor an XLSX workbook."),
    "encoding": _l("The letters of this file cannot be read. Save it as “CSV UTF-8”, or as XLSX."),
    "large": _l("This is too much for one sheet. Send at most %(count)d marked texts at once.", count=batches.MOST),
    "empty": _l("There is nothing in this file."),
    "columns": _l("The columns of this sheet cannot be told apart."),
}


def expect_at(bp: Blueprint, page: str) -> None:
    """At this endpoint of a blueprint a form may be larger than others; that is said before anything reads it."""

    @bp.url_value_preprocessor
    def take_sheets(endpoint, values):
        if endpoint == page:
            request.max_content_length = sheets.LARGEST_FORM


def take_in(
    form: SheetForm, source: str, read: Callable[[bytes], sheets.Read]
) -> tuple[Batch | None, list[sheets.Wrong]]:
    """The batch that a sheet makes; or None and what is wrong in its cells, while the form says what is wrong with the
    whole."""
    if not form.validate_on_submit():
        return None, []
    try:
        found = read(form.sheet.data.read())
    except reading.Unreadable as unreadable:
        form.sheet.errors = [UNREADABLE[unreadable.code]]
    except sheets.Foreign as foreign:
        names = ", ".join(foreign.missing[:5])
        form.sheet.errors = [
            _("This is not a sheet of the kind that is marked here. It lacks: %(columns)s", columns=names)
        ]
    else:
        if found.rows and (not found.wrong or form.partly.data):
            return batches.make(current_person, source, "sheet", found.rows, form.sheet.data.filename or ""), []
        form.sheet.errors = [_say(found)]
        return None, found.wrong
    return None, []


def context(form: SheetForm, wrong: list[sheets.Wrong], problems: Mapping[str, Any]) -> dict[str, Any]:
    """What `send_back` of queue/_sheet.html shows."""
    return {"form": form, "wrong": wrong[:MOST_WRONG], "more": len(wrong) > MOST_WRONG, "problems": problems}


def _say(found: sheets.Read) -> str:
    if found.wrong:
        return _("Some rows cannot be used. They are listed below; nothing is judged yet.")
    return _("No row of this sheet is filled in.")
