from hypothesis import given
from hypothesis import strategies as st

from academy.highlight import Segment, segments

SPANS = st.lists(st.tuples(st.integers(-5, 30), st.integers(-5, 30), st.sampled_from("123")), max_size=6)


def test_a_text_without_evidence_stays_in_one_piece():
    assert segments("Noted.", ()) == (Segment("Noted."),)
    assert segments("", ()) == ()


def test_evidence_is_cut_out_where_it_stands():
    cut = segments("We are sorry, Bilal.", [(7, 12, 1)])

    assert [(part.text, part.labels) for part in cut] == [("We are ", ()), ("sorry", ("1",)), (", Bilal.", ())]


def test_overlapping_evidence_is_drawn_once_and_each_label_stands_where_its_span_ends():
    cut = segments("please call 118 today", [(0, 15, 2), (7, 21, 3)])

    assert cut == (
        Segment("please ", ("2",), ()),
        Segment("call 118", ("2", "3"), ("2",)),
        Segment(" today", ("3",), ("3",)),
    )


def test_touching_spans_of_one_label_are_one_mark():
    assert segments("abcdef", [(0, 3, 1), (3, 6, 1)]) == (Segment("abcdef", ("1",), ("1",)),)


def test_a_span_needs_no_label():
    cut = segments("abc", [(1, 2)])

    assert [part.text for part in cut if part.marked] == ["b"]


@given(st.text(max_size=25), SPANS)
def test_no_character_is_lost_and_each_has_the_labels_of_the_spans_that_cover_it(text, spans):
    cut = segments(text, spans)

    labels = [set(part.labels) for part in cut for _ in part.text]
    assert "".join(part.text for part in cut) == text
    assert labels == [{label for start, end, label in spans if max(start, 0) <= at < end} for at in range(len(text))]


@given(st.text(min_size=1, max_size=25), SPANS)
def test_neighbouring_stretches_differ_and_every_label_ends(text, spans):
    cut = segments(text, spans)

    assert all(one.labels != next_.labels for one, next_ in zip(cut, cut[1:], strict=False))
    assert {label for part in cut for label in part.ending} == {label for part in cut for label in part.labels}
