"""Sends scores: each as often as it takes, none twice at once, with the platform's answer kept word for word."""

from dataclasses import replace
from datetime import datetime, timedelta

import requests
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from academy import clock, jobs
from academy.db import db, let_go, pause
from academy.lti import columns, quirks, remarks, scores, services
from academy.lti.models import Registration, ResourceLink, Score
from academy.lti.services import Answer, Services

PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1)]
LONGEST_PAUSE = timedelta(hours=6)
LONGEST_REST = timedelta(minutes=10)  # that a platform which does not answer is left alone
PATIENCE = timedelta(days=14)  # after which a score that did not arrive is given up, until somebody asks
AT_A_TIME = 100  # scores that one job sees to after a rest
BREATH = timedelta(seconds=1)  # until the next hundred: other jobs have their turn
UNDER_WAY = timedelta(minutes=5)  # that asking may last; then its worker was lost
PASSING = (401, 408, 423, 425)  # refusals that may be over later, besides what `services` says of the whole platform
CONFLICT = 409  # the platform has this score, or a later one


@jobs.does(scores.JOB, words=_l("Send a grade to a learning platform"))
def send(job) -> None:
    """Send one score; while its platform rests, `resume` sees to it."""
    score = db.session.get(Score, job.payload["score"], populate_existing=True)
    if score is not None and not rests(_registration_of(score)):
        deliver(score.id)


@jobs.does(scores.RESUME, words=_l("Send the grades that a learning platform waits for"))
def resume(job) -> None:
    """Send what waits for a platform, one after the other, for as long as it answers."""
    registration = db.session.get(Registration, job.payload["registration"], populate_existing=True)
    waiting = list(db.session.scalars(_due(registration).limit(AT_A_TIME)))
    for number, score_id in enumerate(waiting, 1):
        if rests(registration) or registration.state != "active":
            return  # whoever found that it does not answer has said when to go on
        deliver(score_id)
        jobs.progress(job, number, len(waiting))
    if len(waiting) == AT_A_TIME:
        scores.resume(registration, clock.now() + BREATH)


@jobs.does("lti-left", daily=True)
def see_to_what_was_left(job) -> None:
    """Scores that wait without a job of their own: their platform was closed for a while, say."""
    for registration in db.session.scalars(sa.select(Registration).filter_by(state="active")).all():
        if not rests(registration) and db.session.scalar(_due(registration).limit(1)):
            scores.resume(registration)


def deliver(score_id: int) -> None:
    """Ask the platform to take a score, once, and keep what it answers."""
    score = _claim(score_id)
    if score is None:
        return
    registration_id, unsure = _registration_of(score).id, _unsure(score)
    score.tried_at, score.status, score.answer = clock.now(), None, ""
    score.not_before = score.tried_at + UNDER_WAY
    let_go()  # a launch takes the link first, and then its score
    try:
        answer = _ask(score)
    except columns.Busy:
        score = _locked(score_id)
        score.answer = "its column is being made at this moment"
        return _later(score, clock.now() + PAUSES[0])
    let_go()  # of the link; a launch takes what follows in the same order
    registration = db.session.get(Registration, registration_id, populate_existing=True, with_for_update=True)
    if _is_about_one(answer, registration):
        answer = replace(answer, down=False)  # an error of its own about one learner, as no platform should make it
    _note_whether_it_answers(registration, answer)
    _keep(_locked(score_id), registration, answer, unsure)


def _claim(score_id: int) -> Score | None:
    """The score, if it is to be sent now and nobody else is sending it."""
    score = _locked(score_id)
    to_be_sent = score.state == "waiting" and score.not_before <= clock.now()
    return score if to_be_sent and _registration_of(score).state == "active" else None


def _unsure(score: Score) -> bool:
    """Whether the platform may have taken it without our knowing."""
    return score.under_way or bool(score.tries and (score.status is None or score.status >= 500))


def _keep(score: Score, registration: Registration, answer: Answer, unsure: bool) -> None:
    """Write the answer down, and what follows from it."""
    score.status, score.answer, score.tried_at = answer.status, answer.text, clock.now()
    score.tries += 1
    if score.state != "waiting":
        return  # a newer score is on its way
    if answer.good or (answer.status == CONFLICT and unsure):
        score.state, score.sent_at = "sent", clock.now()
    elif _is_final(answer, registration) or _given_up(score):
        score.state = "refused"
    else:
        _later(score, clock.now() + (answer.wait or _pause(score.tries)))


