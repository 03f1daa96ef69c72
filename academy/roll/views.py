"""Import of people, for administrators: bring a file, look at what it would do, have it done."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from academy import audit, exports
from academy.access import current_person, only
from academy.accounts import service_groups
from academy.accounts.forms import ROLE_NAMES
from academy.errors import Refused
from academy.exports import reading
from academy.exports.csv import MIMETYPE
from academy.exports.reading import Unreadable
from academy.jobs import kinds, reports
from academy.pages import page
from academy.roll import columns, files, importing, invitations, rolls, rules, templates, words
from academy.roll.forms import FileForm, ImportForm, ReadingForm
from academy.roll.models import Roll

bp = Blueprint("roll", __name__, url_prefix="/people/import")

LARGEST_FORM = files.LARGEST + 1_000_000  # a file that is a little too large is refused on its page, in words
FEW = 50  # problems and changes that are shown
SAMPLES = 3  # values of a column


@bp.url_value_preprocessor
def _take_files(endpoint, values):
    """Said before anything reads the form."""
    if endpoint == "roll.index":
        request.max_content_length = LARGEST_FORM


@bp.route("/", methods=["GET", "POST"])
@only("administrator")
def index():
    form = FileForm()
    if form.validate_on_submit():
        try:
            sent = form.file.data
            roll = rolls.keep(current_person, sent.filename or "", sent.read())
        except Unreadable as unreadable:
            form.file.errors = [words.UNREADABLE[unreadable.code]]
        else:
            return redirect(url_for(".show", roll_id=roll.id))
    return page(400 if form.errors else 200, form=form, latest=rolls.latest(), most=files.BOUNDS.rows)


@bp.get("/<int:roll_id>")
@only("administrator")
def show(roll_id):
    """What the file would do; once it is imported, how far that is and what came of it."""
    roll = rolls.roll_or_404(roll_id)
    audit.read("roll.read", roll)
    return _show(roll, ReadingForm(encoding=roll.encoding, makes_cohorts=roll.makes_cohorts), ImportForm())


@bp.post("/<int:roll_id>/reading")
@only("administrator")
def read(roll_id):
    """How the file is to be read: encoding, columns, missing cohorts. Nothing is imported by it."""
    roll, form = _waiting(roll_id), ReadingForm()
    if roll.encoding and not form.validate_on_submit():
        return _show(roll, form, ImportForm(formdata=None), 400)
    try:
        if roll.encoding and form.encoding.data != roll.encoding:
            rolls.read_again(roll, form.encoding.data)
            rolls.choose(roll, {**roll.chosen, **_chosen(_preview(roll).table.columns)}, form.makes_cohorts.data)
        else:
            rolls.choose(roll, _chosen(_preview(roll).table.columns), form.makes_cohorts.data)
    except Unreadable as unreadable:
        form.encoding.errors = [words.UNREADABLE[unreadable.code]]
        return _show(roll, form, ImportForm(formdata=None), 400)
    return redirect(url_for(".show", roll_id=roll.id))


@bp.post("/<int:roll_id>")
@only("administrator")
def apply(roll_id):
    roll, form = rolls.roll_or_404(roll_id), ImportForm()
    here = url_for(".show", roll_id=roll.id)
    if roll.applied_at:
        return redirect(here)
    found = _preview(roll)
    if not form.validate_on_submit():
        return _show(roll, ReadingForm(formdata=None, encoding=roll.encoding), form, 400)
    whole = form.how.data == "whole"
    if not found.right or (whole and found.right < len(found.outcomes)):
        raise Refused(409, _("Some rows are not right. Mend them, or import only those that are."), back=here)
    try:
        rolls.apply(current_person, roll, whole, form.invites.data)
    except rolls.Busy:
        raise Refused(
            409, _("Another file is being imported. Wait until that is over, then try again."), back=here
        ) from None
    return redirect(here)


@bp.post("/<int:roll_id>/again")
@only("administrator")
def again(roll_id):
    """Back to looking at it, after its import failed."""
    roll = rolls.roll_or_404(roll_id)
    if roll.job and roll.job.state in ("failed", "cancelled"):
        importing.reopen(roll)
    return redirect(url_for(".show", roll_id=roll.id))


@bp.get("/<int:roll_id>/problems.csv")
@only("administrator")
def problems(roll_id):
    """The rows that are wrong, to be mended and sent again."""
    roll = rolls.roll_or_404(roll_id)
    audit.read("roll.read", roll)
    stem = secure_filename(roll.name).rpartition(".")[0] or "people"
    return _file(f"{stem}-problems.csv", MIMETYPE, _preview(roll).problems_as_csv())


@bp.get("/template.<suffix>")
@only("administrator")
def template(suffix):
    made = templates.made(suffix, service_groups.offered_to())
    if made is None:
        raise Refused(404, _("There is a template as CSV and one as XLSX."), back=url_for(".index"))
    return _file(f"people.{suffix}", exports.FORMATS[suffix].mimetype, made)


def _show(roll: Roll, reading_form: ReadingForm, import_form: ImportForm, status: int = 200):
    job = roll.job
    found = None if roll.finished_at or roll.applied_at else _preview(roll)
    shown = render_template(
        "roll/show.html",
        roll=roll,
        job=job,
        preview=found,
        sheet=found and _samples(found),
        reading_form=reading_form,
        import_form=import_form,
        few=FEW,
        words=words,
        rules=rules,
        fields=[(field, words.FIELDS[field]) for field in columns.FIELDS],
        encodings=reading.ENCODINGS,
        values=_value,
        said=0,
        invite_hours=current_app.config["INVITE_HOURS"],
        invited=roll.invitation and invitations.became(roll.invitation),
        kind_of=kinds.of,
        progress_of=reports.read,
    )
    return shown, status


def _file(name: str, mimetype: str, content: bytes) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _samples(preview) -> list[tuple[str, str, str]]:
    """Each column with what it was taken for, and some of what is in it."""
    rows = preview.table.rows
    found = []
    for column in preview.table.columns:
        some = list(dict.fromkeys(row.cells[column][:40] for row in rows[:50] if row.cells[column]))[:SAMPLES]
        found.append((column, preview.chosen.get(column, ""), ", ".join(some)))
    return [each for each in found if each[0] != columns.PROBLEM]


def _value(field: str, value) -> str:
    """A detail of a person as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(ROLE_NAMES).get(value, value)) if field == "role" else (value or _("nothing"))


def _chosen(names: list[str]) -> dict[str, str]:
    given = {name: request.form.get(f"column-{number}", "") for number, name in enumerate(names)}
    return {name: field for name, field in given.items() if field}


def _waiting(roll_id: int) -> Roll:
    roll = rolls.roll_or_404(roll_id)
    if roll.applied_at:
        raise Refused(409, _("This file is imported already."), back=url_for(".show", roll_id=roll.id))
    return roll


def _preview(roll: Roll) -> rolls.Preview:
    try:
        return rolls.preview(roll, current_person.id)
    except rolls.Forgotten:
        raise Refused(404, _("This file is not kept any more. Send it again."), back=url_for(".index")) from None
