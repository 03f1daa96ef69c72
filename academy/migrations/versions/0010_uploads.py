"""Packs that somebody brought and looks at before they are taken in."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "pack_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pack_upload_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_upload")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_pack_upload_person_id_digest")),
    )


def downgrade():
    op.drop_table("pack_upload")
