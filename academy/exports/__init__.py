"""Exports: rows in, a file's bytes out, in flat memory; and the formats of the register."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, current_app, stream_with_context

from academy.exports import csv, xlsx
from academy.records.register import COLUMNS, Row


class Format(NamedTuple):
    """`table(columns, rows, zone)` yields the file's bytes."""

    suffix: str
    mimetype: str
    table: Callable[..., Iterator[bytes]]

    def write(self, rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
        return self.table(COLUMNS, map(astuple, rows), zone)


FORMATS = {
    "csv": Format("csv", csv.MIMETYPE, csv.as_csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.as_xlsx),
}


def download(name: str, mimetype: str, pieces: Iterable[bytes]) -> Response:
    """A file as the answer to a request, streamed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(pieces), mimetype=mimetype, headers=headers)


def zone() -> ZoneInfo:
    """Times in files are those of the academy's zone."""
    return ZoneInfo(current_app.config["TIMEZONE"])
