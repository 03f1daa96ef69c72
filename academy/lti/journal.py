"""What became of the grades that were to be sent: for learners, for who teaches, for who looks after a platform."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort

from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from academy.db import db
from academy.lti import quirks, scores, targets
from academy.lti.models import Context, Identity, Member, Participation, Registration, ResourceLink, Score
from academy.records.models import Enrolment

UNSENT = ("waiting", "refused")


class Line(NamedTuple):
    """Where somebody's grade for a link stands. `state` is that of the newest score, "nothing" without one, and
    "nowhere" where the link has no column. `why` says what is in the way, "" where nothing is; `again`: sending it once
    more can help.
    """

    participation: Participation
    score: Score | None
    state: str
    why: str
    again: bool

    @property
    def link(self) -> ResourceLink:
        return self.participation.link

    @property
    def person(self) -> Person:
        return self.participation.identity.person

    @property
    def platform(self) -> Registration:
        return self.link.context.deployment.registration

    @property
    def title(self) -> str:
        """What the link is called there, or what it leads to here."""
        target = None if self.link.title else targets.find(self.link.course, self.link.part)
        return self.link.title or (target.title if target else self.link.course)


def of_enrolment(enrolment: Enrolment) -> list[Line]:
    """What a learner sees of a course: each link by which they came to it and that takes grades."""
    query = sa.select(Participation).where(Participation.enrolment_id == enrolment.id).order_by(Participation.began_at)
    return [line for line in lines(db.session.scalars(query).all()) if line.state not in ("nowhere", "nothing")]


def of_cohort(cohort: Cohort, unsent: bool = False) -> sa.Select:
    """Who came by links of the cohort's platforms, by name; `unsent`: only whose grade is not there yet."""
    query = (
        sa.select(Participation)
        .join(ResourceLink, ResourceLink.id == Participation.resource_link_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Identity, Identity.id == Participation.identity_id)
        .join(Person, Person.id == Identity.person_id)
        .where(Context.cohort_id == cohort.id)
    )
    if unsent:
        query = query.where(sa.exists().where(_of(Participation), Score.state.in_(UNSENT), is_newest()))
    return query.order_by(Person.name, Person.id, ResourceLink.id)


def of_platform(registration: Registration, state: str = "") -> sa.Select:
    """A platform's scores, of a state if one is given, the last that was touched first."""
    query = scores.of_registration(sa.select(Score), registration)
    if state:
        query = query.where(Score.state == state)
    return query.order_by(sa.func.coalesce(Score.tried_at, Score.timestamp).desc(), Score.id.desc())


def tally(cohort: Cohort) -> dict[str, int]:
    """How many of the cohort's newest scores are in which state."""
    query = (
        sa.select(Score.state, sa.func.count())
        .join(ResourceLink, ResourceLink.id == Score.resource_link_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .where(Context.cohort_id == cohort.id, is_newest())
        .group_by(Score.state)
    )
    return {state: count for state, count in db.session.execute(query)}


def lines(found: Sequence[Participation]) -> list[Line]:
    """Where each stands, in two queries for all of them."""
    if not found:
        return []
    newest, gone = _newest_of(found), _gone(found)
    keyed = [(one, newest.get((one.resource_link_id, one.identity_id))) for one in found]
    return [_line(one, score, (one.link.context_id, one.identity.subject) in gone) for one, score in keyed]


def is_newest() -> sa.ColumnElement[bool]:
    """Whether a score is the newest of its learner and link."""
    later = sa.orm.aliased(Score)
    same = (later.resource_link_id == Score.resource_link_id, later.identity_id == Score.identity_id)
    return ~sa.exists().where(*same, later.timestamp > Score.timestamp)


def participation_or_404(cohort: Cohort, link_id: int | None, identity_id: int | None) -> Participation:
    """How somebody came to a cohort by a link of one of its platforms."""
    found = link_id and identity_id and db.session.get(Participation, (link_id, identity_id))
    return found if found and found.link.context.cohort_id == cohort.id else abort(404)


def score_or_404(registration: Registration, score_id: int) -> Score:
    found = db.session.get(Score, score_id) or abort(404)
    return found if found.participation.link.context.deployment.registration_id == registration.id else abort(404)


def own_or_404(enrolment: Enrolment, link_id: int | None) -> Participation:
    """How a learner came to their own enrolment by a link."""
    query = sa.select(Participation).where(
        Participation.enrolment_id == enrolment.id, Participation.resource_link_id == link_id
    )
    return db.session.scalar(query.limit(1)) or abort(404)


def _line(participation: Participation, score: Score | None, gone: bool) -> Line:
    link = participation.link
    registration = link.context.deployment.registration
    takes = scores.takes_scores(link)
    state = score.state if score else "nothing" if takes else "nowhere"
    why = _why(score, registration, gone) if score else ""
    return Line(participation, score, state, why, bool(score and takes and registration.state == "active" and not gone))


def _why(score: Score, registration: Registration, gone: bool) -> str:
    """What keeps a score from arriving: a word for which the pages have a sentence."""
    if score.state == "sent":
        return ""
    if registration.state != "active":
        return "closed"
    if gone:
        return "left"
    status = score.status
    if status is not None and quirks.of(registration.family).knows_nobody(status, score.answer):
        return "nobody"
    if status is None or status >= 500 or status == 429:
        return "down" if score.tries else ""
    return {401: "forbidden", 403: "forbidden", 404: "column", 409: "newer"}.get(status, "other")


def _of(participation):
    """Whether a score is of a row of participations."""
    return sa.and_(
        Score.resource_link_id == participation.resource_link_id, Score.identity_id == participation.identity_id
    )


def _newest_of(found: Iterable[Participation]) -> dict[tuple[int, int], Score]:
    keys = [(one.resource_link_id, one.identity_id) for one in found]
    query = sa.select(Score).where(sa.tuple_(Score.resource_link_id, Score.identity_id).in_(keys))
    query = query.options(sa.orm.lazyload(Score.participation)).order_by(Score.timestamp)
    return {(score.resource_link_id, score.identity_id): score for score in db.session.scalars(query)}


def _gone(found: Iterable[Participation]) -> set[tuple[int, str]]:
    keys = {(one.link.context_id, one.identity.subject) for one in found}
    query = sa.select(Member.context_id, Member.subject).where(
        sa.tuple_(Member.context_id, Member.subject).in_(keys), Member.state == "gone"
    )
    return {(context_id, subject) for context_id, subject in db.session.execute(query)}
