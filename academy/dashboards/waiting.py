"""What waits for instructors, by how long it has waited."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from academy import charts, clock, queue
from academy.charts.shown import Column, Shown
from academy.charts.written import percent
from academy.dashboards.scope import Scope
from academy.db import db

AGES = (2, 7, 14)  # days that part the columns


def counted(scope: Scope) -> list[int]:
    """How many pieces of work wait for a person to decide them: since fewer than two days, fewer than seven, fewer than
    fourteen, and longer."""
    parts = []
    for source in queue.sources():
        query = source.select(scope.person)
        columns = query.selected_columns
        waits = query.where(columns.rank < queue.DOUBT, *scope.within(columns.enrolment_id))
        parts.append(waits.with_only_columns(columns.since.label("since")))
    since = sa.union_all(*parts).subquery().c.since
    return list(db.session.execute(sa.select(*(sa.func.count(sa.case((age, 1))) for age in _ages(since)))).one())


def shown(scope: Scope) -> Shown:
    counts = counted(scope)
    names = [
        ngettext("under %(num)s day", "under %(num)s days", AGES[0]),
        *(_("%(first)s to %(last)s days", first=low, last=high) for low, high in zip(AGES, AGES[1:])),
        ngettext("over %(num)s day", "over %(num)s days", AGES[-1]),
    ]
    caption, said = _("Work that waits for an instructor, by days"), _said(counts)
    rtl = get_locale().text_direction == "rtl"
    edges = ["0", *map(str, AGES), ""]
    drawn = charts.columns(caption, counts, edges, (), said, rtl) if sum(counts) else None
    columns = (
        Column("waits", _("Waits")),
        Column("pieces", _("Pieces of work"), "count"),
        Column("share", _("Share"), "percent"),
    )
    rows = [(name, count, count / sum(counts)) for name, count in zip(names, counts)] if sum(counts) else []
    return Shown(said, caption, drawn, columns, rows)


def _ages(since) -> list[sa.ColumnElement[bool]]:
    ends = [clock.now() - timedelta(days=age) for age in AGES]
    between = [(since <= young) & (since > old) for young, old in zip(ends, ends[1:])]
    return [since > ends[0], *between, since <= ends[-1]]


def _said(counts: list[int]) -> str:
    if not sum(counts):
        return _("Nothing waits for an instructor.")
    words = ngettext(
        "%(num)s piece of work waits for an instructor.", "%(num)s pieces of work wait for an instructor.", sum(counts)
    )
    if not counts[-1]:
        return words
    late = ngettext("%(num)s of them since more than %(days)s days.", "%(num)s of them since more than %(days)s days.",
                    counts[-1], days=AGES[-1])  # fmt: skip
    return f"{words} {late} {_('That is %(share)s.', share=percent(counts[-1] / sum(counts)))}"
