import pytest

from scenarios.simulation import replay
from scenarios.simulation.crowd import FADES_IN, Attention

QUIET = {"reactions": []}


def likes(scenario, until, moves=(), slug="dark-street"):
    return replay(scenario, 1, moves, until).post(slug).likes


def test_attention_is_the_gauge_times_what_is_left_of_freshness():
    values = [20] * 50 + [70] * 250
    attention = Attention(values)

    for start, stop in [(0, 10), (40, 60), (10, 300), (5, 5)]:
        slow = sum(values[t] * max(0, FADES_IN - (t - start)) for t in range(start, stop))
        assert attention.between(start, stop) == slow


def test_likes_grow_with_time_and_faster_in_heat(vary):
    cool, hot = vary(heat=10, **QUIET), vary(heat=80, **QUIET)

    assert likes(cool, 2) == 4
    assert likes(cool, 10) < likes(cool, 60) < likes(hot, 60)


def test_the_influential_travel_further(vary):
    posts = {"dark-street": {}}
    loud = vary(posts=posts, **QUIET)
    personas = loud.model_dump(mode="json")["personas"]
    personas["shopkeeper"]["influence"] = 3

    assert likes(vary(posts=posts, personas=personas, **QUIET), 60) > 2 * likes(loud, 60)


def test_a_hidden_post_gathers_nothing_more(vary, moves):
    scenario = vary(**QUIET)
    hidden = moves((20, "hide", "dark-street", {"target": "no-insults"}))

    assert likes(scenario, 100, hidden) == likes(scenario, 20, hidden)


@pytest.mark.parametrize("slug", ["my-address", "press-query"])
def test_what_is_private_is_liked_by_nobody(vary, slug):
    scenario = vary(posts={slug: {"at": 5, "likes": 30}}, **QUIET)

    entry = replay(scenario, 1, (), 100).post(slug)

    assert (entry.views, entry.likes, entry.shares) == (0, 0, 0)


def test_a_good_reply_is_liked_and_a_bad_one_only_shared(vary, moves):
    scenario = vary(heat=60, **QUIET)

    said = [moves((5, "reply", "dark-street", {"overall": overall})) for overall in (4, 0)]

    good, bad = (replay(scenario, 1, made, 100).entries[1] for made in said)

    assert good.likes > 0
    assert bad.likes == 0
    assert bad.shares > 0
