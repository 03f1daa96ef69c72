"""Puts courses into the house."""

from pathlib import Path

from flask import Flask
from flask_babel import lazy_gettext as _l

from academy import certificates, packs, pages, records
from courses import home, pack, progress, terms  # home registers what the start page shows
from courses.views import bp

packs.register(packs.Kind("course", pack.Course, Path(__file__).parent / "packs", pack.check))
pages.offer("instructor", _l("Courses"), "courses.index")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    records.recorded.connect(progress.settle)
    records.provide_terms(terms.of)
    certificates.provide_awards(progress.award)
