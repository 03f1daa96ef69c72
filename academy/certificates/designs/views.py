"""The editor of designs, for administrators."""

from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import editions
from academy.access import current_person, only
from academy.certificates import designs, facts
from academy.certificates.designs import pictures, preview
from academy.certificates.designs.content import LANGUAGES, Content, Signatory, Words
from academy.certificates.sheet import document, words
from academy.certificates.designs.forms import (
    LANGUAGE_NAMES,
    ContentForm,
    CourseForm,
    EditionForm,
    NameForm,
    differences,
    longest,
    problems,
)
from academy.certificates.sheet.document import DocumentError
from academy.db import apart, pause
from academy.errors import Refused
from academy.logs import log
from academy.pages import page
from academy.printing import raster

bp = Blueprint("designs", __name__, url_prefix="/certificates/designs")

LARGEST_FORM = 4 * pictures.LARGEST + 500_000  # bytes: a logo, three signatures, and the words
TAKING_PICTURES = ("designs.new", "designs.edit", "designs.preview_sheet")
UNCHANGING = {"Cache-Control": "private, max-age=86400, immutable"}


@dataclass(frozen=True)
class Sheet:
    """What a preview shows: a picture by its address, or why there is none, as (text, id of the field) pairs."""

    picture: str = ""
    alt: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    busy: bool = False


class NotReady(Exception):
    """A form that cannot be saved yet, and why."""

    def __init__(self, problems: list[tuple[str, str]], status: int = 400):
        super().__init__(problems)
        self.problems, self.status = problems, status


@bp.url_value_preprocessor
def take_pictures(endpoint, values):
    """The forms that carry pictures may be larger than others; said before anything reads them."""
    if endpoint in TAKING_PICTURES:
        request.max_content_length = LARGEST_FORM


@bp.get("/")
@only("administrator")
def index():
    used = {}
    for course, design_id in designs.courses().items():
        used.setdefault(design_id, []).append(course)
    return page(editions=designs.listed(), used=used, titles=_titles())


@bp.route("/new", methods=["GET", "POST"])
@only("administrator")
def new():
    start = facts.by_settings()
    form, saving = ContentForm.of(start), NameForm()
    shown = {"form": form, "saving": saving, **_told_about_words()}
    if request.method == "GET":
        return page(**shown, sheet=_shown_first(start, url_for(".usual_picture", large=1)))
    if asked := request.form.get("show"):
        return _sample(form) if asked == "pdf" else page(**shown, sheet=_tried(form))
    try:
        design = designs.create(current_person, saving.name.data, _ready(form, saving))
    except NotReady as why:
        return page(why.status, **shown, sheet=replace(_tried(form), problems=why.problems))
    except designs.NameTaken:
        saving.name.errors = [_("There is a design of this name already.")]
        return page(400, **shown, sheet=replace(_tried(form), problems=problems(saving)))
    flash(_("The design is kept. Certificates use it once it is the standard one or chosen for a course."), "success")
    return redirect(url_for(".show", design_id=design.id))


@bp.route("/<int:design_id>/edit", methods=["GET", "POST"])
@only("administrator")
def edit(design_id):
    design = designs.design_or_404(design_id)
    last = designs.newest(design)
    start = designs.content_of(last)
    form, saving = ContentForm.of(start), EditionForm(based_on=last.number)
    shown = {"design": design, "form": form, "saving": saving, **_told_about_words()}
    if request.method == "GET":
        return page(**shown, sheet=_shown_first(start, url_for(".picture", edition_id=last.id, large=1)))
    if asked := request.form.get("show"):
        return _sample(form) if asked == "pdf" else page(**shown, sheet=_tried(form))
    based_on = saving.based_on.data
    try:
        saved = designs.save(current_person, design, _ready(form, saving), saving.note.data, based_on)
    except NotReady as why:
        return page(why.status, **shown, sheet=replace(_tried(form), problems=why.problems))
    except designs.Outdated as outdated:
        saving.based_on.data = outdated.newest.number  # saved again, it follows what the page tells now
        changed = _changed_since(design, based_on)
        return page(409, **shown, sheet=_tried(form), meanwhile=outdated.newest, changed=changed)
    flash(
        _(
            "This is edition %(number)s. New certificates are printed in it; those that were issued stay as they are.",
            number=saved.number,
        ),
        "success",
    )
    return redirect(url_for(".show", design_id=design.id))


