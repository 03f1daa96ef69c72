"""The register on screen and as a file, for administrators."""

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from academy import audit, clock, exports
from academy.access import current_person, only
from academy.db import page_number
from academy.records import home, labels, preparing, register, saved  # noqa: F401 (home adds to the start page)
from academy.records.columns import COLUMNS
from academy.records.forms import FilterForm, SaveForm
from academy.records.register import Filters, Rows

bp = Blueprint("records", __name__, url_prefix="/records")

NUMBERS = {column.name for column in COLUMNS if column.kind == "number"}


@bp.get("/")
@only("administrator")
def index():
    return _page(SaveForm(formdata=None))


@bp.get("/export.<suffix>")
@only("administrator")
def export(suffix):
    """The register as it is filtered, streamed."""
    kind = exports.FORMATS.get(suffix) or abort(404)
    rows = _leaving(suffix, FilterForm.of(request.args).filters, request.args)
    return exports.download(kind.file_name(clock.today()), kind.mimetype, kind.write(rows, exports.zone()))


@bp.post("/prepare")
@only("administrator")
def prepare():
    """Have a large file written; its page says how far it is, and hands it out."""
    name = request.form.get("format", "")
    if name not in exports.FORMATS:
        abort(400)
    rows = _leaving(name, FilterForm.of(request.form).filters, request.form)
    job = preparing.prepare(current_person, name, rows)
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/views")
@only("administrator")
def save():
    """Keep what is looked at under a name."""
    form, asked = SaveForm(), _asked(request.form)
    if not form.validate():
        return _page(form, request.form), 422
    columns = asked.pop("columns", [])
    saved.save(current_person, form.name.data, asked, columns, form.shared.data)
    return redirect(url_for(".index", **asked, columns=columns))


@bp.post("/views/<int:view_id>/remove")
@only("administrator")
def remove(view_id):
    saved.remove(saved.own_or_404(view_id))
    return redirect(url_for(".index", **_asked(request.form)))


def _page(save_form: SaveForm, given: MultiDict | None = None):
    given = request.args if given is None else given
    form = FilterForm.of(given)
    found = register.paged(form.filters, page_number())
    audit.read("records.read")
    return render_template(
        "records/index.html",
        form=form,
        save_form=save_form,
        found=found,
        formats=exports.FORMATS,
        given=_asked(given),
        columns=form.columns.data or labels.USUAL,
        labels=labels,
        numbers=NUMBERS,
        views=saved.seen_by(current_person),
        large=found.total > preparing.LARGE,
    )


def _leaving(name: str, filters: Filters, given: MultiDict) -> Rows:
    """The rows for a file, which the audit log knows of and the file says so."""
    asked = {key: value for key, value in _asked(given).items() if key != "columns"}
    looked_for = {"words": asked.pop("words")} if "words" in asked else {}  # may be somebody's name
    reason = urlencode({"format": name, **asked})[:500]
    head = audit.exported("records.exported", current_person, None, reason, **looked_for)
    return Rows(filters, by=current_person.name, head=str(head))


def _asked(given: MultiDict) -> dict:
    """The filters and columns of this address, to carry along to the next page and to the export."""
    asked = {name: given[name] for name in Filters._fields if given.get(name)}
    columns = [name for name in given.getlist("columns") if name in labels.CHOICES]
    return asked | ({"columns": columns} if columns else {})
