"""The editor of designs: what is typed is shown on paper, and becomes an edition when all of it can be printed."""

from dataclasses import dataclass, field, replace

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.certificates import designs, facts
from academy.certificates.designs import pictures, preview
from academy.certificates.designs.content import LANGUAGES, Content, Signatory, Words
from academy.certificates.designs.forms import (
    LANGUAGE_NAMES,
    ContentForm,
    EditionForm,
    NameForm,
    differences,
    longest,
    problems,
)
from academy.certificates.designs.sample_views import as_pdf, busy, not_printed
from academy.certificates.designs.views import bp
from academy.certificates.sheet import document, words
from academy.certificates.sheet.document import DocumentError
from academy.db import apart, pause
from academy.errors import Refused
from academy.pages import page
from academy.printing import raster

LARGEST_FORM = 4 * pictures.LARGEST + 500_000  # bytes: a logo, three signatures, and the words
TAKING_PICTURES = ("designs.new", "designs.edit", "designs.preview_sheet")


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
        raise NotReady([(busy(), "")], 429) from None
    if found:
        raise NotReady([(not_printed(LANGUAGE_NAMES[language], reason), "") for language, reason in found])
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
        return Sheet(problems=[(busy(), "")], busy=True)
    except DocumentError as error:
        return Sheet(problems=[(not_printed(LANGUAGE_NAMES[language], error), "")])
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
        return as_pdf(form.content(), form.sample_language.data, form.sample_long.data)


def _changed_since(design, number: int) -> list[tuple[str, str, str]]:
    """What the newest edition says differently from the one of this number."""
    former = next((edition for edition in design.editions if edition.number == number), None)
    return differences(designs.content_of(former), designs.content_of(designs.newest(design))) if former else []


def _told_about_words() -> dict[str, dict]:
    """The usual words of each language, and how long texts may be that count down."""
    limits = {"office": longest(Signatory, "office"), "note": longest(Words, "note"), "change": designs.LONGEST_NOTE}
    return {"usual": {language: words.of(language) for language in LANGUAGES}, "limits": limits}


def _told(content: Content, language: str) -> str:
    """The picture of a sample in words."""
    return _(
        "Sample certificate in %(language)s, layout %(layout)s: issued by %(issuer)s, signed by %(signatories)s.",
        language=LANGUAGE_NAMES[language],
        layout=content.layout,
        issuer=content.issuer,
        signatories=", ".join(signatory.name for signatory in content.signatories),
    )
