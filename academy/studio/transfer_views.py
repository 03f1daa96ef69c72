"""Packs as files: bring one in and look at it first, take one home."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from academy import editions
from academy.access import current_person, only
from academy.editions import archives
from academy.packs import files
from academy.packs.parts import LONGEST_SLUG
from academy.pages import page
from academy.studio import differences, drafts, names, publishing, transfer, uploads
from academy.studio.models import PackUpload
from academy.studio.context import AUTHORS, address_after, context_of

bp = Blueprint("transfer", __name__, url_prefix="/studio")

LARGEST_FORM = files.ZIP_BYTES + 1_000_000  # bytes
MOST_PARTS = 4 * files.PACK_FILES  # a folder may hold what systems leave in it, besides what counts


class BringForm(FlaskForm):
    """A folder cannot be chosen in the same box as files."""

    files = MultipleFileField(_l("A zip, or the files of a pack"))
    folder = MultipleFileField(_l("Or a whole folder"))

    def sent(self) -> dict[str, bytes]:
        chosen = [each for each in (*(self.files.data or ()), *(self.folder.data or ())) if each and each.filename]
        return {each.filename: each.read() for each in chosen}


class TakeForm(FlaskForm):
    """`called` is the name that the page showed, `seen` what had it then."""

    called = HiddenField()
    seen = HiddenField()
    over = RadioField(
        _l("What is done with it"), choices=["replace", "other"], validators=[Optional()], validate_choice=False
    )
    name = StringField(_l("Name in files"), validators=[InputRequired(_l("Give it a name.")), Length(max=LONGEST_SLUG)])
    note = StringField(_l("What changed, and why"), validators=[Length(max=300)])

    def slug(self, brought: transfer.Brought) -> str:
        """The name that is asked for. Raises transfer.Changed where the page showed another one than the pack has."""
        if not self.replaces:
            return names.slug_of(self.name.data or "")
        if self.called.data != brought.name:
            raise transfer.Changed
        return brought.name

    @property
    def replaces(self) -> bool:
        return self.over.data == "replace"


@bp.url_value_preprocessor
def take_files(endpoint, values):
    """The form that carries a pack may be larger than others; said before anything reads it."""
    if endpoint == "transfer.new":
        request.max_content_length, request.max_form_parts = LARGEST_FORM, MOST_PARTS


@bp.route("/import", methods=["GET", "POST"])
@only(*AUTHORS)
def new():
    form = BringForm()
    if request.method == "GET":
        return page(form=form)
    sent = form.sent()
    if not sent:
        form.files.errors = [_("Choose a zip, the files of a pack, or a folder.")]
        return page(400, form=form)
    upload = uploads.keep(current_person, sent)
    return redirect(url_for(".show", upload_id=upload.id))


@bp.get("/import/<int:upload_id>")
@only(*AUTHORS)
def show(upload_id):
    return _show(uploads.upload_or_404(current_person, upload_id))


@bp.get("/import/<int:upload_id>/file")
@only(*AUTHORS)
def file(upload_id):
    """What was brought, as it was brought."""
    upload = uploads.upload_or_404(current_person, upload_id)
    return _download(upload.data, f"{names.slug_of(upload.name) or 'upload'}.zip")


@bp.post("/import/<int:upload_id>/<int:number>")
@only(*AUTHORS)
def take(upload_id, number):
    """Take one pack of an upload in, as a draft or published at once."""
    upload = uploads.upload_or_404(current_person, upload_id)
    brought, _findings = transfer.open_upload(upload)
    one = next((each for each in brought if each.number == number), None) or abort(404)
    form = TakeForm(prefix=f"p{number}-")
    publishes = request.form.get("do") == "publish"
    if not form.validate() or not (form.replaces or names.slug_of(form.name.data)):
        form.name.errors = form.name.errors or [_("Write it with Latin letters and digits.")]
        return _show(upload, form, number, 400)
    note = (form.note.data or "").strip() or _("Taken in from a file")
    try:
        draft = transfer.take(
            current_person, upload, one, form.slug(one), note, seen=form.seen.data if form.replaces else ""
        )
        if publishes:
            return _published(transfer.publish(current_person, draft, note))
    except drafts.NameTaken:
        form.name.errors = [
            _("There is a pack of this name already. Choose another name, or say that it takes its place.")
        ]
        return _show(upload, form, number, 409)
    except transfer.Changed:
        form.over.errors = [_("What has this name was changed meanwhile. Look at the differences again.")]
        return _show(upload, form, number, 409)
    except transfer.NotTakenIn:
        return _show(upload, form, number, 400)
    except publishing.NotSound:
        form.name.errors = [_("It cannot be published as it is. Take it in as a draft and mend it there.")]
        return _show(upload, form, number, 400)
    flash(_("“%(title)s” is taken in as a draft. Learners see it once it is published.", title=draft.title), "success")
    return redirect(url_for("studio.show", draft_id=draft.id))


@bp.get("/<int:draft_id>/files")
@only(*AUTHORS)
def of_draft(draft_id):
    """What can be taken home of a draft."""
    draft = drafts.draft_or_404(draft_id)
    sound = not publishing.problems_of(draft)[1]
    return page(**context_of(draft), sound=sound, offered=editions.published(draft.kind, draft.slug))


@bp.get("/<int:draft_id>/export")
@only(*AUTHORS)
def export_draft(draft_id):
    draft = drafts.draft_or_404(draft_id)
    return _download(transfer.export(draft), f"{draft.slug} (draft).zip")


@bp.get("/export/<kind>/<slug>")
@only(*AUTHORS)
def export(kind, slug):
    """The published edition; with `cited` the packs that it cites too."""
    edition = editions.published_or_404(kind, slug)
    return _download(archives.export(edition, with_cited=bool(request.args.get("cited"))), f"{slug}.zip")


def _show(upload: PackUpload, form: TakeForm | None = None, number: int = 0, status: int = 200):
    """The page of an upload; a form that was sent stands with its pack, and with what has the name that it asks for."""
    brought, findings = transfer.open_upload(upload)
    looked = [transfer.look(each, brought) for each in brought]
    forms = {each.brought.number: form if each.brought.number == number else _form(each) for each in looked}
    if form is not None:
        each = next(each for each in looked if each.brought.number == number)
        form.called.data, form.seen.data = each.brought.name, each.standing.seen
    shown = {"upload": upload, "looked": looked, "findings": findings, "forms": forms, "called": differences.called}
    return render_template("transfer/show.html", **shown), status


def _form(looked: transfer.Looked) -> TakeForm:
    brought, standing = looked.brought, looked.standing
    name = drafts.free_slug(brought.kind, brought.name) if standing.taken else brought.name
    return TakeForm(
        formdata=None, prefix=f"p{brought.number}-", called=brought.name, seen=standing.seen, name=name, over="replace"
    )


def _published(edition):
    flash(_("“%(title)s” is taken in and published.", title=edition.title), "success")
    return redirect(address_after(edition))


def _download(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
