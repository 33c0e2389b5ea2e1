"""Months of a tier, what became of matured money, insights, anomalies, scorecards and targets."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "scorecards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advisor_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "anomalies",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_anomalies_customer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_anomalies")),
        sa.UniqueConstraint("id", name=op.f("uq_anomalies_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insights",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data_on", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_insights_customer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("customer_id", "kind", name=op.f("pk_insights")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retention",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("matured_on", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("kept_minor", sa.Integer(), nullable=False),
        sa.Column("moved_minor", sa.Integer(), nullable=False),
        sa.Column("left_minor", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_retention_customer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("customer_id", "holding_id", name=op.f("pk_retention")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tier_months",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("average_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_tier_months_customer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("customer_id", "month", name=op.f("pk_tier_months")),
        sqlite_with_rowid=False,
    )
