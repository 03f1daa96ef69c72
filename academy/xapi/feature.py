"""Puts record stores, and platforms that import courses, into the house."""

from flask import Flask

from academy import records
from academy.certificates import telling  # noqa: F401  it tells of certificates
from academy.xapi import outbox, sending  # noqa: F401  it does jobs
from academy.xapi.cmi5 import launches
from academy.xapi.cmi5.views import bp as cmi5_bp
from academy.xapi.views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(cmi5_bp)
    launches.init_app(app)
    records.recorded.connect(outbox.follow)
    records.recorded.connect(launches.follow)
