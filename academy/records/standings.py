"""What the register counts, kept beside it: how each enrolment stands, by one statement, in the transaction that changes it."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from academy import clock
from academy.db import db
from academy.records.models import Enrolment, Result, Standing

BATCH = 5_000  # enrolments that are looked at at once when all are made anew

_markings: list[Callable[[], sa.Select]] = []


def provide_marking(marking: Callable[[], sa.Select]) -> None:
    """Count these judgements, too: a select of enrolment_id, person_id, `work`, a text that names what was judged and is no
    other feature's, the moment `judged_at`, and `since` when somebody had waited for it, null where nobody had."""
    if marking not in _markings:
        _markings.append(marking)


def judgements() -> sa.Subquery:
    """All of them, with these columns."""
    return sa.union_all(*(marking() for marking in _markings)).subquery("judgements")


def keep(enrolment: Enrolment) -> None:
    """A result, a judgement or a certificate of this enrolment is new: the register says so from now on."""
    enrolment.updated_at = clock.now()
    db.session.flush()
    _keep(Enrolment.id == enrolment.id)


def rebuild() -> Iterator[tuple[int, int]]:
    """Make all anew, some thousands at a time: yields how many ids of how many are done. The caller commits in between."""
    last = db.session.scalar(sa.select(sa.func.max(Enrolment.id))) or 0
    for start in range(0, last, BATCH):
        _keep(Enrolment.id.between(start + 1, start + BATCH))
        yield min(start + BATCH, last), last


def _keep(wanted: sa.ColumnElement[bool]) -> None:
    """Two that keep the same enrolment take turns: the second sees what the first was about."""
    ids = sa.select(Enrolment.id).where(wanted)
    db.session.execute(ids.with_for_update(key_share=True))
    db.session.execute(sa.delete(Standing).where(Standing.enrolment_id.in_(ids)))
    names = [column.name for column in Standing.__table__.columns]
    db.session.execute(sa.insert(Standing).from_select(names, _stands(wanted)))


def _stands(wanted) -> sa.Select:
    """A row of `Standing` for each enrolment of which there is something to say."""
    judged = _judged(wanted)
    summed, tried, certified = _summed(wanted), _tried(wanted), _certified(wanted)
    markers, moderated, acted = _markers(judged), _moderated(judged), _acted(wanted)
    query = sa.select(
        Enrolment.id,
        sa.func.coalesce(tried.c.attempts, 0),
        sa.func.coalesce(summed.c.awaiting, 0) == 1,
        sa.func.coalesce(summed.c.passed, 1) == 0,
        summed.c.best,
        summed.c.last,
        sa.func.coalesce(markers.c.markers, ""),
        moderated.c.enrolment_id.is_not(None),
        certified.c.certificate_id,
        sa.func.coalesce(summed.c.failures, 0),
        acted.c.acted_at,
    ).where(wanted)
    for part in (summed, tried, markers, moderated, certified, acted):
        query = query.outerjoin(part, part.c.enrolment_id == Enrolment.id)
    return query.where(sa.or_(*(part.c.enrolment_id.is_not(None) for part in (summed, markers, certified))))


def _summed(wanted) -> sa.CTE:
    """Over the activities of each enrolment, by the newest revision of each attempt."""
    each = _activities(wanted)
    return (
        sa.select(
            each.c.enrolment_id,
            sa.func.round(sa.func.avg(each.c.best), 2).label("best"),
            sa.func.round(sa.func.avg(each.c.last), 2).label("last"),
            sa.func.max(each.c.awaiting).label("awaiting"),
            sa.func.min(each.c.passed).label("passed"),
            sa.func.max(sa.case((each.c.passed == 0, each.c.settled))).label("failures"),
        )
        .group_by(each.c.enrolment_id)
        .cte("summed")
    )