def _note_whether_it_answers(registration: Registration, answer: Answer) -> None:
    """A platform that does not answer is left alone for a while, for longer each time, by all scores."""
    if not answer.down:
        registration.failures, registration.down_until = 0, None
        return
    registration.failures += 1
    rest = answer.wait or min(LONGEST_REST, _pause(registration.failures))
    registration.down_until = clock.now() + rest
    scores.resume(registration, registration.down_until)


def _is_about_one(answer: Answer, registration: Registration) -> bool:
    """The platform says that it has no such learner in its course, or that it takes no score for them."""
    own = quirks.of(registration.family)
    said = (answer.status, answer.text)
    return answer.status is not None and (own.knows_nobody(*said) or own.refuses(*said))


def _is_final(answer: Answer, registration: Registration) -> bool:
    if _is_about_one(answer, registration):
        return True
    if answer.down or answer.status is None or answer.status in PASSING:
        return False
    return not quirks.of(registration.family).is_busy(answer.status, answer.text)


def _given_up(score: Score) -> bool:
    return clock.now() - score.timestamp > PATIENCE or scores.has_left(score.participation)


def _later(score: Score, moment: datetime) -> None:
    """Try again at a moment. Its key differs from the running job's, which is not finished yet."""
    score.not_before = moment
    db.session.flush()
    jobs.enqueue(scores.JOB, {"score": score.id}, key=f"{scores.JOB}/{score.id}/{moment.isoformat()}", after=moment)


def _pause(tries: int) -> timedelta:
    return PAUSES[tries - 1] if tries <= len(PAUSES) else min(LONGEST_PAUSE, PAUSES[-1] * 2 ** (tries - len(PAUSES)))


def _ask(score: Score) -> Answer:
    """The platform's answer to a score; makes its column first where there is none. Raises columns.Busy."""
    link = score.participation.link
    registration = _registration_of(score)
    own, grade = quirks.of(registration.family), _grade(score, registration, remarks.of(score))
    asked, column = Services(registration), link.line_item_url
    endpoint = {"scope": own.scopes(link.scopes), "lineitems": link.line_items_url, "lineitem": column}
    service = AssignmentsGradesService(asked, endpoint)
    try:
        column = column or columns.make(link, service, endpoint["lineitems"])
        with pause():
            return _put(service, asked, grade, column)
    except (LtiException, requests.RequestException) as error:
        return services.of_error(error)


def _put(service: AssignmentsGradesService, asked: Services, grade: Grade, column: str) -> Answer:
    try:
        service.put_grade(grade, LineItem({"id": column}))
    except requests.JSONDecodeError:
        pass  # it took the score, and said so in words of its own
    return services.of_response(asked.last)


def _grade(score: Score, registration: Registration, remark: str = "") -> Grade:
    """In points, never as a share: 33.3 of 100 stays 33.3 whatever the column's maximum is."""
    quirk = quirks.of(registration.family)
    said = {"userId": score.participation.identity.subject, "timestamp": _stamp(score.timestamp)}
    said |= {"comment": remark} if remark and quirk.keeps_remarks else {}
    grade = (
        Grade()
        .set_score_maximum(score.maximum)
        .set_activity_progress(score.activity_progress)
        .set_grading_progress(score.grading_progress)
        .set_timestamp(said["timestamp"])
        .set_user_id(said["userId"])
    )
    if score.given is not None:
        grade.set_score_given(score.given)
    own = quirk.score(said)
    grade.set_comment(own.get("comment"))
    grade.set_extra_claims({name: value for name, value in own.items() if name not in said})
    return grade


def _due(registration: Registration) -> sa.Select:
    """The scores that are to be sent now, by id: what was never tried or long ago first, so that one that fails each
    time keeps no other waiting."""
    query = scores.of_registration(sa.select(Score.id), registration)
    query = query.where(Score.state == "waiting", Score.not_before <= clock.now())
    return query.order_by(Score.tried_at.nulls_first(), Score.id)


def rests(registration: Registration) -> bool:
    """Whether the platform did not answer, and is left alone for a while."""
    return registration.down_until is not None and registration.down_until > clock.now()


def _registration_of(score: Score) -> Registration:
    link: ResourceLink = score.participation.link
    return link.context.deployment.registration


def _locked(score_id: int) -> Score:
    return db.session.get(Score, score_id, populate_existing=True, with_for_update={"of": Score})


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
