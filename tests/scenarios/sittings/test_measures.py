"""Measures are counted over plain values: what came, what was done, how good its words were."""

import re
from itertools import count
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest

from academy import packs
from scenarios.sittings import measured, measures
from scenarios.sittings.handling import Handled
from scenarios.sittings.measures import FEWEST, Comparison, Group, Words
from tests import factories

REFERENCE = Path(__file__).parents[3] / "docs" / "packs" / "dialogue.md"
_numbers = count(1)


@pytest.fixture(scope="module")
def content():
    """The small dialogue of the author's reference."""
    text = re.search(r"```yaml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)[1]
    rules = packs.parse("land", {"pack.yaml": dedent(factories.RULES).encode()}, None)
    return packs.parse("two-windows", {"pack.yaml": text.encode()}, lambda kind, slug: rules.content).content


def came(content, slug, *turns, second=0, persona=None, language="en", kind="comment"):
    """A comment that came at a second, with the turns about it; of a viewer without a slug."""
    number = next(_numbers)
    matter = content.matter(slug) if slug else None
    entry = SimpleNamespace(
        id=number,
        name=f"entry-{number}",
        slug=slug,
        kind=kind,
        second=second,
        persona=persona,
        language=language,
        clause=None,
    )
    for turn in turns:
        turn.entry, turn.entry_id = entry, number
    return Handled(entry, matter, matter.department if matter else None, turns)


def turn(action, second=0, target=None, department="lamps"):
    seat = SimpleNamespace(id=department, department=department)
    return SimpleNamespace(id=next(_numbers), action=action, second=second, target=target, seat=seat, entry=None)


def test_first_responses_are_in_the_middle_at_the_worst_and_in_time(content):
    handled = [
        came(content, "dark-corner", turn("reply", 60), second=0),
        came(content, "dark-corner", turn("reply", 130), second=10),
        came(content, "dark-corner", turn("refer", 2000, "water"), second=100),
        came(content, "dark-corner", second=200),
    ]

    found = measures.service(content, handled)

    assert (found.median, found.worst) == (120, 1900)
    assert (found.asked, found.met, found.in_time) == (4, 2, sum(each.in_time for each in handled))
    assert found.in_time == 2  # of twenty minutes nobody says that they are soon


def test_where_nothing_was_done_there_is_no_first_response(content):
    found = measures.service(content, [came(content, "dark-corner")])

    assert (found.median, found.worst, found.met, found.in_time) == (None, None, 0, 0)
    assert measures.service(content, []).asked == 0


def test_a_matter_is_counted_once_however_many_ask(content):
    handled = [came(content, "when-water", kind="flood") for _ in range(9)]
    handled += [came(content, "when-water", turn("reply", department="water"), kind="flood")]
    handled += [came(content, "dark-corner", turn("reply")), came(content, "dark-again", turn("merge"))]

    found = measures.service(content, handled)

    assert (found.matters, found.matters_met) == (2, 2)
    assert (found.asked, found.met) == (12, 3)


@pytest.mark.parametrize(
    ("action", "target", "met"),
    [
        ("reply", None, True), ("correct", None, True), ("hide", "no-insults", True), ("merge", "entry-1", True),
        ("refer", "water-board", True), ("refer", "water", False), ("escalate", "supervisor", False),
    ],
)  # fmt: skip
def test_what_was_only_sent_to_another_table_still_waits(content, action, target, met):
    assert measures.is_met(content, came(content, "dark-corner", turn(action, target=target))) is met


def test_wrong_doors_merges_and_hidings_are_counted(content):
    lamp, pump = came(content, "dark-corner"), came(content, "dry-pump")
    again = came(content, "dark-again", turn("merge", target=lamp.entry.name), turn("merge", target=pump.entry.name))
    sent = came(
        content, "dark-corner", turn("refer", target="water"), turn("refer", target="lamps", department="water")
    )
    hidden = came(content, "dark-corner", turn("hide", target="no-insults"))
    handled = [lamp, pump, again, sent, hidden]

    done = measures.choices(content, handled, [one for each in handled for one in each.turns], {}, {})

    assert (done.merges, done.wrong_merges) == (2, 1)
    assert (done.referrals, done.wrong_referrals) == (2, 1)
    assert (done.hidden, done.wrong_hidden) == (1, 1)


def test_that_a_viewer_was_hidden_is_counted_and_not_judged(content):
    plain = came(content, None, turn("hide"), kind="viewer")

    done = measures.choices(content, [plain], plain.turns, {}, {})

    assert (done.hidden, done.wrong_hidden) == (1, 0)


def test_words_against_the_mandate_promises_and_helpful_marks_are_counted(content):
    turns = [turn("reply"), turn("correct"), turn("statement")]
    words = {
        turns[0].id: Words({"mandate": 0, "clarity": 2}, frozenset({"promise"})),
        turns[1].id: Words({"mandate": 2, "clarity": 2, "language": None}),
    }

    done = measures.choices(content, [], turns, words, {turns[0].id: 3, 999_999: 7})

    assert (done.against, done.promising, done.helpful, done.level) == (1, 1, 3, 1.5)
    assert (done.answers, done.corrections, done.statements) == (1, 1, 1)


def test_a_line_is_taken_back_in_time_late_or_never(content):
    raised = [("pump", 100), ("lamps-replaced", 200)]

    soon, never = measures.lines_raised(content, raised, [("pump", 100 + measures.TAKE_BACK)])
    late = measures.lines_raised(content, raised, [("pump", 101 + measures.TAKE_BACK)])[0]

    assert (soon.department, soon.in_time, late.in_time) == ("water", True, False)
    assert (never.corrected, never.in_time) == (None, False)


def crowd(content, persona, number, *, answered, after=60, **more):
    return [
        came(content, "dark-corner", *([turn("reply", after)] if place < answered else []), persona=persona, **more)
        for place in range(number)
    ]


def compared(content, handled, slug, words={}):
    return next(each for each in measures.comparisons(content, handled, words) if each.slug == slug)


def test_those_with_a_camera_are_compared_with_others(content):
    handled = crowd(content, "lane", 6, answered=6, after=60) + crowd(content, "rafiq", 8, answered=2, after=400)

    found = compared(content, handled, "influence")

    assert (found.one.count, found.one.share, found.one.median) == (6, 1.0, 60)
    assert (found.other.count, found.other.share, found.other.median) == (8, 0.25, 400)
    assert found.enough


@pytest.mark.parametrize(("number", "enough"), [(FEWEST - 1, False), (FEWEST, True)])
def test_small_groups_are_not_compared(content, number, enough):
    handled = crowd(content, "lane", number, answered=1) + crowd(content, "rafiq", 20, answered=5)

    assert compared(content, handled, "influence").enough is enough


def test_languages_are_compared_with_the_one_that_most_wrote_in(content):
    handled = crowd(content, "rafiq", 7, answered=3) + crowd(content, "rafiq", 5, answered=1, language="bn")
    handled += crowd(content, "rafiq", 6, answered=1, language="ur")

    pairs = {each.languages for each in measures.comparisons(content, handled, {}) if each.slug == "language"}

    assert pairs == {("en", "bn"), ("en", "ur")}


def test_viewers_are_compared_with_the_script_and_supervisors_with_nobody(content):
    handled = crowd(content, None, 5, answered=5, kind="viewer") + crowd(content, "rafiq", 9, answered=1)
    handled += crowd(content, None, 4, answered=4, kind="follow_up")

    found = compared(content, handled, "viewers")

    assert (found.one.count, found.other.count) == (5, 9)


def test_comments_are_counted_by_the_minute():
    assert measures.per_minute([0, 59, 60, 185], 200) == [2, 1, 0, 1]


def said(app, one, other):
    with app.test_request_context():
        return measured.differences(Comparison("mood", one, other))


def test_differences_are_said_without_false_precision(app):
    like = Group(20, 10, 120, 1.5)

    assert said(app, like, Group(20, 11, 150, 1.4)) == [
        "Both were answered about as often.", "Both waited about as long.", "The words to both were about as good.",
    ]  # fmt: skip
    assert said(app, like, Group(20, 2, 500, 0.9)) == [
        "The first were answered much more often.", "The first waited less than half as long.", "The words to the first were better.",
    ]  # fmt: skip
    assert said(app, like, Group(20, 13, 61, None)) == [
        "The second were answered somewhat more often.",
        "Both waited about as long.",
    ]
    assert said(app, Group(20, 5, None, None), like)[1] == "Of one of them nobody had an answer."
