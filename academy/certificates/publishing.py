"""What the academy publishes so that its certificates can be checked without it: written anew whenever something
changes, and every day, since a status list is good for a fortnight only."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from academy import clock, jobs
from academy.certificates import signing
from academy.certificates.models import Certificate
from academy.db import db, pause
from academy.files import alone
from academy.pages import page_for_anybody
from academy.proof import publication
from academy.proof.keyring import KeyTrouble
from academy.proof.keys import PublicKey, SigningKey

FRESH = timedelta(days=14)


def folder() -> Path:
    """Where the files lie: this server hands them out, and any other can."""
    return Path(current_app.config["PUBLISHED"] or current_app.config["INSTANCE_PATH"] / "published").resolve()


def publish_soon() -> None:
    """Once this transaction is committed. Each change has a job of its own: one that runs already may not know it."""
    jobs.enqueue("publish", {})


@jobs.does("publish", daily=True, words=_l("Publish what checkers of certificates need"))
def publish(job=None) -> Path:
    """Keys, status lists and the page that checks offline. Without a key to sign new lists the former ones stay."""
    keys = signing.public_keys()
    try:
        signer = signing.signing_key()
    except KeyTrouble:
        if job and not keys:
            return folder()  # an academy that has not begun to sign has nothing to publish
        raise
    folder().mkdir(parents=True, exist_ok=True)
    with pause(), alone(folder() / ".lock"):  # what was read first may not be written last
        _write(keys, signer)
    return folder()


def _write(keys: list[PublicKey], signer: SigningKey) -> None:
    at = clock.now()
    files = publication.files(
        keys,
        signer,
        _indexes(Certificate.revoked_at),
        _indexes(Certificate.superseded_at),
        db.session.scalar(sa.select(sa.func.max(Certificate.id))) or 0,
        base_url=current_app.config["BASE_URL"].rstrip("/"),
        at=at,
        until=at + FRESH,
        render=partial(page_for_anybody, "verify/offline.html"),
    )
    publication.write(folder(), files)


def _indexes(moment) -> set[int]:
    return set(db.session.scalars(sa.select(Certificate.id).where(moment.is_not(None))))
