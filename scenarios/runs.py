"""Runs: start one, make a move, let the clock go on, replay the page."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import abort, request

from academy import clock, editions
from academy.access import current_person
from academy.db import db
from scenarios import outcomes, simulation
from scenarios.models import Grade, Move, Run
from scenarios.pack import Scenario
from scenarios.regrading import refits
from scenarios.review import samples
from scenarios.vocabulary import SILENT_ACTIONS, TARGET_ACTIONS, TEMPOS, TEXT_ACTIONS

LONGEST_REPLY = 2000
FRESH = timedelta(seconds=10)  # a page that reported within it need not do so at once when it is opened anew
REPORT_GAP = 60  # real seconds between two reports of a page beyond which it counts as closed in between


class Refusal(Exception):
    """A move that cannot be made: `code` is "stale", "too_long" or one of simulation.REFUSALS."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def own_or_404(run_id: int) -> Run:
    """A run of the signed-in person's own, whatever it plays; locked where the request is there to change something."""
    lock = {"of": Run} if request.method == "POST" else None
    run = db.session.get(Run, run_id, with_for_update=lock)
    return run if run and run.person_id == current_person.id else abort(404)


def run_or_404(run_id: int) -> Run:
    """A run of the signed-in person's own at a scenario, found as by `own_or_404`."""
    run = own_or_404(run_id)
    return run if run.edition.kind == "scenario" else abort(404)


def finished_or_404(run_id: int) -> Run:
    """A run of the signed-in person's own at a scenario that is over."""
    run = run_or_404(run_id)
    return run if run.finished_at else abort(404)


def unfinished(enrolment, activity: str) -> Run | None:
    return db.session.scalar(sa.select(Run).filter_by(enrolment_id=enrolment.id, activity=activity, finished_at=None))


def attempts(enrolment, activity: str) -> list[Run]:
    """All runs of a learner at an activity, newest first."""
    query = sa.select(Run).filter_by(enrolment_id=enrolment.id, activity=activity)
    return list(db.session.scalars(query.order_by(Run.attempt.desc())))


def start(person, activity: str, edition, pass_mark: int, enrolment=None, guided: bool = False) -> Run:
    """A new run, or the unfinished one of this activity. It begins with the coach if it is to be `guided`, or where the
    scenario says so."""
    if enrolment and (run := unfinished(enrolment, activity)):
        return run
    run = Run(
        person_id=person.id,
        enrolment=enrolment,
        activity=activity,
        attempt=len(attempts(enrolment, activity)) + 1 if enrolment else 1,
        edition=edition,
        seed=secrets.randbits(48),
        simulation=simulation.VERSION,
        pass_mark=pass_mark,
        guided=guided or editions.content(edition).guided,
    )
    db.session.add(run)
    db.session.flush()
    return run


def scenario(run: Run) -> Scenario:
    return editions.content(run.edition)


def feed(run: Run) -> simulation.Feed:
    """The page as it stands now."""
    return simulation.replay(scenario(run), run.seed, outcomes.as_played(run), minute(run))


def next_change(run: Run) -> int:
    """The minute in which something can happen next without the learner."""
    return simulation.next_change(scenario(run), run.seed, outcomes.as_played(run), minute(run))


def minute(run: Run) -> int:
    """What the page's clock shows."""
    return simulation.now(scenario(run), run.minute, run.open_seconds)


def submit(
    run: Run,
    number: int,
    action: str,
    post: str | None = None,
    target: str | None = None,
    reply: str = "",
    pasted: int | None = None,
) -> Move:
    """Make the next move, or find it made already: the same number and words twice make one move. Raises Refusal.

    What is possible is decided by the page as last reported, for that is what the learner saw. `pasted` is how many
    characters of the reply were, as far as the browser says. The run is locked since it was found.
    """
    target, reply = particulars(action, target, reply)
    if made := next((move for move in run.moves if move.number == number), None):
        return _same_or_stale(made, action, post, target, reply)
    _refuse_impossible(run, number, action, post, target, reply)
    report(run)
    move = Move(number=number, action=action, post=post, target=target, reply=reply)
    move.minute, move.pasted = _minute(run, action), pasted and min(pasted, len(reply))
    run.moves.append(move)
    if reply and action in TEXT_ACTIONS:
        move.grade = _graded(move)
    run.minute, run.open_seconds = move.minute, 0
    finish_if_over(run)
    db.session.flush()
    return move


def particulars(action: str, target: str | None, reply: str) -> tuple[str | None, str]:
    """Of what was sent, what this action carries: a target, words."""
    words = "" if action in SILENT_ACTIONS else reply.replace("\r\n", "\n").strip()
    return target if action in TARGET_ACTIONS else None, words


def keep_time(run: Run, seen: tuple[int, int] = (-1, 0)) -> simulation.Feed | None:
    """A page is open: the clock goes on. The page as it stands then, or None where nothing can be new to who has `seen`
    this (minute, number of moves): nothing happens within a minute but by a move. The run is locked since it was found."""
    if run.finished_at:
        return feed(run)
    report(run)
    if minute(run) < scenario(run).minutes and seen == (minute(run), _moves_made(run)):
        return None
    page = finish_if_over(run)
    db.session.flush()
    return page


def _moves_made(run: Run) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Move.run_id == run.id))


def report(run: Run) -> None:
    """Count the real seconds since an open page last reported, as many as the tempo has them; a longer silence was a closed
    page."""
    now = clock.now()
    gap = (now - run.seen_at).total_seconds() if run.seen_at else 0
    run.open_seconds += gap * TEMPOS[run.tempo] if 0 < gap <= REPORT_GAP else 0
    run.seen_at = now


def is_open(run: Run) -> bool:
    """Whether a page of it has reported just now."""
    return run.seen_at is not None and clock.now() - run.seen_at < FRESH


def lock(run: Run) -> None:
    """One at a time: whoever comes second sees what the first has done."""
    db.session.flush()  # refreshing forgets what is not written yet
    db.session.refresh(run, with_for_update={"of": Run})


def _graded(move: Move) -> Grade:
    grade = refits.current().grade(outcomes.item_of(move), move.reply, move.action)
    return Grade(grader=grade.grader, score=grade.score, needs_review=grade.needs_review, detail=grade.to_json())


def _same_or_stale(made, action, post, target, reply):
    if (made.action, made.post, made.target, made.reply) != (action, post, target, reply):
        raise Refusal("stale")
    return made


def _refuse_impossible(run, number, action, post, target, reply):
    if number != len(run.moves) + 1:
        raise Refusal("stale")
    if run.finished_at:
        raise Refusal("over")
    if len(reply) > LONGEST_REPLY:
        raise Refusal("too_long")
    if code := simulation.refusal(feed(run), scenario(run), action, post, target, reply):
        raise Refusal(code)


def _minute(run, action) -> int:
    """The minute in which a move made now is done. What is under way when the page closes still counts: it comes just
    before. To wait is not under way, or waiting would keep the page open."""
    minute = simulation.next_minute(scenario(run), run.minute, action, run.open_seconds)
    page = simulation.replay(scenario(run), run.seed, outcomes.as_played(run), minute)
    closes_early = page.ended and page.ended != simulation.TIME and action != "wait"
    return page.minute - 1 if closes_early else minute


def finish_if_over(run: Run) -> simulation.Feed:
    """The page as it stands now. Whoever counts time or makes a move asks this, or a run that is over would stay unfinished."""
    page = feed(run)
    if page.ended:
        run.finished_at, run.ended = clock.now(), page.ended
        outcomes.record(run, page)
        samples.draw(run)
    return page
