"""Fit the learned layer from marked replies: `python -m scenarios.grading.fit` writes learned/*.json anew."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from . import files, fit_acts, order
from .acts import ACTS, LEARNED, learned
from .combine import Evidence, chances, gather, overall_features
from .criteria import CONDUCT, SERVICE
from .files import MarkedReply
from .item import Item
from .learning import fit_ordinal
from .model import SIGNS, WEIGHTS, Model
from .reading import read
from .situation import COMMON, forget, prepare

MARKED, GOLD = Path(__file__).parent / "marked", Path(__file__).parent / "gold"
HELD_OUT = LEARNED / "held_out.json"
_FOLDS = 5
_RIDGE, _CONDUCT_RIDGE, _OVERALL_RIDGE = 1.0, 0.01, 0.2
_STRANGERS = 1
_NO_ANSWER = {"mandate": 0, "next_step": 0, "clarity": 0}


@dataclass(frozen=True, eq=False)
class Example:
    reply: MarkedReply
    evidence: Evidence


def marked() -> tuple[dict[str, Item], list[MarkedReply]]:
    """What the weights are learned from."""
    return _read(MARKED)


def gold() -> tuple[dict[str, Item], list[MarkedReply]]:
    """Situations kept apart: nothing is ever learned from them, so they tell what a change is worth."""
    return _read(GOLD)


def _read(folder: Path) -> tuple[dict[str, Item], list[MarkedReply]]:
    items = files.items(folder / "items.jsonl")
    return items, list(files.replies(folder / "replies.jsonl", items))


def examples(items: Mapping[str, Item], replies: Sequence[MarkedReply], order: Mapping[str, float]) -> list[Example]:
    return [Example(each, _gather(items[each.item], each, order)) for each in replies
            if each.ratings and each.overall is not None]


def _gather(item: Item, reply: MarkedReply, order: Mapping[str, float]) -> Evidence:
    """What the learned layer learns from. The acts have learned from marked replies themselves: of these they may only
    say what they said before they had seen the situation, or they would look surer than they are."""
    return gather(item, reply.text, reply.action, order, held_out_acts().get(reply.id))


@lru_cache(maxsize=1)
def held_out_acts() -> Mapping[str, Mapping[int, Mapping[str, float]]]:
    """What each sentence of each marked reply does, by weights that saw no sentence of its situation."""
    stored = json.loads(HELD_OUT.read_text(encoding="utf-8"))
    return {reply: {int(number): dict(zip(ACTS, chances)) for number, chances in sentences.items()}
            for reply, sentences in stored.items()}


def strangers(items: Mapping[str, Item], replies: Sequence[MarkedReply], order: Mapping[str, float]) -> list[Example]:
    """Good replies to other situations: fluent, courteous, and no answer here."""
    good = [each for each in replies if each.overall is not None and each.overall >= 3]
    made = []
    for place, item in enumerate(items.values()):
        others = [each for each in good if each.item != item.id]
        for turn in range(_STRANGERS if others else 0):
            other = others[(place * 7 + turn * 31) % len(others)]
            reply = replace(other, id=f"{item.id}<-{other.id}", item=item.id, ratings=_NO_ANSWER, overall=0)
            made.append(Example(reply, _gather(item, other, order)))
    return made


def learn(items: Mapping[str, Item], replies: Sequence[MarkedReply], order: Mapping[str, float]) -> Model:
    return fit([*examples(items, replies, order), *strangers(items, replies, order)])


def fit(training: Sequence[Example]) -> Model:
    """Worthless texts are left to the gates, so that the weights learn from replies that mean to answer."""
    training = [each for each in training if not each.evidence.worthless]
    service = _service(training)
    broken = _conduct(training)
    rows = _held_out_rows(training)
    overall = fit_ordinal(rows, [each.reply.overall for each in training], SIGNS["overall"], 4, _OVERALL_RIDGE)
    return Model({**service, **broken, "overall": overall})


def _service(training: Sequence[Example]) -> dict:
    models = {}
    for name in SERVICE:
        rated = [each for each in training if name in each.reply.ratings]
        rows, levels = [each.evidence.features for each in rated], [each.reply.ratings[name] for each in rated]
        models[name] = fit_ordinal(rows, levels, SIGNS[name], 2, _RIDGE)
    return models


def _conduct(training: Sequence[Example]) -> dict:
    """One model for all conduct criteria of whether the red line is crossed, one of whether any level is lost."""
    marks = [(each.evidence.signs[name], each.reply.ratings[name])
             for each in training for name in CONDUCT if name in each.reply.ratings]
    rows = [seen for seen, _ in marks]
    return {
        "crossed": fit_ordinal(rows, [int(level == 0) for _, level in marks], SIGNS["crossed"], 1, _CONDUCT_RIDGE),
        "lowered": fit_ordinal(rows, [int(level < 2) for _, level in marks], SIGNS["lowered"], 1, _CONDUCT_RIDGE),
    }


def _held_out_rows(training: Sequence[Example]) -> list[dict[str, float]]:
    """What the overall model learns from: levels as predicted for situations not learned from."""
    situations = sorted({each.reply.item for each in training})
    folds = {item: index % _FOLDS for index, item in enumerate(situations)}
    models = []
    for fold in range(_FOLDS):
        others = [each for each in training if folds[each.reply.item] != fold]
        models.append(Model({**_service(others), **_conduct(others)}))
    return [overall_features(each.evidence, chances(each.evidence, models[folds[each.reply.item]])) for each in training]


def fit_order(items: Mapping[str, Item], replies: Sequence[MarkedReply]) -> dict[str, float]:
    texts = [each.text for each in replies if each.group != "gaming"]
    for item in items.values():
        texts += [item.post.text, *(said.text for said in item.thread), *(fact.text for fact in item.facts)]
        texts += [text for each in item.exemplars.values() for text in (*each.meets, *each.misses)]
    return order.fit([*map(read, texts), *fit_acts.written()])


def commonness(items: Mapping[str, Item]) -> dict[str, float]:
    """Share of situations that know each notion, for those that at least two in ten know; numbers never count."""
    counts = Counter(each for item in items.values() for each in prepare(item).known if not each[0].isdigit())
    shares = {each: round(count / len(items), 2) for each, count in sorted(counts.items())}
    return {each: share for each, share in shares.items() if share >= 0.2}


def main() -> None:
    items, replies = marked()
    _write(COMMON, commonness(items))
    forget()
    fit_acts.write(replies)
    learned.cache_clear()
    _write_held_out(replies)
    word_order = fit_order(items, replies)
    _write(order.WEIGHTS, word_order)
    _write(WEIGHTS, learn(items, replies, word_order).to_json())
    print(f"fitted on {len(replies)} replies to {len(items)} situations: {WEIGHTS.name}, {order.WEIGHTS.name}")


def _write_held_out(replies: Sequence[MarkedReply]) -> None:
    lines = (f"{json.dumps(reply)}: {json.dumps({number: list(does.values()) for number, does in sentences.items()})}"
             for reply, sentences in fit_acts.held_out(replies).items())
    HELD_OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    held_out_acts.cache_clear()


def _write(path: Path, data: Mapping) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
