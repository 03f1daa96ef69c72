"""The public pages that check a certificate: by its serial, by its file, or by what its code says."""

from flask import Blueprint, redirect, render_template, request, url_for

from academy import certificates, limits
from academy.access import public
from academy.certificates import checks, serials
from academy.certificates.forms import LARGEST_FILE, CheckForm
from academy.db import db
from academy.pages import page
from academy.proof.verdict import Verdict

bp = Blueprint("verify", __name__, url_prefix="/verify")

LONGEST_TYPED = 100
FRESH = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}  # an answer holds for now, and is for whoever asked
LARGEST_REQUEST = LARGEST_FILE + 1_000_000  # a file that is a little too large is refused on its page, in words


@bp.url_value_preprocessor
def _take_files(endpoint, values):
    request.max_content_length = LARGEST_REQUEST


@bp.route("/", methods=["GET", "POST"])
@public
@limits.files
def form():
    """Where a serial is typed from paper, a file is chosen, or what a code says is pasted."""
    form = CheckForm()
    if form.validate_on_submit():
        db.session.rollback()  # nobody who writes has to wait until a file is read
        if not form.file.data:
            return _answered(checks.of_seal(form.seal))
        data = form.file.data.read()
        address = checks.elsewhere(file=data)
        return redirect(address) if address else _answered(checks.of_file(data))
    if typed := request.args.get("serial", "").strip()[:LONGEST_TYPED]:
        return redirect(url_for(".certificate", serial=serials.normalise(typed) or typed))
    return page(400 if form.errors else 200, form=form)


@bp.get("/<path:serial>")
@public
@limits.checks
def certificate(serial):
    """What became of the certificate with this serial."""
    verdict = checks.by_serial(serial)
    if verdict.answer == "unknown" and (address := checks.elsewhere(serial=serial)):
        return redirect(address)
    return _answered(verdict, serials.normalise(serial) or serial[:40])


def _answered(verdict: Verdict, serial: str = ""):
    """Only what a checker needs. What is unknown looks the same, whatever it is. Each check is noted."""
    checks.note(verdict)
    found = certificates.by_serial(verdict.claims.serial) if verdict.claims else None
    shown = render_template("verify/certificate.html", verdict=verdict, certificate=found, serial=serial)
    return shown, 404 if verdict.answer == "unknown" else 200, FRESH
