"""Columns up and down along one clock."""

from xml.etree import ElementTree

import pytest

from academy.charts import WIDTH, Stretch, Track, flow

STRETCHES = (Stretch(0, 2, "1"), Stretch(2, 4, "2"))


def draw(
    incoming=(3, 0, 6, 1), outgoing=(0, 2, 1, 0), tracks=(Track("Floods", [(1, 3)]), Track("Promises", [2.5])), **more
):
    drawn = flow(
        "Course", ("Comments", incoming), ("Turns", outgoing), STRETCHES, tracks, ((0, "10:00"), (3, "10:03")), **more
    )
    return ElementTree.fromstring(drawn)


def boxes(picture, kind):
    return [each for each in picture.iter("rect") if f"flow-chart__{kind}" in each.get("class").split()]


def test_what_comes_in_stands_and_what_goes_out_hangs_from_the_same_ground():
    picture = draw()
    up, down = boxes(picture, "column--in"), boxes(picture, "column--out")

    assert (len(up), len(down)) == (3, 2)
    ground = {float(each.get("y")) for each in down}
    assert ground == {float(each.get("y")) + float(each.get("height")) for each in up}
    assert float(up[1].get("height")) == 2 * float(up[0].get("height"))


def test_it_is_a_picture_with_a_name_and_its_lanes_have_theirs():
    picture = draw(description="Six at most.")

    assert picture.get("role") == "img" and picture.get("aria-label") == "Course"
    assert picture.findtext("desc") == "Six at most."
    assert {"Comments", "Turns", "Floods", "Promises", "10:00"} <= {text.text for text in picture.iter("text")}


def test_right_to_left_the_same_picture_is_mirrored():
    one, other = (
        [(float(box.get("x")), float(box.get("width"))) for box in boxes(draw(rtl=rtl), "column--in")]
        for rtl in (False, True)
    )

    assert [x for x, _width in other] == pytest.approx([WIDTH - x - width for x, width in one])


def test_what_lasts_is_a_bar_and_what_happens_a_dot():
    picture = draw()

    assert len(boxes(picture, "mark")) == 1
    assert len(list(picture.iter("circle"))) == 1


def test_where_nothing_happened_there_is_a_picture_all_the_same():
    assert boxes(draw((), (), ()), "column") == []


def test_what_people_write_cannot_leave_its_element():
    assert "<b>" not in flow("<b>", ("<b>", [1]), ("<b>", [1]), [Stretch(0, 1, "<b>")], [Track("<b>", [0.5])])
