"""What a reviewer of the grader types: grade a file of replies, and see how far grades agree with marks."""

from pathlib import Path

import click

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
