"""Structured logs: one JSON object a line, each with the id of the request it belongs to."""

import logging
import re
import time
import uuid

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger("academy")


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"asctime": "at", "levelname": "level"})
    )
    handler.addFilter(_add_request)
    for name in ("academy", "gunicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], app.testing
        logger.setLevel(app.config["LOG_LEVEL"])
    app.before_request(_start)
    app.after_request(_finish)


def _add_request(record: logging.LogRecord) -> bool:
    if has_request_context():
        record.request_id = g.get("request_id")
    return True


def _start():
    offered = request.headers.get("X-Request-ID", "")
    g.request_id = offered if REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    log.log(
        logging.DEBUG if request.endpoint in ("static", "assets.packaged") else logging.INFO,
        "request",
        extra={
            "method": request.method,
            "endpoint": request.endpoint,  # never the path: links to reset a password are secret
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
            "person": g.get("person_id"),
        },
    )
    return response
