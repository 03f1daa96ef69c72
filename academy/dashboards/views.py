"""Dashboards for administrators, and for instructors of the cohorts that they teach."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from academy import audit, clock, exports
from academy.access import current_person, only
from academy.dashboards import panels, reports, risk, scope
from academy.dashboards.forms import FilterForm
from academy.dashboards.scope import Scope
from academy.db import page_number
from academy.errors import Refused
from academy.exports import csv
from academy.logs import log
from academy.pages import page
from academy.printing.fonts import FontsMissing
from academy.printing.press import PressError

bp = Blueprint("dashboards", __name__, url_prefix="/records/dashboard")

FIRST = 10  # learners at risk that the dashboard itself names
PAGE_ROWS = 50
NOW = ("cohort", "course", "service")  # what narrows that which is told as it stands now
ROLES = ("instructor", "administrator")


@bp.get("")
@only(*ROLES)
def show():
    form, asked = _asked(request.args)
    people = reports.size(asked)
    audit.read("dashboard.read")
    return page(
        form=form,
        given=asked.filters.given,
        mine=asked.taught is None or asked.taught,
        people=people,
        now=clock.now(),
        shown=panels.all_of(asked) if people else {},
        headings=panels.HEADINGS,
        counts=risk.counts(asked) if people else {},
        learners=risk.listed(asked, rows=FIRST) if people else [],
        signs=risk.SIGNS,
        waits=risk.WAITS,
        told=risk.told(),
        narrowed=_narrowed(asked),
        rows=_narrowed(asked),
    )


@bp.get("/risk")
@only(*ROLES)
def at_risk():
    """Everybody at risk, in pages."""
    form, asked = _asked(request.args)
    counts = risk.counts(asked)
    pages = -(-counts["any"] // PAGE_ROWS)
    number = min(page_number(), max(1, pages))
    audit.read("dashboard.read")
    return page(
        form=form,
        given=asked.filters.given,
        counts=counts,
        learners=risk.listed(asked, (number - 1) * PAGE_ROWS, PAGE_ROWS),
        number=number,
        pages=pages,
        signs=risk.SIGNS,
        waits=risk.WAITS,
        told=risk.told(),
    )


@bp.get("/risk.csv")
@only(*ROLES)
def at_risk_file():
    """Everybody at risk, streamed."""
    _form, asked = _asked(request.args)
    _leaving("risk", asked)
    rows = csv.as_csv(
        [column.name for column in risk.columns()], map(risk.as_row, risk.everybody(asked)), exports.zone()
    )
    return exports.download(_file_name("at-risk", "csv"), csv.MIMETYPE, rows)


@bp.get("/<figure>.csv")
@only(*ROLES)
def export(figure):
    """The numbers behind a drawing, as they are filtered."""
    draw = panels.FIGURES.get(figure) or abort(404)
    _form, asked = _asked(request.args)
    shown = draw(asked)
    _leaving(figure, asked)
    return exports.download(_file_name(figure, "csv"), csv.MIMETYPE, shown.as_csv(exports.zone()))


@bp.post("/report")
@only(*ROLES)
def report():
    """The dashboard as a PDF: at once, or by a job where it is long or others are printed."""
    _form, asked = _asked(request.form)
    head = _leaving("report", asked)
    document = None if reports.is_large(asked) else _printed(asked, head)
    if document is None:
        return redirect(url_for("jobs.show", job_id=reports.prepare(asked, head).id))
    name = _file_name("dashboard", "pdf")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, mimetype="application/pdf", headers=headers)


def _printed(asked: Scope, head: str) -> bytes | None:
    try:
        return reports.at_once(asked, head)
    except (PressError, FontsMissing) as error:
        log.error("dashboard not printed", extra={"reason": str(error)})
        words = _(
            "The report cannot be printed here at the moment. Its page has the same; the administrator has been told why."
        )
        raise Refused(500, words, back=url_for(".show", **asked.filters.given)) from error


def _asked(given) -> tuple[FilterForm, Scope]:
    form = FilterForm.of(given, current_person)
    return form, scope.of(current_person, form.filters)


def _narrowed(asked: Scope) -> dict[str, str]:
    return {name: value for name, value in asked.filters.given.items() if name in NOW}


def _leaving(name: str, asked: Scope) -> str:
    """The head of the audit log, which knows that this leaves the house."""
    reason = urlencode({"file": name, **asked.filters.given})[:500]
    return str(audit.exported("dashboard.exported", current_person, None, reason=reason))


def _file_name(stem: str, suffix: str) -> str:
    return f"{stem}-{clock.today():%Y-%m-%d}.{suffix}"
