"""The history of a draft, and its way out: restored, published, put away."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import editions
from academy.access import current_person, only
from academy.pages import page
from academy.studio import differences, drafts, edits, forms, publishing
from academy.studio.context import AUTHORS, address_after, context_of, told_of
from academy.studio.models import Draft
from academy.studio.views import bp


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
    return page(**context_of(draft), then=found, changed=changed)


@bp.post("/<int:draft_id>/history/<int:number>/restore")
@only(*AUTHORS)
def restore(draft_id, number):
    draft = drafts.draft_or_404(draft_id)
    found = drafts.version_or_404(draft, number)
    edits.restore(current_person, draft, found, _("Version %(number)s again", number=number))
    flash(
        _("The draft is as version %(number)s again. What it was before is in the history.", number=number), "success"
    )
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
        edition = publishing.publish(current_person, draft, form.seen.data, form.note.data.strip())
    except publishing.NotSound:
        return _show_publish(draft, form), 400
    except publishing.Outdated:
        form.seen.data = drafts.newest(draft).digest
        form.note.errors = [_("The draft was changed while you looked at it. See below what would be published now.")]
        return _show_publish(draft, form), 409
    flash(_("“%(title)s” is published. What learners began before stays as it was.", title=edition.title), "success")
    outline = drafts.outline_of(draft)
    if outline.next_step:
        flash(outline.next_step, "info")
    return redirect(address_after(edition))


@bp.post("/<int:draft_id>/close")
@only(*AUTHORS)
def close(draft_id):
    """Put the draft away."""
    draft = drafts.draft_or_404(draft_id, put_away=True)
    drafts.close(current_person, draft)
    flash(_("The draft “%(title)s” is put away. What is published stays.", title=draft.title), "success")
    return redirect(url_for(".index"))


def _show_publish(draft: Draft, form: forms.NoteForm) -> str:
    document, outline = drafts.document_of(draft), drafts.outline_of(draft)
    offered = editions.published(draft.kind, draft.slug)
    former = drafts.parts_of(offered)[0] if offered else None
    changed = list(differences.between(outline, former, document)) if former else []
    return page(**context_of(draft), form=form, told=told_of(draft), offered=offered, changed=changed)[0]
