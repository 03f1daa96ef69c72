"""The rules for everybody to read, each entry at an address that stays; and what authors do about them."""

from flask import Blueprint, abort, redirect, url_for

from academy import addresses, clock, editions
from academy.access import current_person, only, signed_in
from academy.pages import page
from academy.rules import citations, entries
from academy.rules.outline import CERTAINTY, CHANNELS
from academy.rules.pack import Office
from academy.studio import drafts, places

bp = Blueprint("rules", __name__)

AUTHORS = ("instructor", "administrator")


@bp.get("/rules/")
@signed_in
def index():
    shown = [(edition, editions.content(edition)) for edition in editions.all_published("rules")]
    return page(shown=shown)


@bp.get("/rules/<pack>/")
@signed_in
def show(pack):
    edition = editions.published_or_404("rules", pack)
    return page(edition=edition, rules=editions.content(edition), today=clock.today())


@bp.get("/rules/<pack>/<slug>")
@signed_in
def entry(pack, slug):
    """An entry as it stands, where it comes from, how to cite it, and how it read before."""
    edition = editions.published_or_404("rules", pack)
    wordings = entries.history(pack, slug) or abort(404)
    here = wordings[0].entry or wordings[1].entry  # one that was taken out keeps its page
    return page(
        edition=edition,
        entry=here,
        gone=wordings[0].entry is None,
        wordings=wordings,
        cited=citations.of(pack).get(slug, []) if current_person.role in AUTHORS else [],
        address=addresses.to("rules.entry", pack=pack, slug=slug),
        today=clock.today(),
        certainty=CERTAINTY,
        channels=CHANNELS,
        is_office=isinstance(here, Office),
    )


@bp.post("/studio/rules/<pack>/<slug>/edit")
@only(*AUTHORS)
def edit(pack, slug):
    """Go on with the draft of these rules at one of their entries, or begin one."""
    draft = drafts.edit(current_person, editions.published_or_404("rules", pack))
    every = places.places(drafts.outline_of(draft), drafts.document_of(draft))
    name = next((place.name for place in every if not place.is_list and place.part.get("slug") == slug), None)
    return redirect(
        url_for("studio.edit", draft_id=draft.id, name=name) if name else url_for("studio.show", draft_id=draft.id)
    )


@bp.get("/studio/rules/unchecked")
@only(*AUTHORS)
def unchecked():
    """What somebody has to compare with its source again."""
    return page(found=entries.unchecked(clock.today()))


@bp.app_template_global()
def citations_of(pack: str) -> dict[str, list[citations.Citation]]:
    """What cites the entries of a rules pack, for the pages of its editor."""
    return citations.of(pack)


@bp.app_template_global()
def wordings_of(pack: str, slug: str) -> list[entries.Wording]:
    return entries.history(pack, slug)
