"""What stands beside the lessons of a course: handouts to print, the glossary, the competency map. Reading never writes."""

from io import BytesIO

from flask import abort, send_file, url_for
from flask_babel import gettext as _

from academy import editions
from academy.access import public, signed_in
from academy.errors import Refused
from academy.logs import log
from academy.pages import markdown, page
from academy.pictures import NoPicture
from academy.printing.fonts import FontsMissing
from academy.printing.press import PressError
from courses import competencies, competency_figure, glossary, handouts, shown, studies
from courses.pack import Module
from courses.studies import Study
from courses.views import bp


@bp.get("/<course>/handout/<slug>")
@signed_in
def handout(course, slug):
    """The one page of a module, to read and to print."""
    study, module = _handout_or_404(course, slug)
    html = markdown(module.handout, images=url_for(".file", course=course, path=""))
    return page(study=study, module=module, html=html, direction=handouts.direction(study.course.language))


@bp.get("/<course>/handout/<slug>.pdf")
@signed_in
def handout_pdf(course, slug):
    study, module = _handout_or_404(course, slug)
    back = url_for(".handout", course=course, slug=slug)
    try:
        document = handouts.pdf(study.edition, module)
    except handouts.Busy:
        raise Refused(429, _("Several are being printed at the moment. Try again in a minute."), back=back) from None
    except (PressError, FontsMissing, NoPicture) as error:
        log.error("handout not printed", extra={"course": course, "part": slug, "reason": str(error)})
        words = _(
            "The PDF cannot be made here at the moment. Print the page itself; the administrator has been told why."
        )
        raise Refused(500, words, back=back) from error
    return send_file(BytesIO(document), "application/pdf", download_name=f"{study.edition.slug}-{slug}.pdf")


@bp.get("/<course>/glossary")
@signed_in
def words(course):
    """The words of the course and what they mean."""
    study = studies.study_or_404(course)
    return page(study=study, entries=glossary.of(study.course) or abort(404))


@bp.get("/<course>/competencies")
@signed_in
def competency_map(course):
    """What the course teaches and examines; for a learner, what they have shown of it so far."""
    study = studies.study_or_404(course)
    mapped = competencies.map_of(study.edition) or abort(404)
    if study.enrolment is None:
        return page(study=study, mapped=mapped, seen={}, figure=None)
    found = shown.of(study.enrolment, study.edition, study.progress)
    seen = {one.objective.slug: one for _competency, inside in found for one in inside}
    return page(study=study, mapped=mapped, seen=seen, figure=competency_figure.of(found))


@bp.get("/<course>/competencies/<slug>")
@public
def competency(course, slug):
    """What somebody can who has shown a competency: certificates lead here, so it is for everybody."""
    edition = editions.published_or_404("course", course)
    found = competencies.find(edition, slug) or abort(404)
    course = editions.content(edition)
    return page(
        course=course,
        competency=found,
        named=found.slug in course.competencies,
        language=editions.content(edition.bank).language,
    )


def _handout_or_404(course: str, slug: str) -> tuple[Study, Module]:
    """Of a module that is open; refused while something has to come first."""
    study = studies.study_or_404(course)
    inside = [standing for standing in study.progress.standings if standing.module.slug == slug]
    if not (inside and inside[0].module.handout):
        abort(404)
    refusals = [study.refusal_to_open(standing) for standing in inside]
    if all(refusals):
        raise Refused(403, refusals[0], back=url_for(".show", course=course))
    return study, inside[0].module
