"""What head office finds out about customers, scorecards, and what advisors are to reach."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "scorecards",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("task", "family", "version", name=op.f("uq_scorecards_task_family_version")),
    )
    op.create_table(
        "targets",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("advisor_id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("goal", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_targets_advisor_id_advisors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint(
            "advisor_id", "measure", "starts_on", name=op.f("uq_targets_advisor_id_measure_starts_on")
        ),
    )
    with op.batch_alter_table("targets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_targets_advisor_id"), ["advisor_id"], unique=False)

    op.create_table(
        "anomalies",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_anomalies_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_anomalies_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomalies")),
    )
    with op.batch_alter_table("anomalies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anomalies_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "insights",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data_on", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_insights_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights")),
        sa.UniqueConstraint("customer_id", "kind", name=op.f("uq_insights_customer_id_kind")),
    )
    op.create_table(
        "tier_months",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("average_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_tier_months_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_months")),
        sa.UniqueConstraint("customer_id", "month", name=op.f("uq_tier_months_customer_id_month")),
    )
    op.create_table(
        "retention",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holding_id", sa.BigInteger(), nullable=False),
        sa.Column("matured_on", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("kept_minor", sa.BigInteger(), nullable=False),
        sa.Column("moved_minor", sa.BigInteger(), nullable=False),
        sa.Column("left_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_retention_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["holdings.id"], name=op.f("fk_retention_holding_id_holdings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention")),
        sa.UniqueConstraint("customer_id", "holding_id", name=op.f("uq_retention_customer_id_holding_id")),
    )
    with op.batch_alter_table("retention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_holding_id"), ["holding_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("retention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retention_holding_id"))

    op.drop_table("retention")
    op.drop_table("tier_months")
    op.drop_table("insights")
    with op.batch_alter_table("anomalies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomalies_customer_id"))

    op.drop_table("anomalies")
    with op.batch_alter_table("targets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_targets_advisor_id"))

    op.drop_table("targets")
    op.drop_table("scorecards")
