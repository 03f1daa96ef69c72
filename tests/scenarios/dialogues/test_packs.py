"""The shipped dialogues as content: complete, answerable, free of real people's and parties' data, and each example is a good one."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from academy.triage import TRIAGE
from scenarios import grading
from scenarios.dialogues import items
from scenarios.dialogues.happenings import Deed, Move
from scenarios.dialogues.script import script
from tests import shipped

GOLDEN = Path(__file__).parent / "golden"
CONTENTS = shipped.DIALOGUES
QUEUES = CONTENTS.get("services-without-queues")

each_dialogue = pytest.mark.parametrize("dialogue", CONTENTS.values(), ids=CONTENTS)


def test_every_shipped_dialogue_reads_without_findings():
    assert [str(finding) for finding in shipped.FINDINGS] == []
    assert "services-without-queues" in CONTENTS


@each_dialogue
def test_a_dialogue_is_a_full_session(dialogue):
    own = [comment for comment in dialogue.comments if comment.same_as is None]

    assert len(dialogue.departments) >= 3 and len(dialogue.segments) >= 5
    assert len(dialogue.comments) >= 40 and sum(bool(comment.example) for comment in own) >= 25
    assert len(dialogue.floods) >= 10 and sum(flood.times for flood in dialogue.floods) >= 300
    assert len(dialogue.commitments) >= 8 and len(dialogue.last_time) >= 5
    assert len({line for line in dialogue.truths}) >= 3
    tips = [comment.tip for comment in own if comment.tip]
    assert len(tips) >= 3 and Counter(tip.holds for tip in tips)[False] >= 1
    assert all(dialogue.personas[comment.persona].journalist for comment in own if comment.tip)


@each_dialogue
def test_each_department_has_work_and_something_to_promise(dialogue):
    work = Counter(dialogue.matter(comment.slug).department for comment in dialogue.comments)
    promised = {commitment.department for commitment in dialogue.commitments}

    assert all(work[department] >= 8 for department in dialogue.departments)
    assert promised == set(dialogue.departments)
    assert {each.commitment for each in dialogue.matters.values()} >= {each.slug for each in dialogue.commitments}


@each_dialogue
def test_a_contradiction_is_found_outside_the_sheet_that_it_is_about(dialogue):
    held = {
        slug: {name for name, each in dialogue.departments.items() if set(facts) & set(each.facts)}
        for slug, facts in dialogue.truths.items()
    }
    own = {slug: dialogue.lines[slug][0] for slug in held}

    assert any(own[slug] in names for slug, names in held.items())
    assert any(names and own[slug] not in names for slug, names in held.items())


def test_a_third_of_the_comments_is_in_bangla_and_answered_so():
    languages = Counter(
        comment.language or QUEUES.personas[comment.persona].language or "en" for comment in QUEUES.comments
    )

    assert 0.3 <= languages["bn"] / len(QUEUES.comments) <= 0.45
    for comment in QUEUES.comments:
        if comment.example and comment.language == "bn":
            assert re.search("[\u0980-\u09ff]", comment.example)


def test_every_kind_of_post_comes():
    assert set(TRIAGE) == {QUEUES.matter(slug).triage for slug in QUEUES.matters}


@each_dialogue
def test_no_real_number_but_the_hotlines_of_the_rules(dialogue):
    text = dialogue.model_dump_json()
    channels = " ".join(
        channel.value for office in shipped.RULES[dialogue.rules].offices for channel in office.channels
    )
    called = set(re.findall(r"(?:[Dd]ial|[Hh]elpline|[Cc]ommission,|ACC,|channel\":\")\s*(\d{3,5})\b", text))

    assert called and all(re.search(rf"\b{number}\b", channels) for number in called)
    assert set(re.findall(r"\b\d{10,17}\b", text)) <= {"0000000000"}
    assert re.findall(r"[\w.]+@[\w.]+", text) == []


@pytest.mark.parametrize(
    "party",
    ["awami", "bnp", "jamaat", "jatiya", "ncp", "নৌকা", "ধানের শীষ", "লাঙ্গল", "দাঁড়িপাল্লা", "boat of", "sheaf"],
)
def test_no_real_party_and_no_symbol_of_one(party):
    assert not re.search(rf"(?i)\b{party}\b", QUEUES.model_dump_json())


@each_dialogue
def test_every_criterion_of_conduct_rests_on_a_rule(dialogue):
    assert {"neutrality", "office_not_person", "privacy", "composure"} <= set(dialogue.cites)


@each_dialogue
def test_its_voices_are_many_and_differ(dialogue):
    voices = [each for each in script(dialogue, 11, (), dialogue.minutes * 60).arrivals if each.kind == "flood"]

    assert len({(each.name, each.text) for each in voices}) > len(voices) * 0.9
    assert len({each.text for each in voices}) > len(voices) * 0.45


# Golden replays. After a change that is meant to alter them: another script.VERSION, then WRITE_GOLDENS=1.


def test_the_example_of_the_reference_replays_as_recorded(windows):
    told = (
        Deed(1, 30, "pressure", value=300),
        Move(2, 200, "lamps", "reply", "comment-dark-corner", overall=4, found=(("time", "by Tuesday 17 March"),)),
        Deed(3, 310, "hold", "dry-pump"),
        Deed(4, 500, "fire", "dry-pump"),
        Deed(5, 520, "say", persona="lane", text="And the bag?", slug="dry-pump"),
        Move(6, 700, "water", "correct", line="pump"),
        Deed(7, 720, "extend", value=2),
    )

    assert_golden("two-windows", script(windows, 7, told, 1500).to_json())


@each_dialogue
def test_a_shipped_dialogue_replays_as_recorded(dialogue):
    whole = script(dialogue, 7, (Deed(1, 600, "pressure", value=200),), dialogue.minutes * 60)
    told = [f"{each.second} {each.id} · {each.name}: {each.text}" for each in whole.arrivals]

    slug = next(slug for slug, content in CONTENTS.items() if content is dialogue)
    assert_golden(slug, json.dumps({"fired": whole.fired, "heard": told}, ensure_ascii=False, indent=0))


def assert_golden(name, text):
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WRITE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", "utf-8")
    assert path.read_text("utf-8") == text + "\n", f"{path.name} differs: read the difference, then write it anew"


# What is graded


@pytest.mark.parametrize(
    ("slug", "stubborn"),
    [
        ("paid-all", "সবাইকে টাকা দেওয়া হয়েছে। শিটের হিসাব ঠিক আছে।"),
        ("four-days", "We are sorry that you were troubled. It takes four days on average. Our report is verified."),
        ("thumb", "নভেম্বরের সব ৩৪০টা ফাইল কাউন্টারে না এসেই হয়েছে। আমাদের হিসাব ঠিক আছে।"),
    ],
)
def test_to_read_a_contradicted_line_out_again_is_against_the_facts(slug, stubborn):
    item = items.of_comment(QUEUES, shipped.RULES["bangladesh"], slug)

    assert grading.grade(item, stubborn).criteria["mandate"].level == 0
    assert grading.grade(item, QUEUES.matters[slug].example).criteria["mandate"].level == 2


def test_what_a_tip_claims_is_said_after_the_check_and_not_before():
    before, after = (
        items.of_comment(QUEUES, shipped.RULES["bangladesh"], "two-scales", verified=verified)
        for verified in (False, True)
    )
    found = (
        "Thank you for weighing. All stalls of the fish lane were tested today. One had a second scale, 120 grams short on the kilo, "
        "and its hearing is on Monday 14 December. We name no shop before that."
    )

    assert grading.grade(before, found).overall <= 1 and grading.grade(after, found).overall >= 3


@pytest.mark.parametrize("slug", [slug for slug, each in (QUEUES.matters if QUEUES else {}).items() if each.exemplars])
def test_what_the_exemplars_call_a_miss_passes_nowhere(slug):
    misses = " ".join(text for each in QUEUES.matters[slug].exemplars.values() for text in each.misses)

    assert grading.grade(items.of_comment(QUEUES, shipped.RULES["bangladesh"], slug), misses).overall <= 1


def test_a_matter_sent_on_to_the_right_table_is_well_answered_in_both_languages():
    english = items.of_comment(QUEUES, shipped.RULES["bangladesh"], "hearing-late", by="land")
    bangla = items.of_comment(QUEUES, shipped.RULES["bangladesh"], "thumb", by="social-services")
    said = "You have waited since October, and we are sorry. Hearings belong to the Consumer Protection Office, not to us. Please ask at the Consumer Protection table here, or call helpline 16121."
    bolechi = "আপনাকে তিনবার ঘুরতে হয়েছে, আমরা দুঃখিত। এটা ভূমি অফিসের কাজ, আমাদের নয়। ভূমি অফিসের টেবিলে বা উপজেলা ভূমি অফিসের কাউন্টারে জিজ্ঞেস করুন।"

    assert grading.grade(english, said).overall >= 3 and grading.grade(bangla, bolechi).overall >= 3
