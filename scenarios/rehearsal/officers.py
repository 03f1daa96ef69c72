"""Synthetic officers: each kind has its way with every post, and its words are graded by the grader that learners meet."""

from dataclasses import dataclass, field

from academy.rules.pack import Rules
from scenarios import grading, items, simulation
from scenarios.pack import Example, Post, Scenario
from scenarios.simulation.draws import draw, pick
from scenarios.vocabulary import ARCHETYPES, FREE_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS

KINDS = (*ARCHETYPES, "silent", "copy_paster", "gamer", "random")
COPIED = "Your complaint has been noted and forwarded to the concerned department. We will look into it soon."
LISTED = "acknowledgement, mandate, next step, clarity, apology, helpline, reference number, within 2 days, thank you"
MOST_MOVES = 120
SLIP = 0.05  # how often an officer is not quite of their kind
READING = (20, 60)  # real seconds on the open page between two moves


@dataclass(frozen=True)
class Performance:
    """One officer's run: what it scored, and the posts and reactions that were met on the way."""

    kind: str
    score: float
    red_lines: int
    trust: int
    heat: int
    posts: frozenset[str]
    reactions: frozenset[str]


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
    )


def _next(stage: Stage, feed: simulation.Feed, kind: str, seed: int, moves: list) -> tuple[Example, str | None]:
    """What this officer does now, and about which post."""
    scenario, number = stage.scenario, len(moves)
    touched = {move.post for move in moves}
    if kind != "silent":
        if scenario.statement.weight and not any(move.action == "statement" for move in moves):
            return _statement(scenario, kind, seed, number), None
        waiting = sorted((feed.post(slug) for slug in feed.open_posts if slug not in touched), key=lambda entry: entry.due)
        if waiting:
            slug = waiting[0 if draw(seed, "choice", number) < 0.8 else -1].post
            return _possible(stage, feed, _deed(scenario.post(slug), kind, seed, number), slug), slug
    return Example(action="wait"), None


def _deed(post: Post, kind: str, seed: int, number: int) -> Example:
    speaks = "message" if post.channel == "message" else "reply"
    if kind == "copy_paster":
        return Example(action=speaks, reply=COPIED)
    if kind == "gamer":
        return Example(action=speaks, reply=f"{post.text} {LISTED}")
    kind = _slipped(kind, seed, number)
    return post.examples.get(kind) or Example(action=speaks, reply=(kind == "exemplary" and post.example) or COPIED)


def _statement(scenario: Scenario, kind: str, seed: int, number: int) -> Example:
    own = scenario.statement
    if kind in ("copy_paster", "gamer"):
        return Example(action="statement", reply=COPIED if kind == "copy_paster" else LISTED)
    kind = _slipped(kind, seed, number)
    found = own.examples.get(kind)
    return found or Example(action="statement", reply=(kind == "exemplary" and own.example) or COPIED)


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
