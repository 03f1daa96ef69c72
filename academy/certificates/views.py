"""Certificates: the learner's own, the administrator's register, and the public page that checks one."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import audit, certificates
from academy.access import current_person, only, public, signed_in
from academy.certificates import serials
from academy.certificates.forms import RevokeForm
from academy.db import apart, paged
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("certificates", __name__, url_prefix="/certificates")
verify_bp = Blueprint("verify", __name__, url_prefix="/verify")

LONGEST_TYPED = 100


@bp.get("/")
@only("learner")
def index():
    return page(certificates=certificates.of_person(current_person))


@bp.get("/register")
@only("administrator")
def register():
    words, questioned = request.args.get("words", "").strip()[:100], request.args.get("questioned") == "1"
    return page(certificates=paged(certificates.listed(words, questioned)), words=words, questioned=questioned)


@bp.get("/<serial>.pdf")
@signed_in
def download(serial):
    """The frozen document, for its holder and for administrators."""
    certificate = _visible_or_404(serial)
    if not certificate.ready:
        raise Refused(409, _("The document is being prepared. Try again in a few seconds."), back=url_for("home.index"))
    headers = {"Content-Disposition": f'inline; filename="certificate-{certificate.serial}.pdf"'}
    return Response(certificate.document, mimetype="application/pdf", headers=headers)


@bp.route("/<serial>/revoke", methods=["GET", "POST"])
@only("administrator")
def revoke(serial):
    certificate = certificates.certificate_or_404(serial)
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            certificates.revoke(current_person, certificate, form.reason.data.strip())
        except certificates.AlreadyRevoked:
            raise Refused(409, _("This certificate was revoked before."), back=url_for(".register")) from None
        flash(_("The certificate is revoked. Its public page says so from now on."), "success")
        return redirect(url_for(".register"))
    return page(400 if form.errors else 200, form=form, certificate=certificate)


@verify_bp.get("/")
@public
def form():
    """Where a serial is typed from paper."""
    if typed := request.args.get("serial", "").strip()[:LONGEST_TYPED]:
        return redirect(url_for(".certificate", serial=serials.normalise(typed) or typed))
    return page()


@verify_bp.get("/<path:serial>")
@public
def certificate(serial):
    """Valid, revoked or unknown, and only what a checker needs. Each check is noted."""
    found = certificates.by_serial(serial)
    with apart():
        audit.note("certificate.checked", None, found)
    return page(200 if found else 404, serial=serials.normalise(serial) or serial[:40], certificate=found)


def _visible_or_404(serial):
    found = certificates.certificate_or_404(serial)
    if current_person.role != "administrator" and found.person_id != current_person.id:
        abort(404)
    return found
