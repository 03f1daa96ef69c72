"""A public of many: habits, swarms, dispositions, offices with few places, and words that are said twice."""

import pytest

from academy.triage import TRIAGE
from scenarios.simulation import replay, score
from scenarios.simulation.reactions import varied
from scenarios.vocabulary import FIRST_RESPONSE

CROWD = {"personas": ["joker", "mother"], "texts": ["[Shame|Disgrace], Testpur!", "Wake up, committee."], "times": 30, "over": 60}


@pytest.fixture
def swarmed(vary):
    reaction = {"slug": "storm", "when": {"minute": ">=10"}, "then": {"swarms": [CROWD]}}

    def comments(seed=1, until=179):
        feed = replay(vary(reactions=[reaction], posts={"dark-street": {}}), seed, (), until)
        return [entry for entry in feed.entries if entry.reaction == "storm"]

    return comments


def test_a_swarm_comes_over_time_in_nearly_the_same_words(swarmed):
    storm = swarmed()

    assert len(storm) == 30
    assert storm[0].minute == 10
    assert all(10 <= entry.minute < 70 for entry in storm)
    assert len({entry.minute for entry in storm}) > 10
    assert {entry.text for entry in storm} == {"Shame, Testpur!", "Disgrace, Testpur!", "Wake up, committee."}
    assert {entry.persona for entry in storm} == {"joker", "mother"}


def test_a_swarm_can_be_cut_short_only_by_looking_earlier(swarmed):
    whole = swarmed()

    assert [(entry.id, entry.text) for entry in swarmed(until=30)] == [
        (entry.id, entry.text) for entry in whole if entry.minute <= 30
    ]
    assert swarmed(seed=2) != whole


@pytest.mark.parametrize(("text", "either"), [
    ("[a|b]", {"a", "b"}), ("x [a|b|] y", {"x a y", "x b y", "x  y"}), ("[plain]", {"[plain]"}), ("none", {"none"}),
])
def test_words_in_brackets_are_drawn(text, either):
    assert {varied(text, seed, "words") for seed in range(60)} == either


@pytest.fixture
def habitual(vary):
    """The shopkeeper of the dark street, with these habits."""

    def scenario(*habits, **more):
        people = vary().model_dump(mode="json")["personas"]
        people["shopkeeper"] |= {"habits": list(habits), **more}
        return vary(personas=people, reactions=[], posts={"dark-street": {}})

    return scenario


def said_by_habit(feed):
    return [(entry.minute, entry.text) for entry in feed.entries if (entry.reaction or "").startswith("habit-")]


def test_someone_left_alone_asks_again_once(habitual, moves):
    scenario = habitual({"on": "silence", "minutes": 20, "texts": ["Hello?"]})

    assert said_by_habit(replay(scenario, 1, (), 100)) == [(22, "Hello?")]
    assert not said_by_habit(replay(scenario, 1, moves((10, "reply", "dark-street")), 100))


def test_good_and_bad_words_are_answered_after_a_while(habitual, moves):
    thanks, scorn = {"on": "good", "minutes": 5, "texts": ["Thanks."]}, {"on": "bad", "minutes": 3, "texts": ["Typical."]}
    scenario = habitual(thanks, scorn)

    good = replay(scenario, 1, moves((10, "reply", "dark-street", {"overall": 3})), 100)
    bad = replay(scenario, 1, moves((10, "reply", "dark-street", {"overall": 1})), 100)
    middling = replay(scenario, 1, moves((10, "reply", "dark-street", {"overall": 2})), 100)

    assert said_by_habit(good) == [(15, "Thanks.")]
    assert said_by_habit(bad) == [(13, "Typical.")]
    assert not said_by_habit(middling)


def test_a_habit_is_heard_in_the_thread_and_in_the_language_of_the_post(habitual):
    feed = replay(habitual({"on": "silence", "minutes": 5, "texts": ["Koi hai?"]}, language="roman_ur"), 1, (), 20)

    entry = feed.entries[-1]
    assert (entry.under, entry.persona, entry.language) == ("dark-street", "shopkeeper", "en")


