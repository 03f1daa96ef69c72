"""The scripts, the lock and the packaging: what stands between a bare machine and a running academy."""

import configparser
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted([*ROOT.glob("bin/*"), ROOT / ".ci/run"])
SHELL_SCRIPTS = [script for script in SCRIPTS if script.read_bytes().startswith(b"#!/bin/bash")]
TESTS_ONLY = "# For the tests only"


def setup_cfg():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def lines(text):
    return [line for line in map(str.strip, text.splitlines()) if line]


def pins(lock):
    """What a lock pins, name → [(requirement, number of its hashes)]; a name may differ by Python version."""
    found = {}
    for block in lock.replace("\\\n", " ").splitlines():
        if block and not block.startswith("#"):
            pinned, *hashes = block.split("--hash=")
            requirement = Requirement(pinned)
            found.setdefault(canonicalize_name(requirement.name), []).append((requirement, len(hashes)))
    return found


def not_pinned(wanted, lock):
    """The requirements that some pin of the lock breaks, or no pin meets."""
    locked = pins(lock)
    return [requirement for requirement in map(Requirement, wanted) if not meets(locked, requirement)]


def meets(locked, requirement):
    found = locked.get(canonicalize_name(requirement.name), [])
    versions = [next(iter(pinned.specifier)).version for pinned, _ in found]
    return bool(versions) and all(version in requirement.specifier for version in versions)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_script_can_be_executed(script):
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda script: script.name)
def test_every_shell_script_is_sound_bash(script):
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)

    assert checked.stderr == ""
    assert "\nset -euo pipefail\n" in script.read_text() or script.parent.name == ".ci"


def test_the_lock_pins_all_that_running_needs_before_what_only_the_tests_need():
    runtime = (ROOT / "requirements.lock").read_text().split(TESTS_ONLY)[0]
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]

    assert not_pinned([*lines(setup_cfg()["options"]["install_requires"]), *build], runtime) == []


def test_the_lock_pins_all_that_the_tests_need():
    lock = (ROOT / "requirements.lock").read_text()

    assert TESTS_ONLY in lock
    assert not_pinned(lines(setup_cfg()["options.extras_require"]["test"]), lock) == []


def test_every_pin_of_the_lock_has_a_hash_and_names_no_place():
    lock = (ROOT / "requirements.lock").read_text()

    assert [name for name, found in pins(lock).items() if not all(hashes for _, hashes in found)] == []
    assert "://" not in lock


def test_set_up_refuses_a_purpose_it_does_not_know():
    refused = subprocess.run([ROOT / "bin/setup", "fly"], capture_output=True, text=True)

    assert (refused.returncode, refused.stderr) == (2, "usage: bin/setup [run|test]\n")


def test_set_up_tells_an_ordinary_user_the_line_to_type(tmp_path):
    """An ordinary user on a machine without our packages: `id` and `dpkg-query` are the machine's own words."""
    says(tmp_path / "id", "echo 1000")
    says(tmp_path / "dpkg-query", "exit 1")
    path = f"{tmp_path}:{os.environ['PATH']}"

    told = subprocess.run([ROOT / "bin/setup", "test"], env={"PATH": path}, capture_output=True, text=True, cwd="/")

    assert told.returncode == 1
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends libpango-1.0-0 " in told.stderr


def says(program, body):
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this tree, unpacked; built on a copy, since a build leaves its traces in the tree."""
    work = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, work / "tree", ignore=shutil.ignore_patterns(".git", *ignored()))
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, work], cwd=work / "tree", check=True, capture_output=True)
    zipfile.ZipFile(*work.glob("*.whl")).extractall(work / "unpacked")
    return work / "unpacked"


def ignored():
    return [line.strip("/") for line in lines((ROOT / ".gitignore").read_text())]


def test_a_wheel_carries_code_templates_packs_and_static_files(wheel):
    tree = wheel.parent / "tree"
    folders = {"academy": "academy", "courses": "courses", "scenarios": "scenarios", "templates": "academy/templates"}
    wanted = {
        f"{inside}/{file.relative_to(tree / folder)}"
        for folder, inside in folders.items()
        for file in (tree / folder).rglob("*")
        if file.is_file()
    }

    carried = {str(file.relative_to(wheel)) for file in wheel.rglob("*") if file.is_file()}

    assert wanted - carried == set()
    assert {file for file in carried - wanted if ".dist-info/" not in file} == set()


VISIT = """
import academy.app
print(academy.__file__)
client = academy.app.create_app().test_client()
print(*(client.get(path).status_code for path in ("/healthz", "/no-such-page", "/static/css/base.css")))
"""


@pytest.mark.slow
def test_an_academy_runs_from_a_wheel(wheel, tmp_path):
    """Nothing of the checkout is on its path: templates, packs, migrations and static files come out of the wheel."""
    environment = {**os.environ, "PYTHONPATH": str(wheel), "ACADEMY_INSTANCE": str(tmp_path / "instance")}

    def python(*arguments):
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    assert python("-m", "academy.cli", "demo")[0].startswith("Demo accounts: officer@academy.example")
    assert python("-c", VISIT) == [str(wheel / "academy/__init__.py"), "200 404 200"]
    assert python("-m", "academy.cli", "check")[-1] == f"{len(packs(ROOT))} packs are sound, 0 findings."


def packs(folder):
    places = ("*/packs/*", "*/*/packs/*", "*/banks/*")
    return [file for place in places for file in folder.glob(f"{place}/pack.yaml")]
