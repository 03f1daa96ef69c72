"""What refitted weights do, before anyone adopts them: to the gold set, to attacks, to reviewed and to stored texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.grading import Grade, Item, fit, order
from scenarios.grading.agreement import GAMING, compare, qwk
from scenarios.grading.combine import Evidence, gather, judge
from scenarios.grading.files import MarkedReply
from scenarios.grading.fit import Example
from scenarios.grading.model import Model
from scenarios.grading.verdict import verdict
from scenarios.regrading import attacks
from scenarios.regrading.reviewed import Text

FOLDS = 5
ROUNDS = 5
SHOWN_WEIGHTS = 12
Marked = tuple[Mapping[str, Item], Sequence[MarkedReply]]


class GoldInTraining(Exception):
    """The frozen gold set would be learned from; then it could measure nothing."""


@dataclass(frozen=True)
class Trained:
    """What a refit learns from: the shipped marked replies and the reviewed texts."""

    shipped: list[Example]
    reviewed: list[Example]

    def model(self, without: frozenset[str] = frozenset()) -> Model:
        """The weights, learned `without` the reviewed texts of some situations.

        A few kind reviews of plain replies are enough to let a shipped gaming reply pass that hardly failed before:
        then it is learned from again, twice as often in each round.
        """
        training = [*self.shipped, *(each for each in self.reviewed if each.reply.item not in without)]
        for turn in range(ROUNDS):
            model = fit.fit(training)
            passing = [each for each in self.shipped if each.reply.group == GAMING and _passes(each.evidence, model)]
            if not passing:
                break
            training += passing * 2**turn
        return model


def trained(marked: Marked, texts: Iterable[Text], gold: Marked) -> Trained:
    """Reviewed texts that the gold set has, too, are left out; shipped replies that it has are an error."""
    items, replies = marked
    gold_words = {_words(each.text) for each in gold[1]}
    if gold[0].keys() & items.keys() or any(_words(each.text) in gold_words for each in replies):
        raise GoldInTraining
    learned = order.shipped()
    shipped = [*fit.examples(items, replies, learned), *fit.strangers(items, replies, learned)]
    gold_items = gold[0].values()
    apart = [each for each in texts if _words(each.words) not in gold_words and each.item not in gold_items]
    return Trained(shipped, [_example(each) for each in apart])


def effect(
    before: Model, after: Model, data: Trained, marked: Marked, gold: Marked, stored: Iterable[Text]
) -> dict[str, Any]:
    """Everything that a person should see before adopting `after` in the place of `before`."""
    return {
        "gold": _on_gold(before, after, gold),
        "attacks": _on_attacks(before, after, attacks.suite(marked, gold)),
        "reviewed": _on_reviewed(before, data),
        "texts": _on_stored(before, after, stored),
        "weights": _largest_changes(before, after),
    }


def _example(text: Text) -> Example:
    reply = MarkedReply(text.id, text.situation, text.words, text.action, "reviewed", text.levels, text.overall)
    return Example(reply, gather(text.item, text.words, text.action))


def _on_gold(before: Model, after: Model, gold: Marked) -> dict[str, Any]:
    items, replies = gold
    seen = [(each, items[each.item], gather(items[each.item], each.text, each.action)) for each in replies]
    return {name: _figures(_graded(model, seen)) for name, model in (("before", before), ("after", after))}


def _graded(model: Model, seen) -> list[tuple[MarkedReply, Grade]]:
    return [(reply, verdict(item, evidence, judge(evidence, model), "")) for reply, item, evidence in seen]


def _figures(pairs: list[tuple[MarkedReply, Grade]]) -> dict[str, Any]:
    found = compare(pairs)
    return {
        "n": len(pairs),
        "overall": found.overall.qwk,
        "criteria": {name: each.qwk for name, each in found.criteria.items()},
        "low_that_pass": found.low_that_pass,
        "high_that_fail": found.high_that_fail,
    }


def _on_attacks(before: Model, after: Model, suite: Iterable[attacks.Attack]) -> dict[str, Any]:
    n, passing = 0, {"before": [], "after": []}
    for name, item, text, action in suite:
        n += 1
        evidence = gather(item, text, action)
        for when, model in (("before", before), ("after", after)):
            if _passes(evidence, model):
                passing[when].append(name)
    return {"n": n, **passing}


def _on_reviewed(before: Model, data: Trained) -> dict[str, Any]:
    """How near the grades come to the reviews: each text graded by weights that never saw its situation."""
    situations = sorted({each.reply.item for each in data.reviewed})
    was, now, marks = [], [], []
    for fold in range(min(FOLDS, len(situations))):
        held_out = frozenset(situations[fold::FOLDS])
        model = data.model(without=held_out)
        held = [each for each in data.reviewed if each.reply.item in held_out]
        marks += [each.reply.overall for each in held]
        was += [judge(each.evidence, before).overall for each in held]
        now += [judge(each.evidence, model).overall for each in held]
    found = {"n": len(marks), "situations": len(situations)}
    return {**found, "before": _nearness(marks, was), "after": _nearness(marks, now)}


def _nearness(marks: Sequence[int], grades: Sequence[int]) -> dict[str, float | None]:
    gaps = [abs(mark - grade) for mark, grade in zip(marks, grades, strict=True)]
    n = max(1, len(gaps))
    return {"qwk": qwk(marks, grades, 4), "exact": sum(gap == 0 for gap in gaps) / n, "gap": sum(gaps) / n}


def _on_stored(before: Model, after: Model, stored: Iterable[Text]) -> dict[str, int]:
    counts = dict.fromkeys(("n", "levels", "gain", "lose"), 0)
    for text in stored:
        evidence = gather(text.item, text.words, text.action)
        passed, passes = _passes(evidence, before), _passes(evidence, after)
        counts["n"] += 1
        counts["levels"] += judge(evidence, before).levels != judge(evidence, after).levels
        counts["gain"] += passes and not passed
        counts["lose"] += passed and not passes
    return counts


def _passes(evidence: Evidence, model: Model) -> bool:
    return verdict(evidence.points.situation.item, evidence, judge(evidence, model), "").passed


def _largest_changes(before: Model, after: Model) -> list[list]:
    """(criterion, feature, weight before, weight after), the largest change first."""
    changes = []
    for name, own in after.ordinals.items():
        old = before[name].weights
        for feature in {**old, **own.weights}:
            changes.append([name, feature, old.get(feature, 0.0), own.weights.get(feature, 0.0)])
    changes.sort(key=lambda change: (-abs(change[3] - change[2]), change[0], change[1]))
    return [change for change in changes if change[2] != change[3]][:SHOWN_WEIGHTS]


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
