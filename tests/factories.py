"""Data for tests: one function a model, every argument with a sensible default, flushed and never committed."""

import itertools
import re
from pathlib import Path
from textwrap import dedent

from academy import certificates, clock, cohorts, editions, packs, records
from academy.accounts import people
from academy.db import db
from scenarios import grading, outcomes, runs
from scenarios.models import Grade, Move
from scenarios.review.models import BlindMark, Sample
from scenarios.review import reviews

_numbers = itertools.count(1)


def person(role="learner", **details):
    number = next(_numbers)
    return people.create(None, role=role, **{"email": f"p{number}@example.org", "name": f"Person {number}", **details})


def learner(**details):
    return person("learner", **details)


def instructor(**details):
    return person("instructor", **details)


def administrator(**details):
    return person("administrator", **details)


def cohort(*members, name=None, courses=()):
    made = cohorts.create(None, name or f"Cohort {next(_numbers)}")
    for course in courses:
        cohorts.assign(None, made, course)
    for member in members:
        cohorts.add(None, made, member)
    db.session.flush()
    return made


def enrolment(person=None, course="tiny"):
    return records.enrol(person or learner(), course)


def edition(slug, text, **files):
    """A published edition of a pack given as YAML text; further files by name (dots as double underscores)."""
    named = {name.replace("__", "."): data for name, data in files.items()}
    contents = {"pack.yaml": dedent(text).encode(), **named}
    return editions.take_in(packs.parse(slug, contents, editions.published_content))


def course(slug="tiny", **changes):
    """A published course of one lesson; `changes` are words of its text to be replaced."""
    rules()
    text = TINY
    for old, new in changes.items():
        text = text.replace(old, new)
    return edition(slug, text)


def started(person=None, slug="tiny"):
    """An enrolment whose learner has begun."""
    begun = enrolment(person, slug)
    records.start(begun, editions.published("course", slug) or course(slug))
    return begun


def certificate(person=None):
    """A certificate for the tiny course, which was just completed."""
    begun = started(person)
    records.complete(begun, 81.5)
    return certificates.issue(begun, AWARD)


def rules(slug="land"):
    """A rules pack with two offices and two conduct rules."""
    return edition(slug, RULES)


def bank(slug="testing", **changes):
    """A published question bank of two competencies, with four questions for each of three objectives; the last two of each
    are about rumours. The first option of each is right. `changes` are words of its text to be replaced."""
    text = BANK
    for old, new in changes.items():
        text = text.replace(old, new)
    return edition(slug, text)


def drawing(slug="drawing", text=None, **changes):
    """A published course of one quiz with a question of its own and three that it draws; `changes` as in `course`."""
    rules()
    text = text or DRAWING
    for old, new in changes.items():
        text = text.replace(old, new)
    return edition(slug, text)


def scenario(slug="street", text=None, **changes):
    """A published scenario with a post for every action; `changes` replace texts of its YAML: `pace_4="pace: 0"`."""
    rules()
    text = text or SCENARIO
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return edition(slug, text)


def dialogue(slug="two-windows", old="", new=""):
    """A published dialogue: the small one of the author's reference, with other words for some of its own."""
    rules()
    reference = Path(__file__).parents[1] / "docs" / "packs" / "dialogue.md"
    text = re.search(r"```yaml\n(.*?)```", reference.read_text("utf-8"), re.DOTALL)[1]
    assert old in text
    return edition(slug, text.replace(old, new) if old else text)


def practice(text=None):
    """A published course of a lesson and, after it, the scenario `street`."""
    return edition("practice", text or PRACTICE)


def run(person=None, edition=None, seed=7, pass_mark=60, enrolment=None):
    """A run at its beginning; it counts when there is an enrolment."""
    edition = edition or editions.published("scenario", "street") or scenario()
    started = runs.start(
        person or (enrolment and enrolment.person) or learner(), "scenario/street", edition, pass_mark, enrolment
    )
    started.seed = seed
    db.session.flush()
    return started


def move(run, action="reply", post="drain", reply="We are sorry. A crew comes on Thursday.", minute=None, pasted=None, **grade):
    """A move as it would stand in the database, its words graded as told: see `grade_detail`."""
    minute = run.minute + 5 if minute is None else minute
    made = Move(number=len(run.moves) + 1, minute=minute, action=action, post=post, reply=reply, pasted=pasted)
    run.moves.append(made)
    detail = grade_detail(outcomes.item_of(made), reply, **grade)
    made.grade = Grade(grader="of the suite", score=detail["score"], needs_review=detail["needs_review"], detail=detail)
    run.minute = minute
    db.session.flush()
    return made


