"""The pages of a draft: its parts, one at a time, saved as they are typed."""

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _

from academy import clock
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import differences, drafts, forms, outline as outlines, problems
from academy.studio.context import AUTHORS, called_at, context_of, hints_of, told_of
from academy.studio.models import Draft
from academy.studio.outline import Place
from academy.studio.views import bp

ARRANGING = ("up", "down", "remove", "copy")


@bp.get("/<int:draft_id>/")
@only(*AUTHORS)
def show(draft_id):
    """The draft at a glance: its pages, what is still wrong on each, and what can be done with it."""
    draft = drafts.draft_or_404(draft_id)
    return page(**context_of(draft), found=told_of(draft), hints=hints_of(draft), newest=drafts.newest(draft))


@bp.route("/<int:draft_id>/edit/<path:name>", methods=["GET", "POST"])
@only(*AUTHORS)
def edit(draft_id, name):
    draft = drafts.draft_or_404(draft_id)
    if request.method == "GET":
        try:
            place = outlines.place(drafts.outline_of(draft), drafts.document_of(draft), name)
        except outlines.NoSuchPlace:
            abort(404)
        return _show_list(draft, place) if place.is_list else _show_form(draft, place, _form(draft, place))
    return _save(draft, name)


@bp.post("/<int:draft_id>/add/<path:name>")
@only(*AUTHORS)
def add(draft_id, name):
    """Begin an entry of a list."""
    draft = drafts.draft_or_404(draft_id)
    form = forms.EntryForm()
    try:
        if not form.validate():
            return _show_list(draft, _place_or_404(draft, name), form), 400
        place = drafts.add(current_person, draft, name, form.called.data.strip(), form.kind.data or "")
    except drafts.NameTaken:
        form.called.errors = [_("There is one of this name already: choose another.")]
        return _show_list(draft, _place_or_404(draft, name), form), 400
    except drafts.Gone:
        raise Refused(409, _gone(), typed=form.called.data or "", back=url_for(".show", draft_id=draft.id)) from None
    return redirect(url_for(".edit", draft_id=draft.id, name=place.name))


@bp.post("/<int:draft_id>/arrange/<path:name>")
@only(*AUTHORS)
def arrange(draft_id, name):
    """Move, copy or remove an entry of a list: `do` is "up/key", "down/key", "copy/key" or "remove/key"."""
    draft = drafts.draft_or_404(draft_id)
    act, _slash, key = request.form.get("do", "").partition("/")
    if act not in ARRANGING:
        abort(400)
    try:
        note = _("Removed: %(name)s", name=key[:200]) if act == "remove" else ""
        drafts.arrange(current_person, draft, name, act, key, note)
    except drafts.Gone:
        raise Refused(409, _gone(), back=url_for(".show", draft_id=draft.id)) from None
    if act == "remove":
        flash(_("It is removed. The version before this one, in the history, brings it back."), "success")
    return redirect(url_for(".edit", draft_id=draft.id, name=name, _anchor=f"entry-{key}"))


@bp.post("/<int:draft_id>/here")
@only(*AUTHORS)
def here(draft_id):
    """An open page says that it is open, and learns who else is here."""
    draft = drafts.draft_or_404(draft_id)
    around = drafts.visit(current_person, draft, request.form.get("place", "")[:300])
    return jsonify(others=[{"name": visit.person.name, "place": called_at(draft, visit.place)} for visit in around])


def _save(draft: Draft, name: str):
    """Keep what was typed, sound or not; scripts get the problems as JSON, forms the page again."""
    place = _place_or_gone(draft, name)
    if place.is_list:
        abort(404)
    try:
        form = _form(draft, place, request.form)
    except ValueError:
        abort(400)
    seen, act = request.form.get("seen", ""), request.form.get("row", "")
    try:
        after = drafts.save(current_person, draft, name, seen, form.said(act))
    except drafts.Conflict as conflict:
        return _conflict(draft, conflict, form)
    except drafts.Gone:
        raise Refused(409, _gone(), typed=_typed(form), back=url_for(".show", draft_id=draft.id)) from None
    if _for_script():
        told = [each for each in told_of(draft) if each.place.name == name]
        return jsonify(
            seen=after.digest,
            saved=_("Saved at %(time)s", time=format_time(clock.now(), "HH:mm")),
            problems=[{"field": each.field, "message": each.message} for each in told],
            hints=[
                {"field": each.field, "message": each.message} for each in hints_of(draft) if each.place.name == name
            ],
        )
    if not act:
        flash(_("Saved."), "success")
    return redirect(url_for(".edit", draft_id=draft.id, name=name, _anchor=_anchor(act)))


