"""The same version and input give the same grade, in any process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios import grading
from scenarios.grading import fit, model, order
from scenarios.grading.batch import line

ROOT = Path(grading.__file__).parents[2]
_PROGRAM = """
from scenarios import grading
from scenarios.grading.batch import line
from scenarios.grading.fit import marked
items, replies = marked()
for each in replies[::5]:
    print(line(each.id, grading.grade(items[each.item], each.text)))
"""


def test_another_process_with_another_hash_seed_gives_the_same_bytes(marked_items, marked_replies):
    here = [line(each.id, grading.grade(marked_items[each.item], each.text)) for each in marked_replies[::5]]

    environment = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONIOENCODING": "utf-8"}
    there = subprocess.run([sys.executable, "-c", _PROGRAM], cwd=ROOT, env=environment, capture_output=True, check=True)

    assert there.stdout.decode().splitlines() == here


def test_the_version_names_the_edition_and_a_digest():
    edition, digest = grading.VERSION.split("-")

    assert edition == "2026.11"
    assert int(digest, 16) >= 0


@pytest.mark.slow
def test_the_shipped_weights_are_what_a_fit_of_the_marked_replies_gives():
    items, replies = fit.marked()
    word_order = fit.fit_order(items, replies)

    fitted = fit.learn(items, replies, word_order)

    assert word_order == order.shipped()
    shipped = json.loads(model.WEIGHTS.read_text(encoding="utf-8"))
    for name, ordinal in fitted.to_json().items():
        assert ordinal["weights"].keys() == shipped[name]["weights"].keys()
        # Linear algebra libraries differ in their last digits, so weights may differ in theirs.
        assert all(abs(value - shipped[name]["weights"][key]) < 0.02 for key, value in ordinal["weights"].items())
