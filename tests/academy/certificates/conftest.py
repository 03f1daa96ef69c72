"""Certificates that are really drawn and signed."""

import pytest

from academy import certificates, jobs
from academy.certificates.models import Certificate
from academy.db import db
from tests import factories


@pytest.fixture
def draw(session):
    """Draws a certificate as its job does."""

    def draw(certificate: Certificate) -> Certificate:
        key = f"certificate/{certificate.id}"
        job = jobs.enqueue("certificate", {"certificate": certificate.id}, key=key)
        db.session.commit()
        jobs.run(job.id)
        db.session.expire_all()
        assert certificate.ready, job.error
        return certificate

    return draw


@pytest.fixture
def drawn(draw):
    """A certificate of the tiny course with everything that proves it."""
    return draw(factories.certificate(factories.learner(name="Zarnab Noorpuri", second_name="زرناب نورپوری", second_script="ur")))


@pytest.fixture
def others(draw):
    """Somebody else's."""
    return draw(factories.certificate(factories.learner(name="Bilal Shah")))


@pytest.fixture
def revoke(session):
    return lambda certificate: certificates.revoke(None, certificate, "Issued by mistake")
