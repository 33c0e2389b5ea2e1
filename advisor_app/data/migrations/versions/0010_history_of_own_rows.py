"""The history of rows that name no customer, so that changes of them can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "own_revisions",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_revisions")),
        comment="what was changed in rows that name no customer; head office keeps no history of them",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_own_revisions_row_id"), "own_revisions", ["row_id"])
