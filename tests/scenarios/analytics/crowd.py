"""Learners of differing skill who play the scenario `street`; the weaknesses that analytics should find are planted."""

import numpy as np

from academy import cohorts
from academy.accounts import people, service_groups
from academy.db import db
from scenarios.models import Move
from tests import factories

BEFORE_WEIGHT = {
    "triage: outside_mandate\n        within: 60\n": 4,
    "triage: abuse\n": 4,
    "triage: information_request\n": 1,
    "triage: troll\n": 1,
}
WEIGHTS = {f"{line}        weight: 0": f"{line}        weight: {weight}" for line, weight in BEFORE_WEIGHT.items()}
COHORTS = ("Spring batch", "Autumn batch")
WEAK = "next_step"  # what hardly anybody writes


def make(count, seed=1, skills=None):
    """So many finished runs, each of a learner of their own. Most marks are lost on WEAK; `wires` often goes to the
    water board, and takes nearly all its time; who does well elsewhere leaves `house` alone; `joke` is easy."""
    chance, edition = np.random.default_rng(seed), factories.scenario(**WEIGHTS)
    factories.practice()
    service_groups.add_missing()
    services = [group.code for group in people.services()[:3]]
    batches = [factories.cohort(name=name, courses=["practice"]) for name in COHORTS]
    runs = []
    for number in range(count):
        learner = factories.learner(name=f"Learner {number}", service_code=services[number % 3])
        cohorts.add(None, batches[number % 2], learner)
        run = factories.run(edition=edition, enrolment=factories.started(learner, "practice"))
        skill = chance.random() if skills is None else skills[number]
        runs.append(played(run, skill, chance))
    db.session.flush()
    return runs


def played(run, skill, chance):
    """Let somebody play who does the right thing as often as they are skilled."""
    does = lambda: chance.random() < 0.15 + 0.8 * skill  # noqa: E731
    levels = {"level": 2 if does() else 1, WEAK: int(chance.random() < 0.3)}
    if does():
        factories.move(run, "reply", "drain", minute=3, **levels)
    else:
        silent(run, "hide", "drain", "no-insults", minute=3)
    if does():
        silent(run, "hide", "slur", "no-insults", minute=6)
    else:
        factories.move(run, "reply", "slur", "Shame on you.", minute=6, level=1)
    if chance.random() > skill:
        factories.move(run, "message", "house", "A crew comes on Thursday.", minute=12, level=2)
    office = "power-company" if does() else "water-board"
    silent(run, "refer", "wires", office, minute=45 + int(10 * chance.random()))
    return factories.finish(run)


def silent(run, action, post, target, minute):
    """A move without words, as it would stand in the database."""
    run.moves.append(Move(number=len(run.moves) + 1, minute=minute, action=action, post=post, target=target))
    run.minute = minute
    db.session.flush()
