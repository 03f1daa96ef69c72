"""Scores on their way to platforms: written with the result that changes them, kept until they have arrived."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from academy import audit, clock, jobs, records
from academy.db import db
from academy.lti import claims as names
from academy.lti import quirks, targets
from academy.lti.models import Context, Deployment, Member, Participation, Registration, ResourceLink, Score
from academy.records.models import Result

MAXIMUM = 100
JOB = "lti-score"
RESUME = "lti-resume"
STEP = timedelta(seconds=1)  # by which one timestamp is later than the last: platforms compare whole seconds


def follow(result: Result) -> None:
    """A result was recorded: it goes to every platform that launched the learner to something that it changes."""
    enrolment = result.enrolment
    query = sa.select(Participation).where(Participation.enrolment_id == enrolment.id)
    for participation in db.session.scalars(query).all():
        link = participation.link  # which may have been pointed to another course since
        if link.course == enrolment.course and targets.shelf().covers(enrolment, link.part, result.activity):
            write(participation)


def came(participation: Participation) -> None:
    """Somebody came by a link: where they stand is sent, also when the platform did not take the same before."""
    score = write(participation)
    if score and score.state == "refused" and takes_scores(participation.link):
        _put(participation, score.given, score.activity_progress, score.grading_progress)


def write(participation: Participation) -> Score | None:
    """Put where the learner stands on its way, unless the newest score says so already or there is nowhere to send."""
    records.hold(participation.enrolment)  # of two results at the same moment the second sees the first
    standing = targets.shelf().standing(participation.enrolment, participation.link.part)
    given = None if standing.score is None else round(standing.score, 2)
    said = (given, standing.activity, standing.grading)
    last = newest(participation)
    if last and (last.given, last.activity_progress, last.grading_progress) == said:
        return last
    if not takes_scores(participation.link) or (last is None and standing.activity == "Initialized"):
        return None
    return _put(participation, *said)


def again(actor, participation: Participation) -> Score | None:
    """Somebody asks that the score be sent once more; None when there is nothing to send. One that waits does not wait
    any longer."""
    records.hold(participation.enrolment)
    last = newest(participation)
    if last is None or not can_be_sent(participation):
        return None
    if last.state == "waiting":
        if not last.under_way:
            last.not_before = clock.now()
        _send_soon(last)
        sent = last
    else:
        sent = _put(participation, last.given, last.activity_progress, last.grading_progress)
    audit.note("lti.sent_again", actor, participation.enrolment, reason=participation.link.title)
    return sent


def newest(participation: Participation) -> Score | None:
    """The score that counts; nobody else changes it until the transaction ends."""
    query = sa.select(Score).filter_by(
        resource_link_id=participation.resource_link_id, identity_id=participation.identity_id
    )
    query = query.order_by(Score.timestamp.desc()).limit(1).with_for_update(of=Score)
    return db.session.scalar(query.execution_options(populate_existing=True))


def takes_scores(link: ResourceLink) -> bool:
    """Whether the platform gave this link a column of its gradebook, or lets us make one."""
    family = quirks.of(link.context.deployment.registration.family)
    makes = family.makes_columns and link.line_items_url and names.LINE_ITEM in link.scopes
    return bool(link.course and (link.line_item_url or makes) and names.SCORE in link.scopes)


def can_be_sent(participation: Participation) -> bool:
    """Whether sending once more can help: not to a platform that was closed, and not about somebody who left."""
    link = participation.link
    open_ = link.context.deployment.registration.state == "active"
    return open_ and takes_scores(link) and not has_left(participation)


def has_left(participation: Participation) -> bool:
    """Whether the platform's roster says that the learner is in its course no more."""
    query = sa.select(Member.state).filter_by(
        context_id=participation.link.context_id, subject=participation.identity.subject
    )
    return db.session.scalar(query) == "gone"


def resume(registration: Registration, moment: datetime | None = None) -> None:
    """See to all scores that wait for a platform, from a moment on."""
    moment = moment or clock.now()
    key = f"{RESUME}/{registration.id}/{moment.isoformat()}"
    jobs.enqueue(RESUME, {"registration": registration.id}, key=key, after=moment)


def of_registration(query: sa.Select, registration: Registration) -> sa.Select:
    """A query of scores narrowed to those of one platform."""
    return (
        query.join(ResourceLink, ResourceLink.id == Score.resource_link_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Deployment, Deployment.id == Context.deployment_id)
        .where(Deployment.registration_id == registration.id)
    )


def _put(participation: Participation, given: float | None, activity: str, grading: str) -> Score:
    last = newest(participation)
    if last and last.state == "waiting":
        last.state = "superseded"
        db.session.flush()
    score = Score(
        participation=participation,
        given=given,
        maximum=MAXIMUM,
        activity_progress=activity,
        grading_progress=grading,
        timestamp=max(clock.now(), last.timestamp + STEP) if last else clock.now(),
    )
    db.session.add(score)
    db.session.flush()
    _send_soon(score)
    return score


def _send_soon(score: Score) -> None:
    key = f"{JOB}/{score.id}/{score.not_before.isoformat()}"
    jobs.enqueue(JOB, {"score": score.id}, key=key, after=score.not_before)
