"""A Redis of the suite's own, on a free port of this machine, that keeps nothing."""

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

from tests.servers import free_port


@dataclass
class Queue:
    """`url` is what the setting QUEUE says."""

    port: int
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server") or shutil.which("redis-server", path="/usr/sbin:/usr/bin")
        if not program:
            raise RuntimeError("No Redis server here: apt-get install redis-server")
        alone = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/"]
        line = [program, "--port", str(self.port), *alone]
        self.process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _wait_until_it_answers(self, seconds=10):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("Redis does not answer")


@contextmanager
def redis_server():
    queue = Queue(free_port())
    queue.start()
    try:
        yield queue
    finally:
        queue.stop()
