"""Figures for monitoring, in the format of Prometheus: what was answered and how fast, and what waits.

Nothing in them is about a person: labels are endpoints, states and kinds.
"""

import os
import time
from pathlib import Path

from flask import Flask, Response, g, request

from academy.db import db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the processes of one server put their counts: the library asks for it by this name


def init_app(app: Flask) -> None:
    """Without a token there is nobody to count for."""
    if app.config["METRICS_TOKEN"]:
        folder = Path(os.environ.setdefault(FOLDER, str(app.config["INSTANCE_PATH"] / "metrics")))
        folder.mkdir(exist_ok=True)
        app.after_request(_count)


def begin_anew() -> None:
    """A server that starts counts from nought: what processes of the last one counted is gone."""
    if folder := os.environ.get(FOLDER):
        for file in Path(folder).glob("*.db"):
            file.unlink(missing_ok=True)


def forget(process: int) -> None:
    """One that ended has no connections any more; what it counted stays."""
    if FOLDER in os.environ:
        from prometheus_client import multiprocess  # which decides by the folder, when it is loaded, how it counts

        multiprocess.mark_process_dead(process)


def _count(response: Response) -> Response:
    from academy.system import meters  # likewise

    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"  # anybody can make words up, each a row for ever
    meters.REQUESTS.labels(endpoint, method, response.status_code).inc()
    meters.SECONDS.labels(endpoint).observe(time.perf_counter() - g.started)
    meters.CONNECTIONS.set(db.engine.pool.checkedout())
    return response
