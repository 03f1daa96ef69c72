import re
from xml.etree import ElementTree

import pytest

from academy.charts import WIDTH, Bar, Cell, bars, columns, heat, sketch
from academy.charts.heat import MOST, SHADES

QUARTERS = [(quarter / 4, f"{25 * quarter}%") for quarter in range(5)]


def boxes(picture, kind):
    return [box for box in picture.iter("rect") if kind in box.get("class").split()]


def figures(box):
    return {name: float(box.get(name)) for name in ("x", "y", "width", "height")}


def drawn_columns(counts=(1, 0, 4), **more):
    return ElementTree.fromstring(
        columns("Scores", counts, ("0", "10", "20", "30"), ((1.5, "Pass"),), "Most pass.", **more)
    )


def test_columns_are_as_high_as_there_are_many_and_stand_on_one_ground():
    picture = drawn_columns()

    small, large = map(figures, boxes(picture, "column-chart__column"))
    assert large["height"] == pytest.approx(4 * small["height"])
    assert small["y"] + small["height"] == pytest.approx(large["y"] + large["height"])
    assert [text.text for text in picture.iter("text")] == ["1", "4", "0", "10", "20", "30", "Pass"]


def test_a_border_stands_between_the_columns_it_divides():
    picture = drawn_columns((1, 1, 1))

    first, middle, last = (figures(box)["x"] for box in boxes(picture, "column-chart__column"))
    border = next(path for path in picture.iter("path") if "limit" in path.get("class"))
    assert first < middle < float(re.match(r"M([\d.]+)", border.get("d"))[1]) < last


@pytest.mark.parametrize("counts", [(), (0, 0, 0)])
def test_columns_of_nothing_are_still_a_picture(counts):
    assert not boxes(ElementTree.fromstring(columns("Scores", counts, ())), "column-chart__column")


def test_a_sketch_has_the_same_columns_without_words():
    picture = ElementTree.fromstring(sketch("Scores", (1, 0, 4), limit=2))

    assert len(boxes(picture, "column-chart__column")) == 2
    assert not list(picture.iter("text")) and picture.get("aria-label") == "Scores"


def drawn_bars(rows=(Bar("First", (0.25, 0.5), "75%"), Bar("Second", (0, 0), "0%")), series=("Harm", "Late"), **more):
    return ElementTree.fromstring(bars("Posts", series, rows, QUARTERS, **more))


def test_the_parts_of_a_bar_follow_each_other_and_differ_without_colours():
    picture = drawn_bars().findall("g")[0]

    harm, late = figures(boxes(picture, "bar-chart__part--0")[0]), figures(boxes(picture, "bar-chart__part--1")[0])
    assert late["width"] == pytest.approx(2 * harm["width"], rel=0.01)
    assert late["x"] == pytest.approx(harm["x"] + harm["width"], abs=0.2)
    assert picture.find("path[@class='bar-chart__stripes bar-chart__stripes--1']") is not None


def test_only_bars_of_several_parts_have_a_legend():
    legends = [
        [text.text for text in drawn_bars(series=series).iter("text") if "series" in text.get("class")]
        for series in (("Harm", "Late"), ("Harm",))
    ]

    assert legends == [["Harm", "Late"], []]


def test_a_long_name_of_a_bar_is_cut():
    name = next(text.text for text in drawn_bars([Bar("x" * 200, (1,))]).iter("text") if text.text.startswith("x"))

    assert len(name) <= 70 and name.endswith("…")


@pytest.mark.parametrize("draw, kind", [(drawn_bars, "bar-chart__part"), (drawn_columns, "column-chart__column")])
def test_right_to_left_bars_and_columns_are_mirrored(draw, kind):
    here, there = ([figures(box) for box in boxes(draw(rtl=rtl), kind)] for rtl in (False, True))

    mirrored = [WIDTH - box["x"] - box["width"] for box in there]
    assert mirrored == pytest.approx([box["x"] for box in here], abs=0.2)


def test_the_hotter_a_cell_the_darker_and_each_has_its_figure():
    picture = ElementTree.fromstring(
        heat("Levels", ("1", "2", "3"), [("Clarity", (Cell(0, "2.0"), None, Cell(1, "0.0")))])
    )

    shades = [re.search(r"cell--(\w+)", box.get("class"))[1] for box in boxes(picture, "heat-chart__cell")]
    assert shades == ["0", "none", str(SHADES - 1)]
    assert [text.text for text in picture.iter("text")] == ["1", "2", "3", "Clarity", "2.0", "0.0"]


@pytest.mark.parametrize("rtl", [False, True])
def test_a_full_field_of_cells_stays_within_its_picture(rtl):
    numbers = [str(number) for number in range(MOST)]
    picture = ElementTree.fromstring(heat("Levels", numbers, [("Clarity", [Cell(0.5, "1.0")] * MOST)], rtl=rtl))

    found = [figures(box) for box in boxes(picture, "heat-chart__cell")]
    assert all(0 <= box["x"] and box["x"] + box["width"] <= WIDTH for box in found)
    assert min(box["width"] for box in found) > 24  # room for its figure


def test_names_cannot_leave_their_element():
    drawn = columns("<a>", (1,), ("<b>",)) + bars("<a>", ("<i>", "<u>"), [Bar("<script>", (1, 0), "<b>")], QUARTERS)
    drawn += heat("<a>", ("<b>",), [("<script>", (Cell(1, "<i>"),))]) + sketch("<a>", (1,))

    assert not re.search(r"<(a|b|i|u|script)>", drawn)


def test_each_of_five_parts_of_a_bar_has_its_own_pattern():
    picture = drawn_bars([Bar("All", (0.2,) * 5)], series=("a", "b", "c", "d", "e")).find("g")

    patterns = {path.get("class").rpartition("--")[2]: path.get("d") for path in picture.iter("path")}
    assert set(patterns) == {"1", "2", "4"}  # the first is filled, the fourth hollow
    assert "v" in patterns["4"] and "H" in patterns["4"]
    assert len(boxes(picture, "bar-chart__part")) == 5
