"""What a rehearsal came to, and what is wrong with the scenario by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, NamedTuple

from academy.rules.pack import Rules
from scenarios.pack import Scenario
from scenarios.rehearsal.officers import KINDS, Performance, Stage, perform
from scenarios.rehearsal.reach import Reached, reach
from scenarios.simulation import Line

EACH = 25  # officers of each kind, so two hundred in all
PASS_MARK = 60
AHEAD = 10.0  # points by which the good have to be ahead of everybody else
PASSING_GOOD, PASSING_BAD = 0.75, 0.2  # so many exemplary officers have to pass, so many of the others may
MAY_PASS = ("exemplary", "cold", "random")  # who is cold and right may pass, well behind


class Shortfall(NamedTuple):
    """What the scores should not be like: too few exemplary officers "pass", too many of another kind "slip" through, or that
    kind comes too "close" to them. `share` of them passes."""

    what: Literal["pass", "slip", "close"]
    kind: str
    share: float


class Failing(NamedTuple):
    """A post (None: the statement) on which the middle excellent officer does not pass, with the `line` of its score."""

    post: str | None
    line: Line


@dataclass(frozen=True)
class Rehearsal:
    scenario: Scenario
    performances: Sequence[Performance]
    reached: Reached

    def of(self, kind: str) -> list[Performance]:
        return [each for each in self.performances if each.kind == kind]

    def passing(self, kind: str) -> float:
        own = self.of(kind)
        return sum(each.score >= PASS_MARK and not each.red_lines for each in own) / len(own)

    def middle(self, kind: str) -> float:
        return median(each.score for each in self.of(kind))

    def failing(self) -> list[Failing]:
        """In the order of the pack; what does not count is left out."""
        of_all = [line for each in self.of("exemplary") for line in each.lines if line.weight]
        found = []
        for slug in (*(post.slug for post in self.scenario.posts), None):
            own = sorted((line for line in of_all if line.post == slug), key=lambda line: line.share)
            if own and 100 * own[len(own) // 2].share < PASS_MARK:
                found.append(Failing(slug, own[len(own) // 2]))
        return found

    @property
    def unseen_posts(self) -> list[str]:
        seen = self.reached.posts.union(*(each.posts for each in self.performances))
        return [post.slug for post in self.scenario.posts if post.slug not in seen]

    @property
    def unseen_reactions(self) -> list[str]:
        seen = self.reached.reactions.union(*(each.reactions for each in self.performances))
        return [reaction.slug for reaction in self.scenario.reactions if reaction.slug not in seen]

    def findings(self) -> Iterator[tuple[tuple, str]]:
        """(path in the pack, message) as checks of packs give them."""
        posts = [post.slug for post in self.scenario.posts]
        reactions = [reaction.slug for reaction in self.scenario.reactions]
        for slug in self.unseen_posts:
            yield ("posts", posts.index(slug)), f"no play met the post {slug!r}: what brings it hardly ever happens"
        for slug in self.unseen_reactions:
            yield ("reactions", reactions.index(slug)), f"no play set off {slug!r}, not even those that were made for it"
        for what, kind, share in self.shortfalls():
            if what == "pass":
                yield (), f"{share:.0%} of the exemplary officers pass; {PASSING_GOOD:.0%} should"
            elif what == "slip":
                yield (), f"{share:.0%} of the officers of the kind {kind!r} pass; at most {PASSING_BAD:.0%} should"
            else:
                yield (), f"exemplary officers are less than {AHEAD:.0f} points ahead of those of the kind {kind!r}"

    def shortfalls(self) -> Iterator[Shortfall]:
        if self.passing("exemplary") < PASSING_GOOD:
            yield Shortfall("pass", "exemplary", self.passing("exemplary"))
        for kind in KINDS:
            if kind not in MAY_PASS and self.passing(kind) > PASSING_BAD:
                yield Shortfall("slip", kind, self.passing(kind))
            if kind != "exemplary" and self.middle("exemplary") - self.middle(kind) < AHEAD:
                yield Shortfall("close", kind, self.passing(kind))

    def table(self) -> str:
        lines = [f"{'officers':<16}{'pass':>6}{'lowest':>8}{'median':>8}{'best':>6}{'trust':>7}{'heat':>6}"]
        for kind in KINDS:
            own = self.of(kind)
            scores = [each.score for each in own]
            trust, heat = (median(getattr(each, gauge) for each in own) for gauge in ("trust", "heat"))
            lines.append(f"{kind:<16}{self.passing(kind):>6.0%}{min(scores):>8.0f}{median(scores):>8.0f}{max(scores):>6.0f}"
                         f"{trust:>7.0f}{heat:>6.0f}")
        return "\n".join(lines)


def rehearse(scenario: Scenario, rules: Rules, each: int = EACH) -> Rehearsal:
    stage = Stage(scenario, rules)
    performances = [performance for kind in KINDS for performance in all_of(stage, kind, each)]
    return Rehearsal(scenario, performances, reach(scenario))


def all_of(stage: Stage, kind: str, each: int = EACH) -> list[Performance]:
    """The officers of one kind."""
    return [perform(stage, kind, seed) for seed in range(1, each + 1)]


def rehearsed(scenario: Scenario, rules: Rules) -> tuple[str, list[tuple[tuple, str]]]:
    """The report and the findings, as `academy check --rehearse` prints them."""
    found = rehearse(scenario, rules)
    return found.table(), list(found.findings())
