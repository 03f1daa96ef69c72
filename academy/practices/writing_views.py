"""Where a practice is written: kept as one writes, submitted, mended; and where administrators correct what was shipped."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import practices
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.practices import content, library, words
from academy.practices.forms import PracticeForm
from academy.practices.models import Practice
from academy.practices.views import bp


@bp.get("/mine")
@only(*practices.CONTRIBUTORS)
def mine():
    return page(practices=library.of_person(current_person), words=words)


@bp.post("/new")
@only(*practices.CONTRIBUTORS)
def begin():
    practice = practices.begin(current_person)
    return redirect(url_for(".write", practice_id=practice.id))


@bp.get("/<int:practice_id>/write")
@only(*practices.CONTRIBUTORS)
def write(practice_id):
    practice = practices.own_or_404(current_person, practice_id)
    if not practice.open:
        return redirect(url_for(".show", practice_id=practice.id))
    return page(**_context(practice, PracticeForm.of(practice, current_person)))


@bp.post("/<int:practice_id>/draft")
@only(*practices.CONTRIBUTORS)
def keep(practice_id):
    """Keep the draft. A script asks for JSON and hears of other words that are kept; without it the page comes back."""
    practice, form = _written(practice_id)
    try:
        practices.keep(practice, form.said, form.version.data)
    except practices.Closed:
        raise _closed(practice, form) from None
    except practices.Elsewhere:
        if _wants_json():
            return {"version": practice.version, "other": told(practice)}
        return _again(practice, form, other=told(practice)), 409
    if _wants_json():
        return {"version": practice.version, "other": None}
    flash(_("Your practice is kept. It has not been submitted."), "success")
    return redirect(url_for(".write", practice_id=practice.id))


@bp.post("/<int:practice_id>")
@only(*practices.CONTRIBUTORS)
def submit(practice_id):
    practice, form = _written(practice_id)
    try:
        practices.submit(practice, form.said, form.version.data, form.confirmed.data or ())
    except practices.Closed:
        raise _closed(practice, form) from None
    except practices.Elsewhere:
        return _again(practice, form, other=told(practice)), 409
    except practices.Unfit as unfit:
        say_what_is_missing(form, unfit.missing)
        return _again(practice, form), 400
    except practices.Private as private:
        form.confirmed.errors = [
            _("Look at what may be private data of somebody. Take it out, or say that it is none.")
        ]
        return _again(practice, form, finds=private.finds), 400
    flash(_("Your practice is submitted. Somebody who teaches here will read it; you get a message."), "success")
    return redirect(url_for(".show", practice_id=practice.id))


@bp.route("/<int:practice_id>/correct", methods=["GET", "POST"])
@only("administrator")
def correct(practice_id):
    """A practice that came with the academy becomes the academy's own."""
    practice = practices.readable_or_404(current_person, practice_id)
    if not practices.may_correct(current_person, practice):
        abort(404)
    if request.method == "GET":
        return page(practice=practice, form=PracticeForm.of(practice, current_person))
    form = PracticeForm(person=current_person)
    if not form.validate():
        return page(400, practice=practice, form=form)
    try:
        practices.correct(current_person, practice, form.said, form.version.data)
    except practices.Closed:
        raise _closed(practice, form) from None
    except practices.Elsewhere:
        form.version.data = practice.version
        return page(409, practice=practice, form=form, other=told(practice))
    except practices.Unfit as unfit:
        say_what_is_missing(form, unfit.missing)
        return page(400, practice=practice, form=form)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", practice_id=practice.id))


def say_what_is_missing(form: PracticeForm, missing: dict[str, str]) -> None:
    for name, code in missing.items():
        field = form.sources[0].form.title if name == "sources" else form[name]
        field.errors = [words.missing(name, code)]
        if name == "sources":
            form.sources.errors = field.errors


def told(practice: Practice) -> str:
    """All that is kept of a practice, as one text to read and to copy from."""
    texts = [getattr(practice, name) for name in ("title", *content.TEXTS, "consent_note", *content.NEEDS)]
    sources = [
        " ".join(filter(None, (source[name] for name in ("title", "url", "checked_on")))) for source in practice.sources
    ]
    return "\n\n".join(filter(None, [*texts, *sources]))


def _written(practice_id: int) -> tuple[Practice, PracticeForm]:
    """The practice that a form is about, and the form, which holds what can be kept."""
    practice = practices.own_or_404(current_person, practice_id)
    form = PracticeForm(person=current_person)
    if not form.validate():
        words_typed = "\n\n".join(str(value) for value in form.said.values() if isinstance(value, str))
        message = _("This is more text than can be kept. It is below: copy it, and shorten it.")
        raise Refused(400, message, typed=words_typed, back=url_for(".write", practice_id=practice.id))
    return practice, form


def _again(practice: Practice, form: PracticeForm, other: str | None = None, finds=()) -> str:
    """The page with what was typed in its fields, and `other` words that are kept beside it: what is sent then takes their
    place, since its writer has seen them."""
    if other is not None:
        form.version.data = practice.version
    return render_template("practices/write.html", **_context(practice, form) | {"other": other, "finds": finds})


def _closed(practice: Practice, form: PracticeForm) -> Refused:
    typed = "\n\n".join(value for value in form.said.values() if isinstance(value, str) and value)
    message = _("This practice is not open: it was submitted, decided or withdrawn before. What was submitted counts.")
    return Refused(409, message, typed=typed, back=url_for(".show", practice_id=practice.id))


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _context(practice: Practice, form: PracticeForm) -> dict:
    return {"practice": practice, "form": form, "other": None, "finds": (), "words": words}
