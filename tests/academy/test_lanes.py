"""Lanes along a clock: what is drawn where, that no line meets a word, and that each lane leads somewhere."""

import re
from xml.etree import ElementTree

import pytest

from academy import charts
from academy.charts import Arrow, Lane
from academy.charts.lanes import NAMES, WIDTH

ENTRIES = (
    Lane(
        "a",
        "My street is dark",
        lead="Yasir",
        time="09:00",
        start=0,
        end=40,
        ticks=(20,),
        href="#a",
        words="Yasir posts",
    ),
    Lane("b", "thanked", "circle", start=10, end=30, within="a", depth=1, tone="half", figures=("1", "+3"), href="#b"),
    Lane("c", "The bill", start=30, end=200, within="b", depth=2, tone="crossed", href="#c"),
    Lane("page", "Anywhere", "heading"),
    Lane("d", "angry", "diamond", start=60, end=60, depth=1, tone="hollow"),
    Lane("e", "noon", "square", start=90, end=90, depth=1),
)
ARROWS = (Arrow("unless", ("b", "d"), ("e",)), Arrow("touches", ("e",), ("a", "c")), Arrow("brings", ("d",), ("c",)))


def drawn(entries=ENTRIES, arrows=ARROWS, **more):
    svg = charts.lanes(
        "All of it", entries, arrows, 100, ((0, "09:00"), (60, "10:00")), ("Said", "Trust"), "In words.", **more
    )
    return ElementTree.fromstring(svg)


def of_kind(picture, name):
    return [each for each in picture.iter() if name in each.get("class", "").split()]


@pytest.mark.parametrize("rtl", [False, True])
def test_no_line_of_an_arrow_meets_a_word(rtl):
    picture = drawn(rtl=rtl)
    spans = []
    for text in picture.iter("text"):
        # names keep within their room and figures behind the margin: what is between is the clock's
        x = float(text.get("x"))
        spans.append(WIDTH - x if rtl else x)
    lines = [path.get("d") for group in of_kind(picture, "lanes__arrows") for path in group.iter("path")]
    xs = [float(x) for d in lines for x in re.findall(r"[MH](-?[\d.]+)", d)]
    xs = [WIDTH - x if rtl else x for x in xs]
    rows = [float(text.get("y")) for text in picture.iter("text") if "lanes__clock" not in text.get("class")]

    assert min(xs) > NAMES and max(xs) < WIDTH - 2 * 58 + 8
    assert all(
        x < NAMES or x > WIDTH - 2 * 58
        for x, text in zip(spans, picture.iter("text"))
        if "clock" not in text.get("class")
    )
    assert all(float(text.get("y")) < min(rows) - 16 for text in of_kind(picture, "lanes__clock"))


def test_what_hangs_below_its_cause_stands_after_it():
    picture = drawn()
    first, second = (rect for rect in of_kind(picture, "lanes__shape") if rect.tag == "rect")

    assert float(second.get("x")) > float(first.get("x"))
    assert float(second.get("x")) + float(second.get("width")) < WIDTH - 2 * 58  # cut where the clock ends


def test_a_page_from_right_to_left_has_the_mirrored_picture():
    there, mirrored = drawn(), drawn(rtl=True)

    for one, other in zip(there.iter("text"), mirrored.iter("text"), strict=True):
        assert float(one.get("x")) + float(other.get("x")) == pytest.approx(WIDTH)
        assert {one.get("text-anchor"), other.get("text-anchor")} in ({"start", "end"}, {"middle"})


def test_arrows_turn_round_on_tracks_of_their_own_where_they_meet():
    groups = [group for group in of_kind(drawn(), "lanes__arrow") if group is not None][: len(ARROWS)]
    turns = [re.match(r"M([\d.]+)", group.find("path").get("d"))[1] for group in groups]

    assert len(set(turns)) == len(ARROWS)  # all three cross the row of "d"


def test_each_lane_with_an_address_is_a_link_with_its_words_and_its_own_arrows():
    links = [each for each in drawn().iter("a")]

    assert [link.get("href") for link in links] == ["#a", "#b", "#c"]
    assert links[0].find("title").text == "Yasir posts"
    assert [len(of_kind(link, "lanes__arrow")) for link in links] == [1, 1, 2]


def test_how_much_is_filled_tells_without_colour():
    picture = drawn()

    assert len(of_kind(picture, "lanes__filled")) == 1 and len(of_kind(picture, "lanes__cross")) == 1
    assert "lanes__cross" in charts.sample("circle", "crossed") and "lanes__head" in charts.sample_arrow("brings")


def test_hostile_words_stay_words():
    picture = charts.lanes(
        "<b>", [Lane("a", "<script>", lead='"><script>', href='"><script>', words="<script>", figures=("<b>",))], (), 60
    )

    assert "<script" not in picture and "<b>" not in picture
    ElementTree.fromstring(picture)


def test_an_empty_story_is_a_picture():
    assert drawn((), ()).tag == "svg"
