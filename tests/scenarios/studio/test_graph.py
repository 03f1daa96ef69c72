"""What leads to what: minutes, edges, and findings that only the whole shows."""

import pytest
from hypothesis import given, settings

from scenarios.studio.graph import ANSWERED, Edge, Graph, Key
from scenarios.studio.met import Met, met
from scenarios.studio.plot import plot
from tests.shipped import CONTENTS
from tests.scenarios.studio.test_sentences import JSON, REACTIONS


def story(*reactions, minutes=100, **posts):
    """A document of two posts (`box` at minute 10, `late` that waits for a reaction) and these reactions."""
    box = {"slug": "box", "at": 10, "within": 40, **posts.get("box", {})}
    late = {"slug": "late", "within": 20, **posts.get("late", {})}
    return {"minutes": minutes, "posts": [box, late], "reactions": list(reactions)}


def reaction(slug, when, delay=0, **then):
    return {"slug": slug, "when": when, "then": then, "delay": delay}


def minutes(document):
    return {node.slug: node.minute for node in Graph(document).nodes.values()}


def messages(document):
    return [(path, message) for path, message in Graph(document).findings()]


def test_what_follows_comes_after_its_cause_and_its_delay():
    found = minutes(story(
        reaction("answered", {"move": {"on": "box"}}, delay=5, posts="late"),
        reaction("silent", {"quiet": {"on": "late", "minutes": 12}}),
        reaction("then", {"after": ["answered", "silent"]}, delay=1),
        reaction("noon", {"minute": ">60"}),
        reaction("heated", {"heat": ">=80", "status": {"box": "expired"}}),
        reaction("too-late", {"move": {"on": "box", "was": "expired"}}),
    ))  # fmt: skip

    come = 10 + ANSWERED + 5
    assert found == {
        "box": 10, "late": come, "answered": come, "silent": come + 12, "then": come + 13, "noon": 61, "heated": 50, "too-late": 50,
    }  # fmt: skip


def test_a_post_that_several_bring_comes_with_the_first():
    document = story(reaction("slow", {"minute": 50}, posts=["late"]), reaction("fast", {"minute": 30}, posts=["late"]))

    assert minutes(document)["late"] == 30
    assert [place.within for place in plot(Graph(document)) if place.key == Key("post", 1)] == [Key("reaction", 1)]


def test_of_several_ways_the_first_counts_and_all_are_drawn():
    ways = [{"quiet": {"on": "late", "minutes": 5}}, {"minute": 30, "after": "one"}]
    document = story(
        reaction("one", {"minute": 20}), {**reaction("two", {"minute": 50}, posts=["late"]), "or_when": ways}
    )
    graph, two = Graph(document), Key("reaction", 1)

    assert minutes(document)["two"] == 30
    assert {(edge.cause, edge.kind) for edge in graph.causes(two)} == {
        (Key("post", 1), "sets_off"), (Key("reaction", 0), "after"),
    }  # fmt: skip
    assert not messages(document)


def test_what_no_way_can_set_off_is_found_and_a_circle_with_a_way_out_is_none():
    ways = [{"quiet": {"on": "late", "minutes": 5}}]
    impossible = {**reaction("never", {"after": "x", "unless": "x"}), "or_when": ways}
    circle = [reaction("x", {"after": "y"}), {**reaction("y", {"after": "x"}), "or_when": [{"minute": 5}]}]
    found = messages(story(impossible, *circle))

    assert found == [
        (
            ("reactions", 0, "when"),
            "nothing can set off 'never': it comes after 'x' and unless 'x'; the post 'late' never arrives",
        )
    ]


def test_every_connection_is_an_edge_once():
    graph = Graph(story(
        reaction("one", {"move": {"on": ["box", "gone"]}}, posts=["late"], crowd=[{"on": "box"}], comments=[{"under": "late"}]),
        reaction("two", {"quiet": {"on": "late", "minutes": 5}, "after": "one", "unless": ["two"]},
                 status={"box": "open"}, comments=[{"under": "box"}, {"under": "box"}]),
    ))  # fmt: skip
    box, late, one, two = Key("post", 0), Key("post", 1), Key("reaction", 0), Key("reaction", 1)

    assert set(graph.edges) == {
        Edge(box, one, "sets_off"), Edge(one, late, "brings"), Edge(one, box, "touches"),
        Edge(late, two, "sets_off"), Edge(one, two, "after"), Edge(two, two, "unless"), Edge(two, box, "touches"),
    }  # fmt: skip
    assert len(graph.edges) == len(set(graph.edges))


