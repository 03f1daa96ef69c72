"""The review queue: where the features meet whose work waits for an instructor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from academy.accounts.models import Person
from academy.db import Moment, db
from academy.home import Part
from academy.queue import claims

# Ranks: a learner asks, a pass hangs on it, two people see it otherwise, a grader was not sure and nothing hangs on it.
APPEAL, PASS, MARKERS, DOUBT = range(4)
LISTS = ("waiting", "doubtful", "all")
ORDER = ("rank", "confidence", "since", "key")


class Sign(NamedTuple):
    """Why something waits, or what it came to, in words. With a `tone` the text stands out as a status; the `note`
    after it does not."""

    text: str
    tone: str = ""
    icon: str | None = None
    note: str = ""


class Entry(NamedTuple):
    """A piece of work as the list shows it: whose it is, what it is, where it is opened. `score` is of 100."""

    learner: Person
    activity: str
    attempt: int
    finished_at: datetime
    state: Sign
    address: str
    why: tuple[Sign, ...] = ()
    score: float | None = None


@dataclass(frozen=True)
class Source:
    """A feature's work that instructors look at.

    `select(person)` has a row for each piece that is finished and that this person may look at, never their own, with
    the columns
        key          int, by which the source knows it
        rank         int, one of APPEAL … DOUBT, or null where nothing waits for anybody
        confidence   float, 0 (nobody knows) to 1: the less, the sooner it is looked at
        since        when it began to wait; null with the rank
        finished_at  when the learner was done with it
        cohort_id    of the enrolment, or null
        enrolment_id in whose course it is, or null
        activity     "scenario/angry-tenant"
        mine         whether this person may decide what it waits for
    An index of `rank`, `confidence`, `since` and `key` where `rank` is not null keeps the list fast.

    `entries(person, keys)` is what the list shows of them, by key. `activities()` are (activity, title) pairs to choose
    from. `topics()` are (topic, title) pairs under which the comment bank keeps phrases. `beside(person)` is what else
    there is to do of this kind, as a Part of a page that holds items of a list, or None.
    """

    name: str
    label: Any
    select: Callable[[Person], sa.Select]
    entries: Callable[[Person, list[int]], dict[int, Entry]]
    activities: Callable[[], list[tuple[str, str]]]
    topics: Callable[[], list[tuple[str, str]]] = list
    beside: Callable[[Person], Part | None] = lambda person: None


class Filters(NamedTuple):
    """`mine`: only what this person may decide and nobody else has at hand."""

    cohort: int | None = None
    activity: str = ""
    mine: bool = False


class Place(NamedTuple):
    """An entry in the list, and who has it at hand (a claims.Claim or None)."""

    source: str
    key: int
    entry: Entry
    claim: Any = None


class Waiting(NamedTuple):
    """How many pieces wait, and since when the oldest does; None where nothing waits."""

    count: int
    since: datetime | None


class Places(Pagination):
    """A page of the list: its `items` are Places."""

    def _query_items(self) -> list[Place]:
        person, shown, filters = (self._query_args[name] for name in ("person", "shown", "filters"))
        first = self.per_page * (self.page - 1)
        return _shown(person, db.session.execute(page_of(person, shown, filters, first, self.per_page)).all())

    def _query_count(self) -> int:
        return _count(*(self._query_args[name] for name in ("person", "shown", "filters")))


_sources: dict[str, Source] = {}


def provide(source: Source) -> None:
    """A feature brings its work into the queue."""
    _sources[source.name] = source


def sources() -> list[Source]:
    return list(_sources.values())


def listed(person, shown="waiting", filters=Filters(), page=1, rows=30) -> Places:
    """A page of one of the LISTS: what waits, in order of rank and doubt, the longest wait first among equals; that and
    after it what is doubtful though nothing hangs on it; or everything, the newest first."""
    return Places(page=page, per_page=rows, error_out=False, person=person, shown=shown, filters=filters)


def entry(person, source: str, key: int) -> Entry | None:
    """One piece of work, if this person may look at it."""
    known = _sources.get(source)
    query = known and known.select(person)
    if known is None or db.session.execute(query.where(query.selected_columns.key == key)).first() is None:
        return None
    return known.entries(person, [key])[key]


def keys_of(source: str, person, shown="waiting", filters=Filters()) -> sa.Select:
    """The keys of one source's work in one of the lists, in its order."""
    query = _narrowed(_sources[source], person, shown, filters)
    columns = query.selected_columns
    return query.with_only_columns(columns.key).order_by(*_order(columns, shown))


