"""What holdings were worth, month by month."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it fills with the next computation."""
    op.create_table(
        "holding_months",
        sa.Column("holding_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["holdings.id"], name=op.f("fk_holding_months_holding_id_holdings")
        ),
        sa.PrimaryKeyConstraint("holding_id", "month", name=op.f("pk_holding_months")),
    )


def downgrade() -> None:
    """Forget the values."""
    op.drop_table("holding_months")
