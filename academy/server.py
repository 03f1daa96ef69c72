"""The production server: gunicorn with threads, and the worker beside it."""

import subprocess
import sys
import threading

from gunicorn.app.base import BaseApplication

from academy.logs import log

WORKERS = 2
THREADS = 16


class Server(BaseApplication):
    """Gunicorn as a library; each of its processes makes its own application."""

    def __init__(self, **options):
        self.options = options
        super().__init__()

    def load_config(self):
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        from academy.app import create_app

        return create_app()


class Worker(threading.Thread):
    """Keeps a worker process running until told to stop: one that dies is followed by the next."""

    PAUSE = 2  # seconds, so that one which dies at once is not started without end
    LAST_JOB = 30  # seconds for the job at hand when the server stops

    def __init__(self):
        super().__init__(name="worker", daemon=True)
        self.stopping = threading.Event()
        self.process = None

    def run(self):
        while not self.stopping.is_set():
            self.process = subprocess.Popen([sys.executable, "-m", "academy.cli", "work"])
            status = self.process.wait()
            if not self.stopping.wait(self.PAUSE):
                log.error("worker died", extra={"status": status})

    def stop(self):
        self.stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.LAST_JOB)
        except subprocess.TimeoutExpired:
            self.process.kill()


def serve(host: str, port: int) -> None:
    """Serve until told to stop; the worker starts and stops with the server."""
    worker = Worker()
    Server(
        bind=f"{host}:{port}",
        workers=WORKERS,
        threads=THREADS,
        worker_class="gthread",
        graceful_timeout=20,
        keepalive=5,
        when_ready=lambda arbiter: worker.start(),
        on_exit=lambda arbiter: worker.stop(),
        control_socket_disable=True,
    ).run()
