"""Sentences that break a conduct criterion, and replies that only look as if they did, in five ways of writing."""

import json
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("criterion, level, sentence", SENTENCES["breaks"])
def test_a_breach_is_found_with_its_words(criterion, level, sentence):
    result = grade(ROAD, sentence).criteria[criterion]

    assert result.level <= level
    assert result.evidence


@pytest.mark.parametrize("reply", SENTENCES["holds"])
def test_a_decent_reply_breaks_nothing(reply):
    levels = {name: grade(ROAD, reply).criteria[name].level for name in CONDUCT}

    assert set(levels.values()) == {2}
