"""Certificates keep their proofs, what they rest on, their designs, and what supersedes them."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STANDING = "uq_certificate_person_id_course_standing"
FORMER = ("serial", "person_id", "fields", "document", "document_digest", "issued_at", "revoked_at")
NEW = ("design_id", "supersedes_id", "basis", "valid_until", "key_id", "seal", "credential", "superseded_at")


def upgrade():
    op.create_table(
        "certificate_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design")),
        sa.UniqueConstraint("name", name=op.f("uq_certificate_design_name")),
    )
    _one_while("standard", "uq_certificate_design_standard", "certificate_design", "standard")
    op.create_table(
        "certificate_design_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_certificate_design_edition_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["design_id"], ["certificate_design.id"], name=op.f("fk_certificate_design_edition_design_id_certificate_design")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_certificate_design_edition_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design_edition")),
        sa.UniqueConstraint("design_id", "number", name=op.f("uq_certificate_design_edition_design_id_number")),
    )
    op.create_table(
        "certificate_design_image",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_certificate_design_image")),
    )
    op.create_table(
        "certificate_course_design",
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["design_id"], ["certificate_design.id"], name=op.f("fk_certificate_course_design_design_id_certificate_design")
        ),
        sa.PrimaryKeyConstraint("course", name=op.f("pk_certificate_course_design")),
    )
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("design_id", sa.Integer()))
        table.add_column(sa.Column("supersedes_id", sa.Integer()))
        table.add_column(sa.Column("basis", JSON))
        table.add_column(sa.Column("valid_until", sa.Date()))
        table.add_column(sa.Column("key_id", sa.String(length=8)))
        table.add_column(sa.Column("seal", sa.Text()))
        table.add_column(sa.Column("credential", sa.Text()))
        table.add_column(sa.Column("superseded_at", Moment()))
        table.add_column(sa.Column("superseded_reason", sa.Text(), nullable=False, server_default=""))
        table.create_check_constraint(
            op.f("ck_certificate_superseded_for_a_reason"), "(superseded_at IS NULL) = (superseded_reason = '')"
        )
        table.create_foreign_key(
            op.f("fk_certificate_design_id_certificate_design_edition"), "certificate_design_edition", ["design_id"], ["id"]
        )
        table.create_foreign_key(op.f("fk_certificate_supersedes_id_certificate"), "certificate", ["supersedes_id"], ["id"])
    op.create_index("uq_certificate_supersedes_id", "certificate", ["supersedes_id"], unique=True)
    op.create_index("ix_certificate_document_digest", "certificate", ["document_digest"])
    op.drop_index(STANDING, "certificate")
    _one_while("revoked_at IS NULL AND superseded_at IS NULL", STANDING, "certificate", "person_id", "course")
    op.create_index("ix_job_key", "job", ["key"])
    guards.append_only("certificate_design_edition", "certificate_design_image")
    guards.kept("certificate")
    guards.written_once("certificate", *NEW)
    _guard_former()


def downgrade():
    op.drop_index("ix_job_key", "job")
    guards.drop("certificate", "no_delete", *(f"{name}_once" for name in NEW))
    op.drop_index(STANDING, "certificate")
    op.drop_index("ix_certificate_document_digest", "certificate")
    op.drop_index("uq_certificate_supersedes_id", "certificate")
    with op.batch_alter_table("certificate") as table:
        table.drop_constraint(op.f("ck_certificate_superseded_for_a_reason"), type_="check")
        table.drop_constraint(op.f("fk_certificate_design_id_certificate_design_edition"), type_="foreignkey")
        table.drop_constraint(op.f("fk_certificate_supersedes_id_certificate"), type_="foreignkey")
        for name in (*NEW, "superseded_reason"):
            table.drop_column(name)
    _guard_former()
    _one_while("revoked_at IS NULL", STANDING, "certificate", "person_id", "course")
    for table in ("course_design", "design_image", "design_edition", "design"):
        op.drop_table(f"certificate_{table}")


def _guard_former() -> None:
    """SQLite changes a table by making it anew, and loses its triggers."""
    if not _postgresql():
        guards.written_once("certificate", *FORMER)


def _one_while(condition: str, name: str, table: str, *columns: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