def _activities(wanted) -> sa.CTE:
    newest = _newest(wanted)
    settled = sa.select(newest.c.enrolment_id, newest.c.activity, sa.func.max(newest.c.attempt).label("attempt"))
    settled = settled.where(~newest.c.provisional, newest.c.score.is_not(None))
    lasts = settled.group_by(newest.c.enrolment_id, newest.c.activity).cte("lasts")
    same = (lasts.c.enrolment_id == newest.c.enrolment_id) & (lasts.c.activity == newest.c.activity)
    return (
        sa.select(
            newest.c.enrolment_id,
            newest.c.activity,
            sa.func.max(sa.case((~newest.c.provisional, newest.c.score))).label("best"),
            sa.func.max(sa.case((newest.c.attempt == lasts.c.attempt, newest.c.score))).label("last"),
            sa.func.max(sa.case((newest.c.provisional, 1), else_=0)).label("awaiting"),
            sa.func.max(sa.case((newest.c.provisional, None), (newest.c.passed, 1), else_=0)).label("passed"),
            sa.func.count(sa.case((~newest.c.provisional, newest.c.score))).label("settled"),
        )
        .outerjoin(lasts, same)
        .group_by(newest.c.enrolment_id, newest.c.activity)
        .cte("activities")
    )


def _newest(wanted) -> sa.CTE:
    later = sa.orm.aliased(Result)
    superseded = sa.exists().where(
        later.enrolment_id == Result.enrolment_id,
        later.activity == Result.activity,
        later.attempt == Result.attempt,
        later.revision > Result.revision,
    )
    columns = (Result.enrolment_id, Result.activity, Result.attempt, Result.score, Result.passed, Result.provisional)
    return (
        sa.select(*columns)
        .where(Result.enrolment_id.in_(sa.select(Enrolment.id).where(wanted)), ~superseded)
        .cte("newest")
    )


def _tried(wanted) -> sa.CTE:
    """Lessons are read, not attempted: only what was scored counts."""
    scored = sa.select(Result.enrolment_id, Result.activity, Result.attempt).where(
        Result.enrolment_id.in_(sa.select(Enrolment.id).where(wanted)), Result.score.is_not(None)
    )
    each = scored.distinct().cte("scored")
    return sa.select(each.c.enrolment_id, sa.func.count().label("attempts")).group_by(each.c.enrolment_id).cte("tried")


def _acted(wanted) -> sa.CTE:
    """Later revisions are what others did."""
    ended = sa.select(Result.enrolment_id, sa.func.max(Result.recorded_at).label("acted_at")).where(
        Result.enrolment_id.in_(sa.select(Enrolment.id).where(wanted)), Result.revision == 1
    )
    return ended.group_by(Result.enrolment_id).cte("acted")


def _judged(wanted) -> sa.CTE:
    every = judgements()
    of_these = every.c.enrolment_id.in_(sa.select(Enrolment.id).where(wanted))
    return sa.select(every.c.enrolment_id, every.c.person_id, every.c.work).where(of_these).cte("judged")


def _markers(judged) -> sa.CTE:
    each = sa.select(judged.c.enrolment_id, judged.c.person_id).distinct()
    each = each.order_by(judged.c.enrolment_id, judged.c.person_id).cte("each_marker")
    ids = sa.cast(each.c.person_id, sa.Text)
    if db.session.connection().dialect.name == "postgresql":
        listed = sa.func.string_agg(ids, aggregate_order_by(sa.literal(","), each.c.person_id))
    else:
        listed = sa.func.group_concat(ids, ",")  # in the order of what it goes through
    return sa.select(each.c.enrolment_id, listed.label("markers")).group_by(each.c.enrolment_id).cte("markers")


def _moderated(judged) -> sa.CTE:
    by_two = sa.select(judged.c.enrolment_id).group_by(judged.c.enrolment_id, judged.c.work)
    by_two = by_two.having(sa.func.count(judged.c.person_id.distinct()) > 1).subquery()
    return sa.select(by_two.c.enrolment_id).distinct().cte("moderated")


def _certified(wanted) -> sa.CTE:
    certificate = db.metadata.tables["certificate"]  # certificates are built on records, so by its name
    query = sa.select(certificate.c.enrolment_id, sa.func.max(certificate.c.id).label("certificate_id"))
    of_these = certificate.c.enrolment_id.in_(sa.select(Enrolment.id).where(wanted))
    return query.where(of_these).group_by(certificate.c.enrolment_id).cte("certified")
