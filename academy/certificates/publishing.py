"""What the academy publishes so that its certificates can be checked without it: written anew whenever something
changes, and every day, since a status list is good for a fortnight only."""

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

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


class Listed(NamedTuple):
    """Status lists besides those of certificates, by number, and the indexes of what was revoked there."""

    lists: Collection[int]
    revoked: Collection[int]


_providers: list[Callable[[], Listed]] = []


def lists_also(provide: Callable[[], Listed]) -> None:
    """A feature signs credentials of its own, and says what of them is to be listed."""
    _providers.append(provide)


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
    at, others = clock.now(), [provide() for provide in _providers]
    files = publication.files(
        keys,
        signer,
        _indexes(Certificate.revoked_at).union(*(each.revoked for each in others)),
        _indexes(Certificate.superseded_at),
        db.session.scalar(sa.select(sa.func.max(Certificate.id))) or 0,
        base_url=current_app.config["BASE_URL"].rstrip("/"),
        at=at,
        until=at + FRESH,
        render=partial(page_for_anybody, "verify/offline.html"),
        lists=[number for each in others for number in each.lists],
    )
    publication.write(folder(), files)


def _indexes(moment) -> set[int]:
    return set(db.session.scalars(sa.select(Certificate.id).where(moment.is_not(None))))
