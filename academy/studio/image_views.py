"""The pages of a draft's images: upload, look, see where each is used, remove."""

from pathlib import PurePosixPath

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from academy import pictures
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import drafts, edits, images
from academy.studio.models import Draft
from academy.studio.context import AUTHORS, context_of

bp = Blueprint("images", __name__, url_prefix="/studio")

SEALED = {  # an image is an image, whatever somebody finds in its bytes
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}


class ImageForm(FlaskForm):
    upload = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
    words = StringField(
        _l("What it shows"),
        validators=[DataRequired(_l("Say in a few words what the image shows.")), Length(max=300)],
    )


@bp.url_value_preprocessor
def take_images(endpoint, values):
    """An upload may be larger than other forms; said before anything reads it."""
    if endpoint == "images.index":
        request.max_content_length = images.LARGEST + 500_000


@bp.route("/<int:draft_id>/images", methods=["GET", "POST"])
@only(*AUTHORS)
def index(draft_id):
    """All images of the draft. One that was just uploaded is shown with the line that puts it into a text."""
    draft = drafts.draft_or_404(draft_id)
    form = ImageForm()
    if request.method == "GET":
        return _show(draft, form)
    if not form.validate():
        return _show(draft, form, 400)
    try:
        upload = form.upload.data
        path = images.keep(current_person, draft, upload.filename or "", upload.stream.read(images.LARGEST + 1))
    except pictures.NoPicture as refused:
        form.upload.errors = [pictures.in_words(refused.code, images.LARGEST)]
        return _show(draft, form, 400)
    except images.NoRoom:
        form.upload.errors = [_("There is no room for more images in this draft. Remove one that nothing uses.")]
        return _show(draft, form, 400)
    except drafts.Gone:
        raise Refused(409, _("Somebody put this draft away meanwhile."), back=url_for("studio.index")) from None
    return redirect(
        url_for(".index", draft_id=draft.id, new=path, words=form.words.data.strip(), to=request.args.get("to"))
    )


@bp.post("/<int:draft_id>/images/remove")
@only(*AUTHORS)
def remove(draft_id):
    draft = drafts.draft_or_404(draft_id)
    edits.drop_file(current_person, draft, request.form.get("path", ""))
    flash(_("The image is removed from the draft. The history still has it."), "success")
    return redirect(url_for(".index", draft_id=draft.id))


@bp.get("/<int:draft_id>/files/<path:path>")
@only(*AUTHORS)
def file(draft_id, path):
    """An image of the draft as it is now."""
    found = images.file_or_404(drafts.draft_or_404(draft_id), path)
    response = Response(found.data, mimetype=pictures.MIMETYPES[PurePosixPath(path).suffix.lower()], headers=SEALED)
    response.set_etag(found.digest)
    return response.make_conditional(request)


def _show(draft: Draft, form: ImageForm, status: int = 200):
    context = context_of(draft)
    kept = images.of(draft)
    new = request.args.get("new", "")
    return page(
        status,
        **context,
        form=form,
        kept=kept,
        uses=images.uses(context["outline"], context["document"]),
        new=new if new in kept else "",
        words=request.args.get("words", "")[:300],
        back=request.args.get("to", ""),
        address=lambda path: images.address(draft, path),
    )