def _anchor(act: str) -> str:
    """Where the page goes on after something was done to a row, or picked from a menu."""
    verb, *path = act.split("/")
    return "-".join(path) if verb == "pick" else path[0] if path else "main"


def _conflict(draft: Draft, conflict: drafts.Conflict, form: forms.PlaceForm):
    """Somebody else changed this page: theirs and what was typed, side by side. Saved again, what was typed stands."""
    if _for_script():
        return jsonify(conflict=_changed_by(conflict.version)), 409
    outline = drafts.outline_of(draft)
    typed = outlines.place(
        outline, outlines.written(drafts.document_of(draft), conflict.place, form.said()), conflict.place.name
    )
    changed = list(differences.of_place(outline, conflict.place, typed))
    shown = _show_form(draft, typed, form, seen=conflict.place.digest, conflict=conflict, changed=changed)
    return shown, 409


def _show_form(draft: Draft, place: Place, form: forms.PlaceForm, seen: str = "", **own) -> str:
    """The page of a part, with the problems beside its fields."""
    found = told_of(draft)
    told = [each for each in found if each.place.name == place.name]
    hints = [each for each in hints_of(draft) if each.place.name == place.name]
    wrong = _by_field(told)
    _mark(form.fields, wrong, _by_field(hints))
    return render_template(
        "studio/edit.html",
        **context_of(draft),
        **place.page.more(draft, drafts.document_of(draft), place),
        place=place,
        form=form,
        seen=seen or place.digest,
        told=told,
        hints=hints,
        wrong=wrong,
        inside={each.name: sum(_is_in(one.place.name, each.name) for one in found) for each in place.lists},
        original=_original(draft, place),
        **own,
    )


def _show_list(draft: Draft, place: Place, form: forms.EntryForm | None = None) -> str:
    form = form or forms.EntryForm(formdata=None)
    kinds = place.page.kinds
    form.kind.choices = kinds() if callable(kinds) else kinds
    form.kind.label.text = place.page.kinds_label
    found = told_of(draft)
    count = {key: sum(_is_in(each.place.name, f"{place.name}/{key}") for each in found) for key, _entry in place.part}
    more = place.page.more(draft, drafts.document_of(draft), place)
    return render_template(
        "studio/_list.html", **context_of(draft), **more, place=place, form=form, count=count, told=found
    )


def _by_field(told: list[problems.Told]) -> dict[str, list[str]]:
    found = {}
    for each in told:
        found.setdefault(each.field, []).append(each.message)
    return found


def _form(draft: Draft, place: Place, formdata=None) -> forms.PlaceForm:
    document = drafts.document_of(draft)
    return forms.of(drafts.outline_of(draft), document, place, drafts.rules_of(document), formdata)


def _mark(fields, wrong: dict[str, list[str]], hints: dict[str, list[str]]) -> None:
    """Put problems and hints at the inputs that they are about; problems of groups of inputs the template finds by name."""
    for field in fields:
        field.worth_a_look = hints.get(field.name, [])  # forms of forms have fields called hints
        inner = getattr(field, "form", None) or getattr(field, "entries", None)
        if inner is not None:
            _mark(inner, wrong, hints)
        else:
            field.errors = wrong.get(field.name, [])


def _original(draft: Draft, place: Place) -> dict[str, str]:
    """What the original of a translation says in each field of this page."""
    if draft.original is None:
        return {}
    document = drafts.parts_of(draft.original)[0]
    try:
        former = outlines.place(drafts.outline_of(draft), document, place.name)
    except outlines.NoSuchPlace:
        return {}
    shapes = forms.shapes_of(drafts.outline_of(draft), former)
    return {name: "\n".join(shape.texts(former.part.get(name))) for name, shape in shapes.items()}


def _place_or_404(draft: Draft, name: str) -> Place:
    try:
        return outlines.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except outlines.NoSuchPlace:
        abort(404)


def _place_or_gone(draft: Draft, name: str) -> Place:
    try:
        return outlines.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except outlines.NoSuchPlace:
        typed = "\n\n".join(
            value for key, value in request.form.items() if key not in ("csrf_token", "seen", "row") and value
        )
        raise Refused(409, _gone(), typed=typed, back=url_for(".show", draft_id=draft.id)) from None


def _is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}/")


def _typed(form: forms.PlaceForm) -> str:
    return differences.text_of(form.fields.data)


def _changed_by(version) -> str:
    return _(
        "%(name)s changed this page at %(time)s.", name=version.person.name, time=format_time(version.saved_at, "HH:mm")
    )


def _gone() -> str:
    return _("Somebody took this part out of the draft while you wrote. The history of the draft still has it.")


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
