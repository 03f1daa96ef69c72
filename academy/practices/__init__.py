"""Good practices: what worked somewhere, written down so that others can do it, looked at before everybody reads it.

A practice is begun by whoever did it, or proposed for them (`propose`), submitted, approved or returned with a reason by somebody
else, and can be withdrawn. Each change of its state is in the audit log.
"""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort

from academy import audit, clock
from academy.accounts.models import Person
from academy.db import db, once
from academy.practices import content, notices, private, recognitions
from academy.practices.models import Practice
from academy.queue import PASS, claims

SOURCE = "practice"  # the name of practices in the review queue
REVIEWERS = ("instructor", "administrator")
CONTRIBUTORS = ("learner", "instructor")


class Closed(Exception):
    """It was submitted, decided or withdrawn meanwhile: `practice` says which. There is nothing to write into."""

    def __init__(self, practice: Practice):
        super().__init__(practice.state)
        self.practice = practice


class Elsewhere(Exception):
    """Other words are kept, saved from another page since this one was opened: `practice` has them. None are lost."""

    def __init__(self, practice: Practice):
        super().__init__(practice.version)
        self.practice = practice


class Unfit(Exception):
    """What cannot be submitted as it is: `missing` says of fields why not (content.missing)."""

    def __init__(self, missing: dict[str, str]):
        super().__init__(", ".join(missing))
        self.missing = missing


class Private(Exception):
    """There is what looks like data of persons, and nobody has said that it is none: `finds` are private.Find."""

    def __init__(self, finds: list[private.Find]):
        super().__init__(", ".join(find.kind for find in finds))
        self.finds = finds


class Overtaken(Exception):
    """Somebody has decided it, or its contributor has taken it back, since this page was opened."""

    def __init__(self, practice: Practice):
        super().__init__(practice.state)
        self.practice = practice


def readable_or_404(person, practice_id: int) -> Practice:
    """What everybody here may read, one's own, and what waits for one's approval or was withdrawn after it."""
    found = db.session.get(Practice, practice_id) or abort(404)
    mine = found.contributor_id == person.id
    staff = person.role in REVIEWERS and (found.state == "submitted" or found.approved_at is not None)
    return found if found.approved or mine or staff else abort(404)


def own_or_404(person, practice_id: int) -> Practice:
    """Of its contributor, and of nobody else."""
    found = db.session.get(Practice, practice_id)
    return found if found and found.contributor_id == person.id else abort(404)


def reviewable_or_404(person, practice_id: int) -> Practice:
    """What was submitted, for a reviewer who has not written it."""
    found = db.session.get(Practice, practice_id)
    return found if found and may_review(person, found) else abort(404)


def may_review(person, practice: Practice) -> bool:
    """Whether it is, or was, somebody else's to decide; what it says meanwhile is shown while it waits only."""
    return person.role in REVIEWERS and practice.rounds > 0 and practice.contributor_id != person.id


def may_withdraw(person, practice: Practice) -> bool:
    """Its contributor, and administrators what was approved."""
    if practice.state == "withdrawn":
        return False
    return practice.contributor_id == person.id or (person.role == "administrator" and practice.approved)


def may_correct(person, practice: Practice) -> bool:
    """What came with the academy is looked after by administrators."""
    return person.role == "administrator" and practice.approved and practice.contributor_id is None


def begin(person) -> Practice:
    """A new draft of this person; one that was begun and not written in is taken up again."""
    untouched = sa.select(Practice).filter_by(contributor_id=person.id, state="draft", version=0, origin=None)
    made, _new = once(lambda: db.session.scalar(untouched), lambda: Practice(contributor_id=person.id, language="en"))
    return made


def propose(person: Person, origin: str | None = None, **fields: Any) -> Practice:
    """A draft of this person with these fields filled in (content.FIELDS), for them to finish and to submit. With an `origin`,
    as "dialogue/12", there is one of it, and proposing it again gives it as it is by now."""
    if unknown := set(fields) - set(content.FIELDS):
        raise TypeError(f"a practice has no {', '.join(sorted(unknown))}")
    known = sa.select(Practice).where(Practice.origin == origin)
    made, _new = once(
        lambda: origin and db.session.scalar(known),
        lambda: Practice(contributor_id=person.id, origin=origin, version=1, **_whole(fields)),
    )
    return made


def keep(practice: Practice, said: Mapping[str, Any], version: int) -> None:
    """Save a draft: `said` has all of content.FIELDS, `version` is that of the words which the writer's page knows. Raises
    Closed or Elsewhere."""
    hold(practice)
    if not practice.open:
        raise Closed(practice)
    if practice.version != version and said != saying(practice):
        raise Elsewhere(practice)
    if said != saying(practice):
        _write(practice, said)


