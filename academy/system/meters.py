"""The meters. This module is loaded in a process that counts, once the folder of the counts is there."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from academy import clock
from academy.accounts.models import SignInFailure
from academy.db import db
from academy.jobs.models import Job
from academy.lti.models import Score
from academy.xapi.models import Statement

STEPS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)  # seconds

REQUESTS = Counter("academy_requests", "Requests that were answered", ["endpoint", "method", "status"])
SECONDS = Histogram("academy_request_seconds", "Until the answer begins", ["endpoint"], buckets=STEPS)
CONNECTIONS = Gauge("academy_database_connections", "Connections in use", multiprocess_mode="livesum")


def exposition() -> bytes:
    """What all processes of this server counted, and what the database says at this moment."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Waiting())
    return generate_latest(registry)


class _Waiting(Collector):
    """What waits in the database: the same whichever server of the academy is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        unfinished = Job.state.in_(("waiting", "running", "failed"))
        unsent = "waiting", "refused"
        yield _family("academy_jobs", "Jobs that wait, run or failed", (Job.kind, Job.state), unfinished)
        yield GaugeMetricFamily(
            "academy_job_oldest_seconds", "How long a job has been due that nobody does", _longest_due()
        )
        yield _family("academy_lti_scores", "Grades on their way to platforms", (Score.state,), Score.state.in_(unsent))
        yield _family(
            "academy_xapi_statements", "Statements for record stores", (Statement.state,), Statement.state.in_(unsent)
        )
        failures = db.session.scalar(sa.select(sa.func.count(SignInFailure.id)))
        yield GaugeMetricFamily("academy_sign_in_failures", "Failed sign-ins that are remembered", failures)


def _family(name: str, says: str, columns: Sequence[Any], condition) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=[column.key for column in columns])
    for *labels, count in db.session.execute(sa.select(*columns, sa.func.count()).where(condition).group_by(*columns)):
        family.add_metric(labels, count)
    return family


def _longest_due() -> float:
    since = db.session.scalar(sa.select(sa.func.min(Job.not_before)).where(Job.state == "waiting"))
    return max(0.0, (clock.now() - since).total_seconds()) if since else 0.0
