"""What an administrator types to import people."""

from pathlib import Path

import click

from academy import languages
from academy.accounts.commands import people_commands
from academy.db import begin_writing, db
from academy.exports import reading
from academy.exports.reading import Unreadable
from academy.roll import columns, files, importing, rolls, rules, words

MOST_SAID = 200  # problems on the screen


@people_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
@click.option("--valid-rows", is_flag=True, help="Import the rows that are right, and leave the others.")
@click.option("--make-cohorts", is_flag=True, help="Make the cohorts that are missing.")
@click.option(
    "--encoding", type=click.Choice(list(reading.ENCODINGS)), default=None, help="Of a CSV file; guessed unless given."
)
@click.option("--problems", type=click.Path(path_type=Path), help="Where to write the rows that are wrong, as CSV.")
def import_people(file, dry_run, valid_rows, make_cohorts, encoding, problems):
    """Add and change people by a CSV or XLSX FILE. Exit status 1 when rows are wrong."""
    begin_writing()
    with languages.of_the_house():
        preview = _preview(file, make_cohorts, encoding)
        _say(preview)
        wrong = preview.counts[rules.WRONG]
        if problems and wrong:
            problems.write_bytes(preview.problems_as_csv())
            click.echo(f"{problems} holds the rows that are wrong.")
        if not dry_run and (valid_rows or not wrong):
            _write(file, preview)
        else:
            click.echo(
                "Nothing was written." if dry_run else "Nothing was written: mend the rows, or use --valid-rows."
            )
    if wrong:
        raise SystemExit(1)


def _preview(file: Path, make_cohorts: bool, encoding: str | None) -> rolls.Preview:
    try:
        table = files.read(file.read_bytes(), encoding or "")
    except Unreadable as unreadable:
        raise click.ClickException(str(words.UNREADABLE[unreadable.code])) from None
    preview = rolls.Preview(table, columns.guess(table.columns), make_cohorts, None)
    if preview.clashes:
        names = "; ".join(", ".join(same) for same in preview.clashes)
        raise click.ClickException(f"several columns are the same field, leave one of them: {names}")
    if not preview.can_tell:
        raise click.ClickException("there is neither a column of e-mail addresses nor one of personal numbers")
    return preview


def _say(preview: rolls.Preview) -> None:
    if preview.table.encoding:
        click.echo(f"Encoding: {reading.ENCODINGS[preview.table.encoding]}")
    if preview.ignored:
        click.echo(f"Ignored columns: {', '.join(preview.ignored)}")
    said = [(outcome.line, problem) for outcome in preview.of_kind(rules.WRONG) for problem in outcome.problems]
    for line, problem in said[:MOST_SAID]:
        heading = words.heading(problem.field, preview.headings)
        place = f"row {line}" + (f", {heading}" if heading else "")
        click.echo(
            f"{place}: {problem.value!r}: {words.said(problem)}" if problem.value else f"{place}: {words.said(problem)}"
        )
    if len(said) > MOST_SAID:
        click.echo(f"… and {len(said) - MOST_SAID} more")
    counts = preview.counts
    click.echo(
        f"{preview.right} of {len(preview.outcomes)} rows are right: {counts[rules.NEW]} new, {counts[rules.CHANGED]} changed, "
        f"{counts[rules.UNCHANGED]} unchanged; {counts[rules.WRONG]} with errors."
    )


def _write(file: Path, preview: rolls.Preview) -> None:
    """In one transaction."""

    def told(done: int, total: int) -> None:
        click.echo(f"{done:,} of {total:,} rows", err=True)

    importing.write_all(None, f"academy people import {file.name}"[:500], preview.outcomes, told)
    db.session.commit()
    click.echo("It is imported.")
