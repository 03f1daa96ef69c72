"""What one grade says: levels, score, pass, reasons, rules, evidence and what was found."""

import pytest

from scenarios.grading import CERTAIN, CONDUCT, CRITERIA, Grade, Item, grade

GOOD = ("Dear Sara Malik, no family should go without water for three days, least of all with sick children; we "
        "apologise. The Block C pump broke down on 4 May and its new motor will be running by 8 May. Please message the "
        "name of your street to our inbox: a tanker reaches you, free, within 24 hours, and you get a complaint number.")
RUDE = "Shut up, you fool. We will file a case under PECA against you and you will be arrested."


def test_a_good_reply_passes_with_a_high_mark(water):
    result = grade(water(), GOOD)

    assert result.passed
    assert result.overall >= 3
    assert result.score >= 80


def test_an_insult_is_a_red_line_whatever_else_is_good(water):
    result = grade(water(), f"{GOOD} {RUDE}")

    assert result.red_lines == {"composure"}
    assert not result.passed
    assert result.overall <= 1
    assert result.score <= 49
    assert result.needs_review


def test_the_score_is_the_weighted_share_of_the_levels_that_apply(water):
    item = water(weights={"mandate": 3, "clarity": 0}, not_applicable=["neutrality"])
    result = grade(item, GOOD)

    levels = {name: each.level for name, each in result.criteria.items() if each.level is not None}
    weights = {name: {"mandate": 3, "clarity": 0}.get(name, 1) for name in levels}
    earned = sum(weights[name] * levels[name] for name in levels)
    assert result.score == pytest.approx(100 * earned / sum(2 * weight for weight in weights.values()), abs=0.05)


def test_a_criterion_that_does_not_apply_has_no_level_and_draws_no_red_line(water):
    result = grade(water(not_applicable=["composure"]), f"{GOOD} {RUDE}")

    assert result.criteria["composure"].level is None
    assert not result.red_lines


def test_every_criterion_has_one_plain_sentence_as_its_reason(water):
    for reply in (GOOD, RUDE, "", "Noted."):
        reasons = [each.reason for each in grade(water(), reply).criteria.values()]

        assert all(reason.strip() and reason[0].isupper() for reason in reasons)


def test_only_a_fact_that_the_exemplars_stress_is_missed_aloud(water):
    beside_the_point = "The library of the club is closed on every second Sunday."

    stressed = grade(water(), "We are sorry about Block C.").criteria["mandate"].reason
    beside = grade(water(facts=[beside_the_point]), "We are sorry about Block C.").criteria["mandate"].reason

    assert "It does not say: The pump of Block C" in stressed
    assert "It does not say" not in beside


def test_the_rule_is_cited_only_where_it_was_broken(water):
    good, rude = grade(water(), GOOD), grade(water(), RUDE)

    assert rude.criteria["composure"].rule == "Conduct rule 12: courtesy"
    assert good.criteria["composure"].rule is None


def test_the_reason_for_a_threat_quotes_it(water):
    result = grade(water(), "Delete this or a case under PECA will follow.")

    assert "PECA" in result.criteria["composure"].reason


def test_contradicting_a_policy_fact_leaves_nothing_of_the_mandate(water):
    result = grade(water(), GOOD.replace("a tanker reaches you, free,", "the tanker service is not free and it comes"))

    assert result.criteria["mandate"].level == 0
    assert not result.passed


def test_asking_for_a_phone_number_is_a_fault_in_public_and_none_in_a_message(level):
    asks = "We are sorry. Please send your phone number and home address so that the tanker finds you."

    assert level("privacy", asks) == 1
    assert level("privacy", asks, action="message") == 2


def test_asking_for_the_number_in_the_inbox_is_no_fault(level):
    assert level("privacy", "Please send your phone number to our inbox, not in the comments.") == 2


def test_giving_the_citizens_own_number_back_in_public_is_a_fault(level):
    assert level("privacy", "We will call you on 0300-1234567 about the pump.") == 1


def test_found_quotes_promises_times_channels_and_apologies(water):
    found = {(each.kind, each.value) for each in grade(water(), GOOD).found}

    assert ("apology", "apologise") in found
    assert any(kind == "promise" and "by 8 May" in value for kind, value in found)
    assert any(kind == "time" and "within 24 hours" in value for kind, value in found)
    assert any(kind == "channel" and "inbox" in value for kind, value in found)


def test_found_names_an_office_of_the_directory(water):
    result = grade(water(), "For your children, the Health Office answers on 1033.")

    assert any(each.kind == "office" and "Health Office" in each.value for each in result.found)


def test_english_is_not_clear_to_an_author_who_writes_bangla_alone(water):
    bangla = water(post={"author": "রেহানা", "text": "তিন দিন পানি নাই, বাচ্চারা অসুস্থ", "language": "bn"})

    assert grade(bangla, GOOD).criteria["clarity"].level == 0
    assert "language" in grade(bangla, GOOD).criteria["clarity"].reason


def test_an_unsupported_language_goes_to_a_person(water):
    result = grade(water(), "Мы очень сожалеем о случившемся, насос починят до восьмого мая.")

    assert result.doubtful == frozenset(CRITERIA)
    assert result.needs_review


def test_doubtful_criteria_are_those_below_certainty(marked_grades):
    for _, result in marked_grades:
        assert result.doubtful == {name for name, each in result.criteria.items() if each.confidence < CERTAIN}
        assert result.needs_review == bool(result.doubtful or result.red_lines)


def test_a_grade_survives_the_way_to_json_and_back(marked_grades):
    for _, result in marked_grades[:40]:
        assert Grade.from_json(result.to_json()).to_json() == result.to_json()
        assert Grade.from_json(result.to_json()).red_lines == result.red_lines


def test_an_item_survives_the_way_to_json_and_back(marked_items):
    for item in marked_items.values():
        assert Item.from_json(item.to_json()) == item


def test_an_unknown_action_is_refused(water):
    with pytest.raises(ValueError, match="carries no graded text"):
        grade(water(), GOOD, action="hide")


@pytest.mark.parametrize("bad, message", [
    ({"post": {"author": "A"}}, "'text' is missing"),
    ({"weights": {"politeness": 1}}, "no criterion"),
    ({"weights": {"clarity": -1}}, "number from 0 to 100"),
    ({"facts": "none"}, "should be a list"),
    ({"not_applicable": ["style"]}, "no criterion"),
])
def test_a_bad_item_is_refused_in_plain_words(water, bad, message):
    with pytest.raises(ValueError, match=message):
        water(**bad)


def test_adding_a_breach_hardly_ever_raises_a_conduct_level(water, marked_items, marked_replies):
    insult = " You people are idiots. Vote for our beloved Chief Minister. Buy from Bismillah Store, they are honest."
    lowered = []
    for each in marked_replies[::6]:
        before = grade(marked_items[each.item], each.text).criteria
        after = grade(marked_items[each.item], each.text + insult).criteria

        lowered.append(all(after[name].level <= before[name].level for name in CONDUCT))

    assert sum(lowered) >= 0.97 * len(lowered)
