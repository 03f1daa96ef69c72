"""Uploads: packs that somebody brought wait for an hour, while they are looked at."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePosixPath

import sqlalchemy as sa
from flask import abort

from academy import clock, jobs, packs
from academy.db import db, once
from academy.packs import files
from academy.studio.models import PackUpload

KEPT = timedelta(hours=1)
MOST = 5  # of one person
ZIP, YAML = (".zip",), (".yaml", ".yml")
LONGEST_NAME = 120


def keep(person, sent: Mapping[str, bytes]) -> PackUpload:
    """Keep what a browser sent, by the paths that it gave: a zip, the document of a pack, or the files of a folder."""
    name, data = _as_zip(sent)
    digest = packs.digest(data)
    found, _ = once(
        lambda: db.session.scalar(sa.select(PackUpload).filter_by(person_id=person.id, digest=digest)),
        lambda: PackUpload(person_id=person.id, digest=digest, name=name, data=data),
    )
    found.name, found.at = name, clock.now()
    db.session.flush()
    _forget(sa.or_(_is_old(), PackUpload.id.in_(_beyond_the_newest(person))))
    return found


def upload_or_404(person, upload_id: int) -> PackUpload:
    """What this person brought within the last hour."""
    upload = db.session.get(PackUpload, upload_id)
    fresh = upload and upload.person_id == person.id and upload.at > clock.now() - KEPT
    return upload if fresh else abort(404)


def bare(name: str) -> str:
    """The name of a file or folder without what browsers and systems add to the names of copies."""
    return re.sub(r"(\s*\((\d+|draft|copy)\)|\s+-\s+copy)+$", "", name.strip(), flags=re.IGNORECASE)[:LONGEST_NAME]


@jobs.does("uploads-forgotten", daily=True)
def forget(job) -> None:
    _forget(_is_old())


def _as_zip(sent: Mapping[str, bytes]) -> tuple[str, bytes]:
    """What the upload is called, and its bytes; what is a zip already stays as it is."""
    name, data = next(iter(sent.items()))
    if len(sent) == 1 and name.lower().endswith(ZIP):
        return _stem(name), data
    if len(sent) == 1 and name.lower().endswith(YAML):
        return "" if _stem(name) == "pack" else _stem(name), files.zipped({packs.PACK_FILE: data})
    return "", files.zipped(sent)


def _stem(name: str) -> str:
    return bare(PurePosixPath(name).stem)


def _is_old():
    return PackUpload.at <= clock.now() - KEPT


def _beyond_the_newest(person) -> sa.Select:
    own = sa.select(PackUpload.id).where(PackUpload.person_id == person.id)
    return own.order_by(PackUpload.at.desc(), PackUpload.id.desc()).offset(MOST).limit(1000)


def _forget(which) -> None:
    db.session.execute(sa.delete(PackUpload).where(which).execution_options(synchronize_session=False))
