"""Certificates as they would look in a design: pictures and PDFs of samples, and the pictures that a design holds."""

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from academy.access import only
from academy.certificates import designs, facts
from academy.certificates.designs import pictures, preview
from academy.certificates.designs.content import Content
from academy.certificates.designs.forms import LANGUAGE_NAMES
from academy.certificates.designs.views import bp
from academy.certificates.sheet import document
from academy.certificates.sheet.document import DocumentError
from academy.errors import Refused
from academy.logs import log

UNCHANGING = {"Cache-Control": "private, max-age=86400, immutable"}


@bp.get("/editions/<int:edition_id>.png")
@only("administrator")
def picture(edition_id):
    content = designs.content_of(designs.edition_or_404(edition_id))
    return _png(_drawn(content), UNCHANGING)


@bp.get("/usual.png")
@only("administrator")
def usual_picture():
    """The built-in look, with the issuer and signatory of the settings."""
    return _png(_drawn(facts.by_settings()), {})


@bp.get("/editions/<int:edition_id>.pdf")
@only("administrator")
def sample(edition_id):
    """A sample certificate in this edition."""
    content = designs.content_of(designs.edition_or_404(edition_id))
    return as_pdf(content, "en", long=False)


@bp.get("/pictures/<digest>.png")
@only("administrator")
def uploaded(digest):
    """A logo or a signature, as it was drawn anew."""
    return _png(pictures.picture_or_404(digest), UNCHANGING)


def as_pdf(content: Content, language: str, long: bool) -> Response:
    design = document.Design(content, designs.images_of(content))
    try:
        pdf = preview.pdf(design, language, long)
    except preview.Busy:
        raise Refused(429, busy(), back=url_for(".index")) from None
    except DocumentError as error:
        raise Refused(400, not_printed(LANGUAGE_NAMES[language], error), back=url_for(".index")) from None
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="sample.pdf"'})


def _drawn(content: Content) -> bytes:
    width = preview.WIDTH if request.args.get("large") else preview.SMALL
    try:
        return preview.picture(document.Design(content, designs.images_of(content)), width)
    except DocumentError as error:
        log.error("design not drawn", extra={"reason": str(error)})
        abort(404)


def _png(data: bytes, headers: dict) -> Response:
    return Response(data, mimetype="image/png", headers=headers)


def busy() -> str:
    return _("Several samples are being printed at the moment. Try again in a few seconds.")


def not_printed(language, reason) -> str:
    return _("A certificate in %(language)s cannot be printed like this. %(reason)s", language=language, reason=reason)
