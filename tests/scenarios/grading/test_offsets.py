"""Evidence and found words are slices of the reply as it was sent, in every script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.grading import Item, grade, normalise

HOSTILE = [
    "We are so\u200brry, p\u200dlease inb\u00adox us by 8 May \U0001F622 and the t\u0430nker comes.",
    "ＷＥ ＡＲＥ ＳＯＲＲＹ. Send the street to our inbox by ８ May.",
    "ہم معذرت خواہ ہیں، ان باکس کریں، 8 مئی تک موٹر لگ جائے گی۔ 😢",
    "আমরা দুঃখিত। ৮ মে’র মধ্যে মোটর লাগানো হবে, ইনবক্স করুন।",
    "\u202ewe are sorry\u202c inbox us",
]


def _in_bounds(reply: str, result) -> bool:
    spans = [span for each in result.criteria.values() for span in each.evidence]
    return (all(0 <= start < end <= len(reply) for start, end in spans)
            and all(reply[each.start:each.end] == each.value for each in result.found))


def test_spans_lie_in_every_marked_reply(marked_grades):
    assert all(_in_bounds(reply.text, result) for reply, result in marked_grades)


@pytest.mark.parametrize("reply", HOSTILE)
def test_spans_lie_in_texts_with_hidden_and_odd_letters(water, reply):
    result = grade(water(), reply)

    assert _in_bounds(reply, result)
    assert any(each.kind in ("apology", "channel") for each in result.found)


def test_a_disguised_insult_is_still_an_insult(level):
    assert level("composure", "You are an id\u200biot and a f\u03bfol, get l\u043est.") == 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_graded_with_spans_inside_it(reply):
    item = Item.from_json({"id": "x", "office": "Office", "post": {"author": "A", "text": "Where is the road?"},
                           "facts": ["The road opens on 4 May."]})

    assert _in_bounds(reply, grade(item, reply))


@given(st.text(max_size=200))
def test_each_plain_character_stands_for_a_stretch_of_the_raw_text(raw):
    text = normalise.read(raw)

    assert len(text.plain) == len(text.starts) == len(text.ends)
    assert all(start < end <= len(raw) for start, end in zip(text.starts, text.ends))
    assert list(text.starts) == sorted(text.starts)