@pytest.mark.parametrize(
    ("reactions", "path", "words"),
    [
        ([reaction("a", {"after": "b"}), reaction("b", {"after": "a"})], ("reactions", 0, "when", "after"), "'a' comes after 'b', which comes after 'a'"),
        ([reaction("a", {"move": {"on": "late"}}, posts="late")], ("reactions", 0, "when"), "none of its posts ever arrives: late"),
        ([reaction("a", {"quiet": {"on": "late", "minutes": 5}}, posts="late")], ("posts", 1), "'late' never arrives: nothing can set off 'a' in time"),
        ([reaction("a", {"quiet": {"on": "box", "minutes": 95}})], ("reactions", 0, "when"), "at minute 105 at the earliest, and the run has 100"),
        ([reaction("a", {"quiet": {"on": "box", "minutes": 85}}, delay=10, posts="late")], ("reactions", 0, "when"), "consequences come at minute 105"),
        ([reaction("a", {"move": {"on": "box", "action": "statement"}})], ("reactions", 0, "when"), "the page never offers such a move"),
        ([reaction("a", {"move": {"action": "hide", "target": "gone"}})], ("reactions", 0, "when"), "the page never offers such a move"),
        ([reaction("a", {"minute": 5}), reaction("b", {"after": "a", "unless": ["a"]})], ("reactions", 1, "when"), "it comes after 'a' and unless 'a'"),
        ([reaction("a", {"quiet": {"on": "box", "minutes": 20}, "minute": "<=25"})], ("reactions", 0, "when"), "it waits for minute 30 at least, and for <=25"),
    ],
)  # fmt: skip
def test_what_can_never_happen_is_found(reactions, path, words):
    found = messages(story(*reactions))

    assert [message for place, message in found if place == path and words in message], found


def test_a_private_post_cannot_be_hidden():
    document = story(reaction("a", {"move": {"on": "box", "action": "hide"}}), box={"channel": "message"})

    assert "the page never offers such a move on the posts it names" in messages(document)[0][1]


def test_two_circles_are_two_findings_and_their_members_are_told_of_once():
    waits = {"a": "b", "b": "a", "c": "d", "d": "e", "e": "c", "f": "a"}

    found = messages(story(*(reaction(slug, {"after": other}) for slug, other in waits.items())))

    assert [path for path, _ in found] == [
        ("reactions", 0, "when", "after"),
        ("reactions", 2, "when", "after"),
        ("reactions", 5, "when"),
    ]


def test_what_the_checks_of_packs_tell_is_left_to_them():
    document = story(reaction("a", {"move": {"on": "gone"}}), reaction("b", {}), reaction("c", {"after": "c"}))

    assert (
        messages(document) == []
    )  # names that do not exist, a reaction that waits for nothing, or for itself, a post nobody brings


@pytest.mark.parametrize("slug", CONTENTS)
def test_the_shipped_scenarios_are_whole(slug):
    graph = Graph(CONTENTS[slug])

    assert list(graph.findings()) == []
    assert all(node.minute is not None for node in graph.nodes.values())
    assert sorted(place.key for place in plot(graph) if isinstance(place.key, Key)) == sorted(graph.nodes)


def test_a_loop_of_things_that_bring_each_other_is_still_told():
    document = story(
        reaction("a", {"move": {"on": ["box", "late"]}}, posts=["late"]),
        reaction("b", {"after": "c"}),
        reaction("c", {"after": "b"}),
    )

    places = plot(Graph(document))

    assert [place.key for place in places] == [
        Key("post", 0),
        Key("reaction", 0),
        Key("post", 1),
        "nowhere",
        Key("reaction", 1),
        Key("reaction", 2),
    ]


@settings(max_examples=100, deadline=None)
@given(reactions=JSON | JSON.map(lambda value: [value]) | REACTIONS.map(lambda value: [value, value]), rest=JSON)
def test_no_draft_is_too_broken_for_a_graph(reactions, rest):
    graph = Graph(
        {
            "reactions": reactions,
            "posts": [{"slug": "street", "at": 5}, rest],
            "minutes": rest,
            "opens": rest,
            "personas": rest,
        }
    )

    assert list(graph.findings()) is not None
    assert len([place for place in plot(graph) if isinstance(place.key, Key)]) == len(graph.nodes)


def test_what_was_met_is_counted():
    class Run:
        def __init__(self, posts, reactions):
            self.posts, self.reactions = frozenset(posts), frozenset(reactions)

    found = met(
        [Run(["box"], ["a", "habit-0-box"]), Run(["box"], []), Run(["box"], [])], Run(["box", "late"], ["a", "b"])
    )

    assert (found.officers, found.posts) == (3, {"box": 3, "late": 0})
    assert [found.often("reaction", slug) for slug in "abc"] == ["some", "aimed", "never"]
    assert found.often("post", "box") == "most"
    assert Met(3, found.posts, found.reactions) == found
