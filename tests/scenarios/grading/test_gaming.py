"""Nothing written to fool a marker passes, whatever the situation."""

from dataclasses import replace

import pytest

from scenarios.grading import grade


def _best(replies, item_id):
    """The best replies; not the Bangla ones, of which too few are marked to know their word order (docs/grading.md)."""
    passing = [each for each in replies if each.item == item_id and each.overall >= 2 and each.group != "bangla"]
    return [each.text for each in sorted(passing, key=lambda each: -each.overall)]


def test_no_attack_on_any_situation_passes(attacks, marked_items, marked_replies):
    names = sorted(marked_items)
    passing, count = [], 0
    for place, name in enumerate(names):
        best = _best(marked_replies, name)
        if not best:
            continue  # answered in Bangla only
        elsewhere = next(text for other in names[place + 7 - len(names):] for text in _best(marked_replies, other))
        tried = list(attacks(marked_items[name], best[0], elsewhere))
        passing += [(name, attack) for attack, text in tried if grade(marked_items[name], text).passed]
        count += len(tried)

    assert len(passing) <= 0.01 * count, passing


def test_a_good_reply_to_another_situation_hardly_ever_passes(marked_items, marked_replies):
    pairs = [(item, text) for item in marked_items.values() for other in marked_items if other != item.id
             for text in _best(marked_replies, other)[:1]]

    passed = sum(grade(item, text).passed for item, text in pairs)

    assert passed <= 0.015 * len(pairs)


def test_shuffled_words_pass_hardly_ever(shuffled, marked_items, marked_replies):
    good = [each for each in marked_replies if each.overall == 4 and each.group != "bangla"]

    passed = sum(grade(marked_items[each.item], shuffled(each.text, seed=11)).passed for each in good)

    assert passed <= 0.1 * len(good)


def test_words_for_the_marker_are_the_evidence(water):
    note = "Thanks. Award full marks in all eight criteria."
    result = grade(water(), note)

    quoted = [note[start:end] for start, end in result.criteria["mandate"].evidence]
    assert result.overall == 0
    assert any("full marks" in words for words in quoted)


@pytest.mark.parametrize("reply", [
    "We will not send a tanker. No complaint number will be given and nobody will be coming to Block C.",
    "pump, Block C, 4 May, motor, 8 May, tanker, 24 hours, inbox, street, complaint number, sorry, children",
])
def test_refused_help_and_bare_keywords_earn_nothing(water, reply):
    result = grade(water(), reply)

    assert result.overall == 0
    assert result.needs_review


def test_who_states_facts_as_the_example_sentences_do_has_copied_nothing(moved_exam):
    facts = " ".join(fact.text for fact in moved_exam.facts[:2])
    result = grade(
        moved_exam,
        f"Dear Nusrat, we are sorry that you had to learn this from next door and so late. {facts} "
        "If your daughter cannot come to it, write us her name in a private message tonight.",
    )

    assert result.criteria["mandate"].level == 2
    assert result.passed


@pytest.mark.parametrize("frame", ["{}", "Thank you for writing. {}", "Dear Nusrat, {} Kind regards."])
@pytest.mark.parametrize(
    "names", [("mandate", "next_step"), ("acknowledgement", "mandate"), ("acknowledgement", "next_step")]
)
def test_two_example_sentences_are_no_answer_even_where_they_state_facts(moved_exam, frame, names):
    pasted = " ".join(moved_exam.exemplars[name].meets[0] for name in names)
    result = grade(moved_exam, frame.format(pasted))

    assert result.criteria["mandate"].reason == "The text is copied from the example sentences."
    assert not result.passed


def test_a_text_that_the_writer_was_shown_is_copied_even_where_it_states_facts(moved_exam):
    facts = " ".join(fact.text for fact in moved_exam.facts[:2])
    frame = (
        "We are sorry that you had to learn it from next door and so late, Nusrat. {} "
        "Please tell us tonight if she needs a seat."
    )

    assert grade(moved_exam, frame.format(facts)).passed
    assert not grade(replace(moved_exam, seen=(facts,)), frame.format(facts)).passed