def graded(run, reply, post="drain", action="reply"):
    """A move as it would stand in the database, its words graded by the grader itself."""
    made = Move(number=len(run.moves) + 1, minute=run.minute + 1, action=action, post=post, reply=reply)
    run.moves.append(made)
    grade = grading.grade(outcomes.item_of(made), reply, action)
    made.grade = Grade(grader=grade.grader, score=grade.score, needs_review=grade.needs_review, detail=grade.to_json())
    run.minute += 1
    return made


def sample(move):
    """A graded text that was drawn to be marked blind."""
    drawn = Sample(grade=move.grade)
    db.session.add(drawn)
    db.session.flush()
    return drawn


def blind_mark(sample, marker, overall=None, made_at=None, **levels):
    """A blind mark that says what the grade says but for what is given."""
    detail = sample.grade.detail
    graded = {name: each["level"] for name, each in detail["criteria"].items()}
    made = BlindMark(marker=marker, levels=graded | levels, overall=detail["overall"] if overall is None else overall)
    made.made_at = made_at or clock.now()
    sample.marks.append(made)
    db.session.flush()
    return made


def finish(run):
    """Let the rest of the time pass without the learner, and the run end."""
    run.open_seconds = 1_000_000
    db.session.flush()
    runs.keep_time(run)
    return run


def review(run, number=1, reviewer=None, overall=3, **levels):
    """Judge a text of a finished run: every level as the grader gave it but those named."""
    grade = next(move for move in run.moves if move.number == number).grade
    given = {name: each["level"] for name, each in grade.detail["criteria"].items()}
    reasons = {name: f"Look at {name}." for name in levels}
    return reviews.judge(reviewer or instructor(), grade, given | levels, reasons, overall)


