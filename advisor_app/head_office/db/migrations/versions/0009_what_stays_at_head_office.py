"""Unusual activity that stays at head office, and what head office has finished with."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "internal_anomalies",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_internal_anomalies_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_internal_anomalies_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_anomalies")),
    )
    op.create_index(op.f("ix_internal_anomalies_customer_id"), "internal_anomalies", ["customer_id"])
    op.create_table(
        "anomaly_closings",
        sa.Column("anomaly_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("anomaly_id", name=op.f("pk_anomaly_closings")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("anomaly_closings")
    op.drop_index(op.f("ix_internal_anomalies_customer_id"), "internal_anomalies")
    op.drop_table("internal_anomalies")
