"""Agreement as figures: against other people's code, against hand-made cases, and against chance."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from scenarios.grading.agreement import Replies, Row, measures, study
from scenarios.grading.agreement.coverage import calibration, coverage, credits
from scenarios.grading.agreement.drift import drift, kolmogorov, periods
from scenarios.grading.agreement.groups import compare_groups
from scenarios.grading.agreement.intervals import difference, mean, share, student
from scenarios.grading.agreement.red_lines import red_lines
from scenarios.grading.criteria import CRITERIA

LANGUAGES, SERVICES, COHORTS = ("en", "roman_ur", "ur"), ("admin", "police", "revenue"), ("one", "two", "three", "four")


def doubles(seed, n=300, drift=0.0, bias=0.0):
    """Grades, two marks each that scatter about them evenly, and groupings by chance. In the last third marks fall by
    `drift` of a level behind the grade; replies in Roman Urdu are marked `bias` of a level above their grade."""
    chance = np.random.default_rng(seed)
    grades = chance.choice(5, n, p=(0.08, 0.22, 0.3, 0.25, 0.15))
    groupings = {
        "language": chance.choice(LANGUAGES, n, p=(0.5, 0.25, 0.25)),
        "service": chance.choice(SERVICES, n),
        "cohort": chance.choice(COHORTS, n),
    }
    scatter = chance.choice((-1, 0, 1), (n, 2), p=(0.15, 0.7, 0.15)) * ((grades > 0) & (grades < 4))[:, None]
    late = (np.arange(n) >= 2 * n // 3)[:, None] & (chance.random((n, 2)) < drift)
    favoured = (groupings["language"] == "roman_ur")[:, None] & (chance.random((n, 2)) < bias)
    return np.clip(grades[:, None] + scatter - late + favoured, 0, 4), grades, groupings


def drifts(marks, grades):
    return drift(grades - marks.mean(axis=1), marks.std())


def named(marks, grades, groupings):
    return [(group.kind, group.name) for group in compare_groups(marks, grades, groupings) if group.named]


# Figures


def test_kappa_is_the_one_of_scikit_learn_with_each_mark_set_against_the_grade():
    marks, grades, _ = doubles(1)
    found = measures.measure(marks, grades, 4)

    both = cohen_kappa_score(marks.T.ravel(), np.tile(grades, 2), weights="quadratic")
    people = cohen_kappa_score(marks.T.ravel(), marks[:, ::-1].T.ravel(), weights="quadratic")

    assert found.qwk == pytest.approx(both)
    assert found.human_kappa.value == pytest.approx(people)
    assert found.degradation.value == pytest.approx(people - both)


def test_the_order_of_the_two_marks_and_of_the_replies_is_nothing():
    marks, grades, _ = doubles(2)
    turned = np.random.default_rng(0).permutation(len(grades))

    assert measures.measure(marks[turned, ::-1], grades[turned], 4) == measures.measure(marks, grades, 4)


def test_the_interval_of_kappa_is_that_of_drawing_replies():
    marks, grades, _ = doubles(3, n=150)
    chance = np.random.default_rng(9)
    draws = [chance.integers(0, 150, 150) for _ in range(1500)]

    drawn = [measures.qwk(marks[draw], grades[draw], 4) for draw in draws]

    found = measures.measure(marks, grades, 4).kappa
    assert (found.low, found.high) == pytest.approx(np.percentile(drawn, (2.5, 97.5)), abs=0.008)


def test_the_interval_of_kappa_holds_the_truth_nineteen_times_in_twenty():
    truth = measures.qwk(*doubles(0, n=200_000)[:2], 4)

    found = [measures.measure(*doubles(seed, n=200)[:2], 4).kappa for seed in range(200)]

    assert 0.91 <= np.mean([each.low <= truth <= each.high for each in found]) <= 0.985


def test_a_grader_that_is_half_a_spread_more_generous_has_an_smd_of_a_half():
    marks = np.array([[0, 0], [2, 2], [2, 2], [4, 4]] * 20)  # their spread is the root of 2
    grades = np.array([1, 3, 2, 4] * 20)

    found = measures.measure(marks, grades, 4).standardised

    assert found.value == pytest.approx(0.5 / 2**0.5)
    assert found.low > 0.1


def test_true_scores_are_told_better_than_single_marks():
    marks, grades, _ = doubles(4, n=5000)  # the grade is the true score, the marks err

    found = measures.measure(marks, grades, 4)

    assert found.prmse.value == pytest.approx(1, abs=0.01)
    assert found.qwk < 0.93


def test_a_grade_that_has_nothing_to_do_with_the_marks_tells_nothing():
    marks, grades, _ = doubles(5, n=2000)
    found = measures.measure(marks, np.random.default_rng(1).permutation(grades), 4)

    assert found.kappa.low < 0 < found.kappa.high
    assert found.prmse.value < 0


@pytest.mark.parametrize(("marks", "grades"), [([], []), ([[2, 2]], [2]), ([[2, 2]] * 60, [2] * 60)])
def test_where_nothing_varies_kappa_is_not_made_up(marks, grades):
    found = measures.measure(np.array(marks).reshape(-1, 2), grades, 4)

    assert found.qwk is None and found.n == len(grades)


# Intervals


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (7, 9), (180, 200)])
def test_the_interval_of_a_share_is_the_one_of_wilson(hits, n):
    theirs = stats.binomtest(hits, n).proportion_ci(method="wilson")

    assert share(hits, n)[1:] == pytest.approx((theirs.low, theirs.high))
    assert share(0, 0) is None


@pytest.mark.parametrize("freedom", [19, 38.5, 300])
@pytest.mark.parametrize("chance", [0.9, 0.975, 0.9998])
def test_quantiles_are_those_of_student(chance, freedom):
    assert student(chance, freedom) == pytest.approx(stats.t.ppf(chance, freedom), rel=2e-3)


def test_a_mean_and_a_difference_lie_where_scipy_says():
    one, two = np.random.default_rng(3).normal(0, 1, 40), np.random.default_rng(4).normal(1, 3, 60)
    alone, apart = (
        stats.ttest_1samp(one, 0).confidence_interval(),
        stats.ttest_ind(one, two, equal_var=False).confidence_interval(),
    )

    assert mean(one)[1:] == pytest.approx((alone.low, alone.high), abs=1e-4)
    assert difference(one, two)[1:] == pytest.approx((apart.low, apart.high), abs=1e-4)


@pytest.mark.parametrize("distance", [0.2, 0.5, 0.9, 1.36, 1.63, 3])
def test_how_far_a_tied_walk_strays_is_known(distance):
    assert kolmogorov(distance) == pytest.approx(stats.kstwobign.sf(distance), abs=1e-5)


# Red lines, doubt and confidence


def test_a_red_line_that_one_of_two_sees_is_half_a_red_line():
    marks = np.array([[True, True], [True, False], [False, False], [False, False]])

    found = red_lines(marks, np.array([True, False, True, False]))

    assert (found.seen, found.found, found.disputed) == (1.5, 2, 1)
    assert found.recall.value == pytest.approx(1 / 1.5)
    assert found.precision.value == pytest.approx(1 / 2)


def test_the_surest_are_kept_and_equals_in_part():
    confidence = np.array([0.5, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5])
    right = np.array([0, 1, 1, 0, 1, 0, 1, 0, 1, 0])

    values = [each.right.value for each in coverage(confidence, right, (1.0, 0.7, 0.4))]

    assert values == pytest.approx([0.5, (3 + 3 * 2 / 6) / 7, 0.75])


def test_confidence_that_is_too_high_by_a_tenth_is_a_tenth_wrong():
    marks, grades = np.array([[2]] * 8 + [[1]] * 4), np.full(12, 2)

    found = calibration(np.full(12, 0.9333), credits(marks, grades))  # right 8 times, half right 4 times

    assert found.error == pytest.approx(0.1, abs=0.001)
    assert [(each.n, each.seen.value) for each in found.bins] == [(12, pytest.approx(10 / 12))]


# Drift and groups: what is planted is named, and nothing else


def test_what_is_planted_is_named_and_nothing_else():
    planted = [doubles(seed, drift=0.4, bias=0.6) for seed in range(200)]

    found = [drifts(marks, grades) for marks, grades, _ in planted]
    groups = [named(*each) for each in planted]

    assert sum(each.alarm for each in found) == 200
    assert np.median([each.step for each in found]) == pytest.approx(0.4, abs=0.1)
    assert np.median([each.start for each in found]) == pytest.approx(200, abs=5)
    assert groups.count([("language", "roman_ur")]) >= 195  # of 200; one page in a hundred may name a group too many


@pytest.mark.parametrize("seed", range(20))
def test_where_nothing_is_planted_nothing_is_named(seed):
    marks, grades, groupings = doubles(seed)

    assert not drifts(marks, grades).alarm
    assert named(marks, grades, groupings) == []


@pytest.mark.slow
@pytest.mark.parametrize("n", [50, 300, 3000])
def test_a_thousand_quiet_series_hold_the_stated_rates_of_false_alarms(n):
    quiet = [doubles(seed, n=n) for seed in range(1000, 2000)]

    alarms = sum(drifts(marks, grades).alarm for marks, grades, _ in quiet)
    namings = sum(bool(named(*each)) for each in quiet)

    assert alarms <= 16  # of 1,000; 1 % is stated, and 16 are as likely as one time in thirty
    assert namings <= 16


def test_a_difference_that_is_certain_and_tiny_names_nobody():
    marks, grades, groupings = doubles(6, n=60_000, bias=0.05)

    found = next(group for group in compare_groups(marks, grades, groupings) if group.name == "roman_ur")

    assert found.difference.high < 0
    assert not found.named


def test_a_difference_that_is_large_and_uncertain_names_nobody():
    marks, grades, groupings = doubles(7, n=90, bias=0.25)

    found = next(group for group in compare_groups(marks, grades, groupings) if group.name == "roman_ur")

    assert found.difference.value < -0.1 < 0 < found.difference.high
    assert not found.named


def test_a_grader_that_is_more_generous_to_all_is_biased_against_nobody():
    marks, grades, groupings = doubles(8, n=3000)
    low = grades <= 3

    found = compare_groups(marks[low], grades[low] + 1, {kind: names[low] for kind, names in groupings.items()})

    assert not any(group.named for group in found)


def test_a_group_of_a_few_is_not_judged():
    marks, grades, _ = doubles(9)
    names = np.array(["few"] * 19 + ["many"] * 281)

    assert [(each.name, each.n, each.difference) for each in compare_groups(marks, grades, {"cohort": names})] == [
        ("few", 19, None), ("many", 281, None),
    ]  # fmt: skip


def test_replies_that_belong_to_no_group_stand_beside_all_of_them():
    marks, grades, _ = doubles(10)
    names = np.array([""] * 100 + ["one"] * 200)

    assert [each.name for each in compare_groups(marks, grades, {"service": names})] == ["one"]


def test_periods_keep_the_order_of_time():
    found = periods(["May", "May", "June"], np.array([1.0, 0.0, -1.0]))

    assert [(each.name, each.n, each.mean) for each in found] == [("May", 2, 0.5), ("June", 1, -1.0)]
    assert found[1].difference is None


@pytest.mark.parametrize("differences", [[], [1.0], [0.0] * 60])
def test_without_differences_there_is_no_drift(differences):
    assert not drift(np.array(differences), 1.0).alarm


# All of it together


def rows(n, marks=2, **grade):
    levels = {**dict.fromkeys(CRITERIA, 2), "overall": 3}
    return [Row(levels | grade, [levels] * marks, dict.fromkeys(CRITERIA, 0.9), False) for _ in range(n)]


def test_a_criterion_that_does_not_apply_is_left_out_of_its_figures_only():
    found = study(Replies.gather([*rows(30), *rows(30, mandate=None)]), {}, ["May"] * 60)

    assert found.criteria["mandate"].n == 30
    assert found.criteria["clarity"].n == found.overall.n == 60


def test_a_reply_passes_by_its_overall_mark_and_without_a_red_line():
    replies = Replies.gather([*rows(1), *rows(1, privacy=0), *rows(1, overall=1)])

    assert replies.passed[1].tolist() == [True, False, False]
    assert replies.passed_rightly.tolist() == [1, 0, 0]


def test_the_confusion_counts_each_mark_by_half():
    found = study(Replies.gather([*rows(3), *rows(2, overall=4)]), {}, ["May"] * 5)

    assert found.confusion[3] == [0, 0, 0, 3, 2]
    assert sum(map(sum, found.confusion)) == 5
