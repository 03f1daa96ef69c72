"""The same arguments give the same bytes for ever: replays kept beside this file, and replays in another process.

After a change that is meant to alter feeds, raise simulation.VERSION and run these tests once with WRITE_GOLDENS=1.
"""

import dataclasses
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from academy.packs import digest
from scenarios import simulation
from scenarios.pack import Scenario

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "scenarios" / "packs"
SNEER = {"reply": "Ask your bulb.", "overall": 0, "score": 10.0, "red_lines": ("composure",)}
DATED = {"reply": "Lamp 14 on Thursday.", "overall": 4, "score": 92.0, "levels": {"next_step": 2}}
VAGUE = {"reply": "We will do it soon.", "overall": 1, "score": 35.0, "levels": {"next_step": 0, "clarity": 1}}

SCRIPTS = {
    "silent": [],
    "good": [
        (7, "reply", "dark-street", DATED | {"found": (("promise", "Lamp 14 on Thursday"), ("time", "Thursday"))}),
        (16, "refer", "sparks", {"target": "power-company"}),
        (24, "ignore", "bulb-joke"),
        (33, "hide", "slur", {"target": "no-insults"}),
        (39, "message", "my-address", DATED),
        (60, "reply", "still-dark", DATED),
    ],
    "clumsy": [
        (8, "reply", "dark-street", VAGUE),
        (16, "refer", "sparks", {"target": "committee"}),
        (22, "reply", "bulb-joke", SNEER),
        (28, "hide", "bulb-joke", {"target": "no-insults"}),
        (33, "hide", "slur", {"target": "no-private-data"}),
        (50, "correct", "dark-street", DATED | {"found": (("promise", "on Thursday"),)}),
        (70, "escalate", "press-query", {"target": "chief-officer"}),
        (80, "statement", None, VAGUE),
    ],
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_recorded_replay_is_the_same_for_ever(street, moves, script, seed):
    feed = simulation.replay(street, seed, moves(*SCRIPTS[script]), 180)

    assert_golden(HERE / "golden" / f"market-street-{script}-{seed}.json", feed)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/pack.yaml")), ids=lambda path: path.parent.name)
@pytest.mark.parametrize("manner", ["best", "worst"])
def test_a_shipped_scenario_replays_as_recorded(path, manner, played):
    scenario = shipped(path)
    edition = digest(json.dumps(scenario.model_dump(mode="json"), sort_keys=True).encode())[:16]

    feed = simulation.replay(scenario, 7, played(scenario, manner, 7), scenario.minutes)

    assert feed.ended
    assert_golden(HERE / "golden" / f"{path.parent.name}-{manner}.json", feed, edition)


def test_another_process_with_another_hash_seed_gives_the_same_bytes(street, moves):
    program = (
        "import pickle, sys; from scenarios import simulation; from scenarios.pack import Scenario;"
        "content, made = pickle.load(sys.stdin.buffer); scenario = Scenario.model_validate(content);"
        "made = [simulation.Move(*fields) for fields in made];"
        "sys.stdout.buffer.write(simulation.replay(scenario, 5, made, 180).to_json().encode())"
    )
    made = moves(*SCRIPTS["clumsy"])
    told = pickle.dumps((street.model_dump(mode="json"), [list(dataclasses.astuple(move)) for move in made]))

    here = simulation.replay(street, 5, made, 180).to_json().encode()

    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(HERE.parents[2])}
        command = [sys.executable, "-c", program]
        there = subprocess.run(command, input=told, stdout=subprocess.PIPE, env=environment, check=True)
        assert there.stdout == here


def shipped(path) -> Scenario:
    files = {file.name: file.read_bytes() for file in path.parent.glob("*.md")}
    content = YAML(typ="safe").load(path)
    content.pop("kind", None)
    return Scenario.model_validate(content, context={"files": files})


def assert_golden(path: Path, feed, edition: str | None = None):
    recorded = {"simulation": simulation.VERSION, "edition": edition, "feed": json.loads(feed.to_json())}
    text = json.dumps(recorded, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("WRITE_GOLDENS"):
        path.write_text(text)
    assert path.exists(), f"no golden replay {path.name}: run this test once with WRITE_GOLDENS=1"
    kept = json.loads(path.read_text())
    assert kept["edition"] == edition, f"the pack changed: write {path.name} anew with WRITE_GOLDENS=1"
    assert path.read_text() == text
