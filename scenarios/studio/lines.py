"""What the grader makes of the example sentences of a draft, and of a sentence that its author tries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenarios import grading
from scenarios.grading.combine import Evidence, gather, judge
from scenarios.grading.findings import Finding
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


@dataclass(frozen=True)
class Graded:
    """The grade of words with what it rests on: all that was seen in them, and the findings that stand."""

    grade: grading.Grade
    evidence: Evidence
    findings: tuple[Finding, ...]

    @property
    def copied(self) -> bool:
        """Whether they are taken to be copied from the example sentences."""
        return any(gate.name == COPIED for gate in self.evidence.gates)


def grade(item: grading.Item, words: str, action: str, grader: grading.Grader, own: bool = False) -> Graded:
    """What a learner would get who wrote this. An example sentence (`own`) is graded as if whoever wrote it had found it:
    learners earn nothing by copying one."""
    evidence = gather(item, words, action)
    if own:
        evidence = replace(evidence, gates=tuple(gate for gate in evidence.gates if gate.name != COPIED))
    judgement = judge(evidence, grader.model)
    return Graded(verdict(item, evidence, judgement, grader.version), evidence, judgement.findings)


def is_own(item: grading.Item, words: str) -> bool:
    """Whether these are the words of one of the example sentences."""
    known = (text for each in item.exemplars.values() for text in (*each.meets, *each.misses))
    return " ".join(words.split()) in (" ".join(text.split()) for text in known)


def lines(item: grading.Item, criterion: str, action: str, grader: grading.Grader, most: int = 16) -> Iterator[Line]:
    """The example sentences of one criterion with what the grader gives them; none where it does not apply."""
    if criterion in item.not_applicable or criterion not in item.exemplars:
        return
    own = item.exemplars[criterion]
    for side in SIDES:
        for number, text in enumerate(getattr(own, side)[: most // 2]):
            given = grade(item, text, action, grader, own=True).grade.criteria[criterion]
            yield Line(criterion, side, number, text, given.level, given.reason)


def stated_facts(item: grading.Item, action: str) -> frozenset[str]:
    """The facts of an item that a good example sentence states, or any part of them."""
    points = [gather(item, text, action).points for each in item.exemplars.values() for text in each.meets]
    told = [part.text for part in prepare(item).facts if any(each.stated(part) >= STATED for each in points)]
    return frozenset(fact.text for fact in item.facts if any(part in fact.text for part in told))
