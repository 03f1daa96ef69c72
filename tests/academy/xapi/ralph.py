"""A learning record store to test against: ralph, a maintained one that validates what it is sent, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import requests

from tests.servers import free_port

KEY, SECRET = "academy", "of the suite"
VERSION = {"X-Experience-API-Version": "1.0.3"}
FILE = "lrs.jsonl"
# Its store in files begins a new file for each request, and refuses if there is one: so it is told to add to the one.
SERVE = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", port=int(sys.argv[1]), log_level="warning")
"""


@dataclass
class Ralph:
    folder: Path
    port: int
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/xAPI"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def statements(self, base: str) -> list[dict]:
        """All that it has kept of the people of the academy at this address, in the order in which it came."""
        file = self.folder / "st" / FILE
        found = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [said for said in found if said["actor"]["account"]["homePage"] == base]

    def start(self) -> None:
        (self.folder / "st").mkdir(parents=True, exist_ok=True)
        known = {
            "username": KEY,
            "hash": bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(4)).decode(),
            "scopes": ["all"],
            "agent": {"mbox": "mailto:academy@example.org"},
        }
        (self.folder / "auth.json").write_text(json.dumps([known]))
        own = {
            "RALPH_APP_DIR": self.folder,
            "RALPH_AUTH_FILE": self.folder / "auth.json",
            "RALPH_RUNSERVER_BACKEND": "fs",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": self.folder / "st",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": FILE,
        }
        line = [sys.executable, "-c", SERVE, str(self.port)]
        environment = os.environ | {name: str(value) for name, value in own.items()}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(line, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self._wait_until_it_answers()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def _wait_until_it_answers(self, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                requests.get(f"http://{self.host}/__heartbeat__", timeout=5)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise RuntimeError(f"ralph does not answer:\n{(self.folder / 'log').read_text()[-4000:]}")


@contextmanager
def running(folder: Path):
    ralph = Ralph(folder, free_port())
    ralph.start()
    try:
        yield ralph
    finally:
        ralph.stop()
