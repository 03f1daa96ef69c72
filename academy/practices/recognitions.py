"""Recognitions: whoever shared a practice that was approved holds an Open Badge for it, signed with the academy's key."""

import json

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import addresses, audit, certificates, clock, jobs, languages
from academy.certificates import checks, designs, facts, publishing, serials, signing
from academy.db import db, once, pause
from academy.practices import printing
from academy.practices.models import Practice, Recognition
from academy.printing import raster
from academy.proof import credential, recognition, verdict
from academy.proof.refusals import Refusal

JOB = "recognition"
BADGE_WIDTH = 800  # pixels
NO_REASON = "–"  # what stands where nobody gave one


def recognise(practice: Practice) -> Recognition | None:
    """Give its contributor the badge, once; whoever has no name on file gets it when they say theirs."""
    person = practice.contributor
    if person is None or person.anonymous or person.erased_at:
        return None
    known = sa.select(Recognition).where(Recognition.practice_id == practice.id)
    made, new = once(lambda: db.session.scalar(known), lambda: _frozen(practice))
    if new:
        audit.note("recognition.issued", None, made)
        jobs.enqueue(JOB, {"recognition": made.id}, key=f"{JOB}/{made.id}")
    return made


def recognise_held(person) -> None:
    """Somebody who was anonymous has a name now."""
    waiting = sa.select(Practice).where(
        Practice.contributor_id == person.id, Practice.state == "approved", ~Practice.recognition.has()
    )
    for practice in db.session.scalars(waiting).all():
        recognise(practice)


def revoke(actor, practice: Practice, reason: str) -> None:
    """The practice was withdrawn: whoever checks the badge is told so from now on."""
    found = db.session.scalar(sa.select(Recognition).where(Recognition.practice_id == practice.id))
    if found is None or found.revoked_at:
        return
    found.revoked_at, found.revoked_reason = clock.now(), reason or NO_REASON
    db.session.flush()
    audit.note("recognition.revoked", actor, found, reason=reason)
    publishing.publish_soon()


def by_serial(text: str) -> Recognition | None:
    serial = serials.normalise(text)
    return serial and db.session.scalar(sa.select(Recognition).where(Recognition.serial == serial))


def of_person(person) -> list[Recognition]:
    query = sa.select(Recognition).where(Recognition.person_id == person.id)
    return list(db.session.scalars(query.order_by(Recognition.issued_at.desc(), Recognition.id.desc())))


def shown(data: bytes) -> Recognition | None:
    """The badge of ours that a file is, word for word; None for everything else. Of one that was erased nothing is left to
    compare, and its signature alone speaks."""
    try:
        said, _key = recognition.check(verdict.bare(data), signing.public_keys())
    except Refusal:
        return None
    found = by_serial(said.serial)
    if found is None or (
        found.erased_at is None and json.loads(verdict.bare(data)) != json.loads(found.credential or "null")
    ):
        return None
    return found


def is_demo(found: Recognition) -> bool:
    """Whether it was signed with a key that anybody can make."""
    return any(key.id == found.key_id and key.demo for key in signing.public_keys())


def badge(found: Recognition) -> bytes:
    """A picture with the credential in it."""
    return credential.bake(raster.picture(printing.badge(found), BADGE_WIDTH), found.credential)


@jobs.does(JOB, words=_l("Sign a badge"))
def sign(job) -> None:
    """From what is frozen and the key alone, once. An academy that has no key yet signs it on the day after it has one."""
    found = db.session.get(Recognition, job.payload["recognition"])
    if found.key_id or found.erased_at or signing.state() == "none":
        return
    said, key, at = recognition.Claims.of(found.fields, found.id), signing.signing_key(), clock.now()
    words = {**found.fields["words"], "email": found.person.email or "", "salt": found.serial}
    with pause():
        text = recognition.issued(said, key, at=at, base_url=_base_url(), **words)
    db.session.refresh(found, with_for_update={"of": Recognition})
    if found.erased_at or found.key_id:
        return  # in the meantime
    found.key_id, found.credential = key.public.id, text
    publishing.publish_soon()  # its place in the lists has to be there before anybody checks it


@jobs.does("recognitions", daily=True, words=_l("Sign the badges that have waited"))
def sign_missing(job) -> None:
    unsigned = sa.select(Recognition.id).where(Recognition.key_id.is_(None), Recognition.erased_at.is_(None))
    for number in db.session.scalars(unsigned).all():
        jobs.enqueue(JOB, {"recognition": number}, key=f"{JOB}/{number}")


def _frozen(practice: Practice) -> Recognition:
    """With every word of the badge; the page of the practice is named where everybody may read it."""
    person, serial = practice.contributor, serials.new()
    with languages.of_the_house():
        words = {"criteria": _criteria(), "description": _description(), "language": languages.offered()[0]}
    if practice.public:
        words["evidence_url"] = addresses.to("practices.public", practice_id=practice.id)
    fields = {
        "serial": serial,
        "name": person.name,
        "second_name": person.second_name,
        "second_language": person.second_script,
        "practice": practice.called,
        "issued_on": clock.today().isoformat(),
        "issuer": facts.content_of(designs.current("")).issuer,
        "words": words,
    }
    return Recognition(serial=serial, practice=practice, person=person, fields=fields)


def _description() -> str:
    return _(
        "Its holder has shared a good practice of public service with colleagues, in words that let others repeat it."
    )


def _criteria() -> str:
    return _(
        "The practice says what the situation was, what was done, what is known of its effect and from where, and what one "
        "needs to repeat it. Who appears in it agreed, or nobody can be recognised. Somebody who teaches at the academy has "
        "read and approved it."
    )


def _base_url() -> str:
    return current_app.config["BASE_URL"].rstrip("/")


def _listed() -> publishing.Listed:
    """Places of recognitions in the status lists."""
    highest = db.session.scalar(sa.select(sa.func.max(Recognition.id)))
    revoked = db.session.scalars(sa.select(Recognition.id).where(Recognition.revoked_at.is_not(None)))
    return publishing.Listed(recognition.lists(highest), {recognition.index_of(number) for number in revoked})


def _page_of_file(data: bytes) -> str:
    found = shown(data)
    return url_for("practices.badge", serial=found.serial) if found else ""


def _page_of_serial(serial: str) -> str:
    found = by_serial(serial)
    return url_for("practices.badge", serial=found.serial) if found else ""


checks.answers_also(_page_of_file, _page_of_serial)
publishing.lists_also(_listed)
certificates.issues_also(recognise_held)
