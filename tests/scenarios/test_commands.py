"""The batch grader as it is typed, on the marked replies that come with it."""

import json
from pathlib import Path

import pytest

from academy import packs
from academy.app import create_app
from scenarios import grading, rehearsal
from tests.commands import typed

MARKED = Path(grading.__file__).parent / "marked"
ITEMS, REPLIES = MARKED / "items.jsonl", MARKED / "replies.jsonl"


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """These commands need no database."""
    return create_app(INSTANCE=str(tmp_path_factory.mktemp("instance")), SECRET_KEY="of the suite")


@pytest.fixture
def few(tmp_path):
    """A file with the first twelve marked replies."""
    path = tmp_path / "few.jsonl"
    path.write_text("".join(open(REPLIES, encoding="utf-8").readlines()[:12]), "utf-8")
    return path


def test_each_reply_gets_its_grade_in_the_order_of_the_file(app, few, tmp_path):
    out = tmp_path / "grades.jsonl"

    done = typed(app, "grade", "--items", ITEMS, "--replies", few, "--out", out)

    assert done.exit_code == 0, done.output
    assert done.output == f"12 replies are graded in {out}.\n"
    assert [grade["id"] for grade in lines(out)] == [reply["id"] for reply in lines(few)]
    assert all(0 <= grade["overall"] <= 4 for grade in lines(out))


def test_agreement_is_printed_per_criterion_and_overall(app, few):
    done = typed(app, "agreement", "--items", ITEMS, "--replies", few)

    assert done.exit_code == 0, done.output
    assert all(word in done.output for word in ("QWK", "acknowledgement", "overall", "red lines", "needs review"))


@pytest.mark.parametrize("command", ["grade", "agreement"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "replies.jsonl:3: not one JSON object on a line"),
        ('{"id": "r", "item": "nowhere", "text": "Hello"}', "replies.jsonl:3: item 'nowhere' is not in the items file"),
        ('{"id": "r", "text": "Hello"}', "replies.jsonl:3: 'item' is missing"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(app, few, tmp_path, command, line, said):
    first, second, *_ = few.read_text("utf-8").splitlines()
    replies, out = tmp_path / "replies.jsonl", tmp_path / "grades.jsonl"
    replies.write_text("\n".join([first, second, line]), "utf-8")

    done = typed(app, command, "--items", ITEMS, "--replies", replies, *(["--out", out] if command == "grade" else []))

    assert done.exit_code == 1
    assert f"Error: {tmp_path}/{said}" in done.output
    assert not list(tmp_path.glob("grades*"))


def test_replies_without_marks_have_nothing_to_agree_with(app, tmp_path, few):
    bare = [{key: reply[key] for key in ("id", "item", "text")} for reply in lines(few)]
    replies = tmp_path / "bare.jsonl"
    replies.write_text("\n".join(map(json.dumps, bare)), "utf-8")

    done = typed(app, "agreement", "--items", ITEMS, "--replies", replies)

    assert done.exit_code == 1
    assert "no reply carries 'ratings' and 'overall'" in done.output


def test_a_place_that_cannot_be_written_to_is_said_in_words(app, few, tmp_path):
    done = typed(app, "grade", "--items", ITEMS, "--replies", few, "--out", tmp_path / "no" / "where.jsonl")

    assert done.exit_code == 1
    assert "No such file or directory" in done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there_is_said_before_anything_is_done(app, tmp_path):
    done = typed(app, "grade", "--items", tmp_path / "nothing", "--replies", REPLIES, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert "does not exist" in done.output


def test_a_scenario_is_rehearsed_where_it_is_checked(app):
    rules, scenarios = (packs.KINDS[kind].shipped for kind in ("rules", "scenario"))

    done = typed(app, "check", "--rehearse", rules / "pakistan", scenarios / "first-shift")

    assert "first-shift\nofficers " in done.output
    assert [line.split()[0] for line in done.output.splitlines()[2:10]] == list(rehearsal.KINDS)
    assert "2 packs are sound" in done.output
