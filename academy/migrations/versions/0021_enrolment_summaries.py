"""For the dashboard: the mean levels of an enrolment by criterion; failures, and when the learner last finished anything."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CRITERIA = (
    "acknowledgement", "mandate", "next_step", "clarity", "neutrality", "office_not_person", "privacy", "composure",
)  # fmt: skip
# What earlier runs come to, as scenarios.analytics.summaries has it.
FILL = """
INSERT INTO enrolment_summary (enrolment_id, {columns})
SELECT * FROM (
  SELECT run.enrolment_id, {means} FROM post_summary JOIN run ON run.id = post_summary.run_id
  WHERE run.enrolment_id IS NOT NULL GROUP BY run.enrolment_id
) AS means WHERE coalesce({columns}) IS NOT NULL
"""
MEAN = {
    "sqlite": "avg(json_extract(levels, '$.{name}')) AS {name}",
    "postgresql": "avg(CAST(levels ->> '{name}' AS double precision)) AS {name}",
}
# What earlier results come to, as academy.records.standings has it.
FAILURES = """
UPDATE standing SET failures = coalesce((
  SELECT max(failed) FROM (
    SELECT count(CASE WHEN NOT r.provisional THEN r.score END) AS failed FROM result r
    WHERE r.enrolment_id = standing.enrolment_id AND NOT EXISTS (
      SELECT 1 FROM result l WHERE l.enrolment_id = r.enrolment_id AND l.activity = r.activity
      AND l.attempt = r.attempt AND l.revision > r.revision)
    GROUP BY r.activity
    HAVING max(CASE WHEN r.provisional THEN NULL WHEN r.passed THEN 1 ELSE 0 END) = 0
  ) AS activities
), 0) WHERE failing
"""
ACTED = """
UPDATE standing SET acted_at = (
  SELECT max(recorded_at) FROM result WHERE result.enrolment_id = standing.enrolment_id AND result.revision = 1)
"""


def upgrade():
    op.add_column("standing", sa.Column("acted_at", Moment(), nullable=True))
    with op.batch_alter_table("standing") as batch:
        batch.add_column(sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_standing_failures"), "failures >= 0")
    op.execute(FAILURES)
    op.execute(ACTED)
    _create_summaries()


def _create_summaries():
    op.create_table(
        "enrolment_summary",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in CRITERIA),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_summary_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_enrolment_summary")),
    )
    means = ", ".join(MEAN[op.get_bind().dialect.name].format(name=name) for name in CRITERIA)
    op.execute(FILL.format(columns=", ".join(CRITERIA), means=means))


def downgrade():
    op.drop_table("enrolment_summary")
    with op.batch_alter_table("standing") as batch:
        batch.drop_constraint(op.f("ck_standing_failures"), type_="check")
        batch.drop_column("failures")
        batch.drop_column("acted_at")
