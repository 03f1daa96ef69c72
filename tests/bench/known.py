"""What there is to fill the addresses of pages with, in the academy of the bench."""

from datetime import timedelta

import sqlalchemy as sa

from academy import clock, demo
from academy.accounts.models import Person
from academy.accounts.service_groups import offered_to
from academy.api import tokens
from academy.certificates.designs.models import Design, DesignEdition
from academy.certificates.models import Certificate
from academy.cohorts import by_name
from academy.db import db
from academy.jobs.models import Job
from academy.lti.models import Context, Identity, Registration, ResourceLink
from academy.records.models import Result
from academy.roll.models import Roll
from academy.studio.models import Draft
from courses.tasks.models import Submission
from scenarios.models import Move, Run
from scenarios.regrading.models import Regrading
from tests.bench import played

# Not pages: other ends of a protocol, what somebody else has to begin, or files that only a job makes.
LEFT_OUT = {
    "accounts.put_aside", "accounts.set_password", "accounts.second_step", "sso.go", "sso.back", "lti.login", "lti_registration.begin",
    "lti_links.choose", "lti.target", "cmi5.launch", "static", "assets.packaged", "xapi.activity", "published.key",
    "bulk.download", "jobs.result", "queue.batch", "queue.work", "transfer.show", "transfer.file", "images.file", "courses.file",
    "designs.uploaded", "regrading.show_refit", "scenarios.start", "privacy.mine", "system.metrics",
}  # fmt: skip


def values() -> dict[str, dict[str, object]]:
    """By endpoint, and "" for all others: what stands in an address by its name."""
    learner = db.session.scalar(sa.select(Person).where(Person.demo, Person.role == "learner"))
    run = _first(Run.id, Run.person_id == learner.id, Run.activity == f"scenario/{played.SCENARIOS[0]}")
    common = {
        "person_id": _first(Person.id, Person.demo.is_(False), Person.role == "learner"),
        "cohort_id": by_name(demo.COHORT).id,
        "course": played.COURSE, "pack": played.COURSE, "slug": played.SCENARIOS[0], "kind": "scenario",
        "serial": _first(Certificate.serial, Certificate.person_id == learner.id),
        "certificate": _first(Certificate.serial, Certificate.person_id == learner.id),
        "enrolment_id": _first(Run.enrolment_id), "result_id": _first(Result.id),
        "design_id": _first(Design.id), "edition_id": _first(DesignEdition.id), "job_id": _first(Job.id),
        "link_id": _first(ResourceLink.id), "identity_id": _first(Identity.id), "context_id": _first(Context.id),
        "registration_id": _first(Registration.id), "family": "moodle", "roll_id": _first(Roll.id, Roll.content.is_not(None)),
        "regrading_id": _first(Regrading.id), "run_id": run, "number": _first(Move.number, Move.run_id == run),
        "submission_id": _first(Submission.id), "code": offered_to()[0].code, "draft_id": _draft("scenario", played.SCENARIOS[0]),
        "suffix": "csv", "section": "verbs",
    }  # fmt: skip
    course = {"draft_id": _draft("course", played.COURSE)}
    rules = {"pack": "pakistan", "slug": "rule-24"}
    return {
        "": common,
        "courses.lesson": {"slug": "the-office-speaks"},
        "courses.quiz": {"slug": played.QUIZ.partition("/")[2]},
        "courses.try_quiz": {"slug": played.QUIZ.partition("/")[2]},
        "courses.task": {"course": played.WRITTEN, "slug": played.TASK.partition("/")[2]},
        "tasks.download_sheet": {"slug": played.TASK.partition("/")[2], "suffix": "xlsx"},
        "review.download": {"suffix": "xlsx"},
        "analytics.export": {"figure": "criteria"},
        "dashboards.export": {"figure": "progress"},
        "course_studio.see": course, "course_studio.play_another": course | {"name": f"modules/pages/activities/scenario.{played.SCENARIOS[1]}"},
        "studio.edit": {"name": "statement"}, "studio.new": {"kind": "course"}, "studio.history": course, "studio.version": course | {"number": 1},
        "rules.show": rules, "rules.entry": rules, "studio.resting": rules | {"kind": "rules"},
        "published.status_credential": {"number": 1}, "published.status_token": {"number": 1},
        "xapi.term": {"slug": "hid"},
        "scenarios.play": {"run_id": _first(Run.id, Run.person_id == learner.id, Run.finished_at.is_(None))},
    }  # fmt: skip


def token() -> str:
    """One that opens the whole records API."""
    administrator = db.session.scalar(sa.select(Person).where(Person.demo, Person.role == "administrator"))
    made, _row = tokens.make(
        administrator, tokens.new_key(), "Bench", list(tokens.SCOPES), None, clock.now() + timedelta(days=1)
    )
    db.session.commit()
    return made


def _first(column, *conditions):
    return db.session.scalar(sa.select(column).where(*conditions).order_by(column).limit(1))


def _draft(kind: str, slug: str) -> int:
    return _first(Draft.id, Draft.kind == kind, Draft.slug == slug)
