"""Replies in three languages, graded by the grader, and two blind marks each that scatter evenly about the grade."""

from datetime import UTC, datetime, timedelta

import numpy as np
from academy import cohorts
from academy.accounts import people, service_groups
from academy.db import db
from scenarios.grading.agreement.replies import NAMES
from tests import factories

PARTS = {
    "en": (
        ("Noted.", "Dear Rafiq sahib, we are sorry that the drain has troubled your shop for two weeks."),
        ("The matter is with us.", "The drain was inspected on Monday."),
        (
            "We are looking into it.",
            "Our crew clears the drain on Thursday.",
            "Our crew clears the drain on Thursday; write to the page inbox if it does not come.",
        ),
    ),
    "roman_ur": (
        ("Note kar liya.", "Rafiq sahib, hamein afsos hai ke naali do hafte se band hai aur dukan ko takleef hui."),
        ("Mamla hamare paas hai.", "Naali ka muaina Monday ko ho chuka hai."),
        (
            "Hum dekh rahe hain.",
            "Hamari team Thursday ko naali saaf karegi.",
            "Hamari team Thursday ko naali saaf karegi; agar na aaye to page ke inbox mein likhein.",
        ),
    ),
    "ur": (
        ("نوٹ کر لیا۔", "رفیق صاحب، ہمیں افسوس ہے کہ نالی دو ہفتے سے بند ہے اور آپ کی دکان کو تکلیف ہوئی۔"),
        ("معاملہ ہمارے پاس ہے۔", "نالی کا معائنہ پیر کو ہو چکا ہے۔"),
        (
            "ہم دیکھ رہے ہیں۔",
            "ہماری ٹیم جمعرات کو نالی صاف کرے گی۔",
            "ہماری ٹیم جمعرات کو نالی صاف کرے گی؛ اگر نہ آئے تو پیج کے ان باکس میں لکھیں۔",
        ),
    ),
}
INSULTS = {
    "en": "Stop shouting, you ignorant man.",
    "roman_ur": "Jahil aadmi, shor mat karo.",
    "ur": "جاہل آدمی، شور مت کرو۔",
}
WRITTEN = {"two weeks. Nobody comes!": "two weeks! Naali do hafte se band hai. نالی دو ہفتے سے بند ہے۔"}
FIRST = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)  # half an hour into 2 March in the academy's zone
COHORTS = ("Spring batch", "Autumn batch")
LEARNERS = 30


def make(count, drift=0.0, bias=0.0, seed=1):
    """So many double marks. In the last third marks fall behind the grade by `drift` of a level; replies in Roman Urdu
    are marked `bias` of a level above their grade."""
    markers = [factories.instructor(name=f"Marker {number}") for number in (1, 2)]
    chance = np.random.default_rng(seed)
    runs = started(LEARNERS)
    for number in range(count):
        language = chance.choice(list(PARTS), p=(0.5, 0.25, 0.25))
        sample = factories.sample(factories.graded(runs[number % LEARNERS], words(chance, language)))
        below = drift if number >= 2 * count / 3 else 0
        above = bias if language == "roman_ur" else 0
        day = FIRST + timedelta(hours=6 * number)
        for later, marker in enumerate(markers):
            levels = scattered(chance, sample.grade.detail, below, above)
            factories.blind_mark(sample, marker, made_at=day + timedelta(minutes=later), **levels)


def started(count):
    """Runs of learners of three service groups, in two cohorts or none."""
    service_groups.add_missing()
    services = [group.code for group in people.services()[:3]]
    edition = factories.scenario(text=written())
    factories.practice()
    batches = [*(factories.cohort(name=name, courses=["practice"]) for name in COHORTS), None]
    runs = []
    for number in range(count):
        learner = factories.learner(name=f"Learner {number}", service_code=services[number // 3 % 3])
        if batch := batches[number % 3]:
            cohorts.add(None, batch, learner)
        enrolment = factories.enrolment(learner, "practice")
        runs.append(factories.run(edition=edition, enrolment=enrolment))
    db.session.flush()
    return runs


def written():
    """The scenario with a post whose author writes English, Roman Urdu and Urdu."""
    text = factories.SCENARIO
    for old, new in WRITTEN.items():
        assert old in text
        text = text.replace(old, new)
    return text


def words(chance, language):
    """One of the replies that the parts make, the better more often; one in ten goes on to insult."""
    said = " ".join(part[min(len(part) - 1, int(len(part) * chance.random() ** 0.5))] for part in PARTS[language])
    return f"{said} {INSULTS[language]}" if chance.random() < 0.1 else said


def scattered(chance, detail, below, above):
    """Levels about the graded ones: evenly one up or one down where there is room for both."""
    levels = {name: each["level"] for name, each in detail["criteria"].items()} | {"overall": detail["overall"]}
    for name in NAMES:
        top = 4 if name == "overall" else 2
        if 0 < levels[name] < top:
            levels[name] += int(chance.choice((-1, 0, 1), p=(0.15, 0.7, 0.15)))
    levels["overall"] += int(chance.random() < above) - int(chance.random() < below)
    levels["overall"] = min(4, max(0, levels["overall"]))
    return levels
