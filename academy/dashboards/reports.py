"""A dashboard on paper: the same panels with their tables, as an accessible PDF; by a job where it is long."""

import atexit
import hashlib
import json
from functools import cache
from itertools import islice
from threading import BoundedSemaphore

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from academy import clock, jobs
from academy.accounts.models import Person, ServiceGroup
from academy.cohorts.models import Cohort
from academy.dashboards import courses, panels, risk, scope
from academy.dashboards.scope import Filters, Scope
from academy.db import begin_reading, db, pause
from academy.jobs import results
from academy.jobs.models import Job
from academy.printing import style
from academy.printing.press import Press
from academy.records.models import Enrolment

KIND = "dashboard-report"
LARGE = 100  # learners at risk: more of them are printed by a job
MOST = 2_000  # of them on paper; the file has all
AT_ONCE = 2  # one is printed while one waits; more would keep threads from people who only want a page
_room = BoundedSemaphore(AT_ONCE)


def size(asked: Scope) -> int:
    """How many enrolments it is about."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment).where(*asked.conditions()))


def is_large(asked: Scope) -> bool:
    return risk.counts(asked)["any"] > LARGE


def at_once(asked: Scope, head: str) -> bytes | None:
    """The PDF in the language of the page; None when as many are being printed as this process takes at once."""
    if not _room.acquire(blocking=False):
        return None
    try:
        with pause():
            return _document(asked, head)
    finally:
        _room.release()


def prepare(asked: Scope, head: str) -> Job:
    """Have it printed in the language of the page; who asks for the same again before it is done gets the same job."""
    language = str(get_locale())
    same = json.dumps([asked.person.id, asked.filters.given, language], sort_keys=True)
    payload = {"filters": asked.filters.given, "head": head, "language": language}
    key = f"{KIND}/{hashlib.sha256(same.encode()).hexdigest()[:32]}"
    return jobs.enqueue(KIND, payload, key, person=asked.person, title=_file_name())


@jobs.does(KIND, words=_l("Print a dashboard"), cancellable=True, roles=("instructor", "administrator"))
def write(job: Job) -> None:
    """Of what the person may see by then."""
    person_id, payload = job.person_id, job.payload
    with pause(), force_locale(payload["language"]):
        begin_reading()
        asked = scope.of(db.session.get(Person, person_id), Filters.of(payload["filters"]))
        document = _document(asked, payload["head"])
    results.keep(job, _file_name(), "application/pdf", [document])


def _document(asked: Scope, head: str) -> bytes:
    """One moment of the register; nobody waits for the database while it is printed."""
    begin_reading()
    html = _html(asked, head)
    db.session.rollback()
    return _press().pages(html)


def _html(asked: Scope, head: str) -> str:
    shown = panels.all_of(asked)
    return current_app.jinja_env.get_template("pdf/dashboard.html").render(
        asked=_in_words(asked),
        people=size(asked),
        drawn={name: _on_paper(each.drawn) for name, each in shown.items()},
        shown=shown,
        headings=panels.HEADINGS,
        counts=risk.counts(asked),
        learners=list(islice(risk.everybody(asked), MOST)),
        signs=risk.SIGNS,
        told=risk.told(),
        now=clock.now(),
        head=head,
        academy_name=current_app.config["NAME"],
        locale=get_locale(),
        by=asked.person.name,
    )


def _in_words(asked: Scope) -> dict[str, str]:
    """What was asked for, by name."""
    filters = asked.filters
    cohort = filters.cohort and db.session.get(Cohort, filters.cohort)
    service = filters.service and db.session.get(ServiceGroup, filters.service)
    named = filters.given | {
        "cohort": cohort.name if cohort else "",
        "course": courses.titles([filters.course])[filters.course],
        "service": service.name if service else "",
    }
    return {name: value for name, value in named.items() if value}


def _on_paper(drawn: Markup | None) -> Markup | None:
    """Drawings on paper are styled by themselves alone: no style sheet of the page reaches into them."""
    if drawn is None:
        return None
    return Markup(str(drawn).replace("</title>", f"</title><style>{style('drawings.css')}</style>"))  # both are our own


def _file_name() -> str:
    return f"dashboard-{clock.today():%Y-%m-%d}.pdf"


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("dashboard.css"))
