"""The application: the one place that knows all features, and puts the house together."""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import academy.lti.feature
import academy.xapi.feature
import courses.feature
import scenarios.feature
from academy import (
    assets, commands, db, errors, fragments, input, limits, logs, looks, mail, packs, pages, server, settings,
)  # fmt: skip
from academy.accounts import sessions
from academy.accounts.people_views import bp as people_bp
from academy.accounts.second_factor_views import bp as second_factor_bp
from academy.accounts.service_group_views import bp as services_bp
from academy.accounts.session_views import bp as sessions_bp
from academy.accounts.sso_views import bp as sso_bp
from academy.accounts.views import bp as accounts_bp
from academy.api.records_views import bp as records_api_bp
from academy.api.views import bp as api_bp
from academy.audit import reads
from academy.audit.views import bp as audit_bp
from academy.certificates import news as _certificate_news  # noqa: F401  it tells on the start page
from academy.certificates.bulk_views import bp as bulk_bp
from academy.certificates.designs import editor_views as _editor_views  # noqa: F401  it adds to the blueprint
from academy.certificates.designs import sample_views as _sample_views  # noqa: F401  it adds to the blueprint
from academy.certificates.designs.views import bp as designs_bp
from academy.certificates.published_views import bp as published_bp
from academy.certificates.verify_views import bp as verify_bp
from academy.certificates.views import bp as certificates_bp
from academy.cohorts.accommodation_views import bp as accommodations_bp
from academy.cohorts.member_views import bp as members_bp
from academy.cohorts.views import bp as cohorts_bp
from academy.dashboards.views import bp as dashboards_bp
from academy.forgery import csrf
from academy.jobs import worker
from academy.jobs.views import bp as jobs_bp
from academy.live import feature as live_feature
from academy.live.views import bp as live_bp
from academy.lti import frames
from academy.practices import news as _practice_news  # noqa: F401  it tells on the start page
from academy.practices import review_views as _practice_review_views  # noqa: F401  it adds to the blueprint
from academy.practices import source as _practice_source  # noqa: F401  it brings practices into the review queue
from academy.practices import writing_views as _practice_writing_views  # noqa: F401  it adds to the blueprint
from academy.practices.views import bp as practices_bp
from academy.privacy import house as _privacy  # noqa: F401  the core says what it keeps of people
from academy.privacy.views import bp as privacy_bp
from academy.queue import batch_views as _batch_views  # noqa: F401  it adds to the blueprint
from academy.queue import phrase_views as _phrase_views  # noqa: F401  it adds to the blueprint
from academy.queue.views import bp as queue_bp
from academy.records.views import bp as records_bp
from academy.reminders.views import bp as reminders_bp
from academy.roll.views import bp as roll_bp
from academy.rules import outline as rules_outline, pack as rules_pack
from academy.rules.views import bp as rules_bp
from academy.studio import outline as studio_outline
from academy.studio.image_views import bp as images_bp
from academy.studio.transfer_views import bp as transfer_bp
from academy.studio import draft_views as _draft_views  # noqa: F401  it adds to the blueprint
from academy.studio import release_views as _release_views  # noqa: F401  it adds to the blueprint
from academy.studio import resting_views as _resting_views  # noqa: F401  it adds to the blueprint
from academy.studio.views import bp as studio_bp
from academy.system import metrics
from academy.system.views import bp as system_bp
from academy.views import bp as home_bp

HERE = Path(__file__).parent
BLUEPRINTS = (
    home_bp, accounts_bp, sessions_bp, second_factor_bp, sso_bp, people_bp, privacy_bp, services_bp, roll_bp, jobs_bp, audit_bp, accommodations_bp, cohorts_bp, members_bp, reminders_bp, records_bp, dashboards_bp, api_bp, records_api_bp, certificates_bp, designs_bp, bulk_bp, published_bp, verify_bp,
    live_bp, system_bp, queue_bp, studio_bp, transfer_bp, images_bp, rules_bp, practices_bp,
)  # fmt: skip

packs.register(packs.Kind("rules", rules_pack.Rules, HERE / "rules" / "packs", rules_pack.check))
studio_outline.offer(rules_outline.OUTLINE)


def create_app(**overrides) -> Flask:
    """The application, with settings from the environment unless they are given here."""
    given = {**settings.from_environment(), **overrides}
    app = Flask("academy", template_folder=pages.template_folder(), static_folder=str(HERE / "static"))
    instance = Path(given["INSTANCE"] or HERE.parent / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    app.config |= given | {
        "INSTANCE_PATH": instance,
        "SECRET_KEY": given["SECRET_KEY"] or settings.secret_key(instance),
        "SQLALCHEMY_DATABASE_URI": given["DATABASE"] or f"sqlite:///{instance / 'academy.sqlite'}",
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": server.THREADS, "max_overflow": 4},  # a connection for each thread
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": given["HTTPS"],
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "MAX_CONTENT_LENGTH": 2_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long think is no error
    }
    if hops := given["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)
    for feature in (logs, input, reads, db, frames, pages, looks, fragments, sessions, errors, limits, mail, worker, live_feature, metrics):
        feature.init_app(app)
    csrf.init_app(app)
    assets.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for feature in (academy.lti.feature, academy.xapi.feature, courses.feature, scenarios.feature):
        feature.init_app(app)
    commands.init_app(app)
    return app