@bp.post("/preview")
@only("administrator")
def preview_sheet():
    """The parts of an open editor that follow what is typed; nothing is saved but pictures."""
    form = ContentForm.of(facts.by_settings())
    sheet = _tried(form)
    if sheet.busy:
        raise Refused(429, sheet.problems[0][0], back=url_for(".index"))
    return page(form=form, sheet=sheet)


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
    return _pdf(content, "en", long=False)


@bp.get("/pictures/<digest>.png")
@only("administrator")
def uploaded(digest):
    """A logo or a signature, as it was drawn anew."""
    return _png(pictures.picture_or_404(digest), UNCHANGING)


def _ready(form: ContentForm, saving: NameForm | EditionForm) -> Content:
    """What the forms say, when all of it can be saved and printed; raises NotReady."""
    _keep_pictures(form)
    if not all([form.validate(), saving.validate()]):
        raise NotReady(problems(form, saving))
    content = form.content()
    design = document.Design(content, designs.images_of(content))
    try:
        with pause():
            found = preview.unprintable(design)
    except preview.Busy:
        raise NotReady([(_busy(), "")], 429) from None
    if found:
        raise NotReady([(_not_printed(LANGUAGE_NAMES[language], reason), "") for language, reason in found])
    return content


def _tried(form: ContentForm) -> Sheet:
    """How what was typed looks on paper."""
    _keep_pictures(form)
    if not form.validate():
        return Sheet(problems=problems(form))
    content, language, long = form.content(), form.sample_language.data, form.sample_long.data
    design = document.Design(content, designs.images_of(content))
    try:
        with pause():
            png = raster.picture(preview.pdf(design, language, long), preview.WIDTH)
    except preview.Busy:
        return Sheet(problems=[(_busy(), "")], busy=True)
    except DocumentError as error:
        return Sheet(problems=[(_not_printed(LANGUAGE_NAMES[language], error), "")])
    return Sheet(preview.data_url(png), _told(content, language))


def _shown_first(content: Content, address: str) -> Sheet:
    return Sheet(address, _told(content, "en"))


def _keep_pictures(form: ContentForm) -> None:
    """Whatever becomes of the form: a browser does not fill in a file again."""
    with apart():
        form.keep_pictures()


def _sample(form: ContentForm):
    """What was typed as a PDF."""
    _keep_pictures(form)
    if not form.validate():
        raise Refused(400, problems(form)[0][0], back=url_for(".index"))
    with pause():
        return _pdf(form.content(), form.sample_language.data, form.sample_long.data)


def _pdf(content: Content, language: str, long: bool) -> Response:
    design = document.Design(content, designs.images_of(content))
    try:
        pdf = preview.pdf(design, language, long)
    except preview.Busy:
        raise Refused(429, _busy(), back=url_for(".index")) from None
    except DocumentError as error:
        raise Refused(400, _not_printed(LANGUAGE_NAMES[language], error), back=url_for(".index")) from None
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


def _changed_since(design, number: int) -> list[tuple[str, str, str]]:
    """What the newest edition says differently from the one of this number."""
    former = next((edition for edition in design.editions if edition.number == number), None)
    return differences(designs.content_of(former), designs.content_of(designs.newest(design))) if former else []


def _told_about_words() -> dict[str, dict]:
    """The usual words of each language, and how long texts may be that count down."""
    limits = {"office": longest(Signatory, "office"), "note": longest(Words, "note"), "change": designs.LONGEST_NOTE}
    return {"usual": {language: words.of(language) for language in LANGUAGES}, "limits": limits}


def _titles() -> dict[str, str]:
    return {edition.slug: edition.title for edition in editions.all_published("course")}


def _told(content: Content, language: str) -> str:
    """The picture of a sample in words."""
    return _(
        "Sample certificate in %(language)s, layout %(layout)s: issued by %(issuer)s, signed by %(signatories)s.",
        language=LANGUAGE_NAMES[language],
        layout=content.layout,
        issuer=content.issuer,
        signatories=", ".join(signatory.name for signatory in content.signatories),
    )


def _busy() -> str:
    return _("Several samples are being printed at the moment. Try again in a few seconds.")


def _not_printed(language, reason) -> str:
    return _("A certificate in %(language)s cannot be printed like this. %(reason)s", language=language, reason=reason)
