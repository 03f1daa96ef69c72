import re
from xml.etree import ElementTree

import pytest

from academy.charts import WIDTH, Dot, Line, Mark, Point, Row, curve, timeline, whiskers

TRUST = Line("trust", "Trust", ((0, 50), (10, 60), (60, 40)))
HEAT = Line("heat", "Heat", ((0, 20), (30, 42)))


def draw(lines=(TRUST, HEAT), marks=(Mark(10, "1"), Mark(60, "2")), minutes=120, **more):
    return timeline("Trust and heat", lines, marks, minutes, ((0, "09:00"), (120, "11:00")), **more)


def test_a_timeline_is_a_picture_with_a_name():
    picture = ElementTree.fromstring(draw(description="Trust ends at 40."))

    assert picture.get("role") == "img" and picture.get("aria-label") == "Trust and heat"
    assert picture.findtext("title") == "Trust and heat"
    assert picture.findtext("desc") == "Trust ends at 40."


def test_a_gauge_is_a_step_at_each_change_and_goes_on_to_the_end():
    trust = ElementTree.fromstring(draw()).find("path[@class='timeline-chart__line timeline-chart__line--trust']")

    values = [float(y) for y in re.findall(r"V([\d.]+)", trust.get("d"))]
    assert values[0] < values[1]  # 60 stands higher than 40
    assert trust.get("d").endswith("H624")


def test_right_to_left_the_same_picture_is_mirrored():
    marks = [[float(disc.get("cx")) for disc in ElementTree.fromstring(draw(rtl=rtl)).iter("circle")] for rtl in (False, True)]

    assert marks[1] == pytest.approx([WIDTH - x for x in marks[0]])
    assert marks[0] == sorted(marks[0])


def test_gauges_that_end_at_the_same_value_are_named_one_above_the_other():
    picture = ElementTree.fromstring(draw(lines=(TRUST, Line("heat", "Heat", ((0, 20), (30, 40))))))

    names = [text for text in picture.iter("text") if "__name" in text.get("class", "")]
    assert [text.text for text in names] == ["Trust", "Heat"]
    assert float(names[1].get("y")) - float(names[0].get("y")) >= 18


def test_what_authors_write_cannot_leave_its_element():
    picture = draw(lines=(Line("trust", "<script>alert(1)</script>", ((0, 50),)),), marks=(Mark(5, "<b>"),))

    assert "<script" not in picture and "<b>" not in picture
    ElementTree.fromstring(picture)


def test_lines_that_end_together_have_names_apart():
    picture = ElementTree.fromstring(draw(lines=(Line("trust", "Trust", ((0, 30),)), Line("heat", "Heat", ((0, 31),)))))

    heights = [float(text.get("y")) for text in picture.iter("text") if text.text in ("Trust", "Heat")]
    assert abs(heights[0] - heights[1]) >= 18


@pytest.mark.parametrize("lines, marks, minutes", [((), (), 0), ((Line("trust", "Trust", ()),), (Mark(900, "9"),), 60)])
def test_an_empty_run_and_a_late_mark_still_make_a_picture(lines, marks, minutes):
    picture = ElementTree.fromstring(draw(lines, marks, minutes))

    assert all(0 <= float(disc.get("cx")) <= WIDTH for disc in picture.iter("circle"))


def test_a_picture_brings_no_style_and_no_script():
    assert not re.search(r"style=|<style|<script|\son\w+=", draw())


TICKS = ((0, "0"), (0.5, "0.5"), (1, "1"))
ROWS = [
    Row("Mandate", (Dot(0.9, 0.8, 0.95), Dot(0.7, 0.6, 0.75)), "0.90"),
    Row("Clarity", (Dot(0.5, 0.4, 0.6), None), loud=True),
]


def whiskered(rows=ROWS, **more):
    drawn = whiskers("Agreement", ("Grader", "People"), rows, TICKS, (0.7,), "All agree.", **more)
    return ElementTree.fromstring(drawn)


def places(picture, kind, name):
    return [float(shape.get(name)) for shape in picture.iter(kind)]


def test_dots_stand_between_their_whiskers_one_row_below_the_other():
    picture = whiskered()

    mandate, clarity = picture.findall("g")
    low, high = [float(x) for x in re.findall(r"[MH]([\d.]+)", mandate.find("path").get("d"))]
    assert low < float(mandate.find("circle").get("cx")) < high
    assert float(mandate.find("circle").get("cy")) < float(clarity.find("circle").get("cy"))
    assert mandate.find("rect") is not None and clarity.find("rect") is None
    assert "loud" in clarity.get("class") and "loud" not in mandate.get("class")


def test_a_drawing_with_whiskers_says_what_it_is():
    picture = whiskered()

    assert (picture.findtext("title"), picture.findtext("desc")) == ("Agreement", "All agree.")
    assert {"Grader", "People", "Mandate", "0.90", "0.5"} <= {text.text for text in picture.iter("text")}


def test_right_to_left_whiskers_are_mirrored():
    there, here = whiskered(rtl=True), whiskered()

    assert places(there, "circle", "cx") == pytest.approx([WIDTH - x for x in places(here, "circle", "cx")])


def test_what_is_beyond_the_scale_stands_at_its_edge():
    picture = whiskered([Row("Far", (Dot(9, -9, 99),))])

    assert max(places(picture, "circle", "cx")) <= WIDTH


def test_a_curve_goes_up_with_its_values_and_names_a_step():
    points = [Point(0, 0.2, 0.1, 0.3, "May"), Point(1, 0.6, name="June")]
    picture = ElementTree.fromstring(curve("Drift", points, TICKS, (0.5,), step=(1, "since June"), rtl=True))

    assert places(picture, "circle", "cy") == sorted(places(picture, "circle", "cy"), reverse=True)
    assert places(picture, "circle", "cx") == sorted(places(picture, "circle", "cx"), reverse=True)
    assert len([path for path in picture.iter("path") if "reach" in path.get("class")]) == 1
    assert {"May", "June", "since June"} <= {text.text for text in picture.iter("text")}


@pytest.mark.parametrize("points", [[], [Point(5, 0.5)]])
def test_a_curve_of_little_is_still_a_picture(points):
    assert len(list(ElementTree.fromstring(curve("Drift", points, TICKS)).iter("circle"))) == len(points)


def test_names_in_drawings_cannot_leave_their_element():
    drawn = whiskers("<a>", ("<b>",), [Row("<script>", (None,))], TICKS)
    drawn += curve("<a>", [Point(0, 0, name="<i>")], TICKS)

    assert not re.search(r"<(a|b|i|script)>", drawn)


def test_a_name_that_is_too_long_is_cut():
    picture = whiskered([Row("An exceedingly long name of a batch", (None,))])

    assert "An exceedingly long name…" in [text.text for text in picture.iter("text")]


def test_the_axis_of_a_curve_goes_on_until_a_step_beyond_its_last_point():
    picture = ElementTree.fromstring(curve("Completed", [Point(0, 0), Point(1, 0.5)], TICKS, step=(2, "due")))

    points = [float(circle.get("cx")) for circle in picture.iter("circle")]
    step = next(path for path in picture.iter("path") if "step" in path.get("class"))
    assert points[1] - points[0] == pytest.approx(float(step.get("d")[1:].split()[0]) - points[1])
