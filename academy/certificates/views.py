"""Certificates: the learner's own, the administrator's register, and what an administrator does to one."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, certificates
from academy.access import current_person, only, signed_in
from academy.certificates import designs, history, signing
from academy.certificates.forms import ReissueForm, RevokeForm
from academy.db import paged
from academy.errors import Refused
from academy.pages import page

bp = Blueprint("certificates", __name__, url_prefix="/certificates")

STATUS_NAMES = {
    "valid": _l("Valid"),
    "questioned": _l("Pass taken away"),
    "expired": _l("Expired"),
    "superseded": _l("Replaced"),
    "revoked": _l("Revoked"),
}


@bp.get("/")
@only("learner")
def index():
    return page(certificates=certificates.of_person(current_person), held=certificates.held_back(current_person))


@bp.get("/register")
@only("administrator")
def register():
    words, status = request.args.get("words", "").strip()[:100], request.args.get("status", "")
    if request.args.get("questioned") == "1":  # as the start page asks
        status = "questioned"
    found = paged(certificates.listed(words, status))
    audit.read("certificates.read")
    return page(certificates=found, words=words, status=status, statuses=STATUS_NAMES, key=signing.state())


@bp.get("/<serial>")
@only("administrator")
def show(serial):
    """One certificate with what it rests on and what became of it."""
    certificate = certificates.certificate_or_404(serial)
    audit.read("certificate.read", certificate)
    return page(
        certificate=certificate,
        successor=certificates.successor(certificate),
        entries=history.entries(certificate),
        checks=history.checks(certificate),
    )


@bp.get("/<serial>.pdf")
@signed_in
def download(serial):
    """The frozen document, for its holder and for administrators."""
    certificate = _ready_or_refused(serial)
    return _file(certificate, certificate.document, "pdf", "application/pdf", "inline")


@bp.get("/<serial>.json")
@signed_in
def credential(serial):
    """The same as a credential that a wallet takes."""
    certificate = _proved_or_404(serial)
    return _file(certificate, certificate.credential, "json", "application/vc+ld+json")


@bp.get("/<serial>.png")
@signed_in
def badge(serial):
    """A picture of the document with the credential in it."""
    certificate = _proved_or_404(serial)
    return _file(certificate, certificates.badge(certificate), "png", "image/png")


@bp.route("/<serial>/reissue", methods=["GET", "POST"])
@only("administrator")
def reissue(serial):
    certificate = certificates.certificate_or_404(serial)
    form = ReissueForm()
    if form.validate_on_submit():
        try:
            new = certificates.reissue(current_person, certificate, form.reason.data.strip())
        except certificates.NotStanding:
            raise Refused(409, _refusal(certificate), back=url_for(".show", serial=certificate.serial)) from None
        flash(_("The certificate is issued again. Its document is ready in a few seconds."), "success")
        return redirect(url_for(".show", serial=new.serial))
    return page(
        400 if form.errors else 200,
        form=form,
        certificate=certificate,
        successor=certificates.successor(certificate),
        changes=certificates.would_print(certificate),
        design=designs.current(certificate.course),
        key=signing.keyring().active,
    )


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
        return redirect(url_for(".show", serial=certificate.serial))
    return page(400 if form.errors else 200, form=form, certificate=certificate)


def _ready_or_refused(serial):
    """One of the person's own, or any for an administrator, once it is drawn."""
    found = certificates.certificate_or_404(serial)
    if current_person.role != "administrator" and found.person_id != current_person.id:
        abort(404)
    if found.person_id != current_person.id:
        audit.read("certificate.read", found)
    if found.erased_at:
        why = _("The document was erased with all that was personal. Whoever holds the file can still have it checked.")
        raise Refused(404, why, back=url_for("home.index"))
    if not found.ready:
        raise Refused(409, _("The document is being prepared. Try again in a few seconds."), back=url_for("home.index"))
    return found


def _proved_or_404(serial):
    """Documents of former versions carry no proof but their bytes."""
    found = _ready_or_refused(serial)
    return found if found.key_id else abort(404)


def _file(certificate, content, suffix: str, mimetype: str, disposition: str = "attachment") -> Response:
    name = f'{disposition}; filename="certificate-{certificate.serial}.{suffix}"'
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": name})


def _refusal(certificate) -> str:
    if certificate.revoked_at:
        return _("This certificate was revoked before. Who completes the course again gets a new one.")
    if certificate.superseded_at:
        return _("This certificate was reissued before.")
    return _("What was personal in this certificate was erased: it cannot be issued again.")
