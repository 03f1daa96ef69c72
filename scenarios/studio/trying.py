"""Trying a draft: a run that counts for nothing and opens where its author wants to look.

What leads there are real moves, made and graded as a learner's are, so that the page is one that can come about.
"""

from typing import NamedTuple

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from academy import editions, packs
from academy.db import db
from academy.studio import drafts
from academy.studio.models import Draft
from scenarios import runs, wording
from scenarios.models import Move, Run
from scenarios.pack import Scenario
from scenarios.play import settings
from scenarios.studio.leading import NotReached, Wish, lead
from scenarios.studio.models import Try
from scenarios.studio.names import quoted

PASS_MARK = 60
FIRST_WORDS = 60  # characters of a post by which it is told of


class Step(NamedTuple):
    """Something that was done to lead to where a try opened. `mark` is the overall one of its words, and `score` of 100;
    both are None without graded words."""

    time: str
    text: str
    post: str
    mark: str | None
    score: float | None


class Told(NamedTuple):
    """The way back as (label, address), what was done to get where the try opened, and (post, words) of what was not."""

    back: tuple[str, str]
    steps: tuple[Step, ...]
    notes: tuple[tuple[str, str], ...]


def begin(person, draft: Draft, scenario: Scenario, wish: Wish, place: str = "") -> Try:
    """A run of the draft as it stands, led to where the author wants it; `place` is the page of the editor to come back
    to. Raises NotReached."""
    changed = {name: value for name in ("trust", "heat") if (value := getattr(wish, name)) is not None}
    edition = editions.store(pack_of(draft, scenario.model_copy(update=changed)))
    run = runs.start(person, f"scenario/{draft.slug}", edition, PASS_MARK)
    notes = lead(run, wish)
    if run.finished_at:
        raise NotReached
    settings.choose(run, wish.tempo, wish.guided)
    made = Try(run_id=run.id, draft_id=draft.id, place=place, steps=len(run.moves), notes=notes)
    db.session.add(made)
    db.session.flush()
    return made


def pack_of(draft: Draft, scenario: Scenario) -> packs.Pack:
    """A sound draft as a pack; stored as an edition it can be played without being published."""
    return packs.Pack(draft.kind, draft.slug, scenario, drafts.images_of(drafts.newest(draft)))


def of_run(run: Run) -> Try | None:
    """The try that a run is; a learner's is none."""
    if run.enrolment_id:
        return None
    query = sa.select(Try).where(Try.run_id == run.id).options(sa.orm.joinedload(Try.draft, innerjoin=True))
    return db.session.scalar(query)


def told(run: Run) -> Told | None:
    """What the page of a try says of it; a learner's run is none."""
    made = of_run(run)
    if made is None:
        return None
    scenario = runs.scenario(run)
    steps = tuple(_step(run, scenario, move) for move in run.moves[: made.steps])
    notes = tuple((called(scenario, slug), NOTES[code]()) for slug, code in made.notes)
    return Told(_way_back(made), steps, notes)


def way_back(run: Run) -> tuple[str, str] | None:
    """(label, address) of where the author of a try came from."""
    made = of_run(run)
    return made and _way_back(made)


NOTES = {
    "no_words": lambda: _(
        "Nothing was done: the draft has no example words for it. Write them on the page of the post, "
        "as “A model answer” or under “How four officers would act”."
    ),
    "no_time": lambda: _("Nothing was done: there was no time left for it."),
}


def called(scenario: Scenario, slug: str | None) -> str:
    post = scenario.post(slug) if slug else None
    return quoted(post.text, FIRST_WORDS) if post else ""


def _way_back(made: Try) -> tuple[str, str]:
    if made.draft.closed_at:
        return _("Studio"), url_for("studio.index")
    if made.place:
        return _("Back to the editor"), url_for("studio.edit", draft_id=made.draft_id, name=made.place)
    return _("Back to the draft"), url_for("studio.show", draft_id=made.draft_id)


def _step(run: Run, scenario: Scenario, move: Move) -> Step:
    told = wording.clock_text(run, move.minute), wording.deed_text(run, move), called(scenario, move.post)
    if move.grade is None:
        return Step(*told, None, None)
    return Step(*told, str(wording.MARKS[move.grade.detail["overall"]]), move.grade.score)
