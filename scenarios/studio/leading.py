"""The way to where a try opens: moves for each post before it, made and graded as a learner's are."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scenarios import runs, simulation
from scenarios.models import Move, Run
from scenarios.pack import Example, Post, Scenario
from scenarios.vocabulary import TARGET_ACTIONS, TEXT_ACTIONS

HANDLED = ("open", "well", "badly", "left")
BAD_OFFICERS = ("defensive", "warm_but_wrong")
BAD = ("harmful", "poor")


class NotReached(Exception):
    """The page closed, or its clock stood still, before it came to where it should open."""


@dataclass(frozen=True)
class Wish:
    """Where a try opens: when `post` arrives, or at `minute`. Before that each post is `handled` (one of HANDLED, by slug);
    `trust` and `heat` are those of the beginning, None as the draft has them."""

    post: str | None = None
    minute: int = 0
    handled: Mapping[str, str] = field(default_factory=dict)
    trust: int | None = None
    heat: int | None = None
    guided: bool = False
    tempo: str = "usual"


def lead(run: Run, wish: Wish) -> list[list[str]]:
    """Make the moves that lead there; [post, code] pairs of what could not be done."""
    scenario, done, found = runs.scenario(run), set(), []
    while not run.finished_at:
        feed = runs.feed(run)
        asked = [slug for slug in feed.open_posts if wish.handled.get(slug, "open") != "open" and slug not in done]
        if _is_there(run, feed, wish):
            return found + [[slug, "no_time"] for slug in asked if feed.post(slug).minute < feed.minute]
        if asked:
            slug = min(asked, key=lambda slug: feed.post(slug).due)
            done.add(slug)
            if not _handle(run, scenario.post(slug), wish.handled[slug]):
                found.append([slug, "no_words"])
        else:
            ahead = runs.next_change(run)
            _let_pass(run, ahead if wish.post else min(ahead, wish.minute))
    return found


def _is_there(run: Run, feed: simulation.Feed, wish: Wish) -> bool:
    return feed.status_of(wish.post) is not None if wish.post else runs.minute(run) >= wish.minute


def _let_pass(run: Run, until: int) -> None:
    """The clock goes on as on an open page; where only moves take time, the office waits."""
    pace = runs.scenario(run).pace
    if pace:
        run.open_seconds = math.ceil((until - run.minute) * 60 / pace)
        runs.finish_if_over(run)
    elif runs.scenario(run).cost("wait"):
        runs.submit(run, len(run.moves) + 1, "wait")
    else:
        raise NotReached


def _handle(run: Run, post: Post, how: str) -> Move | None:
    """The first of the fitting deeds that the page allows."""
    for deed in _deeds(runs.scenario(run), post, how):
        try:
            return runs.submit(run, len(run.moves) + 1, deed.action, post.slug, deed.target, deed.reply)
        except runs.Refusal:
            continue
    return None


def _deeds(scenario: Scenario, post: Post, how: str) -> Iterator[Example]:
    if how == "left":
        yield Example(action="ignore")
    elif how == "well":
        exemplary = post.examples.get("exemplary")
        if exemplary and post.actions.get(exemplary.action) == "best":
            yield exemplary
        for action in _of_worth(post, ("best",)):
            yield from _done(scenario, post, action, post.example or "", right=True)
    else:
        yield from (post.examples[name] for name in BAD_OFFICERS if name in post.examples)
        poor = " ".join(text for each in post.exemplars.values() for text in each.misses[:1])
        for action in _of_worth(post, BAD):
            yield from _done(scenario, post, action, poor, right=False)


def _of_worth(post: Post, worths: Iterable[str]) -> list[str]:
    """The actions of these worths, the first worth first; silence last."""
    named = [action for worth in worths for action, own in post.actions.items() if own == worth]
    return sorted(named, key=lambda action: action == "ignore")


def _done(scenario: Scenario, post: Post, action: str, words: str, right: bool) -> Iterator[Example]:
    if action in TARGET_ACTIONS:
        targets = getattr(post.targets, action)
        fitting = targets if right else [slug for slug in scenario.targets(action) if slug not in targets]
        yield from (Example(action=action, target=slug) for slug in fitting[:1])
    elif action not in TEXT_ACTIONS:
        yield Example(action=action)
    elif words:
        yield Example(action=action, reply=words[: runs.LONGEST_REPLY])
