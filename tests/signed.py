"""A signing key for the time of a test, and certificates as they are once they are drawn and signed with it."""

from contextlib import contextmanager

import sqlalchemy as sa

from academy import jobs
from academy.certificates import signing
from academy.db import db
from academy.jobs.models import Job


@contextmanager
def keys(app, folder, demo=False):
    """The application signs with a new key, kept in this folder; with `demo` None there is none."""
    former = {name: app.config[name] for name in ("KEYS", "BASE_URL")}
    kept = app.extensions.pop("keyring", None)
    app.config |= {"KEYS": str(folder), "BASE_URL": "https://academy.example"}
    try:
        with app.app_context():
            key = None if demo is None else signing.create(demo)
        yield key
    finally:
        app.config |= former
        app.extensions.pop("keyring", None)
        if kept:
            app.extensions["keyring"] = kept


def drawn(certificate):
    """The certificate with its document, which its job has drawn."""
    waiting = sa.select(Job.id).where(Job.key == f"certificate/{certificate.id}", Job.finished_at.is_(None))
    number = db.session.scalar(waiting)
    db.session.commit()
    jobs.run(number)
    db.session.expire_all()
    assert certificate.ready, db.session.get(Job, number).error
    return certificate
