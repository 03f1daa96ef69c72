"""What is checked of courses that name a question bank, and of banks: findings at their line and column."""

from textwrap import dedent

import pytest

from academy import editions, packs
from tests import factories
from tests.factories import BANK, DRAWING


@pytest.fixture(autouse=True)
def house(session):
    factories.rules()
    factories.bank()


def findings(text, *changes):
    """(line, message) pairs of what is wrong with a pack, the line as it stands in the text."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    try:
        packs.parse("drawing", {"pack.yaml": text.encode()}, editions.published_content)
    except packs.PackError as error:
        lines = text.splitlines()
        return [(lines[each.line - 1][each.column - 1 :].strip(), each.message) for each in error.findings]
    return []


def test_a_course_with_its_bank_is_sound():
    assert findings(DRAWING) == []
    assert findings(BANK) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("bank: testing", "bank: none-such", "bank: none-such", "there is no bank pack none-such"),
        ("[referral, mandate]", "[referral, kindness]", "kindness]", "the bank has no competency 'kindness'"),
        ("[referral, mandate]", "[mandate, mandate]", "mandate]", "the competency 'mandate' is named twice"),
        ("mandate/judges", "order/judges", "objective: order/judges", "the bank has no objective 'order/judges'"),
        (
            "objectives: [referral/knows]",
            "objectives: [kindness/does]",
            "kindness/does]}",
            "the bank has no objective 'kindness/does'",
        ),
        ("count: 2", "count: 5", "count: 5,", "5 questions are drawn, and the bank has 4 that match"),
        ("triage: rumour", "triage: abuse", "count: 1,", "1 questions are drawn, and the bank has 0 that match"),
        (
            "count: 1, objectives: [referral/does, mandate/knows], triage: rumour",
            "count: 3, objectives: [referral/knows]",
            "draws:",
            "the draws overlap: the bank has not enough questions to meet all of them together",
        ),
        ("slug: own", "slug: referral-knows-1", "", ""),
        ("count: 2", "count: 40", "type: quiz", "a quiz asks 40 questions at most, its own and those that it draws"),
    ],
)
def test_what_a_course_says_of_its_bank_has_to_be_so(old, new, line, message):
    found = findings(DRAWING, (old, new))

    if not message:
        assert found == []
    else:
        assert any(where.startswith(line) and message in said for where, said in found), found


def test_draws_do_not_count_on_a_question_that_the_quiz_has_of_its_own():
    found = findings(DRAWING, ("slug: own", "slug: referral-knows-1"), ("count: 2", "count: 4"))

    assert [message for _line, message in found] == ["4 questions are drawn, and the bank has 3 that match"]


def test_without_a_bank_there_are_neither_draws_nor_objectives():
    found = findings(DRAWING, ("bank: testing", "language: en"))

    assert {message for _line, message in found} == {
        "questions are drawn from a question bank, and this course names none",
        "objectives are those of a question bank, and this course names none",
    }
    assert [line.partition(" ")[0] for line, _message in found] == [
        "objective:",
        "draws:",
        "referral/knows]}",
        "referral/does,",
        "mandate/knows],",
    ]


@pytest.mark.parametrize("type_of", ["lesson", "scenario", "task"])
def test_objectives_of_every_activity_are_those_of_the_bank(type_of):
    rubric = (
        "[{slug: a, title: A, levels: [{points: 1, label: L, description: D}, {points: 0, label: M, description: E}]}]"
    )
    more = {"lesson": "body: B", "scenario": "guided: true", "task": f"brief: B, rubric: {rubric}"}[type_of]
    activity = f"- {{type: {type_of}, slug: s, title: T, minutes: 5, objectives: [mandate/knows, x/does], {more}}}"

    found = findings(DRAWING, ("activities:", f"activities:\n          {activity}"))

    assert found == [(found[0][0], "the bank has no objective 'x/does'")]
    assert found[0][0].startswith("x/does]")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("slug: referral-knows-2", "slug: referral-knows-1", "slug: ref", "the slug 'referral-knows-1' is used twice"),
        ("slug: mandate, title", "slug: referral, title", "slug: ref", "the slug 'referral' is used twice"),
        (
            "objective: mandate/knows",
            "objective: order/knows",
            "objective: o",
            "there is no objective 'order/knows' in this bank",
        ),
        ("objective: mandate/knows", "triage: praise", "", "duplicate"),
        ("objective: mandate/knows", "objective: mandate/feels", "objective: m", "should match pattern"),
    ],
)
def test_a_bank_is_sound_in_itself(old, new, line, message):
    found = findings(BANK, (old, new))

    assert any(where.startswith(line) and message in said for where, said in found), found


def test_every_question_of_a_bank_has_an_objective():
    found = findings(BANK, ("        objective: mandate/knows\n", ""))

    assert {message for _line, message in found} == {"a question of a bank has an objective"}
    assert len(found) == 4 and found[0][0] == "slug: mandate-knows-1"


def test_a_bank_of_the_same_lot_is_read_before_the_course_that_cites_it(session, tmp_path):
    for name, text in (("a-course", DRAWING.replace("bank: testing", "bank: z-bank")), ("z-bank", BANK)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(dedent(text))

    found, problems = editions.read_many([tmp_path / "a-course", tmp_path / "z-bank"])

    assert problems == [] and [pack.kind for pack in found] == ["bank", "course"]
