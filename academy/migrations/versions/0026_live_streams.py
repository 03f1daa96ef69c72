"""A stream counts in a row of its own, and remembers how far it was broadcast."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PUBLIC = sa.text("public")


def upgrade():
    op.create_table(
        "live_stream",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.CheckConstraint("newest >= 1", name=op.f("ck_live_stream_counted_from_one")),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_live_stream")),
    )
    op.create_index("ix_live_stream_public", "live_stream", ["stream"], sqlite_where=PUBLIC, postgresql_where=PUBLIC)
    op.create_table(
        "live_broadcast",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_live_broadcast")),
    )
    counted = "INSERT INTO live_stream (stream, newest, public) SELECT stream, max(number), false FROM live_event GROUP BY stream"
    op.execute(counted)


def downgrade():
    op.drop_table("live_broadcast")
    op.drop_table("live_stream")
