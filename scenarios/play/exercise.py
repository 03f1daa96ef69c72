"""A scenario as an exercise: what its runs are judged by, and the pages that show it."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from academy import editions
from academy.editions.models import Edition
from academy.memory import Memory
from scenarios import exercises, grading, items, outcomes, runs, simulation, wording
from scenarios.analytics import summaries
from scenarios.debrief import graded
from scenarios.debrief.views import show_debrief, whole
from scenarios.exercises import Exercise, Handling, Lines
from scenarios.models import Move, Run
from scenarios.play.hints import taken

CAME = {
    "comment": _l("It was written in public."),
    "message": _l("It came as a private message."),
    "press": _l("It is a query of the press."),
}
_items = Memory(2000)


def item_of(run: Run, post: str | None) -> grading.Item:
    """What a text of this run on a post (None: a statement) is graded against; put together once in a process.

    Who plays again has read the debrief of an earlier run, and the examples in it.
    """
    seen = run.attempt > 1
    return _items.once((run.edition.digest, post, seen), lambda: _item(run.edition, post, seen))


def item_under(edition: Edition, move: Move) -> grading.Item | None:
    """The example that the writer may have seen is the one of their own edition."""
    run, post = move.run, move.post
    if post and editions.content(edition).post(post) is None:
        return None
    seen = item_of(run, post).seen
    return _items.once(
        (edition.digest, post, run.edition.digest, seen), lambda: replace(_item(edition, post, False), seen=seen)
    )


def score(run: Run, feed: simulation.Feed, lines: Lines) -> simulation.Score:
    moves = [outcomes.made(move, judgement) for move, judgement in lines]
    return simulation.score(runs.scenario(run), feed, moves, taken(run))


def handling(move: Move) -> Handling:
    run = move.run
    scenario, busy = runs.scenario(run), move.number in runs.feed(run).busy
    post = scenario.post(move.post) if move.post else None
    return Handling(
        came=str(CAME[post.channel]) if post else "",
        worth=simulation.worth(scenario, outcomes.made(move, graded.judgement(run, move)), busy),
        best=wording.best_text(run, post) if post else "",
        busy=busy,
    )


def _item(edition: Edition, post: str | None, seen: bool) -> grading.Item:
    scenario, rules = editions.content(edition), editions.content(edition.rules)
    return items.of_post(scenario, rules, post, seen) if post else items.of_statement(scenario, rules, seen)


exercises.register(
    "scenario",
    Exercise(
        name=_l("Scenario"),
        item=lambda move: item_of(move.run, move.post),
        item_under=item_under,
        feed=runs.feed,
        score=score,
        deed=lambda move: wording.deed_text(move.run, move),
        debrief="scenarios.debrief",
        handling=handling,
        again=show_debrief,
        whole=whole,
        sum_up=summaries.keep,
    ),
)
