"""Puts scenarios into the house."""

from pathlib import Path

from flask import Flask
from flask_babel import lazy_gettext as _l

from academy import packs, pages, records
from academy.rules import citations as rule_citations
from academy.studio import outline as studio_outline
from academy.system import rooms
from scenarios import checks, citations, commands, pack, rehearsal, wording
from scenarios.agreement.views import bp as agreement_bp
from scenarios.analytics import means
from scenarios.analytics import backlog as _backlog  # noqa: F401  it registers a job
from scenarios.analytics.views import bp as analytics_bp
from scenarios.dialogues import checks as dialogue_checks
from scenarios.dialogues import citations as dialogue_citations
from scenarios.dialogues import pack as dialogue_pack
from scenarios.debrief import views as _debrief_views  # noqa: F401  it adds to the blueprint
from scenarios.debrief import what_if_views as _what_if_views  # noqa: F401  it adds to the blueprint
from scenarios.play import exercise as _exercise  # noqa: F401  it says what it is to play a scenario
from scenarios.play import views as _play_views  # noqa: F401  it adds to the blueprint
from scenarios.regrading import adoption, effects, fitting, refit_views  # noqa: F401  they register jobs and pages
from scenarios.regrading.views import bp as regrading_bp
from scenarios.review import batch_views as _batch_views  # noqa: F401  it adds to the blueprint
from scenarios.review import blind_views as _blind_views  # noqa: F401  it adds to the blueprint
from scenarios.review import comment_views as _comment_views  # noqa: F401  it adds to the blueprint
from scenarios import personal as _personal  # noqa: F401  it says what scenarios keep of people
from scenarios import retention as _retention  # noqa: F401  and for how long
from scenarios import telling as _telling  # noqa: F401  it describes scenarios in xAPI
from scenarios.review import news as _review_news  # noqa: F401  it tells on the start page
from scenarios.review import models as _review_models  # noqa: F401
from scenarios.review import reviews
from scenarios.review import source as _review_source  # noqa: F401  it feeds the review queue
from scenarios.review.views import bp as review_bp
from scenarios.sittings import after_views as _after_views  # noqa: F401  it adds to the blueprint, and says what runs play
from scenarios.sittings import home as _sittings_home  # noqa: F401  it tells on the start page
from scenarios.sittings import desk_views as _desk_views  # noqa: F401  it adds to the blueprint
from scenarios.sittings import board_views as _board_views  # noqa: F401  it adds to the blueprint
from scenarios.sittings import register_views as _register_views  # noqa: F401  it adds to the blueprint
from scenarios.sittings.stage_views import bp as stage_bp
from scenarios.sittings import personal as _sitting_personal  # noqa: F401  it says what sittings keep of people
from scenarios.sittings import streams as _streams  # noqa: F401  it opens the streams of sittings
from scenarios.sittings import told as _told  # noqa: F401  and what their streams do
from scenarios.sittings.views import bp as sittings_bp
from scenarios.studio.outline import OUTLINE
from scenarios.studio import (
    rehearsal_views as _rehearsal_views,
)  # noqa: F401  it adds to the blueprint, and registers a job
from scenarios.studio.people_views import bp as people_bp
from scenarios.studio.trying_views import bp as trying_bp
from scenarios.views import bp as scenarios_bp

packs.register(
    packs.Kind(
        "scenario", pack.Scenario, Path(__file__).parent / "packs", checks.check, rehearsal.rehearsed, cites=("rules",)
    )
)
packs.register(
    packs.Kind(
        "dialogue",
        dialogue_pack.Dialogue,
        Path(__file__).parent / "dialogues" / "packs",
        dialogue_checks.check,
        cites=("rules",),
    )
)
studio_outline.offer(OUTLINE)
rule_citations.offer("scenario", citations.cites)
rule_citations.offer("dialogue", dialogue_citations.cites)
pages.offer("instructor", _l("Scenarios"), "scenarios.index")
pages.offer("instructor", _l("Dialogues"), "sittings.index")
pages.offer("instructor", _l("Analytics"), "analytics.index")
pages.offer("instructor", _l("Agreement"), "agreement.index")
pages.offer("instructor", _l("Regrading"), "regrading.index")
rooms.offer(_l("Analytics"), "analytics.index", _l("What learners make of each scenario, and where marks are lost."))
rooms.offer(
    _l("Agreement"), "agreement.index", _l("How far the grader and people agree on replies that were marked blind.")
)
rooms.offer(_l("Regrading"), "regrading.index", _l("Past runs graded again with the grader of today."))


def language_tag(language: str | None) -> str | None:
    """A language of packs as browsers and screen readers know it."""
    return "ur-Latn" if language == "roman_ur" else language


def init_app(app: Flask) -> None:
    app.jinja_env.filters["language_tag"] = language_tag
    for name, words in (("criterion", wording.CRITERIA), ("action", wording.ACTIONS), ("worth", wording.WORTHS)):
        app.jinja_env.filters[f"{name}_name"] = words.get
    app.register_blueprint(scenarios_bp)
    app.register_blueprint(review_bp)
    app.register_blueprint(regrading_bp)
    app.register_blueprint(agreement_bp)
    app.register_blueprint(analytics_bp)
    app.register_blueprint(people_bp)
    app.register_blueprint(trying_bp)
    app.register_blueprint(sittings_bp)
    app.register_blueprint(stage_bp)
    records.provide_marking(reviews.judgements)
    records.provide_criteria(means.of_enrolments, means.of_groups)
    for command in (commands.grade, commands.agreement, commands.grader):
        app.cli.add_command(command)
