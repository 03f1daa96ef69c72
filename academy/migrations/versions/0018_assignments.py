"""Service groups that are edited; the dates that hold for a learner, extensions, accommodations and reminders."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WANTED = sa.text("completed_at IS NULL AND due_on IS NOT NULL")
SHIPPED = "'PAS', 'PSP', 'FSP', 'IRS', 'PCS', 'PAAS', 'OMG', 'IG', 'MLCG', 'PG', 'RCTG', 'CTG'"
# The dates that hold for those who are enrolled already, as academy.cohorts.dates has them: nobody has an extension yet.
FILL = """
UPDATE enrolment SET opens_on = held.opens_on, due_on = held.due_on, closes_on = held.closes_on
FROM (
  SELECT e.id,
    CASE WHEN count(*) = count(a.opens_on) THEN min(a.opens_on) END AS opens_on,
    CASE WHEN count(*) = count(a.due_on) THEN max(a.due_on) END AS due_on,
    CASE WHEN count(*) = count(a.closes_on) THEN max(a.closes_on) END AS closes_on
  FROM enrolment e JOIN assignment a ON a.course = e.course AND (a.cohort_id = e.cohort_id OR EXISTS (
    SELECT 1 FROM membership m WHERE m.person_id = e.person_id AND m.cohort_id = a.cohort_id))
  GROUP BY e.id
) AS held
WHERE enrolment.id = held.id AND coalesce(held.opens_on, held.due_on, held.closes_on) IS NOT NULL
"""


def upgrade():
    op.add_column("service_group", sa.Column("country", sa.String(length=2), server_default="", nullable=False))
    op.add_column("service_group", sa.Column("retired_at", Moment(), nullable=True))
    op.execute(f"UPDATE service_group SET country = 'PK' WHERE code IN ({SHIPPED})")
    op.add_column("person", sa.Column("reminders", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("assignment") as batch:
        batch.add_column(sa.Column("remind_days", sa.Integer(), nullable=True))
        batch.create_check_constraint(op.f("ck_assignment_reminds_before"), "remind_days >= 0")
    _add_dates()
    _create_granted()
    _create_sent()


def _add_dates():
    for name in ("opens_on", "due_on", "closes_on"):
        op.add_column("enrolment", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("enrolment", sa.Column("extended", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(FILL)
    op.create_index("ix_enrolment_due_on", "enrolment", ["due_on"], sqlite_where=WANTED, postgresql_where=WANTED)


def _create_granted():
    op.create_table(
        "extension",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.CheckConstraint("due_on IS NOT NULL OR closes_on IS NOT NULL", name=op.f("ck_extension_gives_time")),
        sa.CheckConstraint(
            "due_on IS NULL OR closes_on IS NULL OR due_on <= closes_on", name=op.f("ck_extension_closes_after_due")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_extension_has_reason")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_extension_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_extension_granted_by_id_person")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_extension")),
    )
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("untimed", sa.Boolean(), nullable=False),
        sa.Column("extra_days", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.CheckConstraint("untimed OR extra_days > 0", name=op.f("ck_accommodation_grants_something")),
        sa.CheckConstraint("extra_days BETWEEN 0 AND 366", name=op.f("ck_accommodation_extra_days_bounded")),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_accommodation_ends_after_start")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_accommodation_has_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_person_id_person")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_accommodation_granted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    op.create_index(op.f("ix_accommodation_person_id"), "accommodation", ["person_id"])


def _create_sent():
    op.create_table(
        "reminder_message",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('learner', 'instructor')", name=op.f("ck_reminder_message_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_message_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", "day", name=op.f("pk_reminder_message")),
    )
    op.create_index("ix_reminder_message_day", "reminder_message", ["day"])
    op.create_table(
        "reminder",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('soon', 'overdue')", name=op.f("ck_reminder_kind")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_reminder_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("enrolment_id", "kind", "due_on", name=op.f("pk_reminder")),
    )
    op.create_index("ix_reminder_day", "reminder", ["day"])


def downgrade():
    for table in ("reminder", "reminder_message", "accommodation", "extension"):
        op.drop_table(table)
    op.drop_index("ix_enrolment_due_on", table_name="enrolment")
    for name in ("extended", "closes_on", "due_on", "opens_on"):
        op.drop_column("enrolment", name)
    with op.batch_alter_table("assignment") as batch:
        batch.drop_constraint(op.f("ck_assignment_reminds_before"), type_="check")
        batch.drop_column("remind_days")
    op.drop_column("person", "reminders")
    op.drop_column("service_group", "retired_at")
    op.drop_column("service_group", "country")
