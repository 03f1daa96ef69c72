"""The bar: situations that the weights never saw, beside a plain baseline on the same folds."""

import pytest

from scenarios.grading.agreement import compare
from scenarios.grading.measure import act_ranks, baseline, held_out, speed


@pytest.mark.slow
def test_the_bar_is_held_in_situations_that_were_left_out(marked_items, marked_replies, subtests):
    """In one test, because the fitting that all of it rests on takes minutes."""
    result = compare(held_out(marked_items, marked_replies))
    plain = baseline(marked_items, marked_replies)

    with subtests.test("overall, beside a plain baseline on the same folds"):
        assert result.overall.qwk >= 0.85
        assert result.overall.qwk >= plain + 0.15
    with subtests.test("the criteria, in the mean"):
        assert result.mean_criterion >= 0.75
    with subtests.test("few replies pass that should not"):
        assert result.gaming_that_pass <= 3
        assert result.low_that_pass <= 0.05
        assert result.high_that_fail <= 0.10
    with subtests.test("review is asked for where it helps"):
        assert result.review_share_genuine <= 0.35
        assert result.red_recall >= 0.70
        assert result.red_precision >= 0.80
        assert result.passing_right_when_sure > result.passing_right_when_doubtful


def test_one_grade_takes_milliseconds(marked_items, marked_replies):
    median, _ = speed(marked_items, marked_replies[::4])

    assert median < 15


def test_acts_are_recognised_in_replies_that_they_were_not_learned_from(marked_replies):
    ranks = act_ranks(marked_replies)

    assert ranks["takes_side"] >= 0.9
    assert ranks["discloses"] >= 0.9
    assert ranks["disrespects"] >= 0.78
    assert sum(ranks.values()) / len(ranks) >= 0.82
