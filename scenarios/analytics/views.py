"""Analytics for instructors and administrators: all scenarios, one scenario, and the numbers of a drawing as a file."""

from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import audit, clock, exports
from academy.access import current_person, only
from academy.db import apart
from academy.exports import csv
from academy.pages import page
from scenarios.analytics import figures, meanings, names, overview, selection, summaries
from scenarios.analytics.drawings import FIGURES
from scenarios.analytics.forms import FilterForm
from scenarios.analytics.occasions import Cast
from scenarios.analytics.selection import Filters

bp = Blueprint("analytics", __name__, url_prefix="/analytics")


@bp.get("/")
@only("instructor", "administrator")
def index():
    return page(lines=overview.lines(), missing=summaries.count_missing(), names=names, fewest=figures.FEWEST)


@bp.get("/<slug>")
@only("instructor", "administrator")
def show(slug):
    """One scenario, as far as the filters go; of too few learners nothing but their number."""
    there, form = _offer_and_form(slug)
    found = selection.gather(slug, form.filters)
    enough = found.learners >= figures.FEWEST
    cast = Cast.of(_played(there, found)) if enough else None
    return page(
        slug=slug,
        title=there.editions[-1].title,
        form=form,
        given=_given(),
        found=found,
        mixed=len({run.edition for run in found.runs}) > 1,
        shown={name: draw(found, cast) for name, draw in FIGURES.items()} if enough else {},
        occasions=[cast.occasions[post] for post in cast.in_order(found.posts)] if enough else [],
        few=None if enough else meanings.few(found.learners),
        names=names,
        fewest=figures.FEWEST,
        headings=names.HEADINGS,
    )


@bp.get("/<slug>/<figure>.csv")
@only("instructor", "administrator")
def export(slug, figure):
    """The numbers behind a drawing, as they are filtered."""
    there, form = _offer_and_form(slug)
    draw, found = FIGURES.get(figure) or abort(404), selection.gather(slug, form.filters)
    if found.learners < figures.FEWEST:
        abort(404)
    shown = draw(found, Cast.of(_played(there, found)))
    with apart():
        audit.note("analytics.exported", current_person, None, reason=f"{slug}/{figure}?{urlencode(_given())}"[:500])
    name = f"{slug}-{figure}-{clock.today():%Y-%m-%d}.csv"
    return exports.download(name, csv.MIMETYPE, shown.as_csv(exports.zone()))


@bp.post("/summaries")
@only("instructor", "administrator")
def summarise():
    """Have runs counted in that are not yet."""
    summaries.ask()
    flash(_("The runs are being counted in. Look again in a minute."), "success")
    return redirect(url_for(".index"))


def _offer_and_form(slug: str) -> tuple[selection.Offer, FilterForm]:
    there = selection.offer(slug)
    return (there, FilterForm.of(request.args, there)) if there.editions else abort(404)


def _played(there: selection.Offer, found: selection.Selection) -> list:
    played = {run.edition for run in found.runs}
    return [edition for edition in there.editions if edition.id in played]


def _given() -> dict[str, str]:
    """The filters of this address, to carry along to a file."""
    return {name: request.args[name] for name in Filters._fields if request.args.get(name)}
