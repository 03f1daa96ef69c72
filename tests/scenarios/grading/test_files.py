"""Batch grading and agreement on files, and what they say about bad lines."""

import json

import pytest

from scenarios.grading import Grade, files
from scenarios.grading.agreement import agreement, compare, qwk
from scenarios.grading.batch import grade_files
from scenarios.grading.fit import MARKED
from scenarios.grading.triage import SLUGS

ITEM = {"id": "i", "office": "Office", "facts": ["It opens on 4 May."],
        "post": {"author": "A", "text": "Where is the road?"}}
REPLY = {"id": "r", "item": "i", "text": "The road opens on 4 May."}


def _write(path, *lines):
    texts = [each if isinstance(each, str) else json.dumps(each) + "\n" for each in lines]
    path.write_text("".join(texts), encoding="utf-8")
    return path


def test_grades_come_out_in_input_order_and_in_the_agreed_form(tmp_path, marked_replies):
    out = tmp_path / "grades.jsonl"

    count = grade_files(MARKED / "items.jsonl", MARKED / "replies.jsonl", out)

    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    ids = [json.loads(line)["id"] for line in (MARKED / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    assert count == len(rows) == len(marked_replies)
    assert [row["id"] for row in rows] == ids
    assert set(rows[0]) == {"id", "overall", "score", "passed", "needs_review", "grader", "criteria", "found"}
    assert set(rows[0]["criteria"]["mandate"]) == {"level", "confidence", "reason", "rule", "evidence"}
    assert Grade.from_json(rows[0]).needs_review == rows[0]["needs_review"]


@pytest.mark.parametrize("lines, message", [
    (["{not json\n"], ":1: not one JSON object"),
    ([REPLY, {**REPLY, "id": "s", "item": "elsewhere"}], ":2: item 'elsewhere' is not in the items file"),
    ([REPLY, REPLY], ":2: reply 'r' is here twice"),
    ([{**REPLY, "text": 4}], ":1: 'text' is missing or no text"),
    ([{**REPLY, "action": "hide"}], ":1: action 'hide' carries no graded text"),
    ([{**REPLY, "overall": 5}], ":1: 'overall' should be a whole number from 0 to 4"),
    ([{**REPLY, "ratings": {"style": 1}}], ":1: 'ratings' should map criteria"),
    (["[1, 2]\n"], ":1: a reply should be an object"),
])
def test_a_bad_line_is_named_and_leaves_no_half_written_file(tmp_path, lines, message):
    items = _write(tmp_path / "items.jsonl", ITEM)
    replies = _write(tmp_path / "replies.jsonl", *lines)

    with pytest.raises(files.BadLine) as error:
        grade_files(items, replies, tmp_path / "out.jsonl")

    assert f"{replies}{message}" in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] != []
    assert not list(tmp_path.glob("out*"))


def test_a_bad_item_is_named_by_file_and_line(tmp_path):
    items = _write(tmp_path / "items.jsonl", ITEM, {**ITEM, "id": "j", "post": {}})

    with pytest.raises(files.BadLine, match=r"items\.jsonl:2: 'text' is missing"):
        files.items(items)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(files.BadLine, match="check the path"):
        files.items(tmp_path / "nowhere.jsonl")


def test_agreement_without_marks_says_what_it_needs(tmp_path):
    items, replies = _write(tmp_path / "i.jsonl", ITEM), _write(tmp_path / "r.jsonl", REPLY)

    with pytest.raises(ValueError, match="needs marked replies"):
        agreement(items, replies)


def test_kappa_is_one_for_full_agreement_and_none_without_variation():
    assert qwk([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 4) == 1
    assert qwk([4, 0, 4, 0], [0, 4, 0, 4], 4) == -1
    assert qwk([2, 2], [2, 2], 4) is None


def test_the_table_names_every_criterion_and_group(marked_grades):
    table = compare(marked_grades).table()

    for name in ("acknowledgement", "composure", "overall", "roman_urdu", "red lines: recall", "needs review"):
        assert name in table


def test_free_kinds_are_read_as_triage_slugs(marked_items):
    kinds = {item.id: item.kind for item in marked_items.values()}

    assert set(kinds.values()) <= set(SLUGS)
    assert kinds["d1a-pk-power-02"] == "outside_mandate"
    assert kinds["d1b-pk-respect-05"] == "abuse"
    assert kinds["pk-doxxing-layyah-d2b"] == "threat"
    assert kinds["d2a-praise-03"] == "praise"
