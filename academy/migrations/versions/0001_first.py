"""Everything that the first release keeps."""

import sqlalchemy as sa
from alembic import op

from academy.db import JSON, Moment
from academy.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("values_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject_type_subject_id", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_cohort_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("name", name=op.f("uq_cohort_name")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("rules_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('course', 'scenario', 'rules')", name=op.f("ck_edition_kind")),
        sa.ForeignKeyConstraint(["rules_id"], ["edition.id"], name=op.f("fk_edition_rules_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("digest", name=op.f("uq_edition_digest")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index("ix_edition_kind_slug", ["kind", "slug"], unique=False)

    op.create_table(
        "edition_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_edition_file")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_kept", JSON, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_not_before", ["state", "not_before"], unique=False)
        batch_op.create_index(
            "uq_job_key_unfinished",
            ["key"],
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "live_event",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_live_event_counted_from_one")),
        sa.PrimaryKeyConstraint("stream", "number", name=op.f("pk_live_event")),
    )
    op.create_table(
        "service_group",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_group")),
        sa.UniqueConstraint("name", name=op.f("uq_service_group_name")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failure_email_digest_at", ["email_digest", "at"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR opens_on <= closes_on",
            name=op.f("ck_assignment_closes_after_opening"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "course", name=op.f("pk_assignment")),
    )
    op.create_table(
        "audit_values",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_values_entry_id_audit_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_values")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("second_name", sa.String(length=120), nullable=False),
        sa.Column("second_script", sa.String(length=2), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("service_code", sa.String(length=20), nullable=True),
        sa.Column("personal_number", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_key", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("(second_name = '') = (second_script = '')", name=op.f("ck_person_second_name_has_script")),
        sa.CheckConstraint("role IN ('learner', 'instructor', 'administrator')", name=op.f("ck_person_role")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service_group.code"], name=op.f("fk_person_service_code_service_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_role"), ["role"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_service_code"), ["service_code"], unique=False)

    op.create_table(
        "publication",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('course', 'scenario', 'rules')", name=op.f("ck_publication_kind")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_publication_edition_id_edition")),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_publication")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("enrolled_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=True),
        sa.CheckConstraint(
            "(started_at IS NULL) = (edition_id IS NULL)", name=op.f("ck_enrolment_edition_pinned_at_start")
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR started_at IS NOT NULL", name=op.f("ck_enrolment_completed_after_start")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_enrolment_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("person_id", "course", name=op.f("uq_enrolment_person_id_course")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_completed_at"), ["completed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_course"), ["course"], unique=False)

    op.create_table(
        "membership",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_membership_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "reset_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_reset_link_issued_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reset_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_reset_link_token_digest")),
    )
    with op.batch_alter_table("reset_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reset_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("document_digest", sa.String(length=64), nullable=True),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_reason = '')", name=op.f("ck_certificate_revoked_for_a_reason")
        ),
        sa.CheckConstraint(
            "(document IS NULL) = (document_digest IS NULL)", name=op.f("ck_certificate_document_has_digest")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_certificate_edition_id_edition")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificate_serial")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_person_id_course_standing",
            ["person_id", "course"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "pin",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("pinned_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_pin_edition_id_edition")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_pin_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("enrolment_id", "activity", name=op.f("pk_pin")),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint("attempt >= 1 AND revision >= 1", name=op.f("ck_result_counted_from_one")),
        sa.CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name=op.f("ck_result_score_percent")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_result_edition_id_edition")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_result_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint(
            "enrolment_id",
            "activity",
            "attempt",
            "revision",
            name=op.f("uq_result_enrolment_id_activity_attempt_revision"),
        ),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("simulation", sa.String(length=20), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("open_seconds", sa.Double(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("ended", sa.String(length=300), nullable=True),
        sa.Column("score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(finished_at IS NULL) = (ended IS NULL)", name=op.f("ck_run_finished_for_a_reason")),
        sa.CheckConstraint("minute >= 0 AND open_seconds >= 0", name=op.f("ck_run_clock_runs_forward")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_run_edition_id_edition")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_run_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_run_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("enrolment_id", "activity", "attempt", name=op.f("uq_run_enrolment_id_activity_attempt")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_run_provisional_finished_at", ["provisional", "finished_at"], unique=False)
        batch_op.create_index(
            "uq_run_enrolment_id_activity_unfinished",
            ["enrolment_id", "activity"],
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL AND enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("finished_at IS NULL AND enrolment_id IS NOT NULL"),
        )

    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=True),
        sa.Column("target", sa.String(length=60), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "action IN ('reply', 'message', 'statement', 'correct', 'refer', 'escalate', 'hide', 'report', 'ignore', 'wait')",
            name=op.f("ck_move_action"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_move_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_move_run_id_number")),
    )
    op.create_table(
        "quiz_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (result_id IS NULL)", name=op.f("ck_quiz_attempt_submitted_with_result")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_quiz_attempt_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_quiz_attempt_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_quiz_attempt_result_id_result")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
        sa.UniqueConstraint(
            "enrolment_id", "activity", "number", name=op.f("uq_quiz_attempt_enrolment_id_activity_number")
        ),
        sa.UniqueConstraint("result_id", name=op.f("uq_quiz_attempt_result_id")),
    )
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.create_index(
            "uq_quiz_attempt_enrolment_id_activity_open",
            ["enrolment_id", "activity"],
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        )

    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("grader", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_grade_move_id_move")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("move_id", name=op.f("uq_grade_move_id")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("levels", JSON, nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("overall BETWEEN 0 AND 4", name=op.f("ck_review_overall_levels")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_review_grade_id_grade")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_grade_id"), ["grade_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)

    guards.append_only("audit_entry", "edition", "edition_file", "result", "move", "grade", "review")
    guards.written_once(
        "certificate", "serial", "person_id", "fields", "document", "document_digest", "issued_at", "revoked_at"
    )


def downgrade():
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_review_grade_id"))

    op.drop_table("review")
    op.drop_table("grade")
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quiz_attempt_enrolment_id_activity_open",
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        )

    op.drop_table("quiz_attempt")
    op.drop_table("move")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_run_enrolment_id_activity_unfinished",
            sqlite_where=sa.text("finished_at IS NULL AND enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("finished_at IS NULL AND enrolment_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_run_provisional_finished_at")
        batch_op.drop_index(batch_op.f("ix_run_person_id"))

    op.drop_table("run")
    op.drop_table("result")
    op.drop_table("pin")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_person_id_course_standing",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_enrolment_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("reset_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reset_link_person_id"))

    op.drop_table("reset_link")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))

    op.drop_table("membership")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_course"))
        batch_op.drop_index(batch_op.f("ix_enrolment_completed_at"))
        batch_op.drop_index(batch_op.f("ix_enrolment_cohort_id"))

    op.drop_table("enrolment")
    op.drop_table("publication")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_service_code"))
        batch_op.drop_index(batch_op.f("ix_person_role"))

    op.drop_table("person")
    op.drop_table("audit_values")
    op.drop_table("assignment")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failure_email_digest_at")

    op.drop_table("sign_in_failure")
    op.drop_table("service_group")
    op.drop_table("live_event")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_key_unfinished",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )
        batch_op.drop_index("ix_job_state_not_before")

    op.drop_table("job")
    op.drop_table("edition_file")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index("ix_edition_kind_slug")

    op.drop_table("edition")
    op.drop_table("cohort")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject_type_subject_id")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
