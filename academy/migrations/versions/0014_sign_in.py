"""Sessions as rows, second factors, single sign-on. Whoever is signed in signs in once more: the keys of before are gone."""

import sqlalchemy as sa
from alembic import op

from academy.db import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    _make_sessions()
    _make_second_factors()
    _make_links()
    with op.batch_alter_table("person") as person:
        person.drop_column("session_key")


def downgrade():
    for table in ("aside_form", "sso_link", "recovery_code", "second_factor_use", "second_factor", "sign_in_session"):
        op.drop_table(table)
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("session_key", sa.String(length=32), nullable=False, server_default=""))
    chance = (
        "md5(random()::text || id::text)"
        if op.get_bind().dialect.name == "postgresql"
        else "lower(hex(randomblob(16)))"
    )
    op.execute(f"UPDATE person SET session_key = {chance}")
    with op.batch_alter_table("person") as person:
        person.alter_column("session_key", existing_type=sa.String(length=32), server_default=None)


def _make_sessions():
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("waits_for", sa.String(length=10), nullable=False),
        sa.Column("browser", sa.String(length=40), nullable=False),
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("how IN ('password', 'sso', 'platform')", name=op.f("ck_sign_in_session_how")),
        sa.CheckConstraint("waits_for IN ('', 'code', 'set_up')", name=op.f("ck_sign_in_session_waits_for")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_sign_in_session_key_digest")),
    )
    op.create_index("ix_sign_in_session_person_id_ended_at", "sign_in_session", ["person_id", "ended_at"])


def _make_second_factors():
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "second_factor_use",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_use_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "step", name=op.f("pk_second_factor_use")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_recovery_code_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])


def _make_links():
    op.create_table(
        "sso_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("linked_by", sa.String(length=10), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.CheckConstraint("linked_by IN ('email', 'self')", name=op.f("ck_sso_link_linked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sso_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_link")),
        sa.UniqueConstraint("issuer", "person_id", name=op.f("uq_sso_link_issuer_person_id")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_sso_link_issuer_subject")),
    )
    op.create_index(op.f("ix_sso_link_person_id"), "sso_link", ["person_id"])
    op.create_table(
        "aside_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_aside_form_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aside_form")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_aside_form_token_digest")),
    )
    op.create_index(op.f("ix_aside_form_expires_at"), "aside_form", ["expires_at"])
    op.create_index(op.f("ix_aside_form_person_id"), "aside_form", ["person_id"])
