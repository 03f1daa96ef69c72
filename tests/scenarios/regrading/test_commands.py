"""Fitting, measuring, refitting and regrading as they are typed."""

import json
import shutil

import pytest

from scenarios.grading import fit, measure, order
from scenarios.regrading.models import Regrading
from tests.commands import typed
from tests.scenarios.regrading.conftest import POOR, RUDE


def test_a_regrading_is_computed_and_told_and_changes_nothing(app, finished, session):
    up, down = finished(**POOR), finished(RUDE)
    session.commit()

    done = typed(app, "grader", "regrade", "street", "--reason", "A clearer rubric.")
    session.expire_all()

    assert done.exit_code == 0, done.output
    assert "2 runs, 2 with another score" in done.output
    assert "1 runs would pass that do not now, 1 would no longer pass (2 people)" in done.output
    assert "1 certificates concerned" in done.output
    assert (up.passed, down.passed) == (False, True)
    assert session.query(Regrading).one().made_by is None


def test_a_regrading_is_adopted_at_once(app, finished, session):
    down = finished(RUDE)
    session.commit()

    done = typed(app, "grader", "regrade", "all", "--reason", "A clearer rubric.", "--edition", "1", "--adopt")
    right = typed(app, "grader", "regrade", "street", "--reason", "A clearer rubric.", "--edition", "1", "--adopt")
    session.expire_all()

    assert done.exit_code == 1 and "there is no edition 1" in done.output
    assert right.exit_code == 0, right.output
    assert "It is adopted" in right.output
    assert down.passed is False


def test_where_nobody_has_finished_a_run_that_is_said(app, course):
    done = typed(app, "grader", "regrade", "street", "--reason", "Why not.")

    assert done.exit_code == 1
    assert "nobody has finished a run of street that counts" in done.output


def test_a_refit_from_too_few_reviews_says_how_many_there_are(app, session):
    done = typed(app, "grader", "refit")

    assert done.exit_code == 1
    assert "0 reviews overrule the grader; 20 are needed" in done.output


@pytest.mark.slow
def test_fitting_says_which_weights_changed(app, tmp_path, monkeypatch):
    for module, name in ((fit, "WEIGHTS"), (fit, "COMMON"), (order, "WEIGHTS")):
        copy = tmp_path / getattr(module, name).name
        shutil.copy(getattr(module, name), copy)
        monkeypatch.setattr(module, name, copy)
    monkeypatch.setattr(fit.fit_acts, "write", lambda replies: None)  # what takes minutes, and is said nowhere
    monkeypatch.setattr(fit, "_write_held_out", lambda replies: None)
    weights = json.loads(fit.WEIGHTS.read_text("utf-8"))
    weights["clarity"]["cuts"][0] = 9.0
    fit.WEIGHTS.write_text(json.dumps(weights), "utf-8")

    done = typed(app, "grader", "fit")

    assert done.exit_code == 0, done.output
    fitted = json.loads(fit.WEIGHTS.read_text("utf-8"))["clarity"]["cuts"][0]
    assert fitted != 9.0
    assert f"clarity cuts 0: 9.0 -> {fitted}" in done.output


def test_measuring_prints_the_agreement_with_situations_left_out(app, monkeypatch):
    items, replies = fit.marked()
    few = dict(list(items.items())[:4])
    monkeypatch.setattr(measure, "marked", lambda: (few, [each for each in replies if each.item in few]))

    done = typed(app, "grader", "measure")

    assert done.exit_code == 0, done.output
    assert "Each situation graded by weights fitted on the others." in done.output
    assert "overall QWK: ours" in done.output


@pytest.mark.parametrize("command", ["fit", "measure", "refit", "regrade"])
def test_each_command_says_what_it_does(app, command):
    assert typed(app, "grader", command, "--help").exit_code == 0
