import pytest

from scenarios.simulation import replay, score
from scenarios.simulation.scoring import LATE

GOOD = {"score": 90.0, "overall": 4}
BAD = {"score": 30.0, "overall": 1}
CHIEF, COMPANY = {"target": "chief-officer"}, {"target": "power-company"}


@pytest.fixture
def line(vary, moves):
    """What one post comes to when it is all that the scenario has."""

    def judged(post, *made, until=60):
        scenario = vary(posts={post: {"at": 2}}, reactions=[])
        made = moves(*((minute, action, post, more) for minute, action, more in made))
        result = score(scenario, replay(scenario, 1, made, until), made)
        return result.lines[0]

    return judged


def taken_off(line):
    return [deduction.action for deduction in line.deductions]


@pytest.mark.parametrize(
    ("post", "made", "share"),
    [
        ("dark-street", [(5, "reply", GOOD)], 0.9),
        ("dark-street", [(5, "message", GOOD)], 0.63),
        ("dark-street", [(5, "reply", None)], 1.0),  # words that were never graded take nothing away
        ("dark-street", [(5, "reply", BAD)], 0.3),
        ("sparks", [(5, "refer", COMPANY)], 1.0),
        ("sparks", [(5, "refer", {"target": "committee"})], 0.3),
        ("bulb-joke", [(5, "ignore", None)], 1.0),
        ("dark-street", [(5, "hide", {"target": "no-insults"})], 0.0),
    ],
)
def test_one_action_earns_its_worth_times_its_words(line, post, made, share):
    assert line(post, *made).share == pytest.approx(share)


@pytest.mark.parametrize(("post", "share"), [("dark-street", 0.0), ("bulb-joke", 1.0), ("slur", 0.3)])
def test_never_acting_is_ignoring(line, post, share):
    judged = line(post)

    assert (judged.action, judged.share) == ("ignore", share)


def test_an_acceptable_extra_costs_nothing(line):
    judged = line("sparks", (5, "refer", COMPANY), (7, "escalate", CHIEF))

    assert (judged.action, judged.share, judged.deductions) == ("refer", 1.0, ())


def test_a_poor_extra_costs_a_little_and_a_harmful_one_half(line):
    poor = line("dark-street", (5, "reply", GOOD), (7, "escalate", CHIEF))
    harmful = line("dark-street", (5, "reply", GOOD), (7, "hide", {"target": "no-insults"}))

    assert (taken_off(poor), poor.share) == (["escalate"], pytest.approx(0.7))
    assert (taken_off(harmful), harmful.share) == (["hide"], pytest.approx(0.4))


def test_the_best_thing_does_not_make_a_later_harm_vanish(line):
    before = line("dark-street", (5, "hide", {"target": "no-insults"}), (9, "escalate", CHIEF))

    assert before.share == 0.0


def test_changing_ones_mind_after_ignoring_is_free(line):
    assert line("dark-street", (4, "ignore", None), (9, "reply", GOOD)).share == pytest.approx(0.9)


def test_trying_every_action_on_a_post_earns_less_than_doing_nothing_right_once(street, vary, moves):
    for post in street.posts:
        scenario = vary(posts={post.slug: {"at": 2, "weight": 1}}, reactions=[])
        tried = [(5, "reply", post.slug, GOOD), (6, "message", post.slug, GOOD)]
        for action in ("refer", "escalate"):
            tried += [(8, action, post.slug, {"target": target}) for target in scenario.targets(action)]
        tried += [(9, "report", post.slug, {"target": "platform"}), (9, "hide", post.slug, {"target": "no-insults"})]
        made = moves(*tried)

        assert score(scenario, replay(scenario, 1, made, 9), made).score < 50, post.slug


def test_every_wrong_office_on_the_way_to_the_right_one_costs(line):
    judged = line("sparks", *((5 + n, "refer", {"target": t}) for n, t in enumerate(["committee", "power-company"])))

    assert (taken_off(judged), judged.share) == (["refer"], pytest.approx(0.8))


def test_a_correction_repairs_half(line):
    judged = line("dark-street", (5, "reply", BAD), (9, "correct", GOOD))

    assert (judged.words, judged.share) == (60.0, pytest.approx(0.6))


def test_a_good_text_followed_by_a_bad_one_is_a_bad_one(line):
    assert line("dark-street", (5, "reply", GOOD), (9, "reply", BAD)).words == 30.0


def test_a_bad_text_is_not_undone_by_an_action_without_words(line):
    judged = line("sparks", (5, "reply", BAD), (9, "refer", COMPANY))

    assert (judged.action, judged.share) == ("refer", pytest.approx(0.3))


