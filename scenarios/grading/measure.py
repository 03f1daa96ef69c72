"""Whole situations left out in turn, our grader beside a plain ridge: `python -m scenarios.grading.measure`."""

import time
from collections.abc import Mapping, Sequence

from . import fit_acts
from .acts import ACTS
from .agreement import Agreement, compare, qwk
from .combine import judge
from .files import MarkedReply
from .fit import examples, fit_order, held_out_acts, learn, marked
from .grades import Grade
from .item import Item
from .reading import read
from .verdict import verdict
from .version import VERSION

Held = list[tuple[MarkedReply, Grade]]


def held_out(items: Mapping[str, Item], replies: Sequence[MarkedReply]) -> Held:
    """Every reply graded by a model that never saw its situation."""
    pairs: Held = []
    for situation in sorted(items):
        training = [each for each in replies if each.item != situation]
        known = {name: item for name, item in items.items() if name != situation}
        order = fit_order(known, training)
        model = learn(known, training, order)
        held = examples(items, [each for each in replies if each.item == situation], order)
        pairs += [(each.reply, verdict(items[situation], each.evidence, judge(each.evidence, model), VERSION)) for each in held]
    return pairs


def baseline(items: Mapping[str, Item], replies: Sequence[MarkedReply]) -> float:
    """Overall QWK of a ridge on TF-IDF and word overlap with the item, on the same folds (scikit-learn)."""
    predicted, marks = [], []
    for situation in sorted(items):
        training = [each for each in replies if each.item != situation]
        held = [each for each in replies if each.item == situation]
        predicted += _ridge(items, training, held)
        marks += [each.overall for each in held]
    return qwk(marks, predicted, 4)


def _ridge(items: Mapping[str, Item], training: Sequence[MarkedReply], held: Sequence[MarkedReply]) -> list[int]:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)

    def matrix(replies: Sequence[MarkedReply], learn: bool):
        texts = [each.text for each in replies]
        parts = [(each.fit_transform if learn else each.transform)(texts) for each in (words, letters)]
        return hstack([*parts, csr_matrix([_overlap(items[each.item], each.text) for each in replies])])

    ridge = Ridge(alpha=1.0).fit(matrix(training, True), [each.overall for each in training])
    return [min(4, max(0, round(float(value)))) for value in ridge.predict(matrix(held, False))]


def _overlap(item: Item, text: str) -> list[float]:
    """Share of the reply's words in each part of the item, and of each part in the reply."""
    own = set(text.lower().split())
    meets = [each for exemplars in item.exemplars.values() for each in exemplars.meets]
    misses = [each for exemplars in item.exemplars.values() for each in exemplars.misses]
    parts = (item.post.text, " ".join(fact.text for fact in item.facts), " ".join(meets), " ".join(misses))
    shares = []
    for part in parts:
        theirs = set(part.lower().split())
        both = len(own & theirs)
        shares += [both / max(1, len(own)), both / max(1, len(theirs))]
    return shares


def act_ranks(replies: Sequence[MarkedReply]) -> dict[str, float]:
    """For each act, how often a sentence that does it ranks above one that does not (area under the curve), over the
    labelled sentences of marked replies, by acts that had not seen the situation."""
    from sklearn.metrics import roc_auc_score

    seen = [(label, held_out_acts()[each.id][sentence]) for each in replies
            for sentence, label in fit_acts.labels(each.id, read(each.text)).items()]
    ranks = {}
    for act, members in ACTS.items():
        does = [label in members for label, _ in seen]
        if 0 < sum(does) < len(does):
            ranks[act] = float(roc_auc_score(does, [chances[act] for _, chances in seen]))
    return ranks


def speed(items: Mapping[str, Item], replies: Sequence[MarkedReply]) -> tuple[float, float]:
    """Median and 99th percentile of the processor milliseconds that one grade takes, items already prepared."""
    from . import grade

    for item in items.values():
        grade(item, "")
    spent = []
    for each in replies:
        start = time.process_time()
        grade(items[each.item], each.text, each.action)
        spent.append(1000 * (time.process_time() - start))
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.99)]


def report(result: Agreement, plain: float, milliseconds: tuple[float, float]) -> str:
    return "\n".join([
        "Each situation graded by weights fitted on the others.", "", result.table(), "",
        f"overall QWK: ours {result.overall.qwk:.3f}, TF-IDF + overlap ridge {plain:.3f} on the same folds",
        f"one grade: median {milliseconds[0]:.1f} ms, p99 {milliseconds[1]:.1f} ms",
    ])


def main() -> None:
    items, replies = marked()
    pairs = held_out(items, replies)
    print(report(compare(pairs), baseline(items, replies), speed(items, replies)))
    ranks = act_ranks(replies)
    print("\n".join(["", "acts of sentences in situations not learned from, area under the curve",
                     *(f"{act:<24}{rank:.3f}" for act, rank in ranks.items())]))


if __name__ == "__main__":
    main()
