"""Shelves and segments."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Shelves and segments."""
    op.create_table(
        "pinned_customers",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("pinned_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_pinned_customers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recent_customers",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_recent_customers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segments",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("name", name=op.f("uq_segments_name")),
        comment="queries that the advisor has saved; the query is JSON",
        sqlite_with_rowid=False,
    )
