"""What is typed about the grader: grade a file, see how far grades agree with marks, fit it, grade past runs again."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app

from academy import jobs
from academy.db import apart, db
from academy.jobs.models import Job

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--items", required=True, type=READABLE, help="What is replied to: a JSON object a line.")
@click.option("--replies", required=True, type=READABLE, help="The replies: a JSON object a line.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write the grades to.")
def grade(items, replies, out):
    """Grade a file of replies, one line of grades for each."""
    from scenarios.grading import batch

    try:
        count = batch.grade_files(items, replies, out)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{count} replies are graded in {out}.")


@click.command()
@click.option("--items", required=True, type=READABLE, help="What is replied to: a JSON object a line.")
@click.option("--replies", required=True, type=READABLE, help="Marked replies: with ratings and overall.")
def agreement(items, replies):
    """Grade marked replies and print how far the grades agree with the marks."""
    from scenarios.grading import agreement as measured

    try:
        found = measured.agreement(items, replies)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(found.table())


@click.group()
def grader():
    """Fit and measure the grader, learn from reviews, grade past runs again."""


@grader.command()
def fit():
    """Write the shipped weights anew from the marked replies, and say what changed."""
    from scenarios.grading import fit as fitting  # numpy, only where something is fitted

    paths = (fitting.COMMON, fitting.order.WEIGHTS, fitting.WEIGHTS)
    before = {path: _numbers(path) for path in paths}
    fitting.main()
    for path in paths:
        click.echo(f"{path.name}: {_difference(before[path], _numbers(path))}")


@grader.command()
def measure():
    """Leave each situation out in turn, and print how far grades agree with marks."""
    from scenarios.grading import measure as measuring

    try:
        measuring.main()
    except ModuleNotFoundError as missing:
        message = f"{missing.name} is missing; measuring needs what `pip install academy[test]` brings"
        raise click.ClickException(message) from None


@grader.command()
def refit():
    """Propose weights fitted anew from the reviews in the database, and say what they would do."""
    from scenarios.regrading import refits, reports

    with apart():
        try:
            refit_id = refits.propose(None).id
        except refits.TooFewReviews as few:
            needed = refits.LEAST_DIFFERING
            raise click.ClickException(f"{few.differing} reviews overrule the grader; {needed} are needed") from None
    made = _done(lambda: refits.refit_or_404(refit_id), refits.job_of)
    click.echo(reports.of_refit(made))


@grader.command()
@click.argument("scenario")
@click.option("--reason", required=True, help="Learners whose grades count anew can read it.")
@click.option("--edition", "number", type=int, help="Grade under the facts and weights of this edition (1 is the first).")
@click.option("--adopt", is_flag=True, help="Let the new grades count at once.")
def regrade(scenario, reason, number, adopt):
    """Grade the finished runs of SCENARIO again (`dialogue/SLUG`: of a dialogue, `all`: of all) and say who would move."""
    from scenarios.regrading import regradings, reports

    slug = None if scenario == "all" else scenario
    with apart():
        try:
            regrading_id = regradings.propose(None, slug, _edition(slug, number), reason).id
        except regradings.NothingToGrade:
            raise click.ClickException(f"nobody has finished a run of {scenario} that counts") from None
    made = _done(lambda: regradings.regrading_or_404(regrading_id), regradings.job_of)
    with current_app.test_request_context():  # what a course says about an activity holds a link to it
        click.echo(reports.of_regrading(made))
    if not adopt:
        return
    with apart():
        regradings.adopt(None, regradings.regrading_or_404(regrading_id))
    _done(lambda: regradings.regrading_or_404(regrading_id), regradings.job_of)
    click.echo("It is adopted; results have followed.")


def _edition(slug: str | None, number: int | None):
    from scenarios.regrading import regradings

    if number is None:
        return None
    listed = regradings.editions_of(slug) if slug else []
    if not 1 <= number <= len(listed):
        raise click.ClickException(f"{slug or 'all'}: there is no edition {number}, only {len(listed)}")
    return listed[number - 1]


def _done(find: Callable, job_of: Callable):
    """What `find` gives, once its job is done: by us, or by a worker that was faster."""
    while job := job_of(find()):
        job_id = job.id
        if job.state == "failed":
            raise click.ClickException(f"it was given up: {job.error}")
        if not jobs.run(job_id):
            time.sleep(0.5)
        db.session.rollback()
        if (error := db.session.get(Job, job_id).error) and not db.session.get(Job, job_id).finished_at:
            raise click.ClickException(f"it will be tried again by the worker: {error}")
    return find()


def _numbers(path: Path) -> dict[str, float]:
    """Every number of a JSON file by the names that lead to it."""
    return dict(_leaves("", json.loads(path.read_text("utf-8"))))


def _leaves(name: str, value):
    if isinstance(value, (int, float)):
        yield name, value
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves(f"{name} {key}".strip(), inner)


def _difference(before: dict, after: dict) -> str:
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if not changed:
        return "unchanged"
    told = [f"  {name}: {before.get(name, 'new')} -> {after.get(name, 'gone')}" for name in changed[:20]]
    more = [f"  ... and {len(changed) - 20} more"] if len(changed) > 20 else []
    return "\n".join([f"{len(changed)} of {len(after)} numbers changed", *told, *more])
