"""The pages of a draft: its parts, one at a time, saved as they are typed."""

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _

from academy import clock
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import differences, drafts, edits, forms, marks, places, problems, translations, visits
from academy.studio.context import AUTHORS, called_at, context_of, advice_on, told_of
from academy.studio.models import Draft
from academy.studio.outline import Collection
from academy.studio.places import Place
from academy.studio.views import bp

ARRANGING = ("up", "down", "remove", "copy")


@bp.get("/<int:draft_id>/")
@only(*AUTHORS)
def show(draft_id):
    """The draft at a glance: its pages, what is still wrong on each, and what can be done with it."""
    draft = drafts.draft_or_404(draft_id)
    return page(**context_of(draft), found=told_of(draft), advice=advice_on(draft), newest=drafts.newest(draft))


@bp.route("/<int:draft_id>/edit/<path:name>", methods=["GET", "POST"])
@only(*AUTHORS)
def edit(draft_id, name):
    draft = drafts.draft_or_404(draft_id)
    if request.method == "GET":
        try:
            place = places.place(drafts.outline_of(draft), drafts.document_of(draft), name)
        except places.NoSuchPlace:
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
        place = edits.add(current_person, draft, name, form.called.data.strip(), form.kind.data or "")
    except drafts.NameTaken:
        form.called.errors = [_("There is one of this name already: choose another.")]
        return _show_list(draft, _place_or_404(draft, name), form), 400
    except drafts.Gone:
        raise Refused(409, _gone(), typed=form.called.data or "", back=url_for(".show", draft_id=draft.id)) from None
    return redirect(url_for(".edit", draft_id=draft.id, name=place.name))


@bp.post("/<int:draft_id>/arrange/<path:name>")
@only(*AUTHORS)
def arrange(draft_id, name):
    """Move, copy or remove an entry of a list: `do` is "up/key", "down/key", "copy/key" or "remove/key". What others refer
    to is removed when whoever does it is `sure`."""
    draft = drafts.draft_or_404(draft_id)
    act, _slash, key = request.form.get("do", "").partition("/")
    if act not in ARRANGING:
        abort(400)
    if act == "remove" and "sure" not in request.form and (used := _used(draft, name, key)):
        return _ask(draft, name, key, used)
    try:
        note = _("Removed: %(name)s", name=key[:200]) if act == "remove" else ""
        edits.arrange(current_person, draft, name, act, key, request.form.get("seen", ""), note)
    except drafts.Gone:
        raise Refused(409, _gone(), back=url_for(".show", draft_id=draft.id)) from None
    except edits.Rearranged:
        flash(_("The list was changed a moment ago. This is how it is now."), "info")
    else:
        if act == "remove":
            flash(_("It is removed. The version before this one, in the history, brings it back."), "success")
    return redirect(url_for(".edit", draft_id=draft.id, name=name, _anchor=f"entry-{key}"))


@bp.post("/<int:draft_id>/here")
@only(*AUTHORS)
def here(draft_id):
    """An open page says that it is open, and learns who else is here."""
    draft = drafts.draft_or_404(draft_id)
    around = visits.renew(current_person, draft, request.form.get("place", "")[:300])
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
        after = edits.save(current_person, draft, name, seen, form.said(act))
    except edits.Conflict as conflict:
        return _conflict(draft, conflict, form)
    except drafts.Gone:
        raise Refused(409, _gone(), typed=_typed(form), back=url_for(".show", draft_id=draft.id)) from None
    if _for_script():
        told = [each for each in told_of(draft) if each.place.name == name]
        return jsonify(
            seen=after.digest,
            saved=_saved(told, format_time(clock.now(), "HH:mm")),
            problems=[{"field": each.field, "message": each.message, "needed": each.needed} for each in told],
            advice=[
                {"field": each.field, "message": each.message} for each in advice_on(draft) if each.place.name == name
            ],
            shown=_live(draft, after),
        )
    if not act:
        amiss = any(each.place.name == name and not each.needed for each in told_of(draft))
        flash(_("Saved, with something to mend."), "info") if amiss else flash(_("Saved."), "success")
    return redirect(url_for(".edit", draft_id=draft.id, name=name, _anchor=_anchor(act)))


def _saved(told: list[problems.Told], time: str) -> str:
    """That a page is saved, and whether there is something wrong in it; what is not filled in yet is no mistake."""
    if any(not each.needed for each in told):
        return _("Saved at %(time)s, with something to mend", time=time)
    return _("Saved at %(time)s", time=time)


def _anchor(act: str) -> str:
    """Where the page goes on after something was done to a row, or picked from a menu."""
    verb, *path = act.split("/")
    return "-".join(path) if verb == "pick" else path[0] if path else "main"


def _conflict(draft: Draft, conflict: edits.Conflict, form: forms.PlaceForm):
    """Somebody else changed this page: theirs and what was typed, side by side. Saved again, what was typed stands."""
    if _for_script():
        return jsonify(conflict=_changed_by(conflict.version)), 409
    outline = drafts.outline_of(draft)
    typed = places.place(
        outline, places.written(drafts.document_of(draft), conflict.place, form.said()), conflict.place.name
    )
    changed = list(differences.of_place(outline, conflict.place, typed))
    shown = _show_form(draft, typed, form, seen=conflict.place.digest, conflict=conflict, changed=changed)
    return shown, 409


def _show_form(draft: Draft, place: Place, form: forms.PlaceForm, seen: str = "", **own) -> str:
    """The page of a part, with the problems beside its fields."""
    found = told_of(draft)
    told = [each for each in found if each.place.name == place.name]
    advice = [each for each in advice_on(draft) if each.place.name == place.name]
    wrong = marks.mark(form.fields, form.shapes, place.value, told, advice)
    return render_template(
        "studio/edit.html",
        **context_of(draft),
        **place.page.more(draft, drafts.document_of(draft), place),
        place=place,
        form=form,
        seen=seen or place.digest,
        told=told,
        advice=advice,
        wrong=wrong,
        inside={each.name: sum(_is_in(one.place.name, each.name) for one in found) for each in place.lists},
        original=translations.original_at(draft, place),
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


def _live(draft: Draft, place: Place) -> dict[str, str]:
    """The parts of a page that follow from what was just saved, by the id of their element."""
    if not place.page.live:
        return {}
    more = place.page.more(draft, drafts.document_of(draft), place)
    return {name: render_template(template, **more, place=place) for name, template in place.page.live.items()}


def _used(draft: Draft, name: str, key: str) -> list[str]:
    """What refers to an entry; nothing does once it is gone."""
    document = drafts.document_of(draft)
    try:
        place = places.place(drafts.outline_of(draft), document, f"{name}/{key}")
    except places.NoSuchPlace:
        return []
    return list(place.page.uses(document, key)) if isinstance(place.page, Collection) and place.page.uses else []


def _ask(draft: Draft, name: str, key: str, used: list[str]):
    """Whether an entry shall be removed all the same."""
    return page(**context_of(draft), place=_place_or_404(draft, f"{name}/{key}"), key=key, used=used)


def _form(draft: Draft, place: Place, formdata=None) -> forms.PlaceForm:
    document = drafts.document_of(draft)
    return forms.of(drafts.outline_of(draft), document, place, drafts.cited_in(draft.kind, document), formdata)


def _place_or_404(draft: Draft, name: str) -> Place:
    try:
        return places.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except places.NoSuchPlace:
        abort(404)


def _place_or_gone(draft: Draft, name: str) -> Place:
    try:
        return places.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except places.NoSuchPlace:
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
