"""The page that tells how to use the records API, and the tokens for it."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from academy import addresses, clock
from academy.access import current_person, only, public
from academy.api import description, examples, forms, problems, resources, tokens
from academy.api.forms import TokenForm
from academy.cohorts import cohort_or_404
from academy.db import paged
from academy.pages import page

bp = Blueprint("api", __name__, url_prefix="/api")


@bp.get("/")
@public
def index():
    return page(
        resources=resources.ALL,
        description=description,
        examples=examples,
        problems=problems.DETAILS,
        openapi=addresses.to("records_api.openapi"),
        calls=current_app.config["API_CALLS_A_MINUTE"],
    )


@bp.get("/tokens")
@only("administrator")
def token_list():
    return _listed(TokenForm.offered())


@bp.post("/tokens")
@only("administrator")
def make():
    """The token is in the answer, and nowhere else."""
    form = TokenForm.offered()
    if not form.validate():
        return _listed(form, 422)
    cohort = cohort_or_404(form.cohort.data) if form.cohort.data else None
    ends = clock.midnight(form.expires_on.data, days=1)
    try:
        given = form.key.data, form.name.data, form.scopes.data, cohort, ends
        token, row = tokens.make(current_person._get_current_object(), *given)
    except tokens.TooLate:
        flash(
            _("This form made its token a while ago. It is not shown again: make another one, and revoke that."), "warn"
        )
        return redirect(url_for(".token_list"))
    return render_template("api/_made.html", token=token, row=row)


@bp.post("/tokens/<int:token_id>/revoke")
@only("administrator")
def revoke(token_id):
    row = tokens.token_or_404(token_id)
    tokens.revoke(current_person, row)
    flash(_("The token “%(name)s” opens nothing any more.", name=row.name), "success")
    return redirect(url_for(".token_list"))


def _listed(form: TokenForm, status: int = 200):
    found = paged(tokens.listed())
    return render_template("api/token_list.html", form=form, tokens=found, scopes=forms.SCOPES), status
