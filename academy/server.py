"""The production server: gunicorn with threads, and the worker beside it. Live streams need no thread (academy/live)."""

import os
import resource
import socket
import subprocess
import sys

from gunicorn.app.base import BaseApplication

from academy.live.handover import HandingOver
from academy.system import metrics

THREADS = 4  # of each process


class NoPort(OSError):
    """The address cannot be served from."""


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

        return HandingOver(create_app())


def serve(host: str, port: int, processes: int, with_worker: bool = True) -> None:
    """Serve until told to stop; the worker starts and stops with the server. Raises NoPort."""
    _try(host, port)
    _be_reached_at(host, port)
    metrics.begin_anew()
    _let_many_in()
    keeper = None

    def start_worker(arbiter):
        nonlocal keeper
        if with_worker:
            keeper = subprocess.Popen([sys.executable, "-m", "academy.keeper", str(os.getpid())])

    def stop_worker(arbiter):
        if keeper:
            keeper.terminate()
            keeper.wait()

    Server(
        bind=f"{host}:{port}",
        workers=processes,
        threads=THREADS,
        worker_class="academy.live.handover.Worker",
        graceful_timeout=20,
        keepalive=5,
        when_ready=start_worker,
        on_exit=stop_worker,
        child_exit=lambda arbiter, process: metrics.forget(process.pid),
        errorlog=None,  # it has our handler
        control_socket_disable=True,
    ).run()


def _be_reached_at(host: str, port: int) -> None:
    """Nobody has said where people reach this server: where it listens, then, as links have to lead there."""
    if "ACADEMY_BASE_URL" not in os.environ and host in ("127.0.0.1", "localhost"):
        os.environ["ACADEMY_BASE_URL"] = f"http://{host}:{port}"  # for the processes that it starts


def _let_many_in() -> None:
    """Each open page is an open file; what one process may have of them is often less than it is allowed to ask for."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _try(host: str, port: int) -> None:
    """Gunicorn itself would try five times, and say so in its log alone."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise NoPort(f"{host}:{port} cannot be served: {reason}") from None
