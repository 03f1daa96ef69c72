"""Marking sheets as people have them: downloaded, opened, filled in, saved by whatever program, and sent back."""

import csv
import io

import openpyxl
import sqlalchemy as sa

from academy import jobs
from academy.db import db
from academy.jobs.models import Job


def downloaded(browser, address):
    """The rows of a sheet, each a mapping by column."""
    data = browser.get(address, buffered=True).data
    if ".csv" in address:
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def as_csv(rows, delimiter=",", encoding="utf-8-sig"):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows):
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened_and_saved(rows):
    """What a spreadsheet makes of cells that it opens from a CSV file: numbers where there could be some."""
    return [{name: _as_number(cell) for name, cell in row.items()} for row in rows]


def send(browser, address, data, name="marks.csv", **more):
    return browser.post(address, data={"sheet": (io.BytesIO(data), name), **more})


def keep(browser, address):
    """Send the preview of a batch off, and do its job."""
    answer = browser.post(address)
    do_jobs()
    return answer


def do_jobs():
    db.session.commit()
    waiting = sa.select(Job.id).where(Job.finished_at.is_(None), Job.kind == "review-batch")
    for job_id in db.session.scalars(waiting).all():
        jobs.run(job_id)
    db.session.expire_all()


def _as_number(cell):
    try:
        number = float(cell)
    except ValueError:
        return cell
    return f"{number:g}"