def test_late_earns_less(line):
    judged = line("dark-street", (50, "reply", GOOD))

    assert judged.late
    assert judged.share == pytest.approx(0.9 * LATE)


def test_the_score_is_the_weighted_mean_of_the_posts_that_arrived(vary, moves):
    scenario = vary(posts={"dark-street": {}, "bulb-joke": {}, "slur": {}}, reactions=[])
    made = moves((5, "reply", "dark-street", GOOD))

    early, late = (score(scenario, replay(scenario, 1, made, until), made) for until in (10, 40))

    assert [line.post for line in early.lines] == ["dark-street"]
    assert early.score == 90.0
    assert late.score == round(100 * (3 * 0.9 + 1.0 + 0.3) / 5, 1)


def test_a_post_without_weight_is_no_part_of_it(vary, moves):
    scenario = vary(posts={"dark-street": {"weight": 0}, "bulb-joke": {}}, reactions=[])

    assert [line.post for line in score(scenario, replay(scenario, 1, (), 60), ()).lines] == ["bulb-joke"]


def test_where_nothing_is_scored_taking_part_is_enough_but_nothing_earned_is_nothing(vary):
    practice, unlucky = vary(posts={"dark-street": {"weight": 0}}), vary(posts={"slur": {"at": 30}})

    assert score(practice, replay(practice, 1, (), 20), ()).score == 100.0
    assert score(unlucky, replay(unlucky, 1, (), 20), ()).score == 0.0


def test_a_red_line_fails_the_run_even_when_corrected_and_without_weight(vary, moves):
    scenario = vary(posts={"dark-street": {"weight": 0}, "bulb-joke": {}}, reactions=[])
    sneer = {"score": 49.0, "overall": 1, "red_lines": ("composure",)}
    made = moves((5, "reply", "dark-street", sneer), (9, "correct", "dark-street", GOOD))

    result = score(scenario, replay(scenario, 1, made, 60), made)

    assert result.score == 100.0
    assert result.red_lines == (1,)
    assert not result.passed(60)


def test_a_pass_needs_its_mark(vary, moves):
    scenario = vary(posts={"dark-street": {}}, reactions=[])
    made = moves((5, "reply", "dark-street", GOOD))
    result = score(scenario, replay(scenario, 1, made, 60), made)

    assert result.passed(90)
    assert not result.passed(90.1)


def test_a_review_changes_the_score_and_not_the_feed(vary, moves):
    scenario = vary(posts={"dark-street": {}}, reactions=[])
    feed = replay(scenario, 1, moves((5, "reply", "dark-street", BAD)), 60)

    assert score(scenario, feed, moves((5, "reply", "dark-street", GOOD))).score == 90.0


def test_moves_that_had_no_effect_do_not_count(vary, moves):
    scenario = vary(posts={"bulb-joke": {}}, reactions=[])
    made = moves((5, "reply", "bulb-joke", {"red_lines": ("composure",), "score": 0.0}))

    result = score(scenario, replay(scenario, 1, made, 60), made)

    assert (result.score, result.red_lines) == (100.0, ())


@pytest.mark.parametrize(
    ("weight", "said", "expected"),
    [
        (0, [], 100.0),
        (0, [GOOD], 100.0),  # one that nobody asked for wins nothing
        (0, [BAD], 65.0),
        (0, [BAD, GOOD], 100.0),
        (0, [{}], 100.0),
        (1, [], 50.0),
        (1, [GOOD], 95.0),
        (3, [BAD], 47.5),
    ],
)
def test_statements(vary, moves, weight, said, expected):
    scenario = vary(posts={"bulb-joke": {}}, reactions=[], statement={"weight": weight})
    made = moves(*((21 + n, "statement", None, grade) for n, grade in enumerate(said)))

    assert score(scenario, replay(scenario, 1, made, 60), made).score == expected


@pytest.mark.parametrize(("hints", "share"), [(0, 0.9), (1, 0.9), (2, 0.8), (3, 0.7)])
def test_the_first_hint_on_a_post_is_free_and_each_other_costs_a_tenth(vary, moves, hints, share):
    scenario = vary(posts={"dark-street": {"at": 2}}, reactions=[])
    made = moves((5, "reply", "dark-street", GOOD))

    (judged,) = score(scenario, replay(scenario, 1, made, 60), made, {"dark-street": hints}).lines

    assert judged.share == pytest.approx(share)
    assert [deduction.why for deduction in judged.deductions] == ["hint"] * max(0, hints - 1)
