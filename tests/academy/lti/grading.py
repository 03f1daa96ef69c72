"""What tests of scores have in common: somebody launched by a link, results of theirs, and jobs that are done."""

import sqlalchemy as sa

from academy import editions, jobs, records
from academy.db import db
from academy.jobs.models import Job
from academy.lti.models import Identity, Participation, Registration, ResourceLink, Score

LESSON = "lesson/read-me"


def column(platform, link="l1"):
    """A column of the gradebook for a link, as the platform makes it with the link."""
    item = f"{platform.url}/lineitems/{len(platform.line_items) + 1}?course=1"
    platform.line_items[item] = {"id": item, "label": link, "scoreMaximum": 100, "resourceLinkId": link}
    platform.links[link].line_item = item
    return item


def participation(user="u-officer", link="l1"):
    query = sa.select(Participation).join(Participation.identity).join(Participation.link)
    return db.session.scalar(query.where(Identity.subject == user, ResourceLink.resource_link_id == link))


def result(score=80.0, passed=True, attempt=1, provisional=False, of=None, **evidence):
    """What an attempt at the lesson of `tiny` came to; the same attempt again is a review of it."""
    enrolment = (of or participation()).enrolment
    edition = enrolment.edition or editions.published("course", enrolment.course)
    said = {"score": score, "passed": passed, "provisional": provisional, "evidence": evidence}
    return records.record(enrolment, LESSON, attempt=attempt, edition=edition, **said)


def all_scores():
    return list(db.session.scalars(sa.select(Score).order_by(Score.id)))


def registration():
    return db.session.scalar(sa.select(Registration))


def work():
    """Do the jobs for platforms that are due, and those that these leave; how many it were."""
    db.session.commit()
    done = 0
    while due := [job_id for job_id in jobs.due() if db.session.get(Job, job_id).kind.startswith("lti")]:
        done += sum(jobs.run(job_id) for job_id in due)
    return done