@pytest.mark.parametrize(("disposition", "heat"), [(-2, 28), (0, 26), (2, 25)])
def test_who_is_hostile_flares_up_sooner(habitual, moves, disposition, heat):
    scenario = habitual(disposition=disposition)

    assert replay(scenario, 1, moves((5, "reply", "dark-street", {"overall": 0})), 5).heat == heat


@pytest.fixture
def one_desk(vary):
    return vary(capacity={"chief-officer": {"places": 1, "busy": 30}},
                posts={"dark-street": {"actions": {"escalate": "best"}, "targets": {"escalate": ["chief-officer"]}, "at": 0},
                       "sparks": {"actions": {"escalate": "best"}, "targets": {"escalate": ["chief-officer"]}, "at": 1, "under": None},
                       "bulb-joke": {"at": 100}},
                reactions=[{"slug": "nobody-free", "when": {"move": {"busy": True}}, "then": {"heat": 9}}])


ESCALATE = {"target": "chief-officer", "reply": ""}


def test_a_desk_that_is_busy_has_no_place_until_it_is_free_again(one_desk, moves):
    soon = moves((5, "escalate", "dark-street", ESCALATE), (10, "escalate", "sparks", ESCALATE))
    late = moves((5, "escalate", "dark-street", ESCALATE), (35, "escalate", "sparks", ESCALATE))

    assert replay(one_desk, 1, soon, 34).free == (("chief-officer", 0),)
    assert replay(one_desk, 1, soon, 35).free == (("chief-officer", 1),)
    assert replay(one_desk, 1, soon, 60).busy == (2,)
    assert replay(one_desk, 1, late, 60).busy == ()


def test_to_send_for_somebody_who_is_busy_is_poor_and_can_be_reacted_to(one_desk, moves):
    made = moves((5, "escalate", "dark-street", ESCALATE), (10, "escalate", "sparks", ESCALATE))
    feed = replay(one_desk, 1, made, 60)

    assert ("nobody-free", 10) in feed.fired
    assert {line.post: line.worth for line in score(one_desk, feed, made).lines} == {"dark-street": "best", "sparks": "poor"}


def test_the_same_words_again_cost_trust_and_score(vary, moves):
    scenario = vary(reactions=[], posts={"dark-street": {}, "sparks": {"at": 3, "under": None}})
    words = {"reply": "We look into it.", "overall": 4, "score": 100}
    once = moves((5, "reply", "dark-street", words))
    thrice = moves((5, "reply", "dark-street", words), (6, "reply", "dark-street", words | {"reply": " we LOOK into it."}),
                   (7, "reply", "sparks", words))
    feed = replay(scenario, 1, thrice, 50)

    assert feed.echoed == (2, 3)
    assert replay(scenario, 1, thrice, 7).trust < replay(scenario, 1, once, 7).trust
    line = next(line for line in score(scenario, feed, thrice).lines if line.post == "dark-street")
    assert (line.share, [(one.why, one.action) for one in line.deductions]) == (0.8, [("echo", "reply")])


def test_a_statement_after_its_time_is_late(vary, moves):
    scenario = vary(reactions=[], statement={"weight": 2, "within": 30}, posts={"dark-street": {}})

    def line(minute):
        made = moves((minute, "statement", None, {"overall": 4, "score": 100}))
        return next(line for line in score(scenario, replay(scenario, 1, made, 60), made).lines if line.post is None)

    assert (line(30).late, line(30).share) == (False, 1.0)
    assert (line(31).late, line(31).share) == (True, 0.8)


def test_a_post_without_a_limit_has_that_of_its_triage(vary):
    scenario = vary(posts={"dark-street": {"within": None}, "sparks": {}})

    assert set(FIRST_RESPONSE) == set(TRIAGE)
    assert scenario.post("dark-street").limit == FIRST_RESPONSE["service_complaint"] == 240
    assert scenario.post("sparks").limit == scenario.post("sparks").within


def test_a_post_that_was_left_alone_on_purpose_says_so(vary, moves):
    feed = replay(vary(reactions=[]), 1, moves((5, "ignore", "dark-street", {"reply": ""})), 10)

    assert feed.post("dark-street").left
    assert feed.post("dark-street").status == "open"
