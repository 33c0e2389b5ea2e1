"""What the judgement of suitability asks of products and customers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("products") as batch:
        batch.add_column(sa.Column("issuer_grade", sa.Text(), nullable=True))
        batch.add_column(sa.Column("placement", sa.Text(), nullable=True))
        batch.add_column(sa.Column("notice_days", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("customers") as batch:
        batch.add_column(sa.Column("qualified_on", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("insurance_checked_on", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("credit_grade", sa.Text(), nullable=True))
        batch.add_column(sa.Column("credit_graded_on", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("customers") as batch:
        for name in ("credit_graded_on", "credit_grade", "insurance_checked_on", "qualified_on"):
            batch.drop_column(name)
    with op.batch_alter_table("products") as batch:
        for name in ("notice_days", "placement", "issuer_grade"):
            batch.drop_column(name)
