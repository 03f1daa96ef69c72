"""What the grader makes of the example sentences of a draft, and of a sentence that its author tries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenarios import grading
from scenarios.grading.combine import gather, judge
from scenarios.grading.situation import prepare
from scenarios.grading.verdict import verdict

SIDES = ("meets", "misses")
COPIED = "copied_exemplar"
STATED = 0.6  # from here on a sentence is taken to state a fact, as the grader's own reasons have it


@dataclass(frozen=True)
class Line:
    """An example sentence: the `number` of its side of a criterion, and the level that the grader gives it."""

    criterion: str
    side: str
    number: int
    text: str
    level: int
    reason: str

    @property
    def as_meant(self) -> bool:
        """Who meets a criterion earns 2, who misses it does not."""
        return (self.level == 2) == (self.side == "meets")


def grade(item: grading.Item, words: str, action: str, grader: grading.Grader) -> grading.Grade:
    """The grade of words that may be an example sentence themselves. Learners earn nothing by copying one; here each is
    graded as if whoever wrote it had found it."""
    evidence = gather(item, words, action)
    evidence = replace(evidence, gates=tuple(gate for gate in evidence.gates if gate.name != COPIED))
    return verdict(item, evidence, judge(evidence, grader.model), grader.version)


def is_copied(item: grading.Item, words: str, action: str) -> bool:
    """Whether a learner who wrote this would be taken to have copied the examples."""
    return any(gate.name == COPIED for gate in gather(item, words, action).gates)


def lines(item: grading.Item, criterion: str, action: str, grader: grading.Grader, most: int = 16) -> Iterator[Line]:
    """The example sentences of one criterion with what the grader gives them; none where it does not apply."""
    if criterion in item.not_applicable or criterion not in item.exemplars:
        return
    own = item.exemplars[criterion]
    for side in SIDES:
        for number, text in enumerate(getattr(own, side)[: most // 2]):
            given = grade(item, text, action, grader).criteria[criterion]
            yield Line(criterion, side, number, text, given.level, given.reason)


def stated_facts(item: grading.Item, action: str) -> frozenset[str]:
    """The facts of an item that a good example sentence states, or any part of them."""
    points = [gather(item, text, action).points for each in item.exemplars.values() for text in each.meets]
    told = [part.text for part in prepare(item).facts if any(each.stated(part) >= STATED for each in points)]
    return frozenset(fact.text for fact in item.facts if any(part in fact.text for part in told))
