"""The studio: what can be edited, and how a draft of it begins."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import editions, packs
from academy.access import current_person, only
from academy.pages import page
from academy.studio import copies, drafts, forms, outline as outlines, publishing
from academy.studio.context import AUTHORS

bp = Blueprint("studio", __name__, url_prefix="/studio")


@bp.get("/")
@only(*AUTHORS)
def index():
    """Everything that can be edited, by kind: what is offered, what is retired, and what is being written."""
    kinds = []
    for outline in outlines.OUTLINES.values():
        opened = {draft.slug: draft for draft in drafts.open_drafts(outline.kind)}
        offered = editions.all_published(outline.kind)
        changed = {each.slug for each in offered if each.slug in opened and publishing.differs(opened[each.slug], each)}
        retired = editions.all_retired(outline.kind)
        known = {edition.slug for edition in (*offered, *retired)}
        own = [draft for slug, draft in opened.items() if slug not in known]
        kinds.append((outline, own, offered, retired, changed))
    return page(kinds=kinds, note=forms.NoteForm(formdata=None))


@bp.route("/new/<kind>", methods=["GET", "POST"])
@only(*AUTHORS)
def new(kind):
    outline = outlines.OUTLINES.get(kind) or abort(404)
    form = forms.NewForm()
    published = [(edition.slug, edition.title) for edition in editions.all_published("rules")]
    form.rules.choices = [("", _("None yet: I choose them later")), *published]
    if form.rules.data is None and published:
        form.rules.data = published[0][0]
    if request.method == "GET" or not form.validate():
        shown = {"outline": outline, "form": form, "cites_rules": "rules" in packs.KINDS[kind].cites}
        return page(400 if request.method == "POST" else 200, **shown)
    title = form.title.data.strip()
    draft = drafts.begin(current_person, kind, title, outline.blank(title, form.rules.data or ""))
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
    form.offer(copies.languages(outlines.OUTLINES[kind]), copies.language_of(edition))
    if request.method == "GET" or not form.validate():
        return page(400 if request.method == "POST" else 200, edition=edition, form=form)
    draft = copies.copy_of(
        current_person, edition, form.title.data.strip(), form.translates.data, form.language.data or ""
    )
    return redirect(url_for(".show", draft_id=draft.id))


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
