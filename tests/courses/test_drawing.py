"""Drawing: what an attempt asks, from a quiz, a bank and a seed. Plain values in, plain values out."""

from collections import Counter

import pytest

from courses.bank import Bank
from courses.drawing import ROUNDS, drawn, everything, filled, seed_of, takes
from courses.pack import Draw, Quiz

OPTIONS = [{"text": "a", "right": True, "feedback": "fa"}, {"text": "b", "feedback": "fb"}]


def question(slug, objective=None, triage=()):
    return {
        "type": "single",
        "slug": slug,
        "prompt": slug,
        "options": OPTIONS,
        "objective": objective,
        "triage": triage,
    }


def bank(*questions):
    competencies = [{"slug": slug, "title": slug, "knows": "k", "does": "d", "judges": "j"} for slug in ("m", "r")]
    return Bank(title="B", summary="S", competencies=competencies, questions=questions)


def quiz(*draws, questions=()):
    return Quiz(type="quiz", slug="q", title="Q", minutes=5, draws=draws, questions=questions)


BANK = bank(
    *(question(f"m{number}", "m/knows") for number in range(6)),
    *(question(f"r{number}", "r/does") for number in range(6)),
)
THREE = quiz({"count": 3, "objectives": ["m/knows"]})


def slugs(asked):
    return [question.slug for question in asked.questions]


def drawn_by(quiz, *, attempts, seed="seed", bank=BANK):
    return [slugs(drawn(quiz, bank, seed_of(seed, number))) for number in range(1, attempts + 1)]


def test_what_a_quiz_has_of_its_own_comes_first_and_then_what_each_draw_has_drawn():
    own = quiz(
        {"count": 2, "objectives": ["r/does"]}, {"count": 3, "objectives": ["m/knows"]}, questions=[question("own")]
    )

    asked = slugs(drawn(own, BANK, "seed"))

    assert [slug[0] for slug in asked] == ["o", "r", "r", "m", "m", "m"]
    assert len(set(asked)) == 6 == own.length


def test_a_quiz_that_draws_nothing_is_asked_as_it_is():
    own = quiz(questions=[question("own")])

    assert drawn(own, None, "seed") is own


def test_the_same_seed_draws_the_same_for_ever():
    assert slugs(drawn(THREE, BANK, "seed")) == ["m1", "m5", "m2"]
    assert slugs(drawn(THREE, BANK, "seed-2")) == ["m0", "m3", "m4"]


def test_what_is_drawn_does_not_depend_on_the_order_of_the_bank():
    turned = bank(*(each.model_dump() for each in reversed(BANK.questions)))

    assert drawn_by(THREE, attempts=4) == drawn_by(THREE, attempts=4, bank=turned)


def test_learners_draw_their_own_and_every_question_is_drawn():
    found = [slugs(drawn(THREE, BANK, f"seed {number}")) for number in range(300)]
    counted = Counter(slug for each in found for slug in each)

    assert len({frozenset(each) for each in found}) == 20
    assert set(counted) == {f"m{number}" for number in range(6)}
    assert all(100 < count < 200 for count in counted.values())


def test_attempts_repeat_a_question_as_late_as_they_can():
    first, second, third, fourth = drawn_by(THREE, attempts=4)

    assert set(first).isdisjoint(second) and set(third).isdisjoint(fourth)
    assert set(first) | set(second) == set(third) | set(fourth) == {f"m{number}" for number in range(6)}


def test_where_there_are_not_enough_for_another_attempt_only_the_rest_is_repeated():
    four = quiz({"count": 4, "objectives": ["m/knows"]})
    first, second, third = drawn_by(four, attempts=3)
    counted = Counter(first + second + third)

    assert len(set(first) & set(second)) == 2
    assert set(counted.values()) == {2}


def test_after_very_many_attempts_the_first_comes_again():
    """Three attempts of four ask all six questions twice: the one after so many would be the third."""
    four = quiz({"count": 4, "objectives": ["m/knows"]})
    second, again, third = (set(slugs(drawn(four, BANK, seed_of("seed", number)))) for number in (2, ROUNDS + 2, 3))

    assert (ROUNDS + 2) % 3 == 0 and second == again != third


@pytest.mark.parametrize("seed", ["", "-", "seed-", "seed-x", "seed-²", "seed-0", "seed--1", "seed-" + "9" * 5000])
def test_a_seed_from_outside_may_be_anything(seed):
    assert len(slugs(drawn(THREE, BANK, seed))) == 3


def test_draws_that_want_the_same_questions_share_them():
    """The first draw takes any question, the second one kind only: whatever comes first, both are met."""
    both = quiz({"count": 6}, {"count": 6, "objectives": ["r/does"]})

    for number in range(50):
        asked = slugs(drawn(both, BANK, f"seed {number}"))
        assert sorted(asked[:6]) == [f"m{each}" for each in range(6)]
        assert sorted(asked[6:]) == [f"r{each}" for each in range(6)]


def test_a_question_that_the_quiz_has_of_its_own_is_not_asked_twice():
    all_of_them = quiz({"count": 5, "objectives": ["m/knows"]}, questions=[question("m3")])

    assert sorted(slugs(drawn(all_of_them, BANK, "seed"))) == [f"m{number}" for number in range(6)]


def test_a_draw_that_nothing_matches_draws_nothing():
    assert slugs(drawn(quiz({"count": 2, "triage": "rumour"}), BANK, "seed")) == []
    assert slugs(drawn(THREE, None, "seed")) == []


@pytest.mark.parametrize(
    ("draw", "matches"),
    [
        ({}, True),
        ({"objectives": ["m/knows", "r/does"]}, True),
        ({"objectives": ["r/does"]}, False),
        ({"triage": ["troll", "rumour"]}, True),
        ({"triage": ["abuse"]}, False),
        ({"objectives": ["m/knows"], "triage": ["abuse"]}, False),
        ({"objectives": ["m/knows"], "triage": "rumour"}, True),
    ],
)
def test_a_draw_takes_what_has_one_of_its_objectives_and_one_of_its_kinds(draw, matches):
    asked = bank(question("q", "m/knows", ["rumour", "praise"])).questions[0]

    assert takes(Draw(count=1, **draw), asked) is matches


def test_draws_have_as_many_as_they_can_have_together():
    """Each of three draws can take two of three questions; a chain of exchanges gives each its one."""
    questions = bank(
        question("a", "m/knows", ["rumour", "troll"]),
        question("b", "m/knows", ["troll", "abuse"]),
        question("c", "m/knows", ["rumour"]),
    ).questions
    draws = [Draw(count=1, triage=each) for each in ("rumour", "troll", "abuse")]

    assert [[each.slug for each in held] for held in filled(draws, questions)] == [["c"], ["a"], ["b"]]


def test_everything_that_may_be_asked_is_shown_to_staff_once():
    overlapping = quiz({"count": 1, "objectives": ["m/knows"]}, {"count": 1}, questions=[question("m0")])

    assert sorted(slugs(everything(overlapping, BANK))) == sorted(each.slug for each in BANK.questions)
