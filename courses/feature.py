"""Puts courses into the house."""

from pathlib import Path

from flask import Flask

from academy import packs, records
from courses import home, pack, progress, terms  # home registers what the start page shows
from courses.views import bp

packs.register(packs.Kind("course", pack.Course, Path(__file__).parent / "packs", pack.check))


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    records.recorded.connect(progress.settle)
    records.provide_terms(terms.of)