def submit(practice: Practice, said: Mapping[str, Any], version: int, confirmed: Collection[str] = ()) -> None:
    """Hand it in, to be approved by somebody else. The same words twice are one submission. What looks like private data and
    is none has to be among the `confirmed` words. Raises Closed, Elsewhere, Unfit or Private."""
    hold(practice)
    if practice.state == "submitted" and said == saying(practice):
        return
    keep(practice, said, version)
    if missing := content.missing(said, clock.today()):
        raise Unfit(missing)
    if finds := [find for find in private_in(said) if find.words not in confirmed]:
        raise Private(finds)
    contributor = practice.contributor
    practice.rounds += 1
    practice.submitted_at, practice.waits = clock.now(), PASS
    _become("submitted", practice, contributor, "practice.submitted")


def approve(reviewer, practice: Practice, seen: int) -> None:
    """Put it into the library, and recognise whoever shared it. `seen` is the version that the reviewer has read. Twice is
    once. Raises Overtaken, or claims.Lost when somebody else has it at hand."""
    hold(practice)
    if practice.approved and practice.approved_by_id == reviewer.id and practice.version == seen + 1:
        return
    _require(reviewer, practice, seen)
    now = clock.now()
    practice.approved_at, practice.approved_by_id = now, reviewer.id
    practice.decided_at, practice.decided_by_id, practice.waits, practice.reason = now, reviewer.id, None, ""
    _become("approved", practice, reviewer, "practice.approved")
    claims.release(reviewer, SOURCE, practice.id)
    recognitions.recognise(practice)
    notices.approved(practice)


def give_back(reviewer, practice: Practice, reason: str, seen: int) -> None:
    """Return it to its contributor, who mends it and submits it again. Twice is once. Raises Overtaken or claims.Lost."""
    hold(practice)
    again = practice.decided_by_id == reviewer.id and practice.reason == reason and practice.version == seen + 1
    if practice.state == "returned" and again:
        return
    _require(reviewer, practice, seen)
    practice.decided_at, practice.decided_by_id, practice.waits, practice.reason = (
        clock.now(),
        reviewer.id,
        None,
        reason,
    )
    _become("returned", practice, reviewer, "practice.returned", reason)
    claims.release(reviewer, SOURCE, practice.id)
    notices.returned(practice)


def withdraw(actor, practice: Practice, reason: str = "") -> None:
    """Take it out of the library for good, or a draft out of the way; a badge for it is revoked. Twice is once."""
    hold(practice)
    if practice.state == "withdrawn":
        return
    practice.waits, practice.reason = None, reason
    _become("withdrawn", practice, actor, "practice.withdrawn", reason)
    recognitions.revoke(actor, practice, reason)
    if practice.contributor_id not in (None, actor.id):
        notices.withdrawn(practice)


def correct(actor, practice: Practice, said: Mapping[str, Any], version: int) -> None:
    """Change what came with the academy; from then on it is the academy's own. Raises Elsewhere, Closed or Unfit."""
    hold(practice)
    if not practice.approved:
        raise Closed(practice)
    before = saying(practice)
    if said == before:
        return
    if practice.version != version:
        raise Elsewhere(practice)
    if missing := content.missing(said, clock.today()):
        raise Unfit(missing)
    _write(practice, said)
    practice.shipped = None
    changed = [name for name in content.FIELDS if before[name] != said[name]]
    values = {"before": {name: before[name] for name in changed}, "after": {name: said[name] for name in changed}}
    audit.note("practice.changed", actor, practice, **values)


def saying(practice: Practice) -> dict[str, Any]:
    """What it says, as content.FIELDS."""
    return {name: getattr(practice, name) for name in content.FIELDS}


def private_in(said: Mapping[str, Any]) -> list[private.Find]:
    """What looks like data of persons in any text of it."""
    texts = [said[name] for name in ("title", *content.TEXTS, "consent_note", *content.NEEDS)]
    return private.finds(*texts, *(source["title"] for source in said["sources"]))


def hold(practice: Practice) -> None:
    """Read it anew, and let nobody else change it until the transaction ends."""
    db.session.flush()
    db.session.refresh(practice, with_for_update={"of": Practice})


def _require(reviewer, practice: Practice, seen: int) -> None:
    if practice.state != "submitted" or practice.version != seen:
        raise Overtaken(practice)
    if reviewer.role == "instructor":  # administrators have no queue, and no claims
        claims.require(reviewer, SOURCE, practice.id)


def _write(practice: Practice, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(practice, name, value)
    practice.certainty = content.certainty_of(practice.sources)
    practice.version, practice.saved_at = practice.version + 1, clock.now()
    db.session.flush()


def _become(state: str, practice: Practice, actor, action: str, reason: str = "") -> None:
    """Into another state, which no page that is open knows yet."""
    before, practice.state = practice.state, state
    practice.version += 1
    db.session.flush()
    audit.note(action, actor, practice, reason=reason, before={"state": before}, after={"state": state})


def _whole(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as a row has them: each source with all of its texts."""
    sources = [{name: str(each.get(name) or "") for name in content.SOURCE} for each in fields.get("sources", ())]
    return {**fields, "sources": sources, "certainty": content.certainty_of(sources)}
