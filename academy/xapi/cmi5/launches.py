"""Launches under way: what the platform is told of them, and in which order; one begins, comes to something, ends."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, session
from flask_babel import lazy_gettext as _l

from academy import clock, jobs, records
from academy.access import current_person
from academy.db import db
from academy.lti import frames, targets
from academy.records.models import Result
from academy.xapi import outbox, telling
from academy.xapi.cmi5 import said
from academy.xapi.cmi5.models import Launch

KEPT = "cmi5"  # in the session: the launch that it came by
END = "cmi5-end"


def init_app(app: Flask) -> None:
    app.before_request(_remember)
    app.after_request(_end_with_the_session)
    app.context_processor(lambda: {"launched_from": _shown})


def begin(launch: Launch) -> None:
    """Tell the platform that the learner is here, and what the course came to before."""
    for other in _open(launch.enrolment_id):
        if other is not launch:
            end(other)
    _say(launch, "initialized", launch.began_at)
    tell(launch)
    ends = launch.began_at + timedelta(hours=current_app.config["SESSION_HOURS"])
    jobs.enqueue(END, {"launch": launch.id}, key=f"{END}/{launch.id}", after=ends)


def keep(launch: Launch) -> None:
    """This browser's session is that of the launch."""
    session[KEPT] = launch.id


def current() -> Launch | None:
    """The launch that the session came by, while it is under way."""
    launch = db.session.get(Launch, session[KEPT]) if KEPT in session and current_person.is_authenticated else None
    own = launch and launch.ended_at is None and launch.identity.person_id == current_person.id
    return launch if own else None


def _shown() -> Launch | None:
    """The same, for a page that has the way back on it: its form ends at an address of the platform."""
    launch = current()
    if launch and launch.return_url:
        g.posts_to = [frames.origin(launch.return_url)]
    return launch


def follow(result: Result) -> None:
    """A result was recorded: perhaps it settles the course."""
    for launch in _open(result.enrolment_id):
        tell(launch)


def tell(launch: Launch) -> None:
    """Tell the platform what the course came to, once that is settled: `completed` and `passed` once in a registration,
    `failed` where the platform asks for more points than the course does."""
    if launch.mode != "Normal":
        return
    records.hold(launch.enrolment)
    standing = targets.shelf().standing(launch.enrolment, "")
    if standing.grading != "FullyGraded":
        return
    moment, earlier = clock.now(), _of_registration(launch)
    if not any(each.completed_at for each in earlier):
        launch.completed_at = moment
        _say(launch, "completed", moment, duration=moment - launch.began_at)
    if not launch.verdict and not any(each.verdict == "passed" for each in earlier):
        scaled = None if standing.score is None else round(standing.score / 100, 4)
        enough = scaled is None or launch.mastery is None or scaled >= launch.mastery
        launch.verdict = "passed" if enough else "failed"
        own = {"duration": moment - launch.began_at, "scaled": scaled, "mastery": launch.mastery}
        _say(launch, launch.verdict, moment, **own)
    db.session.flush()


def end(launch: Launch) -> None:
    """The learner has left: this is the last that the platform hears of the launch, and its token is forgotten then."""
    if launch.ended_at:
        return
    launch.ended_at = clock.now()
    _say(launch, "terminated", launch.ended_at, duration=launch.ended_at - launch.began_at)
    launch.outlet.closing = True
    db.session.flush()


@jobs.does(END, words=_l("End a course that a platform opened"))
def end_by_time(job) -> None:
    launch = db.session.get(Launch, job.payload["launch"], with_for_update={"of": Launch})
    if launch is not None:
        end(launch)


def _open(enrolment_id: int) -> list[Launch]:
    query = sa.select(Launch).where(Launch.enrolment_id == enrolment_id, Launch.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Launch.id)))


def _of_registration(launch: Launch) -> list[Launch]:
    """All launches of the learner's registration in the platform's course, with this one."""
    same = {"registration": launch.registration, "enrolment_id": launch.enrolment_id}
    return list(db.session.scalars(sa.select(Launch).filter_by(**same)))


def _say(launch: Launch, verb: said.Verb, at: datetime, **more) -> None:
    statement = said.statement(
        f"{telling.house().base}/cmi5/launches/{launch.id}",
        verb,
        at,
        actor=launch.actor,
        activity=launch.activity_id,
        registration=launch.registration,
        template=launch.template,
        **more,
    )
    outbox.write(launch.outlet, [statement])


def _remember() -> None:
    g.launched_before = session.get(KEPT)


def _end_with_the_session(response: Response) -> Response:
    """Whoever signs out, or signs in as somebody else, has left."""
    before = g.get("launched_before")
    if before and session.get(KEPT) != before and response.status_code < 400:
        if (launch := db.session.get(Launch, before)) and launch.ended_at is None:
            end(launch)
    return response
