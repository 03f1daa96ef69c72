"""Designs of certificates: how a sheet looks and what it says around the facts. Versioned; an edition never changes.

A certificate keeps the edition that it was issued in. New ones take the newest edition of their course's design.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import abort

from academy import audit
from academy.certificates.designs.content import Content
from academy.certificates.designs.models import CourseDesign, Design, DesignEdition, DesignImage
from academy.db import db, once, refused_as

LONGEST_NAME, LONGEST_NOTE = 80, 300


class NameTaken(Exception):
    """There is a design of this name already."""


class Outdated(Exception):
    """Somebody saved another edition meanwhile: `newest`."""

    def __init__(self, newest: DesignEdition):
        super().__init__(newest.number)
        self.newest = newest


class PictureMissing(Exception):
    """A design names a picture that was never kept."""


def design_or_404(design_id: int) -> Design:
    return db.session.get(Design, design_id) or abort(404)


def edition_or_404(edition_id: int) -> DesignEdition:
    return db.session.get(DesignEdition, edition_id) or abort(404)


def content_of(edition: DesignEdition) -> Content:
    return Content.model_validate(edition.content)


def current(course: str) -> DesignEdition | None:
    """The newest edition of the design of a course: its own, else the standard one, else None for the built-in look."""
    chosen = _chosen(course)
    design = chosen.design if chosen else standard()
    return design and newest(design)


def standard() -> Design | None:
    return db.session.scalar(sa.select(Design).where(Design.standard))


def newest(design: Design) -> DesignEdition:
    query = sa.select(DesignEdition).filter_by(design_id=design.id).order_by(DesignEdition.number.desc()).limit(1)
    return db.session.scalars(query).one()


def listed() -> list[DesignEdition]:
    """The newest edition of each design, the standard one first, with its design and author."""
    each = sa.orm.aliased(DesignEdition)
    last = sa.select(sa.func.max(each.number)).where(each.design_id == Design.id).scalar_subquery()
    query = sa.select(DesignEdition).join(DesignEdition.design).where(DesignEdition.number == last)
    query = query.options(sa.orm.contains_eager(DesignEdition.design), sa.orm.joinedload(DesignEdition.author))
    return list(db.session.scalars(query.order_by(Design.standard.desc(), Design.name)))


def courses() -> dict[str, int]:
    """The id of its design for each course that has one of its own."""
    query = sa.select(CourseDesign.course, CourseDesign.design_id).order_by(CourseDesign.course)
    return dict(db.session.execute(query).all())


def images_of(content: Content) -> Mapping[str, bytes]:
    """The pictures that a design needs, by digest."""
    images = sa.select(DesignImage.digest, DesignImage.data).where(DesignImage.digest.in_(content.images()))
    return dict(db.session.execute(images).all())


def create(actor, name: str, content: Content, note: str = "") -> Design:
    """A design with its first edition; nothing is printed in it yet."""
    design = Design(name=_free(name))
    with refused_as(NameTaken(name)):
        db.session.add(design)
    audit.note("design.created", actor, design, reason=design.name)
    _add(actor, design, 1, content, note)
    return design


def save(actor, design: Design, content: Content, note: str, based_on: int) -> DesignEdition:
    """The content as the newest edition, unless it is that already; raises Outdated when the newest one is not the one
    of the number `based_on`, on which the work began."""
    last = _held(design)
    if content == content_of(last):
        return last
    if last.number != based_on:
        raise Outdated(last)
    return _add(actor, design, last.number + 1, content, note)


def restore(actor, edition: DesignEdition, note: str) -> DesignEdition:
    """What an edition said, as the newest one."""
    last = _held(edition.design)
    if edition.content == last.content:
        return last
    return _add(actor, edition.design, last.number + 1, content_of(edition), note)


def rename(actor, design: Design, name: str) -> None:
    if name.strip() == design.name:
        return
    former, free = design.name, _free(name)
    with refused_as(NameTaken(name)):
        design.name = free
    audit.note("design.renamed", actor, design, reason=f"{former} → {design.name}")


def make_standard(actor, design: Design | None) -> None:
    """Certificates of courses without a design of their own are printed in this one from now on; with None, in the
    built-in look."""
    _hold_all()
    former = standard()
    if former is design:
        return
    if former:
        former.standard = False
        db.session.flush()  # there is one at most, also for a moment
    if design:
        design.standard = True
        db.session.flush()
    audit.note("design.made_standard", actor, design)


def use_for(actor, course: str, design: Design | None) -> None:
    """Certificates of this course are printed in this design from now on; with None, in the standard one."""
    if design:
        chosen, _new = once(lambda: _chosen(course), lambda: CourseDesign(course=course, design=design))
        chosen.design = design
    elif chosen := _chosen(course):
        db.session.delete(chosen)
    db.session.flush()
    audit.note("design.used_for", actor, design, reason=course)


def _chosen(course: str) -> CourseDesign | None:
    return db.session.get(CourseDesign, course)


def _hold_all() -> None:
    """Nobody else makes a design the standard one before this transaction ends."""
    query = sa.select(Design).order_by(Design.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def _held(design: Design) -> DesignEdition:
    """The newest edition; nobody else adds one before this transaction ends."""
    db.session.refresh(design, with_for_update=True)
    return newest(design)


def _add(actor, design: Design, number: int, content: Content, note: str) -> DesignEdition:
    if missing := content.images() - set(images_of(content)):
        raise PictureMissing(*missing)
    edition = DesignEdition(
        design=design, number=number, content=content.model_dump(mode="json"), author_id=actor and actor.id, note=note
    )
    db.session.add(edition)
    db.session.flush()
    audit.note("design.saved", actor, edition, reason=note)
    return edition


def _free(name: str) -> str:
    """The name as it is kept; raises NameTaken."""
    name = name.strip()
    if db.session.scalar(sa.select(Design.id).where(Design.name == name)):
        raise NameTaken(name)
    return name
