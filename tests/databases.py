"""The databases that the suite runs on: SQLite, and a PostgreSQL server of its own that is thrown away after."""

import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

KINDS = {"sqlite": ("sqlite",), "postgresql": ("postgresql",), "both": ("sqlite", "postgresql")}
UNICODE = ("--encoding=UTF8", "--locale=C.UTF-8")
# Nothing in it outlives the run, so nothing has to reach the disk.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
# Tests are rolled back: who counted their rows meanwhile would take the full tables of the next for empty ones, and try
# every row of one with every row of another.
UNCOUNTED = "-c autovacuum=off"


def kinds() -> tuple[str, ...]:
    """Which databases ACADEMY_TEST_DATABASE asks for: sqlite, postgresql or both."""
    return KINDS[os.environ.get("ACADEMY_TEST_DATABASE", "both")]


@contextmanager
def postgresql_server(more: str = "") -> Iterator[str]:
    """Start a server that only this account and root reach, over a socket in its folder; yield its database URL. `more`
    are further options of it."""
    with server_folder() as folder:
        postgres(folder, "initdb", "--auth=trust", "--username=postgres", "--no-sync", *UNICODE)
        options = f"-c listen_addresses='' -k {folder} {HASTY} {more}"
        postgres(folder, "pg_ctl", "start", "--wait", f"--log={folder}/log", f"--options={options}")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            postgres(folder, "pg_ctl", "stop", "--mode=immediate")


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """Create a database in the server at this URL, yield its URL, drop it after."""
    name = f"test_{uuid.uuid4().hex}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server_folder() -> Iterator[Path]:
    # Not under TMPDIR: the postgres account must reach it, and a socket's path holds 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="academy-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def postgres(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on this folder's data; it refuses root, so root has the postgres account run it."""
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    command = [programs() / program, *arguments, f"--pgdata={folder}/data"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **account)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr}")


def programs() -> Path:
    """The folder of the newest PostgreSQL server here: Debian keeps each version in its own, none of them on PATH."""
    found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        raise RuntimeError("No PostgreSQL server here: apt-get install postgresql, or set ACADEMY_TEST_DATABASE=sqlite")
    return max(found, key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))])


def execute(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
