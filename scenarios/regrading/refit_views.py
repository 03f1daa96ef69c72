"""Refits: the grader in use, proposed weights with their effect, and what an administrator decides."""

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.db import paged
from academy.errors import Refused
from academy.pages import page
from scenarios import grading, wording
from scenarios.regrading import drawing, refits, reviewed
from scenarios.regrading.forms import ReasonForm
from scenarios.regrading.models import Refit
from scenarios.regrading.views import bp

FAULTS = {
    "version": lambda: _("It was fitted for another version of the program. Propose anew."),
    "gold": lambda: _("Agreement with the gold set falls by more than %(most)s.", most=refits.GOLD_MAY_FALL),
    "attacks": lambda: _("Replies that only try to fool the grader would pass."),
}


@bp.get("/refits")
@only("instructor", "administrator")
def all_refits():
    reviews, differing = reviewed.differing()
    return page(
        found=paged(refits.listed(), rows=30), in_use=refits.adopted(), grader=refits.current().version,
        shipped=grading.VERSION, reviews=reviews, differing=differing, least=refits.LEAST_DIFFERING,
    )  # fmt: skip


@bp.post("/refits")
@only("administrator")
def propose_refit():
    try:
        made = refits.propose(current_person)
    except refits.TooFewReviews as few:
        message = _(
            "Too few reviews overrule the grader: %(count)d, and %(least)d are needed.",
            count=few.differing, least=refits.LEAST_DIFFERING,
        )  # fmt: skip
        raise Refused(409, message, back=url_for(".all_refits")) from None
    return redirect(_address(made))


@bp.get("/refits/<int:refit_id>")
@only("instructor", "administrator")
def show_refit(refit_id):
    return _show(refits.refit_or_404(refit_id))


@bp.post("/refits/<int:refit_id>/adopt")
@only("administrator")
def adopt_refit(refit_id):
    refit, form = refits.refit_or_404(refit_id), ReasonForm(prefix="adopt")
    if not form.validate_on_submit():
        return _show(refit, adopt_form=form)
    try:
        refits.adopt(current_person, refit, form.reason.data)
    except refits.Decided:
        raise Refused(409, _("This refit is not open for a decision."), back=_address(refit)) from None
    except refits.NotGoodEnough as refused:
        message = " ".join(FAULTS[fault]() for fault in refused.faults)
        raise Refused(409, message, back=_address(refit)) from None
    flash(_("The refit is adopted: what is written from now on is graded with it."), "success")
    return redirect(_address(refit))


@bp.post("/refits/<int:refit_id>/withdraw")
@only("administrator")
def withdraw_refit(refit_id):
    refit, form = refits.refit_or_404(refit_id), ReasonForm(prefix="withdraw")
    if not form.validate_on_submit():
        return _show(refit, withdraw_form=form)
    refits.withdraw(current_person, refit, form.reason.data)
    flash(_("The refit is withdrawn."), "success")
    return redirect(_address(refit))


def _show(refit: Refit, adopt_form=None, withdraw_form=None):
    """Its page, with the form that something is wrong with if there is one."""
    wrong = adopt_form or withdraw_form
    forms = {
        "adopt_form": adopt_form or ReasonForm(formdata=None, prefix="adopt"),
        "withdraw_form": withdraw_form or ReasonForm(formdata=None, prefix="withdraw"),
    }
    context = {"job": refits.job_of(refit), "form": wrong, "names": wording.CRITERIA, "shipped": grading.VERSION, **forms}
    if refit.effect:
        context["drawing"], context["rows"] = drawing.agreement(refit.effect, rtl=get_locale().text_direction == "rtl")
        context["faults"] = [FAULTS[fault]() for fault in refits.faults(refit)]
    return render_template("regrading/show_refit.html", refit=refit, **context), 400 if wrong else 200


def _address(refit: Refit) -> str:
    return url_for(".show_refit", refit_id=refit.id)
