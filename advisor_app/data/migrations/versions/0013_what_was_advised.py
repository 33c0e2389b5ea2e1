"""What was shown of prompts and recommendations, so that it can be made again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "advice",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("made_from", sa.LargeBinary(), nullable=False),
        sa.Column("came_out", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "day", "kind", "digest", name=op.f("pk_advice")),
        comment="prompts and recommendations as they were shown, with all that they were made from",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_advice_day"), "advice", ["day"])
