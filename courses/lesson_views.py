"""The page of a lesson: its words, what it is for, and what its reader writes at its end. Reading never writes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date, gettext as _

from academy import records
from academy.access import only, signed_in
from academy.pages import markdown, page
from academy.rules.pack import Source
from academy.typed import count, line_breaks
from courses import competencies, lessons, progress, reflections, studies
from courses.models import LONGEST_REFLECTION
from courses.path import Standing
from courses.reflections import Typed, Written
from courses.studies import Study
from courses.views import bp, next_url, opened_or_404, refusing


@bp.get("/<course>/lesson/<slug>")
@signed_in
def lesson(course, slug):
    study, standing = opened_or_404(course, f"lesson/{slug}")
    return page(**_context(study, standing, reflections.of_lesson(study.enrolment, standing.activity)))


@bp.post("/<course>/lesson/<slug>")
@only("learner")
def finish(course, slug):
    """The lesson is read; what was written at its end is kept."""
    study = studies.study_or_404(course)
    standing, typed = study.standing_or_404(f"lesson/{slug}"), _typed()
    with refusing(course, typed=_together(typed)):
        try:
            reflections.keep(study.enrolment, standing.activity, typed)
        except reflections.Unkept as unkept:
            return _again(study, standing, unkept.written)
        lessons.finish(study.enrolment, standing.name)
    following = progress.of(study.enrolment)
    return redirect(next_url(course, following, following.after(standing.name)))


@bp.post("/<course>/lesson/<slug>/reflection")
@only("learner")
def reflect(course, slug):
    """Keep what is written. A script asks for JSON, one question at a time, and hears of other words that are kept; without
    it the page comes back."""
    study = studies.study_or_404(course)
    standing, typed = study.standing_or_404(f"lesson/{slug}"), _typed()
    with refusing(course, typed=_together(typed)):
        try:
            written = reflections.keep(study.enrolment, standing.activity, typed)
        except reflections.Unkept as unkept:
            return _told(unkept.written, typed) if _wants_json() else _again(study, standing, unkept.written)
    if _wants_json():
        return _told(written, typed)
    flash(_("What you wrote is kept."), "success")
    return redirect(url_for(".lesson", course=course, slug=slug, _anchor="reflection"))


@bp.get("/<course>/reflections")
@only("learner")
def own_reflections(course):
    """All that a learner has written for themselves in a course, to look back and to print; for nobody else."""
    enrolment = records.enrolment_or_404(course)
    study = studies.study_or_404(course)
    return page(study=study, lessons=reflections.of_course(enrolment, study.course))


def _typed() -> dict[str, Typed]:
    """What a form holds, by slug of its question."""
    names = [name.removeprefix("reflection-") for name in request.form if name.startswith("reflection-")]
    return {
        slug: Typed(line_breaks(request.form[f"reflection-{slug}"]), count(request.form.get(f"version-{slug}")) or 0)
        for slug in names
    }


def _together(typed: dict[str, Typed]) -> str:
    return "\n\n".join(filter(None, (each.text.strip() for each in typed.values())))


def _told(written: list[Written], typed: dict[str, Typed]) -> Any:
    """For a script: the version that is kept of its question, and the other words; or that these cannot be kept."""
    one = next((each for each in written if each.slug in typed), None)
    if one is None or one.too_long:
        return {"version": one.version if one else 0, "other": None}, 400
    return {"version": one.version, "other": one.other}


def _again(study: Study, standing: Standing, written: list[Written]) -> tuple[str, int]:
    """The page with what was typed in its fields, and the words that are kept beside them."""
    context = _context(study, standing, written)
    clash = any(each.other is not None for each in written)
    return render_template("courses/lesson.html", **context), 409 if clash else 400


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _context(study: Study, standing: Standing, written: list[Written]) -> dict[str, Any]:
    following, previous = study.progress.neighbours(standing.name)
    lesson = standing.activity
    return {
        "study": study,
        "standing": standing,
        "html": markdown(lesson.body, images=url_for("courses.file", course=study.slug, path="")),
        "cited": [_cited(source) for source in lesson.sources],
        "objectives": competencies.objectives_of(study.edition, lesson),
        "written": written,
        "writable": study.enrolment and reflections.writable(study.enrolment, standing),
        "longest": LONGEST_REFLECTION,
        "following": following,
        "previous": previous,
    }


def _cited(source: Source) -> dict:
    """A source as the page shows it."""
    return {**source.model_dump(), "checked_on": format_date(source.checked_on, "d MMMM y")}
