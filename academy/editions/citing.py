"""What cites a pack: published editions that pin one of its editions, and their way to the present one."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from academy import editions, packs
from academy.db import db
from academy.editions.models import Edition, Publication


@dataclass(frozen=True)
class Resting:
    """A published pack that rests on a former edition of another, and what keeps it from resting on the present one."""

    edition: Edition
    problems: tuple[str, ...]


class NotPossible(Exception):
    """A pack that does not go together any more with what it cites, as that is now."""


def offered(kind: str, slug: str) -> list[Edition]:
    """The packs that are offered now and cite some edition of this one."""
    cited = sa.orm.aliased(Edition)
    query = (
        sa.select(Edition)
        .join(Publication, Publication.edition_id == Edition.id)
        .join(cited, getattr(Edition, f"{kind}_id") == cited.id)
        .where(cited.slug == slug, Publication.retired_at.is_(None))
        .order_by(Edition.kind, Edition.title)
    )
    return list(db.session.scalars(query.options(sa.orm.joinedload(getattr(Edition, kind)))))


def resting(kind: str, slug: str) -> list[Resting]:
    """Those of them that rest on a former edition, the ones first that go together with the present one."""
    present = editions.published(kind, slug)
    former = [each for each in offered(kind, slug) if each.cited[kind].id != present.id]
    return sorted((Resting(each, tuple(_problems(each))) for each in former), key=lambda each: bool(each.problems))


def renew(person, edition: Edition, note: str) -> Edition:
    """Publish a pack again, resting on what it cites as that is now; what rests on that already stays as it is.

    Raises NotPossible."""
    if all(editions.published(kind, each.slug) == each for kind, each in edition.cited.items()):
        return edition
    if any(_problems(edition)):
        raise NotPossible
    images = {path: editions.file_or_404(edition, path) for path in editions.files_of(edition)}
    return editions.take_in(packs.Pack(edition.kind, edition.slug, editions.content(edition), images), person, note)


def _problems(edition: Edition) -> Iterable[str]:
    content = editions.content(edition)
    cited = packs.cited(edition.kind, vars(content), editions.published_content)
    return (message for _, message in packs.KINDS[edition.kind].check(content, **cited))
