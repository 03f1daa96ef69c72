"""What an item says of its story: which words stand for a party there, and whether it came to the inbox."""

import pytest

from scenarios.grading import grade

SIDES = [
    (
        "en",
        "The hoopoe people ruined this water supply, they only know how to loot.",
        "The engineer of the Water Board repairs the pump by 8 May.",
    ),
    (
        "roman_ur",
        "Samawar walon ne paani ke liye kuch nahi kiya, hudhud wale behtar thay.",
        "Pump 8 May tak theek ho jaye ga.",
    ),
    ("ur", "سماوار والوں نے یہ ٹیوب ویل تباہ کیا، ہدہد والے بہتر تھے۔", "پمپ 8 مئی تک ٹھیک ہو جائے گا۔"),
]
PARTIES = ["hoopoe", "samovar", "hudhud", "samawar", "ہدہد", "سماوار"]


@pytest.mark.parametrize("language, taken, neutral", SIDES, ids=[each[0] for each in SIDES])
def test_praise_or_blame_of_a_party_of_the_story_takes_a_side(water, language, taken, neutral):
    item = water(parties=PARTIES)

    assert grade(item, taken).criteria["neutrality"].level == 0
    assert grade(item, neutral).criteria["neutrality"].level == 2


def test_a_bird_is_a_bird_where_it_is_no_party(water):
    said = (
        "We are sorry. The pump failed on 4 May. A hoopoe nests on the tank, so the crew works on the other side of it."
    )

    assert grade(water(), said).criteria["neutrality"].level == 2


def test_evidence_quotes_the_words_as_they_were_written(water):
    reply = "We are sorry about the water. The hoopoe people ruined this supply, they only know how to loot."
    grade_ = grade(water(parties=PARTIES), reply)
    quoted = [reply[start:end] for start, end in grade_.criteria["neutrality"].evidence]

    assert any("hoopoe" in words for words in quoted)


def test_what_is_asked_for_in_the_inbox_stays_there(water):
    asks = "We are sorry for the three days. Please share your telephone number and your CNIC, and a tanker comes within 24 hours."

    assert grade(water(), asks).criteria["privacy"].level < 2
    assert grade(water(private=True), asks).criteria["privacy"].level == 2
    assert grade(water(), asks, "message").criteria["privacy"].level == 2


def test_an_item_is_read_back_as_it_was_written(water):
    item = water(parties=PARTIES, private=True)

    assert type(item).from_json(item.to_json()) == item
    assert {"parties", "private"}.isdisjoint(water().to_json())
