"""The job of a regrading: every text of its runs graded again, and what each run would come to."""

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import jobs
from academy.db import db, pause
from academy.editions.models import Edition
from scenarios import exercises, grading, outcomes
from scenarios.models import Move, Run
from scenarios.regrading import refits, regradings
from scenarios.regrading.models import Regrade, RegradedRun, Regrading

BATCH = 20


@dataclass
class Work:
    """What a batch of runs came to: rows to be added, and counts. Plain values, which outlive a commit."""

    regrades: list[dict] = field(default_factory=list)
    runs: list[dict] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)


@jobs.does(regradings.COMPUTE, words=_l("Grade texts again, to see what would change"), cancellable=True, roles=("instructor",))
def compute(job) -> None:
    """A batch at a time, each in a transaction of its own; others write while texts are graded."""
    regrading_id, grader = job.payload["regrading"], refits.current()
    if not _goes_on(regrading_id, grader):
        return
    total = db.session.scalar(sa.select(sa.func.count()).select_from(_scope(regrading_id).subquery()))
    done, after, counts = job.done, job.state_kept.get("after", 0), Counter(job.state_kept.get("counts"))
    while batch := list(db.session.scalars(_scope(regrading_id).where(Run.id > after).limit(BATCH))):
        with pause():
            work = _graded_again(regrading_id, batch, grader)
        if not _goes_on(regrading_id, grader):
            return
        _keep(regrading_id, work)
        counts.update(work.counts)
        done, after = done + len(batch), batch[-1]
        jobs.progress(job, done, total, after=after, counts=dict(counts))
    regrading = db.session.get(Regrading, regrading_id)
    if _goes_on(regrading_id, grader):
        regrading.effect, regrading.state = {**dict(counts), "runs": done}, "proposed"


@jobs.undoes(regradings.COMPUTE)
def give_up(job) -> None:
    """Nobody waits for the effect of a regrading whose job was cancelled."""
    regrading = db.session.get(Regrading, job.payload["regrading"])
    if regrading.state == "computing":
        regradings.withdraw(None, regrading, "cancelled")


def graded_again(run: Run, edition: Edition | None, grader: grading.Grader) -> dict[int, outcomes.Counted]:
    """The grades of a run's texts, by move id; a text that the edition no longer has keeps the grade it was given."""
    found = {}
    for move in run.moves:
        item = move.grade and (outcomes.item_under(edition, move) if edition else outcomes.item_of(move))
        if item:
            found[move.id] = outcomes.Counted(item, grader.grade(item, move.reply, move.action).to_json())
    return found


def _scope(regrading_id: int) -> sa.Select:
    return regradings.scope(db.session.get(Regrading, regrading_id))


def _goes_on(regrading_id: int, grader: grading.Grader) -> bool:
    """False when somebody has withdrawn it meanwhile, or another grader came into use: then it withdraws itself."""
    regrading = db.session.get(Regrading, regrading_id, populate_existing=True, with_for_update={"of": Regrading})
    if regrading.state == "computing" and regrading.grader != grader.version:
        regradings.withdraw(None, regrading, f"another grader is in use: {grader.version}")
    return regrading.state == "computing"


def _graded_again(regrading_id: int, batch: list[int], grader: grading.Grader) -> Work:
    regrading, work = db.session.get(Regrading, regrading_id), Work()
    query = sa.select(Run).where(Run.id.in_(batch)).order_by(Run.id)
    for run in db.session.scalars(query.options(sa.orm.selectinload(Run.moves), sa.orm.selectinload(Run.regrades))):
        trial = graded_again(run, regrading.edition, grader)
        work.regrades += [{"move_id": move_id, "detail": each.detail} for move_id, each in trial.items()]
        work.runs.append(_would_come_to(run, trial))
        work.counts.update(_counted(run, trial))
    return work


def _would_come_to(run: Run, trial: dict[int, outcomes.Counted]) -> dict:
    after = outcomes.outcome(run, exercises.of(run).feed(run), trial)
    return {
        "run_id": run.id,
        "score_before": run.score,
        "passed_before": run.passed,
        "score_after": round(after.score.score, 2),
        "passed_after": after.passed,
        "provisional_after": after.provisional,
    }


def _counted(run: Run, trial: dict[int, outcomes.Counted]) -> Counter:
    counts = Counter()
    for move in run.moves:
        if move.grade:
            counts["texts"] += 1
            counts.update(_changes(move, trial.get(move.id)))
    return counts


def _changes(move: Move, after: outcomes.Counted | None) -> Counter:
    """What becomes of one text: a review stays in force over any regrade."""
    if move.grade.reviews:
        return Counter(texts_reviewed=1)
    if after is None:
        return Counter(texts_kept=1)
    was, now = (each["criteria"] for each in (outcomes.counted(move).detail, after.detail))
    pairs = {name: (was[name]["level"], now[name]["level"]) for name in grading.CRITERIA}
    differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    counts = Counter(f"{_way(*pair)} {name}" for name, pair in differing.items())
    return counts + Counter(levels_changed=len(differing), texts_changed=bool(differing))


def _way(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "applies"  # or no longer does
    return "up" if after > before else "down"


def _keep(regrading_id: int, work: Work) -> None:
    for model, rows in ((Regrade, work.regrades), (RegradedRun, work.runs)):
        if rows:
            db.session.execute(sa.insert(model), [{"regrading_id": regrading_id, **row} for row in rows])
