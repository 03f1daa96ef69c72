"""The studio: what can be edited, the pages of a draft, its history, and its way out."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _

from academy import clock, editions
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import differences, drafts, forms, outline as outlines, problems
from academy.studio.models import Draft
from academy.studio.outline import Place

bp = Blueprint("studio", __name__, url_prefix="/studio")

AUTHORS = ("instructor", "administrator")
ARRANGING = ("up", "down", "remove", "copy")


@bp.get("/")
@only(*AUTHORS)
def index():
    """Everything that can be edited, by kind: what is offered, what is retired, and what is being written."""
    kinds = []
    for outline in outlines.OUTLINES.values():
        opened = {draft.slug: draft for draft in drafts.open_drafts(outline.kind)}
        offered = editions.all_published(outline.kind)
        retired = editions.all_retired(outline.kind)
        known = {edition.slug for edition in (*offered, *retired)}
        own = [draft for slug, draft in opened.items() if slug not in known]
        kinds.append((outline, own, offered, retired, opened))
    return page(kinds=kinds, note=forms.NoteForm(formdata=None))


@bp.route("/new/<kind>", methods=["GET", "POST"])
@only(*AUTHORS)
def new(kind):
    outline = outlines.OUTLINES.get(kind) or abort(404)
    form = forms.NewForm()
    form.rules.choices = [(edition.slug, edition.title) for edition in editions.all_published("rules")]
    if request.method == "GET" or not form.validate():
        return page(400 if request.method == "POST" else 200, outline=outline, form=form)
    rules = form.rules.data or (form.rules.choices[0][0] if form.rules.choices else "")
    slug = drafts.free_slug(kind, form.title.data)
    draft = drafts.create(current_person, kind, slug, outline.blank(form.title.data.strip(), rules))
    return redirect(url_for(".show", draft_id=draft.id))


@bp.post("/edit/<kind>/<slug>")
@only(*AUTHORS)
def begin(kind, slug):
    """Go on with the draft of a published pack, or begin one."""
    if kind not in outlines.OUTLINES:
        abort(404)
    draft = drafts.edit(current_person, editions.published_or_404(kind, slug))
    return redirect(url_for(".show", draft_id=draft.id))


@bp.route("/copy/<kind>/<slug>", methods=["GET", "POST"])
@only(*AUTHORS)
def copy(kind, slug):
    """A pack of its own that begins as this one: to vary it, or to translate it with the original beside."""
    if kind not in outlines.OUTLINES:
        abort(404)
    edition = editions.published_or_404(kind, slug)
    form = forms.CopyForm(title=_("%(title)s (copy)", title=edition.title))
    if request.method == "GET" or not form.validate():
        return page(400 if request.method == "POST" else 200, edition=edition, form=form)
    draft = drafts.copy_of(current_person, edition, form.title.data.strip(), form.translates.data)
    return redirect(url_for(".show", draft_id=draft.id))


@bp.get("/<int:draft_id>/")
@only(*AUTHORS)
def show(draft_id):
    """The draft at a glance: its pages, what is still wrong on each, and what can be done with it."""
    draft = drafts.draft_or_404(draft_id)
    return page(**context_of(draft), found=_told(draft), hints=_hints(draft), newest=drafts.newest(draft))


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
        drafts.arrange(current_person, draft, name, act, key)
    except drafts.Gone:
        raise Refused(409, _gone(), back=url_for(".show", draft_id=draft.id)) from None
    if act == "remove":
        flash(_("It is removed from the draft. The history still has it."), "success")
    return redirect(url_for(".edit", draft_id=draft.id, name=name, _anchor=f"entry-{key}"))


@bp.post("/<int:draft_id>/here")
@only(*AUTHORS)
def here(draft_id):
    """An open page says that it is open, and learns who else is here."""
    draft = drafts.draft_or_404(draft_id)
    around = drafts.visit(current_person, draft, request.form.get("place", "")[:300])
    return jsonify(others=[{"name": visit.person.name, "place": _called(draft, visit.place)} for visit in around])


@bp.get("/<int:draft_id>/history")
@only(*AUTHORS)
def history(draft_id):
    draft = drafts.draft_or_404(draft_id)
    return page(**context_of(draft), versions=draft.versions[::-1], releases=editions.releases(draft.kind, draft.slug))


@bp.get("/<int:draft_id>/history/<int:number>")
@only(*AUTHORS)
def version(draft_id, number):
    """What an earlier version says differently from the draft as it is."""
    draft = drafts.draft_or_404(draft_id)
    found = drafts.version_or_404(draft, number)
    changed = list(differences.between(drafts.outline_of(draft), found.document, drafts.document_of(draft)))
    return page(**context_of(draft), left=found, changed=changed)


@bp.post("/<int:draft_id>/history/<int:number>/restore")
@only(*AUTHORS)
def restore(draft_id, number):
    draft = drafts.draft_or_404(draft_id)
    found = drafts.version_or_404(draft, number)
    drafts.restore(current_person, draft, found, _("Version %(number)s again", number=number))
    flash(_("The draft is as version %(number)s again. What it was before is in the history.", number=number), "success")
    return redirect(url_for(".show", draft_id=draft.id))


@bp.route("/<int:draft_id>/publish", methods=["GET", "POST"])
@only(*AUTHORS)
def publish(draft_id):
    draft = drafts.draft_or_404(draft_id)
    form = forms.NoteForm()
    if request.method == "GET":
        form.seen.data = drafts.newest(draft).digest
        return _show_publish(draft, form)
    if not form.validate():
        return _show_publish(draft, form), 400
    try:
        edition = drafts.publish(current_person, draft, form.seen.data, form.note.data.strip())
    except drafts.NotSound:
        return _show_publish(draft, form), 400
    except drafts.Outdated:
        form.seen.data = drafts.newest(draft).digest
        form.note.errors = [_("The draft was changed while you looked at it. See below what would be published now.")]
        return _show_publish(draft, form), 409
    flash(_("“%(title)s” is published. What learners began before stays as it was.", title=edition.title), "success")
    after = drafts.outline_of(draft).after
    return redirect(url_for(after, pack=draft.slug) if after else url_for(".index"))


@bp.post("/<int:draft_id>/close")
@only(*AUTHORS)
def close(draft_id):
    """Put the draft away."""
    draft = drafts.draft_or_404(draft_id)
    drafts.close(current_person, draft)
    flash(_("The draft “%(title)s” is put away. What is published stays.", title=draft.title), "success")
    return redirect(url_for(".index"))


@bp.post("/retire/<kind>/<slug>")
@only(*AUTHORS)
def retire(kind, slug):
    edition = editions.published_or_404(kind, slug)
    editions.retire(edition, current_person, request.form.get("note", "").strip()[:300])
    flash(_("“%(title)s” is offered to nobody anew. What was begun goes on.", title=edition.title), "success")
    return redirect(url_for(".index"))


@bp.post("/resume/<kind>/<slug>")
@only(*AUTHORS)
def resume(kind, slug):
    edition = editions.published_or_404(kind, slug)
    editions.resume(edition, current_person, request.form.get("note", "").strip()[:300])
    flash(_("“%(title)s” is offered again.", title=edition.title), "success")
    return redirect(url_for(".index"))


def _save(draft: Draft, name: str):
    """Keep what was typed, sound or not; scripts get the problems as JSON, forms the page again."""
    place = _place_or_gone(draft, name)
    form = _form(draft, place, request.form)
    seen, act = request.form.get("seen", ""), request.form.get("row", "")
    try:
        after = drafts.save(current_person, draft, name, seen, form.said(act))
    except drafts.Conflict as conflict:
        return _conflict(draft, conflict, form)
    except drafts.Gone:
        raise Refused(409, _gone(), typed=_typed(form), back=url_for(".show", draft_id=draft.id)) from None
    if _for_script():
        told = [each for each in _told(draft) if each.place.name == name]
        return jsonify(
            seen=after.digest,
            saved=_("Saved at %(time)s", time=format_time(clock.now(), "HH:mm")),
            problems=[{"field": each.field, "message": each.message} for each in told],
            hints=[{"field": each.field, "message": each.message} for each in _hints(draft) if each.place.name == name],
        )
    if to := request.form.get("to"):
        return redirect(url_for(".edit", draft_id=draft.id, name=to))
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
    typed = outlines.place(outline, outlines.written(drafts.document_of(draft), conflict.place, form.said()), conflict.place.name)
    changed = list(differences.of_place(outline, conflict.place, typed))
    shown = _show_form(draft, typed, form, seen=conflict.place.digest, conflict=conflict, changed=changed)
    return shown, 409


def _show_form(draft: Draft, place: Place, form: forms.PlaceForm, seen: str = "", **own) -> str:
    """The page of a part, with the problems beside its fields."""
    found = _told(draft)
    told = [each for each in found if each.place.name == place.name]
    hints = [each for each in _hints(draft) if each.place.name == place.name]
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
    found = _told(draft)
    count = {key: sum(_is_in(each.place.name, f"{place.name}/{key}") for each in found) for key, _entry in place.part}
    more = place.page.more(draft, drafts.document_of(draft), place)
    return render_template("studio/_list.html", **context_of(draft), **more, place=place, form=form, count=count, told=found)


def _show_publish(draft: Draft, form: forms.NoteForm) -> str:
    document, outline = drafts.document_of(draft), drafts.outline_of(draft)
    offered = editions.published(draft.kind, draft.slug)
    former = drafts.parts_of(offered)[0] if offered else None
    changed = list(differences.between(outline, former, document)) if former else []
    return page(**context_of(draft), form=form, told=_told(draft), offered=offered, changed=changed)[0]


def context_of(draft: Draft) -> dict:
    """What every page of a draft shows: its pages, and who else is here."""
    document, outline = drafts.document_of(draft), drafts.outline_of(draft)
    return {
        "draft": draft,
        "document": document,
        "outline": outline,
        "places": outlines.places(outline, document),
        "called": differences.called,
        "others": drafts.others(current_person, draft),
        "where": lambda name: _called(draft, name),
    }


def _told(draft: Draft) -> list[problems.Told]:
    return list(problems.told(drafts.outline_of(draft), drafts.document_of(draft), drafts.problems_of(draft)[1]))


def _hints(draft: Draft) -> list[problems.Told]:
    """What is worth another look, and hinders nothing."""
    outline, document = drafts.outline_of(draft), drafts.document_of(draft)
    return list(problems.told(outline, document, outline.hints(draft, document)))


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
    return {name: differences.text_of(shape.shown(former.part.get(name))) for name, shape in shapes.items()}


def _called(draft: Draft, name: str) -> str:
    document = drafts.document_of(draft)
    try:
        return differences.called(outlines.place(drafts.outline_of(draft), document, name), document)
    except outlines.NoSuchPlace:
        return ""


def _place_or_404(draft: Draft, name: str) -> Place:
    try:
        return outlines.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except outlines.NoSuchPlace:
        abort(404)


def _place_or_gone(draft: Draft, name: str) -> Place:
    try:
        return outlines.place(drafts.outline_of(draft), drafts.document_of(draft), name)
    except outlines.NoSuchPlace:
        typed = "\n\n".join(value for key, value in request.form.items() if key not in ("csrf_token", "seen", "row") and value)
        raise Refused(409, _gone(), typed=typed, back=url_for(".show", draft_id=draft.id)) from None


def _is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}/")


def _typed(form: forms.PlaceForm) -> str:
    return differences.text_of(form.fields.data)


def _changed_by(version) -> str:
    return _("%(name)s changed this page at %(time)s.", name=version.person.name, time=format_time(version.saved_at, "HH:mm"))


def _gone() -> str:
    return _("Somebody took this part out of the draft while you wrote. The history of the draft still has it.")


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
