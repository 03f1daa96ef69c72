"""Publishing: what keeps a draft from being published, and the edition that it becomes."""

from typing import Any

from academy import editions, packs
from academy.db import db
from academy.editions.models import Edition
from academy.studio import drafts
from academy.studio.models import Draft, DraftVersion


class NotSound(Exception):
    """A draft that cannot be published: its `problems`."""

    def __init__(self, problems: list[packs.Problem]):
        super().__init__(len(problems))
        self.problems = problems


class Outdated(Exception):
    """The draft was changed since the page was shown."""


def publish(person, draft: Draft, seen: str, note: str) -> Edition:
    """Make an edition of the draft and offer it. `seen` is the digest of what the person looked at.

    Raises NotSound, Outdated."""
    version = drafts.hold(draft)
    if version.digest != seen:
        raise Outdated
    content, problems = problems_of(draft, version)
    if problems:
        raise NotSound(problems)
    edition = editions.take_in(packs.Pack(draft.kind, draft.slug, content, drafts.images_of(version)), person, note)
    draft.based_on, version.note = edition, version.note or note
    db.session.flush()
    return edition


def differs(draft: Draft, edition: Edition) -> bool:
    """Whether a draft says anything that an edition of its pack does not."""
    version = drafts.newest(draft)
    document, files = drafts.parts_of(edition)
    if version.files != files:
        return True
    if version.document == document:
        return False
    content, problems = problems_of(draft, version)
    return bool(problems) or content != editions.content(edition)


def problems_of(draft: Draft, version: DraftVersion | None = None) -> tuple[Any, list[packs.Problem]]:
    """The content, if it can be read, and everything that keeps it from being published."""
    version = version or drafts.newest(draft)
    return packs.judge(packs.KINDS[draft.kind], version.document, version.files, editions.published_content)
