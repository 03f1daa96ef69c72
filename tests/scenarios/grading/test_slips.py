"""Slips that were once graded wrong: what may be neither confirmed nor denied, half a yes, harmless words of ill repute."""

import json
from pathlib import Path

import pytest

from scenarios.grading import Item, grade
from scenarios.grading.quantities import quantities
from scenarios.grading.reading import read
from scenarios.grading.unsaid import of_fact, of_mandate

SLIPS = json.loads(Path(__file__).with_name("slips.json").read_text(encoding="utf-8"))
SITUATIONS = SLIPS["situations"]
ITEMS = {name: Item.from_json(each["item"]) for name, each in SITUATIONS.items()}


def reply(name: str, place: str, said: str) -> str:
    good, instead = SITUATIONS[name]["good"], SITUATIONS[name]["instead"]
    return good.replace(instead, said) if place == "instead" else f"{good} {said}"


def right(name: str, text: str, want: dict) -> bool:
    given = grade(ITEMS[name], text)
    levels = {criterion: bounds for criterion, bounds in want.items() if criterion != "passed"}
    as_wanted = all(least <= given.criteria[each].level <= most for each, (least, most) in levels.items())
    return as_wanted and given.passed == want.get("passed", given.passed)


@pytest.mark.parametrize("kind", SLIPS["kinds"])
def test_slips_are_seen_and_harmless_words_are_none(kind):
    want, said = SLIPS["kinds"][kind]["want"], SLIPS["kinds"][kind]["said"]
    missed = [sentence for name, place, _, sentence in said if not right(name, reply(name, place, sentence), want)]

    assert len(missed) <= SLIPS["kinds"][kind].get("missed", 0), missed


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_good_replies_around_them_pass(name):
    assert grade(ITEMS[name], SITUATIONS[name]["good"]).passed


@pytest.mark.parametrize(
    "line, subject, said, either",
    [
        ("say whether Rana Ashfaq is a filer", {"rana", "ashfaq"}, {"filer"}, True),
        ("say on the page whether he is on the list", set(), {"list"}, True),
        ("say that the officer is guilty", {"officer"}, {"guilty"}, False),
    ],
)
def test_a_line_of_the_mandate_names_what_is_kept(line, subject, said, either):
    (kept,) = of_mandate(line)

    assert (kept.subject, kept.said, kept.either) == (subject, said, either)


def test_or_parts_what_is_kept_and_its_subject_goes_on():
    first, second = of_fact("It is not known that the clip is old, or from another district.")

    assert first.subject == second.subject != frozenset()
    assert first.said != second.said


@pytest.mark.parametrize(
    "line", ["repair transformers", "promise a place on the list", "say when the light comes back"]
)
def test_other_lines_of_the_mandate_keep_nothing(line):
    assert not of_mandate(line)


def test_what_the_office_may_not_claim_it_may_deny(water):
    item = water(mandate={"can": ["send a tanker"], "cannot": ["say that the contractor is guilty"], "refer": []})
    claims, denies = (
        grade(item, f"We are sorry. {each}") for each in ("The contractor is guilty.", "The contractor is not guilty.")
    )

    assert "neither confirm nor deny" in claims.criteria["mandate"].reason
    assert "neither confirm nor deny" not in denies.criteria["mandate"].reason


def test_a_bangla_pronoun_is_no_denial():
    assert not read("আপনি জানেন, তিনি আর উনি কাল আসবেন।").negated
    assert read("তিনি কাল আসেননি।").negated


def test_the_non_of_a_non_filer_is_no_denial():
    assert not read("Account sirf non filer ke band hon ge.").negated


def test_bangla_in_roman_letters_whose_order_nobody_can_follow_goes_to_a_person():
    words = SITUATIONS["brick"]["good"].rstrip(".").split()
    turned = " ".join(words[::2] + words[1::2])

    assert not grade(ITEMS["brick"], SITUATIONS["brick"]["good"]).doubtful
    assert grade(ITEMS["brick"], turned).needs_review


def test_what_is_denied_at_the_end_of_a_list_is_denied_of_each_item():
    denied, asked = (
        grade(ITEMS["share"], f"{SITUATIONS['share']['good']} {said}").criteria["office_not_person"]
        for said in ("এই অফিস লাইক, শেয়ার বা ফলো কোনোটাই চায় না।", "লাইক, শেয়ার আর ফলো দিতে ভুলবেন না।")
    )

    assert (denied.level, asked.level) == (2, 0)


def test_a_day_whose_month_is_not_named_is_no_sum():
    text = read("টাকার ফাইল ৪ তারিখ পাঠাইছি")

    assert [(each.value, each.unit) for each in quantities(text.words, text.notions)] == [("4", "date")]
