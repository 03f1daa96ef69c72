"""The files for a real deployment fit the program that they start."""

import re
import shlex

import pytest

from academy import settings
from academy.app import create_app
from academy.studio import transfer_views
from tests.servers import ROOT

FOLDER = ROOT / "docs" / "deployment"


def written(name):
    return (FOLDER / name).read_text("utf-8")


def test_every_line_of_the_environment_is_a_setting_that_is_understood():
    lines = [line for line in written("academy.env").splitlines() if line and not line.startswith("#")]
    given = dict(shlex.split(line)[0].split("=", 1) for line in lines)

    assert set(given) <= {each.variable for each in settings.SETTINGS}
    assert settings.from_environment(given)["PROXIES"] == 1


@pytest.mark.parametrize("name", ["academy.service", "academy-worker.service"])
def test_a_unit_starts_a_command_that_there_is(name, tmp_path):
    [line] = re.findall(r"^ExecStart=(.+)$", written(name), re.M)
    program, command, *words = shlex.split(line)
    app = create_app(INSTANCE=str(tmp_path))

    assert program.endswith("/.venv/bin/academy")
    app.cli.commands[command].make_context(command, words)


def test_the_units_differ_in_what_they_do_only():
    pages, jobs = (set(written(name).splitlines()) for name in ("academy.service", "academy-worker.service"))

    assert len(pages & jobs) > 30
    assert len(pages ^ jobs) < 16


def test_the_proxy_takes_what_the_academy_takes():
    [limit] = re.findall(r"client_max_body_size (\d+)m;", written("nginx.conf"))

    assert int(limit) * 1024**2 > transfer_views.LARGEST_FORM, "the largest of all forms: a pack"
