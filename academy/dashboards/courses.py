"""Courses by their titles."""

from collections.abc import Iterable

import sqlalchemy as sa

from academy.db import db
from academy.editions.models import Edition, Publication


def titles(slugs: Iterable[str]) -> dict[str, str]:
    """What courses are called now; one that is not offered goes by its short name."""
    slugs = list(slugs)
    query = sa.select(Publication.slug, Edition.title).join(Edition, Edition.id == Publication.edition_id)
    found = db.session.execute(query.where(Publication.kind == "course", Publication.slug.in_(slugs))).all()
    return {slug: slug for slug in slugs} | dict(found)
