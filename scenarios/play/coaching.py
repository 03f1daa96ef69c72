"""The coach of a guided run: a question at each decision, hints for whoever asks, and the rule that it rests on."""

from dataclasses import dataclass

from scenarios import runs, simulation, wording
from scenarios.models import Run
from scenarios.pack import Occasion
from scenarios.play import hints
from scenarios.vocabulary import CRITERIA


@dataclass(frozen=True)
class Coach:
    """What the coach says beside a post, or (post None) beside the office's own statement. `hints` are those that were
    taken; `costs` is what the next one takes of 100, 0 when it is free and None when there is none left."""

    post: str | None
    question: str
    hints: tuple[str, ...]
    of: int
    costs: int | None
    rules: tuple[tuple[str, str], ...]

    @property
    def next(self) -> int:
        return len(self.hints) + 1


def coaches(run: Run, feed: simulation.Feed) -> dict[str | None, Coach]:
    """The coach's words by post that has arrived; none unless the run is guided."""
    if not run.guided:
        return {}
    scenario = runs.scenario(run)
    there = [(post.slug, post) for post in scenario.posts if feed.status_of(post.slug)] + [(None, scenario.statement)]
    return {post: _coach(run, post, occasion) for post, occasion in there if occasion.coach}


def take_hint(run: Run, post: str | None, number: int) -> None:
    """Show the next hint, if the coach has one and it has this number."""
    coach = coaches(run, runs.feed(run)).get(post)
    if run.finished_at or coach is None or coach.costs is None or number != coach.next:
        return
    hints.take(run, post, number)


def _coach(run: Run, post: str | None, occasion: Occasion) -> Coach:
    count = hints.taken(run).get(post, 0)
    left = count < len(occasion.hints)
    costs = round(100 * simulation.HINT) if count >= simulation.FREE_HINTS else 0
    return Coach(post, occasion.coach, occasion.hints[:count], len(occasion.hints), costs if left else None, _rules(run, occasion))


def _rules(run: Run, occasion: Occasion) -> tuple[tuple[str, str], ...]:
    """(criterion, rule in words) for what a text here is judged by."""
    cites = runs.scenario(run).cites
    applying = [name for name in CRITERIA if name in cites and name not in occasion.not_applicable]
    return tuple((wording.CRITERIA[name], wording.rule_text(run, cites[name])) for name in applying)
