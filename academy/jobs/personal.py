"""What jobs keep of people: who asked, messages to them, and files that were made before, which may name anybody."""

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.accounts.models import Person
from academy.jobs.models import DailyRound, Job, JobChunk
from academy.privacy import periods, words
from academy.privacy.holdings import holds, sets_aside
from academy.privacy.periods import Period

_job, _chunk = Job.__table__, JobChunk.__table__


def _messages(person: Person) -> sa.ColumnElement[bool]:
    """To their address: a message that is over has forgotten its words, but not what went wrong with it."""
    if not person.email:
        return sa.false()
    there = Job.payload["to"].as_string() == person.email
    told = _job.c.error.contains(person.email, autoescape=True) | _job.c.trouble.contains(person.email, autoescape=True)
    return (_job.c.kind == "mail") & (there | told)


holds(
    Job, "jobs", _l("Jobs that were asked for"), (Job.person_id,),
    erases={}, keeps="kind key title payload state state_kept error trouble result", why=words.WORK,
    hides="payload state_kept error", theirs=False,
)  # fmt: skip
holds(
    Job, "messages", _l("Messages on their way"), _messages,
    erases={
        "payload": {}, "error": "", "trouble": "",
        "state": sa.case((_job.c.finished_at.is_(None), "cancelled"), else_=_job.c.state),
        "finished_at": lambda row: row.finished_at or clock.now(),
    },
    keeps="kind key title state_kept result", hides="state_kept error", theirs=False,
)  # fmt: skip
holds(
    Job, "made_files", _l("Files that jobs made before: they may name anybody"),
    lambda person: _job.c.id.in_(sa.select(_chunk.c.job_id)) & _job.c.finished_at.is_not(None),
    erases={"result": sa.null()}, keeps="kind key title payload state state_kept error trouble", exported=False, theirs=False,
)  # fmt: skip
holds(
    JobChunk,
    "made_file_contents",
    _l("Contents of files that jobs made before"),
    lambda person: _chunk.c.job_id.in_(sa.select(_job.c.id).where(_job.c.finished_at.is_not(None))),
    exported=False,
)
sets_aside("days", DailyRound)
periods.keeps(
    Period(
        "results",
        _l("Files that jobs made"),
        lambda: current_app.config["RESULT_DAYS"],
        periods.looks(_job, _job.c.finished_at, _job.c.result.is_not(None)),
    )
)
