"""Puts learning platforms into the house."""

from flask import Flask

from academy import records
from academy.lti import forgetting, rosters, scores, sending  # noqa: F401  they do jobs
from academy.lti import home as _home  # noqa: F401  it tells on the start page
from academy.lti.link_views import bp as links_bp
from academy.lti.platform_views import bp as platforms_bp
from academy.lti.registration_views import bp as registration_bp
from academy.lti.score_views import bp as scores_bp
from academy.lti.views import bp


def init_app(app: Flask) -> None:
    for blueprint in (bp, registration_bp, platforms_bp, links_bp, scores_bp):
        app.register_blueprint(blueprint)
    records.recorded.connect(scores.follow)