def left(person) -> int:
    """How many pieces wait for this person, without those that others have at hand."""
    return _count(person, "waiting", Filters(mine=True))


def waiting(person) -> Waiting:
    """The same, with the oldest of them; a query for each source."""
    counted = (sa.func.count(), sa.func.min(sa.column("since", Moment)))
    found = [
        db.session.execute(
            sa.select(*counted).select_from(_narrowed(source, person, "waiting", Filters(mine=True)).subquery())
        ).one()
        for source in sources()
    ]
    return Waiting(sum(count for count, _since in found), min((since for _count, since in found if since), default=None))


def following(person, source: str, key: int) -> Place | None:
    """What this person decides after this piece, in the order of the list and from its end on again from the top; what
    others have at hand is left out."""
    known = _sources[source]
    query = known.select(person)
    columns = query.selected_columns
    here = db.session.execute(query.where(columns.key == key, columns.rank < DOUBT)).first()
    places = partial(page_of, person, "waiting", Filters(mine=True), 0, 1, besides=(source, key))
    after = here and tuple(here._mapping[name] for name in ORDER)
    rows = (after and db.session.execute(places(after=after)).all()) or db.session.execute(places()).all()
    return next(iter(_shown(person, rows)), None)


def _shown(person, rows: Iterable[sa.Row]) -> list[Place]:
    rows = list(rows)
    keys = {name: [row.key for row in rows if row.source == name] for name in {row.source for row in rows}}
    found = {name: _sources[name].entries(person, wanted) for name, wanted in keys.items()}
    held = claims.of((row.source, row.key) for row in rows)
    return [Place(row.source, row.key, found[row.source][row.key], held.get((row.source, row.key))) for row in rows]


def page_of(person, shown, filters, first, rows, besides=None, after=None) -> sa.Select:
    """(source, key) of some rows of the list. Each source reads no more than what could be among them, from its
    index."""
    parts = []
    for source in sources():
        query = _narrowed(source, person, shown, filters)
        columns = query.selected_columns
        if besides and besides[0] == source.name:
            query = query.where(columns.key != besides[1])
        if after:
            query = query.where(sa.tuple_(*(columns[name] for name in ORDER)) > sa.tuple_(*_bound(columns, after)))
        query = query.add_columns(sa.literal(source.name).label("source"))
        parts.append(sa.select(query.order_by(*_order(columns, shown)).limit(first + rows).subquery()))
    every = sa.union_all(*parts).subquery()
    return (
        sa.select(every.c.source, every.c.key)
        .order_by(*_order(every.c, shown), every.c.source)
        .offset(first)
        .limit(rows)
    )


def _bound(columns, values: tuple) -> list:
    """Values as the types of their columns: a tuple does not say of which type its members are."""
    return [sa.literal(value, columns[name].type) for name, value in zip(ORDER, values, strict=True)]


def _order(columns, shown: str) -> list:
    if shown == "all":
        return [columns.finished_at.desc(), columns.key.desc()]
    return [columns[name] for name in ORDER]


def _count(person, shown, filters) -> int:
    counts = [
        sa.select(sa.func.count()).select_from(_narrowed(source, person, shown, filters).subquery())
        for source in sources()
    ]
    return sum(db.session.scalar(count) for count in counts)


def _narrowed(source: Source, person, shown: str, filters: Filters) -> sa.Select:
    query = source.select(person)
    columns = query.selected_columns
    if shown != "all":
        query = query.where(columns.rank.is_not(None))
    if shown == "waiting":
        query = query.where(columns.rank < DOUBT)
    if filters.cohort:
        query = query.where(columns.cohort_id == filters.cohort)
    if filters.activity:
        query = query.where(columns.activity == filters.activity)
    if filters.mine:
        query = query.where(columns.mine, ~claims.held_by_another(person, source.name, columns.key))
    return query
