"""Learn what sentences do from labelled ones: `academy grader fit` writes learned/acts_*.json anew.

Most were written for it (sentences/), the others stand in marked replies.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from .acts import ACTS, KINDS, LEARNED, Acts, acts, learned_as, letters, notions_of, pairs, words_of
from .files import MarkedReply
from .reading import Reading, read

SENTENCES = Path(__file__).parent / "sentences"
IN_REPLIES = Path(__file__).parent / "marked" / "sentences.tsv"
LANGUAGES = ("en", "roman_ur", "ur", "bn")
_STRENGTH = 5.0
_FOLDS = 4
# Sentences in the other languages lend their notions, at this weight; English has enough of its own.
_LENT = 0.5
# Only the strongest weights of an act are kept, and few decimals: they say what all of them say.
_KEPT, _DECIMALS = 2000, 2

Features = Mapping[str, Counter]
Labelled = Mapping[str, Sequence[tuple[str, Features]]]  # by language: (label, features by kind)


def labelled(replies: Iterable[MarkedReply] = ()) -> Labelled:
    """The sentences that were written to be learned from, and those of these replies."""
    found = {language: [(label, features(reading, range(len(reading.words)))) for label, reading in _sentences(language)]
             for language in LANGUAGES}
    for reply in replies:
        reading = read(reply.text)
        found[learned_as(reading.language)] += [(label, features(reading, reading.sentences[sentence]))
                                                for sentence, label in labels(reply.id, reading).items()]
    return found


def written() -> Iterator[Reading]:
    """Every sentence that was written to be learned from."""
    return (reading for language in LANGUAGES for _, reading in _sentences(language))


@lru_cache(maxsize=None)
def _sentences(language: str) -> tuple[tuple[str, Reading], ...]:
    lines = (SENTENCES / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((label, read(text)) for label, text in (line.split("\t") for line in lines))


def labels(reply: str, reading: Reading) -> dict[int, str]:
    """What each sentence of a marked reply does, by the sentence's number."""
    known = _in_replies().get(reply, {})
    texts = {sentence: _plain(reading.quote(reading.span(indexes[0], indexes[-1])))
             for sentence, indexes in reading.sentences.items()}
    return {sentence: known[text] for sentence, text in texts.items() if text in known}


@lru_cache(maxsize=None)
def _in_replies() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in IN_REPLIES.read_text(encoding="utf-8").splitlines():
        reply, label, text = line.split("\t")
        found.setdefault(reply, {})[text] = label
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def features(reading: Reading, indexes: Iterable[int]) -> Features:
    indexes = list(indexes)
    words = words_of(reading, indexes)
    return {
        "words": Counter(pairs(words)),
        "letters": Counter(run for word in words for run in letters(word)),
        "notions": Counter(notions_of(reading, indexes)),
    }


def fit(language: str, sentences: Labelled) -> dict:
    """Weights of every act for a language, in the form that `Acts.from_json` reads."""
    own = sentences[language]
    lent = [(label, {"notions": found["notions"]}) for other in LANGUAGES if language not in ("en", other)
            for label, found in sentences[other]]
    labels, rows = zip(*own, *lent)
    rarity = {kind: _rarity([row.get(kind, Counter()) for row in rows]) for kind in KINDS}
    names = sorted((kind, each) for kind in KINDS for each in rarity[kind])
    matrix = _matrix(rows, names, rarity)
    shares = [1.0] * len(own) + [_LENT] * len(lent)
    biases, weights = [], {}
    for number, members in enumerate(ACTS.values()):
        bias, found = _logistic(matrix, [label in members for label in labels], shares)
        biases.append(round(bias, 3))
        for column in sorted(found, key=lambda each: -abs(found[each]))[:_KEPT]:
            if value := round(found[column], _DECIMALS):
                weights.setdefault(names[column], {})[number] = value
    known = {kind: {name: [rarity[kind][name], weights[kind, name]] for at, name in sorted(weights) if at == kind}
             for kind in KINDS}
    return {"biases": biases, "rarest": {kind: max(rarity[kind].values()) for kind in KINDS}, "features": known}


def _rarity(counts: Sequence[Counter]) -> dict[str, float]:
    found = Counter(each for features in counts for each in features)
    return {each: round(1 + math.log((1 + len(counts)) / (1 + count)), 2) for each, count in found.items()}


def _matrix(rows: Iterable[Features], names: Sequence[tuple[str, str]], rarity: Mapping[str, Mapping[str, float]]):
    from scipy.sparse import csr_matrix

    columns = {name: number for number, name in enumerate(names)}
    values, at, ends = [], [], [0]
    for row in rows:
        for kind, counts in row.items():
            length = math.sqrt(sum(count * rarity[kind][each] ** 2 for each, count in counts.items()))
            at += [columns[kind, each] for each in counts]
            values += [count * rarity[kind][each] / length for each, count in counts.items()]
        ends.append(len(at))
    return csr_matrix((values, at, ends), shape=(len(ends) - 1, len(names)))


def _logistic(matrix, marks: Sequence[bool], shares: Sequence[float]) -> tuple[float, dict[int, float]]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced", solver="liblinear",
                               intercept_scaling=10).fit(matrix, marks, shares)
    return float(model.intercept_[0]), {column: float(weight) for column, weight in enumerate(model.coef_[0]) if weight}


def held_out(replies: Sequence[MarkedReply]) -> dict[str, dict[int, dict[str, float]]]:
    """What each sentence of each reply does, by weights that saw no sentence of its situation."""
    situations = sorted({each.item for each in replies})
    folds = {item: number % _FOLDS for number, item in enumerate(situations)}
    found = {}
    for fold in range(_FOLDS):
        sentences = labelled(each for each in replies if folds[each.item] != fold)
        models = {language: Acts.from_json(fit(language, sentences)) for language in LANGUAGES}
        found |= {each.id: acts(read(each.text), models) for each in replies if folds[each.item] == fold}
    return found


def write(replies: Sequence[MarkedReply]) -> None:
    sentences = labelled(replies)
    for language in LANGUAGES:
        lines = [f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in fit(language, sentences).items()]
        path = LEARNED / f"acts_{language}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
