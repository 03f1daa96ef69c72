"""The rehearsal of a draft: asked for, under way, and what it came to."""

from flask import flash, redirect, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from academy import charts, editions
from academy.access import only
from academy.errors import Refused
from academy.packs import Problem
from academy.pages import page
from academy.studio import drafts, problems
from academy.studio.models import Draft
from academy.studio.context import AUTHORS, context_of
from scenarios import rehearsal as rehearsing
from scenarios.studio import rehearsals
from scenarios.studio.names import quoted, together
from scenarios.studio.rehearsal_findings import NAMES, findings, wordless
from scenarios.studio.rehearsals import Known
from scenarios.studio.trying import pack_of
from scenarios.studio.trying_views import bp, draft_or_404, sound
from scenarios.views import bp as scenarios_bp


@bp.get("/rehearsal")
@only(*AUTHORS)
def rehearsal(draft_id):
    """What officers of eight kinds made of the draft."""
    draft = draft_or_404(draft_id)
    return page(**context_of(draft), **_state(draft))


@bp.post("/rehearsal")
@only(*AUTHORS)
def ask(draft_id):
    """Have the draft rehearsed as it stands."""
    draft = draft_or_404(draft_id)
    scenario, told = sound(draft)
    if scenario is None or told:
        words = _("There is something to mend before the draft can be rehearsed. The page of the draft lists it.")
        raise Refused(409, words, back=url_for("studio.show", draft_id=draft.id))
    rehearsals.ask(editions.store(pack_of(draft, scenario)))
    flash(_("The rehearsal is asked for. You can go on writing meanwhile."), "success")
    return redirect(url_for(".rehearsal", draft_id=draft.id))


@scenarios_bp.post("/rehearse/<slug>")
@only(*AUTHORS)
def rehearse(slug):
    """Have a published scenario rehearsed."""
    rehearsals.ask(editions.published_or_404("scenario", slug))
    flash(_("The rehearsal is asked for. Load this page again in a minute."), "success")
    return redirect(url_for("scenarios.preview", slug=slug))


@bp.get("/rehearsal/progress")
@only(*AUTHORS)
def progress(draft_id):
    """How far a rehearsal is, for an open page; once it is over, the page comes anew."""
    draft = draft_or_404(draft_id)
    state = _state(draft)
    if state["job"] is None or state["job"].state in ("done", "failed"):
        return "", 200, {"HX-Refresh": "true"}
    return page(draft=draft, **state)


def _state(draft: Draft) -> dict:
    """What both pages show. `job` is the rehearsal of the draft as it stands, None where nobody asked for one."""
    scenario, told = sound(draft)
    edition = scenario and editions.kept(pack_of(draft, scenario))
    known = rehearsals.of_draft(draft, scenario)
    return {
        "told": told,
        "job": rehearsals.job_of(edition) if edition and not told else None,
        "known": known,
        "findings": _findings(draft, known) if known else [],
        "wordless": _wordless(draft) if known else [],
        "chart": _chart(known) if known else None,
        "rows": _rows(known) if known else [],
    }


def _findings(draft: Draft, known: Known) -> list[tuple[problems.Told | None, str]]:
    """(place, words) in the scenario as it was rehearsed; no place for what is about the whole of it."""
    outline = drafts.outline_of(draft)
    document = drafts.document_of(draft) if known.current else drafts.parts_of(known.record.edition)[0]
    found = list(findings(known, document))
    whole = [(None, problem.message) for problem in found if not problem.path]
    placed = problems.told(outline, document, [problem for problem in found if problem.path])
    return [*whole, *((each, each.message) for each in placed)]


def _wordless(draft: Draft) -> list[tuple[problems.Told, str]]:
    """(place, the officers who have no words there)."""
    outline, document = drafts.outline_of(draft), drafts.document_of(draft)
    found = [Problem(path, together(map(quoted, kinds))) for path, kinds in wordless(document)]
    return [(each, each.message) for each in problems.told(outline, document, found)]


def _chart(known: Known):
    """Half of the officers of a kind lie within its whiskers."""
    rows = []
    for kind, name in NAMES.items():
        scores = known.record.result["officers"][kind]["scores"]
        quarter = len(scores) // 4
        middle = charts.Dot(scores[len(scores) // 2], scores[quarter], scores[-1 - quarter])
        rows.append(charts.Row(str(name), [middle], f"{middle.value:.0f}"))
    return charts.whiskers(
        _("What the officers scored"),
        [_("the middle officer, and the middle half of them")],
        rows,
        ticks=[(value, str(value)) for value in (0, 20, 40, 60, 80, 100)],
        limits=[rehearsing.PASS_MARK],
        description=_(
            "A line for each kind of officer. The border is at %(mark)d, which passes.", mark=rehearsing.PASS_MARK
        ),
        rtl=get_locale().text_direction == "rtl",
    )


def _rows(known: Known) -> list[list]:
    """The same as a table."""
    rows = []
    for kind, name in NAMES.items():
        own = known.record.result["officers"][kind]
        scores = own["scores"]
        figures = [scores[0], scores[len(scores) // 2], scores[-1], own["red_lines"], own["trust"], own["heat"]]
        rows.append([name, _("%(share)d %%", share=round(100 * own["passing"])), *(round(each) for each in figures)])
    return rows