def grade_detail(item, reply, level=2, doubtful=(), evidence=(), **levels):
    """A grade in the exchange format: all criteria at `level` but those named; `doubtful` are the unsure ones."""
    levels = dict.fromkeys(grading.CRITERIA, level) | levels
    criteria = {
        name: grading.CriterionGrade(
            level=own,
            confidence=0.4 if name in doubtful else 0.9,
            reason=f"Because of {name}.",
            rule=item.rules.get(name) if own < 2 else None,
            evidence=tuple(evidence),
        )
        for name, own in levels.items()
    }
    red = any(levels[name] == 0 for name in grading.CONDUCT)
    overall = 0 if red else min(4, sum(levels.values()) // 4)
    score = outcomes.Judgement(item, levels, overall, ()).score
    return grading.Grade(overall, score, overall >= 2, "of the suite", criteria).to_json()


AWARD = certificates.Award("tiny", "Tiny course", "TC-1", 1.5, ("Reads before replying",), "en")

TINY = """
    kind: course
    title: Tiny course
    code: TC-1
    summary: Made for the suite.
    hours: 1.5
    competencies: [Reads before replying]
    rules: land
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        activities:
          - type: lesson
            slug: read-me
            title: Read me
            minutes: 5
            body: Words.
            sources:
              - {title: The gazette, checked_on: 2026-11-01, certainty: official}
"""

RULES = """
    kind: rules
    title: A country
    country: PK
    summary: Made for the suite.
    conduct:
      - slug: neutrality
        number: Rule 24
        instrument: Conduct rules
        text: No part in politics.
        source: &source {title: The gazette, checked_on: 2026-11-01, certainty: official}
      - slug: secrecy
        number: Rule 18
        instrument: Conduct rules
        text: No official document to the press.
        source: {title: The gazette, checked_on: 2026-11-01, certainty: official}
    offices:
      - slug: water-board
        name: Water Board
        handles: [water, drains]
        channels: [{kind: helpline, value: "1334"}]
        source: {title: Its page, checked_on: 2026-11-01, certainty: press}
      - slug: power-company
        name: Power Company
        handles: [electricity]
        channels: [{kind: helpline, value: "118"}]
        source: {title: Its page, checked_on: 2026-11-01, certainty: press}
""".replace("&source ", "")

BANK = """
    kind: bank
    title: Testing
    summary: Made for the suite.
    competencies:
      - {slug: referral, title: Sends people where they are helped, knows: Which., does: Sends., judges: When.}
      - {slug: mandate, title: Keeps to the mandate, knows: What it is., does: Keeps., judges: Whether., criteria: [mandate]}
    questions:
""" + "".join(f"""
      - slug: {objective.replace("/", "-")}-{number}
        type: single
        prompt: Question {number} on {objective}
        objective: {objective}
        triage: {"rumour" if number > 2 else "[praise, troll]"}
        options:
          - {{text: Right one, right: true, feedback: "Yes, {objective} {number}."}}
          - {{text: Wrong one, feedback: "No, {objective} {number}."}}
""" for objective in ("referral/knows", "referral/does", "mandate/knows") for number in range(1, 5))

DRAWING = """
    kind: course
    title: Drawing
    code: DR-1
    summary: Made for the suite.
    hours: 1
    competencies: [referral, mandate]
    rules: land
    bank: testing
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        activities:
          - type: quiz
            slug: check
            title: Check yourself
            minutes: 10
            attempts: 0
            questions:
              - type: single
                slug: own
                prompt: Its own question
                objective: mandate/judges
                options:
                  - {text: Right one, right: true, feedback: "Yes, own."}
                  - {text: Wrong one, feedback: "No, own."}
            draws:
              - {count: 2, objectives: [referral/knows]}
              - {count: 1, objectives: [referral/does, mandate/knows], triage: rumour}
"""

SCENARIO = """
    kind: scenario
    title: A wet street
    summary: Water in the street, and who writes about it.
    brief: You answer for the municipal committee of **Testpur**.
    rules: land
    page:
      name: Municipal Committee, Testpur
      handle: mc-testpur
      about: Street lights, drains and parks.
      charter:
        - {slug: no-insults, text: Insults are hidden. Criticism never is.}
        - {slug: no-private-data, text: Private data of others is hidden.}
    minutes: 120
    pace: 4
    cites: {composure: neutrality}
    directory: [water-board, power-company]
    escalate_to:
      - {slug: chief-officer, name: Chief Officer}
    report_to:
      - {slug: platform, name: The platform}
    facts:
      - The drain was inspected on Monday and a crew comes on Thursday.
    mandate:
      can: [Clear drains]
      cannot: [Repair transformers]
      refer:
        - {office: power-company, channel: helpline 118}
    statement:
      example: The committee clears the drain on Thursday.
    personas:
      rafiq: {name: Rafiq Stores, about: Sells tea., disposition: -1, influence: 1}
      bulb: {name: Bulb Watch, about: Satire about the town., disposition: -2, influence: 2}
      amna: {name: آمنہ بی بی, about: Two schoolchildren., disposition: 1, influence: 0}
      desk: {name: City Desk, about: A local paper., influence: 3}
    posts:
      - slug: drain
        persona: rafiq
        text: The drain is blocked since two weeks. Nobody comes!
        at: 0
        triage: service_complaint
        within: 60
        weight: 3
        actions: {reply: best, message: acceptable, refer: poor, ignore: harmful, hide: harmful}
        targets: {refer: [water-board]}
        why: A complaint inside the mandate.
        example: We are sorry. A crew clears the drain on Thursday.
        exemplars:
          next_step:
            meets: ["A crew clears the drain on Thursday."]
            misses: ["We are looking into it."]
      - slug: wires
        persona: amna
        text: بجلی کی تار سڑک پر گری ہوئی ہے
        language: ur
        at: 0
        triage: outside_mandate
        within: 60
        weight: 0
        actions: {refer: best, escalate: acceptable, reply: acceptable, ignore: harmful}
        targets: {refer: [power-company], escalate: [chief-officer]}
        why: Wires are the power company's.
      - slug: slur
        persona: bulb
        text: The lady at the counter is a (slur).
        at: 0
        triage: abuse
        weight: 0
        actions: {hide: best, report: acceptable, ignore: poor}
        targets: {hide: [no-insults], report: [platform]}
        why: Abuse of a colleague is hidden.
      - slug: house
        persona: amna
        text: My house number is 12. When do they come?
        channel: message
        at: 0
        triage: information_request
        weight: 0
        actions: {message: best, ignore: poor}
        why: A private question is answered in private.
      - slug: joke
        persona: bulb
        text: We should elect a bulb.
        at: 20
        triage: troll
        weight: 0
        actions: {ignore: best, reply: poor}
        why: Leave satire alone.
    reactions:
      - slug: thanked
        when: {move: {on: drain, action: [reply, message]}}
        delay: 4
        then:
          comments:
            - {persona: rafiq, under: drain, text: I will look out.}
      - slug: gossip
        when: {minute: ">=20"}
        then:
          comments:
            - {persona: bulb, text: They sleep in Testpur.}
"""

PRACTICE = """
    kind: course
    title: Practice
    code: PR-1
    summary: Made for the suite.
    hours: 1
    competencies: [Reads before replying]
    rules: land
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        activities:
          - type: lesson
            slug: read-me
            title: Read me
            minutes: 5
            body: Words.
            sources:
              - {title: The gazette, checked_on: 2026-11-01, certainty: official}
      - slug: second
        title: Second things
        summary: What comes after.
        requires: [first]
        activities:
          - type: scenario
            slug: street
            title: The street
            minutes: 20
            pass_mark: 60
            attempts: 2
"""
