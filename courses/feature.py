"""Puts courses into the house."""

from pathlib import Path

from flask import Flask
from flask_babel import lazy_gettext as _l

from academy import certificates, packs, pages, records, xapi
from academy.lti import targets
from academy.rules import citations as rule_citations
from academy.studio import outline
from courses import lesson_views as _lesson_views  # noqa: F401  it adds to the blueprint
from courses import personal as _personal  # noqa: F401  it says what courses keep of people
from courses import reading_views as _reading_views  # noqa: F401  it adds to the blueprint
from courses import retention as _retention  # noqa: F401  and for how long
from courses import (
    bank,
    checks,
    citations,
    home,
    pack,
    progress,
    telling,
    terms,
)  # home registers what the start page shows
from courses.shelf import CourseShelf
from courses.studio import banks
from courses.studio.outline import OUTLINE
from courses.studio.views import bp as studio_bp
from courses.tasks import marks
from courses.tasks import news as _task_news  # noqa: F401  it tells on the start page
from courses.tasks import sheet_views as _sheet_views  # noqa: F401  it adds to the blueprint
from courses.tasks import source as _source  # noqa: F401  it brings submitted work into the review queue
from courses.tasks import views as _task_views  # noqa: F401  it adds to the blueprint
from courses.tasks.marking_views import bp as tasks_bp
from courses.views import bp

HERE = Path(__file__).parent

packs.register(packs.Kind("bank", bank.Bank, HERE / "banks", bank.check))
packs.register(
    packs.Kind("course", pack.Course, HERE / "packs", checks.check, prose=pack.prose, cites=("rules", "bank"))
)
outline.offer(OUTLINE)
outline.offer(banks.OUTLINE)
rule_citations.offer("course", citations.cites)
pages.offer("instructor", _l("Courses"), "courses.index")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(tasks_bp)
    app.register_blueprint(studio_bp)
    records.recorded.connect(progress.settle)
    records.provide_terms(terms.of)
    records.provide_facts(progress.facts)
    records.provide_marking(marks.judgements)
    certificates.provide_awards(progress.award)
    targets.provide(CourseShelf())
    xapi.provide(telling.Courses())
