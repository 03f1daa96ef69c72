"""Drafts of packs with their history, and what was published or retired, by whom and why."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = "kind IN ('course', 'scenario', 'rules')"


def upgrade():
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_draft_kind")),
        sa.ForeignKeyConstraint(["based_on_id"], ["edition.id"], name=op.f("fk_draft_based_on_id_edition")),
        sa.ForeignKeyConstraint(["original_id"], ["edition.id"], name=op.f("fk_draft_original_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    open_ones = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_draft_kind_slug_open",
        "draft",
        ["kind", "slug"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "draft_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_draft_version_counted_from_one")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_version_draft_id_draft")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_version_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_version_draft_id_number")),
    )
    op.create_table(
        "draft_visit",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_visit_draft_id_draft")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_visit_person_id_person")),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_draft_visit")),
    )
    op.create_table(
        "pack_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_pack_release_kind")),
        sa.CheckConstraint("act IN ('published', 'retired', 'resumed')", name=op.f("ck_pack_release_act")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_pack_release_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pack_release_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_release")),
    )
    op.create_index("ix_pack_release_kind_slug", "pack_release", ["kind", "slug"])
    op.add_column("publication", sa.Column("retired_at", Moment(), nullable=True))
    op.execute(
        "INSERT INTO pack_release (kind, slug, act, edition_id, person_id, note, at) "
        "SELECT kind, slug, 'published', edition_id, NULL, '', published_at FROM publication"
    )
    guards.append_only("pack_release")


def downgrade():
    guards.drop("pack_release", "no_update", "no_delete")
    op.drop_column("publication", "retired_at")
    for table in ("pack_release", "draft_visit", "draft_version", "draft"):
        op.drop_table(table)
