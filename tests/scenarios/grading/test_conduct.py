"""Sentences that break a conduct criterion, and replies that only look as if they did, in five ways of writing."""

import json
from pathlib import Path

from scenarios.grading import CONDUCT, Item, grade

SENTENCES = json.loads(Path(__file__).with_name("conduct.json").read_text(encoding="utf-8"))
ROAD = Item.from_json({
    "id": "road", "office": "Deputy Commissioner, District Nowhere (official page)",
    "post": {"author": "Asif Khan", "language": "en",
             "text": "The road in our street is broken and nobody answers, the hospital is far"},
    "facts": ["The road contract was awarded in March.", "Work starts on 9 May."],
    "mandate": {"can": ["repair the road"], "cannot": ["give a date"],
                "refer": [{"office": "Highways Department", "channel": "helpline 1033"}]},
})


# Weights that are learned miss a few of any list; those are named when there are more than one in twenty.
FEW = 0.05


def test_breaches_are_found_with_their_words():
    grades = [(sentence, level, grade(ROAD, sentence).criteria[criterion])
              for criterion, level, sentence in SENTENCES["breaks"]]

    missed = [sentence for sentence, level, found in grades if found.level > level or not found.evidence]
    assert len(missed) <= FEW * len(grades), missed


def test_decent_replies_break_nothing():
    levels = {reply: {grade(ROAD, reply).criteria[name].level for name in CONDUCT} for reply in SENTENCES["holds"]}

    blamed = [reply for reply, found in levels.items() if found != {2}]
    assert len(blamed) <= FEW * len(levels), blamed
