"""Exports: rows in, a file's bytes out, in flat memory; and the formats of the register."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, current_app, stream_with_context
from flask_babel import lazy_gettext as _l

from academy.exports import csv, jsonl, lines, moodle, oneroster, xlsx
from academy.records.register import Rows
from academy.xapi import files as xapi


class Format(NamedTuple):
    """A file of the register: its `label` on buttons, the beginning of its name, and `write(rows, zone)`, which yields
    its bytes."""

    suffix: str
    mimetype: str
    label: Any
    stem: str
    write: Callable[[Rows, ZoneInfo], Iterator[bytes]]

    def file_name(self, day: date) -> str:
        return f"{self.stem}-{day:%Y-%m-%d}.{self.suffix}"


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": Format("csv", csv.MIMETYPE, "CSV", "completions", lines.as_csv),
    "xlsx": Format("xlsx", SHEET, "XLSX", "completions", xlsx.as_xlsx),
    "jsonl": Format("jsonl", jsonl.MIMETYPE, _l("JSON lines"), "completions", jsonl.lines),
    "oneroster": Format("zip", oneroster.MIMETYPE, "OneRoster", "oneroster", oneroster.package),
    "moodle-grades": Format("csv", csv.MIMETYPE, _l("grades for Moodle"), "grades", moodle.grades),
    "moodle-completion": Format("csv", csv.MIMETYPE, _l("completion as in Moodle"), "completion", moodle.completions),
    "xapi": Format("jsonl", xapi.MIMETYPE, _l("xAPI statements"), "statements", xapi.lines),
}


def download(name: str, mimetype: str, pieces: Iterable[bytes]) -> Response:
    """A file as the answer to a request, streamed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(pieces), mimetype=mimetype, headers=headers)


def zone() -> ZoneInfo:
    """Times in files are those of the academy's zone."""
    return ZoneInfo(current_app.config["TIMEZONE"])
