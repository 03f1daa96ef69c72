"""Synthetic officers: each kind has its way with every post, and its words are graded by the grader that learners meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from academy.rules.pack import Rules
from scenarios import grading, items, simulation
from scenarios.pack import Example, Scenario
from scenarios.simulation.draws import draw, pick
from scenarios.vocabulary import ARCHETYPES, FREE_ACTIONS, SILENT_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS

KINDS = (*ARCHETYPES, "silent", "copy_paster", "gamer", "random")
COPIED = "Your complaint has been noted and forwarded to the concerned department. We will look into it soon."
LISTED = "acknowledgement, mandate, next step, clarity, apology, helpline, reference number, within 2 days, thank you"
MOST_MOVES = 120
SLIP = 0.05  # how often an officer is not quite of their kind
READING = (20, 60)  # real seconds on the open page between two moves


@dataclass(frozen=True)
class Performance:
    """One officer's run: what it scored, with the `lines` that the score is made of, and the posts and reactions that were
    met on the way."""

    kind: str
    score: float
    red_lines: int
    trust: int
    heat: int
    posts: frozenset[str]
    reactions: frozenset[str]
    lines: tuple[simulation.Line, ...] = ()


@dataclass
class Stage:
    """A scenario with its rules; the same words on the same post are graded once."""

    scenario: Scenario
    rules: Rules
    graded: dict[tuple, simulation.Move] = field(default_factory=dict)

    def spoken(self, number: int, minute: int, action: str, slug: str | None, words: str) -> simulation.Move:
        key = (slug, action, words)
        if key not in self.graded:
            item = items.of_post(self.scenario, self.rules, slug) if slug else items.of_statement(self.scenario, self.rules)
            self.graded[key] = grading.grade(item, words, action)
        grade = self.graded[key]
        return simulation.Move(
            number, minute, action, slug, reply=words,
            levels={name: each.level for name, each in grade.criteria.items()},
            overall=grade.overall, score=grade.score, red_lines=tuple(grade.red_lines),
            found=tuple((found.kind, found.value) for found in grade.found),
        )


def perform(stage: Stage, kind: str, seed: int) -> Performance:
    scenario, moves, minute = stage.scenario, [], 0
    feed = simulation.replay(scenario, seed, moves, minute)
    while not feed.ended and len(moves) < MOST_MOVES:
        deed, slug = _next(stage, feed, kind, seed, moves)
        least, most = READING
        seconds = least + (most - least) * draw(seed, "reading", len(moves))
        minute = simulation.next_minute(scenario, minute, deed.action, seconds)
        moves.append(_made(stage, len(moves) + 1, minute, deed, slug))
        feed = simulation.replay(scenario, seed, moves, minute)
    feed = simulation.replay(scenario, seed, moves, scenario.minutes)
    score = simulation.score(scenario, feed, moves)
    return Performance(
        kind, score.score, len(score.red_lines), feed.trust, feed.heat,
        frozenset(entry.post for entry in feed.entries if entry.kind == "post"), frozenset(slug for slug, _ in feed.fired),
        score.lines,
    )


def _next(stage: Stage, feed: simulation.Feed, kind: str, seed: int, moves: list) -> tuple[Example, str | None]:
    """What this officer does now, and about which post."""
    scenario, number = stage.scenario, len(moves)
    touched = {move.post for move in moves}
    if kind != "silent":
        if scenario.statement.weight and not any(move.action == "statement" for move in moves):
            return _deed(scenario, None, kind, seed, number), None
        waiting = sorted((feed.post(slug) for slug in feed.open_posts if slug not in touched), key=lambda entry: entry.due)
        if waiting:
            slug = waiting[0 if draw(seed, "choice", number) < 0.8 else -1].post
            return _possible(stage, feed, _deed(scenario, slug, kind, seed, number), slug), slug
    return Example(action="wait"), None


def own_deed(scenario: Scenario, slug: str | None, kind: str) -> Example | None:
    """What the author wrote for an officer of this kind to do about a post (None: the statement), if anything. An exemplary
    one does what is best, in the words of the model answer."""
    occasion = scenario.post(slug) if slug else scenario.statement
    if kind in occasion.examples or kind != "exemplary":
        return occasion.examples.get(kind)
    action = best_action(occasion.actions) if slug else None
    if action and action not in TEXT_ACTIONS:
        target = next(iter(getattr(occasion.targets, action, ())), None)
        return Example(action=action, target=target) if target or action not in TARGET_ACTIONS else None
    return Example(action=spoken(scenario, slug), reply=occasion.example) if occasion.example else None


def best_action(worths: Mapping[str, str]) -> str | None:
    """What a good officer does by the worths of actions, None where nothing is best: words before deeds, silence last."""
    best = [action for action, worth in worths.items() if worth == "best"]
    return min(best, key=lambda action: (action not in TEXT_ACTIONS, action in SILENT_ACTIONS), default=None)


def spoken(scenario: Scenario, slug: str | None) -> str:
    """The action that carries words there."""
    if slug is None:
        return "statement"
    return "message" if scenario.post(slug).channel == "message" else "reply"


def _deed(scenario: Scenario, slug: str | None, kind: str, seed: int, number: int) -> Example:
    speaks = spoken(scenario, slug)
    if kind == "copy_paster":
        return Example(action=speaks, reply=COPIED)
    if kind == "gamer":
        return Example(action=speaks, reply=f"{scenario.post(slug).text} {LISTED}" if slug else LISTED)
    return own_deed(scenario, slug, _slipped(kind, seed, number)) or Example(action=speaks, reply=COPIED)


def _slipped(kind: str, seed: int, number: int) -> str:
    if kind == "random":
        return pick(seed, "random kind", number, ARCHETYPES)
    return pick(seed, "slip", number, ARCHETYPES) if draw(seed, "slips", number) < SLIP else kind


def _possible(stage: Stage, feed: simulation.Feed, deed: Example, slug: str) -> Example:
    """The deed, or what this page still allows in its place."""
    if simulation.refusal(feed, stage.scenario, deed.action, slug, deed.target, deed.reply) is None:
        return deed
    return Example(action="ignore")


def _made(stage: Stage, number: int, minute: int, deed: Example, slug: str | None) -> simulation.Move:
    if deed.action in TEXT_ACTIONS and deed.reply:
        return stage.spoken(number, minute, deed.action, slug, deed.reply)
    target = deed.target if deed.action in TARGET_ACTIONS else None
    note = deed.reply if deed.action in TARGET_ACTIONS else ""
    return simulation.Move(number, minute, deed.action, None if deed.action in FREE_ACTIONS else slug, target, note)
