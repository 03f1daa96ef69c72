"""The register of certificates is read in the order of issue."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_certificate_issued_at", "certificate", ["issued_at", "id"])


def downgrade():
    op.drop_index("ix_certificate_issued_at", table_name="certificate")
