"""Puts scenarios into the house."""

from pathlib import Path

from flask import Flask

from academy import packs
from scenarios import pack
from scenarios.review_views import bp as review_bp
from scenarios.views import bp as scenarios_bp

packs.register(packs.Kind("scenario", pack.Scenario, Path(__file__).parent / "packs", pack.check))


def init_app(app: Flask) -> None:
    app.register_blueprint(scenarios_bp)
    app.register_blueprint(review_bp)
