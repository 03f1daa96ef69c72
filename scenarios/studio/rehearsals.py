"""Rehearsals of drafts and editions: done by a job, kept by what was rehearsed.

What is rehearsed is an edition, stored if it was not yet; so a draft that is published unchanged brings its rehearsal
along.
"""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock, editions, jobs
from academy.db import db, once, pause
from academy.editions.models import Edition
from academy.jobs.models import Job
from academy.studio.models import Draft
from scenarios import grading, items, rehearsal, simulation
from scenarios.pack import Scenario
from scenarios.rehearsal import KINDS, Rehearsal
from scenarios.studio import lines
from scenarios.studio.document import Document
from scenarios.studio.met import Met, met
from scenarios.studio.models import RehearsalRecord
from scenarios.studio.trying import pack_of
from scenarios.vocabulary import TEXT_ACTIONS

REHEARSE = "rehearse"
OFFICERS = 2  # how they act; another number, another rehearsal
# what it came to by another version may be otherwise by this one
VERSION = f"{grading.VERSION}/{simulation.VERSION}/{OFFICERS}"
STEPS = len(KINDS) + 2  # the officers of each kind, the plays that aim, the example sentences


@dataclass(frozen=True)
class Known:
    """A rehearsal, and whether it is of what stands there now."""

    record: RehearsalRecord
    current: bool

    @property
    def met(self) -> Met:
        return Met(**self.record.result["met"])


def of_edition(edition: Edition) -> Known | None:
    record = db.session.get(RehearsalRecord, edition.id)
    return record and Known(record, record.version == VERSION)


def of_draft(draft: Draft, scenario: Scenario | None) -> Known | None:
    """The rehearsal of a draft as it stands, or else the last one of the same pack; `scenario` is its content, None where
    it is not sound."""
    edition = scenario and editions.kept(pack_of(draft, scenario))
    if edition and (found := of_edition(edition)):
        return found
    newest = sa.select(RehearsalRecord).join(Edition).where(Edition.kind == draft.kind, Edition.slug == draft.slug)
    record = db.session.scalar(newest.order_by(RehearsalRecord.made_at.desc()).limit(1))
    return record and Known(record, False)


def reached_of(known: Known | None, scenario: Any) -> Met | None:
    """How often the posts and reactions of a scenario or document were met; None where that is not known of all of them."""
    document = Document.of(scenario)
    if known is None or set(document.post_numbers) != set(known.record.result["posts"]):
        return None
    return known.met if set(document.reaction_numbers) == set(known.record.result["reactions"]) else None


def ask(edition: Edition) -> None:
    """Have an edition rehearsed, unless that was done."""
    known = of_edition(edition)
    if known is None or not known.current:
        jobs.enqueue(REHEARSE, {"edition": edition.id}, key=_key(edition))


def job_of(edition: Edition) -> Job | None:
    """The last rehearsal of an edition that was asked for: waiting, under way, done or failed."""
    return db.session.scalar(sa.select(Job).where(Job.key == _key(edition)).order_by(Job.id.desc()).limit(1))


@jobs.does(REHEARSE, words=_l("Rehearse a scenario"), cancellable=True, roles=("instructor", "administrator"))
def rehearse(job: Job) -> None:
    """A kind of officers at a time; others write while they play."""
    edition_id = job.payload["edition"]
    edition = db.session.get(Edition, edition_id)
    scenario, rules = editions.content(edition), editions.content(edition.rules)
    stage, performances = rehearsal.Stage(scenario, rules), []
    for number, kind in enumerate(KINDS, start=1):
        with pause():
            performances += rehearsal.all_of(stage, kind)
        jobs.progress(job, number, STEPS)
    with pause():
        found = Rehearsal(scenario, performances, rehearsal.reach(scenario))
    jobs.progress(job, STEPS - 1, STEPS)
    with pause():
        result = _result(found) | _failing(found, rules) | _examples(scenario, rules)
    _keep(edition_id, result)


def _key(edition: Edition) -> str:
    return f"{REHEARSE}/{edition.id}"


def _keep(edition_id: int, result: dict) -> None:
    record, new = once(
        lambda: db.session.get(RehearsalRecord, edition_id),
        lambda: RehearsalRecord(edition_id=edition_id, version=VERSION, result=result),
    )
    if not new:
        record.version, record.result, record.made_at = VERSION, result, clock.now()
    db.session.flush()


def _result(found: Rehearsal) -> dict[str, Any]:
    """What is kept of it, as plain values."""
    return {
        "posts": [post.slug for post in found.scenario.posts],
        "reactions": [reaction.slug for reaction in found.scenario.reactions],
        "officers": {kind: _officers(found, kind) for kind in KINDS},
        "met": asdict(met(found.performances, found.reached)),
        "shortfalls": [list(each) for each in found.shortfalls()],
    }


def _officers(found: Rehearsal, kind: str) -> dict[str, Any]:
    own = found.of(kind)
    return {
        "scores": sorted(each.score for each in own),
        "passing": found.passing(kind),
        "red_lines": sum(each.red_lines > 0 for each in own),
        "trust": median(each.trust for each in own),
        "heat": median(each.heat for each in own),
    }


def _failing(found: Rehearsal, rules) -> dict[str, Any]:
    """Where the excellent officer fails, and the worst criterion of its words (None without words): by slug, level, reason."""
    failing = []
    for post, line in found.failing():
        deed, worst = rehearsal.own_deed(found.scenario, post, "exemplary"), None
        if deed and deed.action in TEXT_ACTIONS:
            item = items.of_post(found.scenario, rules, post) if post else items.of_statement(found.scenario, rules)
            criteria = grading.grade(item, deed.reply, deed.action).criteria
            given = [name for name, each in criteria.items() if each.level is not None]
            name = min(given, key=lambda name: (criteria[name].level, name not in grading.CONDUCT))
            worst = [name, criteria[name].level, criteria[name].reason]
        told = {"score": round(100 * line.share), "action": line.action, "worth": line.worth, "late": line.late}
        failing.append({"post": post, "own": deed is not None, "worst": worst, **told})
    return {"failing": failing}


def _examples(scenario: Scenario, rules) -> dict[str, Any]:
    """The example sentences that the grader sees otherwise, and the numbers of the facts that none of them says."""
    grader, odd, said = grading.Grader(), [], set()
    occasions = [(post.slug, items.of_post(scenario, rules, post.slug)) for post in scenario.posts]
    for slug, item in (*occasions, ("", items.of_statement(scenario, rules))):
        action = rehearsal.spoken(scenario, slug or None)
        for criterion in item.exemplars:
            for line in lines.lines(item, criterion, action, grader):
                if not line.as_meant:
                    odd.append([slug, criterion, line.side, line.number, line.level, line.text])
        said |= lines.stated_facts(item, action)
    any_examples = any(item.exemplars for _slug, item in occasions)
    unsaid = [number for number, fact in enumerate(scenario.facts) if fact.text not in said] if any_examples else []
    return {"lines": odd, "facts": unsaid}
