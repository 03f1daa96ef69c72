"""Backups: how long a whole academy takes into a file and back, how large the file is, and in how much memory."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from academy.app import create_app
from academy.db import begin_writing, db
from scenarios.grading import CRITERIA
from tests import databases
from tests.bench.load import instance
from tests.bench.register import COURSES, fill
from tests.servers import ROOT

MOVES = 8  # of a run
AT_ONCE = 5000
DOCUMENT = 40_000  # bytes of a certificate
REPLY = "We are sorry that the drain in street %s is still blocked. A crew of the committee comes on Thursday between 9 and 11."


def main(people: int) -> None:
    """So many learners in ten courses, with a run of eight graded moves in each course that they began, and certificates."""
    for kind in databases.kinds():
        with instance(kind) as (url, environment), tempfile.TemporaryDirectory() as folder:
            app = create_app(DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING")
            with app.app_context():
                fill(people * COURSES)
                play()
                db.session.remove()
                db.engine.dispose()
            report(kind, Path(folder) / "academy.backup", environment)


def play() -> None:
    """The runs, and the documents of certificates, whose bytes are as hard to compress as those of a PDF."""
    begin_writing()
    connection, metadata = db.session.connection(), sa.MetaData()
    metadata.reflect(connection, only=["run", "move", "grade", "result"])
    begun = connection.execute(
        sa.text("SELECT id, person_id, edition_id FROM enrolment WHERE edition_id IS NOT NULL")
    ).all()
    at = datetime(2026, 2, 1, 9, 30, tzinfo=UTC if connection.dialect.name == "postgresql" else None)
    for name, make in {"run": _run, "result": _result}.items():
        _insert(connection, metadata.tables[name], (make(*each, at) for each in begun))
    moves = ((number, step) for number in range(1, len(begun) + 1) for step in range(1, MOVES + 1))
    _insert(connection, metadata.tables["move"], (_move(run, step, at) for run, step in moves))
    _insert(connection, metadata.tables["grade"], map(_grade, range(1, len(begun) * MOVES + 1)))
    for (number,) in connection.execute(sa.text("SELECT id FROM certificate")).all():
        values = {"document": os.urandom(DOCUMENT), "digest": "0" * 64, "id": number}
        connection.execute(
            sa.text("UPDATE certificate SET document = :document, document_digest = :digest WHERE id = :id"), values
        )
    db.session.commit()


def _insert(connection, table, rows) -> None:
    waiting = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            connection.execute(sa.insert(table), waiting)
            waiting = []
    if waiting:
        connection.execute(sa.insert(table), waiting)


def _run(enrolment: int, person: int, edition: int, at) -> dict:
    names = "guided", "provisional", "disputed"
    return dict.fromkeys(names, False) | {
        "person_id": person, "enrolment_id": enrolment, "activity": "scenario/street", "attempt": 1, "edition_id": edition,
        "seed": enrolment * 7919, "simulation": "1", "pass_mark": 60, "minute": 300, "open_seconds": 1234.5678,
        "tempo": "usual", "started_at": at, "finished_at": at, "ended": "time", "score": 71.25, "passed": True, "doubts": 1,
        "confidence": 0.8125,
    }  # fmt: skip


def _result(enrolment: int, person: int, edition: int, at) -> dict:
    return {
        "enrolment_id": enrolment, "activity": "scenario/street", "attempt": 1, "revision": 1, "edition_id": edition,
        "score": 71.25, "passed": True, "provisional": False, "evidence": {"run": enrolment}, "recorded_at": at,
    }  # fmt: skip


def _move(run: int, number: int, at) -> dict:
    reply = REPLY % (run * 31 + number)
    return {
        "run_id": run,
        "number": number,
        "minute": number * 9,
        "action": "reply",
        "post": "drain",
        "reply": reply,
        "made_at": at,
    }


def _grade(move: int) -> dict:
    each = {
        "level": 2,
        "confidence": 0.75,
        "reason": "It says what happens next, and when.",
        "rule": None,
        "evidence": [[12, 40 + move % 30]],
    }
    detail = {
        "criteria": {name: each for name in CRITERIA},
        "overall": 3,
        "score": 71.25,
        "found": [],
        "needs_review": False,
    }
    return {"move_id": move, "grader": "words-7", "score": 71.25, "needs_review": False, "detail": detail}


def report(kind: str, file: Path, environment: dict) -> None:
    own = environment | {"ACADEMY_INSTANCE": str(file.parent / "other"), "ACADEMY_DATABASE": ""}
    seconds, peak, said = measured(environment, "backup", str(file))
    print(
        f"\n{kind}: {said.splitlines()[0]}\nbackup: {seconds:.1f} s, {file.stat().st_size / 1e6:,.0f} MB, peak RSS {peak:.0f} MB",
        flush=True,
    )
    seconds, peak, _ = measured(environment, "restore", "--check", str(file))
    print(f"check: {seconds:.1f} s, peak RSS {peak:.0f} MB", flush=True)
    if kind == "sqlite":
        seconds, peak, _ = measured(own, "restore", str(file))
        print(f"restore into SQLite: {seconds:.1f} s, peak RSS {peak:.0f} MB", flush=True)
        return
    url = environment["ACADEMY_DATABASE"]
    with databases.empty_database(url) as other:
        seconds, peak, _ = measured(own | {"ACADEMY_DATABASE": other}, "restore", str(file))
        print(f"restore into PostgreSQL: {seconds:.1f} s, peak RSS {peak:.0f} MB", flush=True)


def measured(environment: dict, *words: str) -> tuple[float, float, str]:
    """Seconds, MB of memory at most, and what was said."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "academy.cli", *words], cwd=ROOT, env=environment, stdout=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    assert process.returncode == 0, said
    return time.perf_counter() - began, usage.ru_maxrss / 1024, said
