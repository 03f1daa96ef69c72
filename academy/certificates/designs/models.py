"""Designs, their editions, the images in them, and which course uses which."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_while


class Design(db.Model):
    """A name for a line of editions; the last one is used for new certificates. One design is the standard one."""

    __tablename__ = "certificate_design"
    __table_args__ = (one_while("standard", "uq_certificate_design_standard", "standard"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    standard: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    editions: Mapped[list["DesignEdition"]] = relationship(back_populates="design", order_by="DesignEdition.number")


class DesignEdition(db.Model):
    """`content` is a `content.Content` as JSON, its images by digest. Append-only; numbers of a design count from 1."""

    __tablename__ = "certificate_design_edition"
    __table_args__ = (
        sa.UniqueConstraint("design_id", "number"),
        sa.CheckConstraint("number > 0", name="counted_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(sa.ForeignKey(Design.id))
    number: Mapped[int]
    content: Mapped[dict] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    design: Mapped[Design] = relationship(back_populates="editions")
    author: Mapped[Person | None] = relationship()


class DesignImage(db.Model):
    """A logo or the image of a signature, drawn anew from what was uploaded, stored once."""

    __tablename__ = "certificate_design_image"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class CourseDesign(db.Model):
    """The design of a course's certificates, where it is not the standard one."""

    __tablename__ = "certificate_course_design"

    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    design_id: Mapped[int] = mapped_column(sa.ForeignKey(Design.id))

    design: Mapped[Design] = relationship()
