"""A real academy in processes of its own, as people run it: set up by `academy demo`, served by `academy run`."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSWORD = "of-the-demo-accounts"


@dataclass
class Server:
    """`database_url` may be looked into from the test; `password` opens all demo accounts; `log` is a file."""

    url: str
    instance: Path
    database_url: str
    log: Path
    password: str = PASSWORD
    settings: dict[str, str] = field(default_factory=dict)
    program: str = "academy.cli"
    process: subprocess.Popen | None = None

    def command(self, *words: str) -> str:
        """Do what an administrator would type; the answer of the command."""
        line = [sys.executable, "-m", "academy.cli", *words]
        done = subprocess.run(line, cwd=ROOT, env=self._environment(), capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        line = [sys.executable, "-m", self.program, "run", "--port", self.url.rpartition(":")[2]]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                line, cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def kill(self) -> None:
        """Like a power cut: no process of it gets to do another thing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _environment(self):
        own = {"DATABASE": self.database_url, "INSTANCE": str(self.instance), "BASE_URL": self.url, **self.settings}
        return os.environ | {f"ACADEMY_{name}": value for name, value in own.items()}

    def _wait_until_it_answers(self, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz"):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise RuntimeError(f"the server does not answer:\n{self.log.read_text()[-4000:]}")


@contextmanager
def running(folder: Path, database_url: str = "", **settings: str) -> Iterator[Server]:
    """A server with the demo's people and the shipped packs, stopped at the end."""
    server = _set_up(folder, database_url, settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _set_up(folder: Path, database_url: str, settings: dict[str, str]) -> Server:
    """The demo takes many seconds and keeps all it made in its instance folder: where that holds its database, too, it is
    a copy."""
    instance = folder / "instance"
    if database_url:
        instance.mkdir(parents=True)
        server = _server(folder, database_url, settings)
        server.command("demo", "--password", PASSWORD)
        return server
    shutil.copytree(_demo(), instance)
    return _server(folder, _database_in(instance), settings)


@cache
def _demo() -> Path:
    """The instance folder of a demo as `academy demo` leaves it, made once in a process of the suite."""
    folder = Path(tempfile.mkdtemp(prefix="academy-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    instance = folder / "instance"
    instance.mkdir()
    _server(folder, _database_in(instance), {}).command("demo", "--password", PASSWORD)
    return instance


def _server(folder: Path, database_url: str, settings: dict[str, str]) -> Server:
    address = f"http://127.0.0.1:{free_port()}"
    return Server(address, folder / "instance", database_url, folder / "server.log", settings=settings)


def _database_in(instance: Path) -> str:
    return f"sqlite:///{instance / 'academy.sqlite'}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
