"""What a row of the register counts, kept in a table of its own; saved views of the register."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

AWAITING, MARKED = sa.text("awaiting"), sa.text("markers <> ''")

# What earlier results, judgements and certificates come to, as academy.records.standings has it.
FILL = """
INSERT INTO standing (enrolment_id, attempts, awaiting, failing, best_score, last_score, markers, moderated, certificate_id)
WITH newest AS (
  SELECT r.* FROM result r WHERE NOT EXISTS (
    SELECT 1 FROM result l WHERE l.enrolment_id = r.enrolment_id AND l.activity = r.activity
    AND l.attempt = r.attempt AND l.revision > r.revision)
), lasts AS (
  SELECT enrolment_id, activity, max(attempt) AS attempt FROM newest
  WHERE NOT provisional AND score IS NOT NULL GROUP BY enrolment_id, activity
), activities AS (
  SELECT n.enrolment_id, n.activity,
    max(CASE WHEN n.provisional THEN NULL ELSE n.score END) AS best,
    max(CASE WHEN n.attempt = l.attempt THEN n.score END) AS last,
    max(CASE WHEN n.provisional THEN 1 ELSE 0 END) AS awaiting,
    max(CASE WHEN n.provisional THEN NULL WHEN n.passed THEN 1 ELSE 0 END) AS passed
  FROM newest n LEFT JOIN lasts l ON l.enrolment_id = n.enrolment_id AND l.activity = n.activity
  GROUP BY n.enrolment_id, n.activity
), summed AS (
  SELECT enrolment_id, round(avg(best), 2) AS best, round(avg(last), 2) AS last, max(awaiting) AS awaiting,
    min(passed) AS passed
  FROM activities GROUP BY enrolment_id
), counted AS (
  SELECT enrolment_id, count(*) AS attempts FROM (
    SELECT DISTINCT enrolment_id, activity, attempt FROM result WHERE score IS NOT NULL) tried GROUP BY enrolment_id
), judged AS (
  SELECT run.enrolment_id, review.reviewer_id AS person_id, 'grade' AS kind, grade.id AS work
  FROM review JOIN grade ON grade.id = review.grade_id JOIN move ON move.id = grade.move_id JOIN run ON run.id = move.run_id
  WHERE run.enrolment_id IS NOT NULL
  UNION ALL
  SELECT task_submission.enrolment_id, task_mark.marker_id, 'submission', task_submission.id
  FROM task_mark JOIN task_submission ON task_submission.id = task_mark.submission_id
), markers AS (
  SELECT enrolment_id, {ids} AS markers FROM (
    SELECT DISTINCT enrolment_id, person_id FROM judged ORDER BY enrolment_id, person_id) one GROUP BY enrolment_id
), moderated AS (
  SELECT DISTINCT enrolment_id FROM (
    SELECT enrolment_id FROM judged GROUP BY enrolment_id, kind, work HAVING count(DISTINCT person_id) > 1) two
), certified AS (
  SELECT enrolment_id, max(id) AS id FROM certificate GROUP BY enrolment_id
)
SELECT e.id, coalesce(counted.attempts, 0), coalesce(summed.awaiting, 0) = 1, coalesce(summed.passed, 1) = 0,
  summed.best, summed.last, coalesce(markers.markers, ''), moderated.enrolment_id IS NOT NULL, certified.id
FROM enrolment e
LEFT JOIN summed ON summed.enrolment_id = e.id
LEFT JOIN counted ON counted.enrolment_id = e.id
LEFT JOIN markers ON markers.enrolment_id = e.id
LEFT JOIN moderated ON moderated.enrolment_id = e.id
LEFT JOIN certified ON certified.enrolment_id = e.id
WHERE summed.enrolment_id IS NOT NULL OR markers.enrolment_id IS NOT NULL OR certified.enrolment_id IS NOT NULL
"""
IDS = {
    "sqlite": "group_concat(person_id, ',')",
    "postgresql": "string_agg(CAST(person_id AS text), ',' ORDER BY person_id)",
}


def upgrade():
    op.create_table(
        "standing",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("awaiting", sa.Boolean(), nullable=False),
        sa.Column("failing", sa.Boolean(), nullable=False),
        sa.Column("best_score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=True),
        sa.Column("last_score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=True),
        sa.Column("markers", sa.Text(), nullable=False),
        sa.Column("moderated", sa.Boolean(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_standing_counts_up")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_standing_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_standing_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_standing")),
    )
    op.execute(FILL.format(ids=IDS[op.get_bind().dialect.name]))
    op.create_index(op.f("ix_standing_certificate_id"), "standing", ["certificate_id"])
    op.create_index(
        "ix_standing_awaiting", "standing", ["enrolment_id"], sqlite_where=AWAITING, postgresql_where=AWAITING
    )
    op.create_index("ix_standing_markers", "standing", ["markers"], sqlite_where=MARKED, postgresql_where=MARKED)
    op.create_index(op.f("ix_person_name_id"), "person", ["name", "id"])
    op.create_table(
        "register_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_register_view_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_view")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_register_view_owner_id_name")),
    )
    op.create_index(op.f("ix_register_view_shared"), "register_view", ["shared"])


def downgrade():
    op.drop_table("register_view")
    op.drop_index(op.f("ix_person_name_id"), table_name="person")
    op.drop_table("standing")
