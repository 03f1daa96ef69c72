"""The designs of certificates, for administrators: the list, what each is used for, and their former editions."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from academy import editions
from academy.access import current_person, only
from academy.certificates import designs
from academy.certificates.designs.forms import CourseForm, NameForm
from academy.pages import page

bp = Blueprint("designs", __name__, url_prefix="/certificates/designs")


@bp.get("/")
@only("administrator")
def index():
    used = {}
    for course, design_id in designs.courses().items():
        used.setdefault(design_id, []).append(course)
    return page(editions=designs.listed(), used=used, titles=_titles())


@bp.get("/<int:design_id>")
@only("administrator")
def show(design_id):
    return _show(designs.design_or_404(design_id))


@bp.post("/<int:design_id>/rename")
@only("administrator")
def rename(design_id):
    design = designs.design_or_404(design_id)
    form = NameForm()
    try:
        if form.validate_on_submit():
            designs.rename(current_person, design, form.name.data)
            return redirect(url_for(".show", design_id=design.id))
    except designs.NameTaken:
        form.name.errors = [_("There is a design of this name already.")]
    return _show(design, naming=form), 400


@bp.post("/<int:design_id>/standard")
@only("administrator")
def make_standard(design_id):
    design = designs.design_or_404(design_id)
    designs.make_standard(current_person, design)
    flash(_("“%(name)s” is the standard design now.", name=design.name), "success")
    return redirect(url_for(".show", design_id=design.id))


@bp.post("/usual")
@only("administrator")
def make_usual_standard():
    """The built-in look is the standard again."""
    designs.make_standard(current_person, None)
    flash(_("Courses without a design of their own use the built-in look now."), "success")
    return redirect(url_for(".index"))


@bp.post("/<int:design_id>/courses")
@only("administrator")
def use_for(design_id):
    design = designs.design_or_404(design_id)
    form = _course_form()
    if not form.validate_on_submit():
        return _show(design, choosing=form), 400
    designs.use_for(current_person, form.course.data, design)
    flash(_("New certificates of this course are printed in “%(name)s”.", name=design.name), "success")
    return redirect(url_for(".show", design_id=design.id))


@bp.post("/<int:design_id>/courses/<course>/give-up")
@only("administrator")
def give_up(design_id, course):
    """The course takes the standard design again."""
    design = designs.design_or_404(design_id)
    if designs.courses().get(course) != design.id:
        abort(404)
    designs.use_for(current_person, course, None)
    flash(_("New certificates of this course are printed in the standard design."), "success")
    return redirect(url_for(".show", design_id=design.id))


@bp.post("/editions/<int:edition_id>/restore")
@only("administrator")
def restore(edition_id):
    edition = designs.edition_or_404(edition_id)
    note = _("Edition %(number)s again", number=edition.number)
    saved = designs.restore(current_person, edition, note)
    told = _("Edition %(number)s says what edition %(former)s said.", number=saved.number, former=edition.number)
    flash(told, "success")
    return redirect(url_for(".show", design_id=edition.design_id))


def _show(design, naming=None, choosing=None) -> str:
    """The page of a design, also for answering a form that was wrong."""
    form = naming or choosing
    return render_template(
        "designs/show.html",
        design=design,
        editions=design.editions[::-1],
        naming=naming or NameForm(name=design.name),
        choosing=choosing or _course_form(),
        form=form,
        courses=[course for course, design_id in designs.courses().items() if design_id == design.id],
        titles=_titles(),
    )


def _course_form() -> CourseForm:
    form = CourseForm()
    form.course.choices = list(_titles().items())
    return form


def _titles() -> dict[str, str]:
    return {edition.slug: edition.title for edition in editions.all_published("course")}
