"""Claims in the review queue, comment banks, comments at the words, batches of judgements."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "review_claim",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_review_claim_until_after_since")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_claim_person_id_person")),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_review_claim")),
    )
    op.create_index(op.f("ix_review_claim_person_id"), "review_claim", ["person_id"])
    op.create_table(
        "review_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_review_phrase_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_phrase")),
        sa.UniqueConstraint("owner_id", "topic", "text", name=op.f("uq_review_phrase_owner_id_topic_text")),
    )
    op.create_index(op.f("ix_review_phrase_shared"), "review_phrase", ["shared"])
    op.create_table(
        "reply_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_reply_comment_some_words")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_reply_comment_withdrawn_by_somebody")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_reply_comment_author_id_person")),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_reply_comment_move_id_move")),
        sa.ForeignKeyConstraint(["replaces_id"], ["reply_comment.id"], name=op.f("fk_reply_comment_replaces_id_reply_comment")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_reply_comment_withdrawn_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_comment")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reply_comment_replaces_id")),
    )
    op.create_index(op.f("ix_reply_comment_author_id"), "reply_comment", ["author_id"])
    op.create_index(op.f("ix_reply_comment_move_id"), "reply_comment", ["move_id"])
    op.create_table(
        "review_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("refused", JSON, nullable=False),
        sa.CheckConstraint("kind IN ('confirm', 'sheet')", name=op.f("ck_review_batch_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_batch_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_batch")),
    )
    op.create_index(op.f("ix_review_batch_person_id"), "review_batch", ["person_id"])
    guards.kept("reply_comment")
    kept = ("move_id", "author_id", "start", "stop", "text", "made_at", "replaces_id", "withdrawn_at", "withdrawn_by_id")
    guards.written_once("reply_comment", *kept)


def downgrade():
    op.drop_table("review_batch")
    op.drop_table("reply_comment")
    op.drop_table("review_phrase")
    op.drop_table("review_claim")
