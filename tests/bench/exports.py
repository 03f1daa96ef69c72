"""Exports: how fast the whole register becomes a file of each format, and in how much memory, on each database."""

import multiprocessing
import re
import time
from pathlib import Path

import sqlalchemy as sa

from academy import exports
from academy.app import create_app
from academy.db import begin_reading, db
from academy.records import register
from tests import databases
from tests.bench.load import instance
from tests.bench.register import fill

SLOW = {"xlsx": 100_000, "oneroster": 100_000}  # rows that are enough to measure a format by
FORMATS = ("csv", "jsonl", "xlsx", "oneroster")
TRIES = 2  # the better one counts: the other shows how busy the machine is


def main(rows: int) -> None:
    for kind in databases.kinds():
        for count in sorted({rows, *SLOW.values()}, reverse=True):
            with instance(kind) as (url, environment):
                settings = {"DATABASE": url, "INSTANCE": environment["ACADEMY_INSTANCE"], "LOG_LEVEL": "WARNING"}
                app = create_app(**settings)
                with app.app_context():
                    fill(count)
                    db.session.remove()
                    db.engine.dispose()
                report(kind, count, [name for name in FORMATS if SLOW.get(name, rows) == count], settings)


def report(kind: str, count: int, formats: list[str], settings: dict) -> None:
    print(f"\n{kind}, {count:,} rows of {len(register.NAMES)} columns", flush=True)
    print(
        f"{'':12}{'rows/s':>12}{'MB/s':>8}{'MB':>8}{'first byte s':>14}{'own CPU s':>11}{'peak RSS MB':>13}{'of these before':>17}"
    )
    for name in formats:
        tries = [measured(name, settings) for _ in range(TRIES)]
        seconds, size, first, own, before, peak = min(tries)
        print(
            f"{name:12}{count / seconds:12,.0f}{size / seconds / 1e6:8.1f}{size / 1e6:8.1f}{first:14.2f}"
            f"{own:11.1f}{peak:13.0f}{before:17.0f}",
            flush=True,
        )


def measured(name: str, settings: dict) -> tuple[float, ...]:
    """In a process of its own: seconds, bytes, seconds to the first byte, seconds of its own processor
    time (with SQLite all of it, with PostgreSQL the lesser part), MB of memory before and at most."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_export, args=(name, settings, theirs))
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    return found


def _export(name: str, settings: dict, told) -> None:
    app = create_app(**settings)
    with app.app_context():
        begin_reading()
        db.session.scalar(sa.text("SELECT 1"))
        db.session.rollback()
        worked = time.process_time()
        before, began, size, first = _memory("VmRSS"), time.perf_counter(), 0, None
        for piece in exports.FORMATS[name].write(register.rows(), exports.zone()):
            first = first or time.perf_counter() - began
            size += len(piece)
        told.send((time.perf_counter() - began, size, first, time.process_time() - worked, before, _memory("VmHWM")))


def _memory(which: str) -> float:
    return int(re.search(rf"{which}:\s+(\d+)", Path("/proc/self/status").read_text()).group(1)) / 1024
