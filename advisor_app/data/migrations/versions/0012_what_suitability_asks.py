"""What the judgement of suitability asks of products and customers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("issuer_grade", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("placement", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("notice_days", sa.Integer(), nullable=True))

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("qualified_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("insurance_checked_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("credit_grade", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("credit_graded_on", sa.Integer(), nullable=True))
