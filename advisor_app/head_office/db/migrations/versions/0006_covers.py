"""Which cover a covered customer belongs to, and what became of covers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the bucket of the cover, and the table of events."""
    with op.batch_alter_table("covered") as batch:
        batch.add_column(sa.Column("bucket_id", sa.BigInteger(), nullable=False))
        batch.create_foreign_key(op.f("fk_covered_bucket_id_buckets"), "buckets", ["bucket_id"], ["id"])
        batch.create_index(op.f("ix_covered_bucket_id"), ["bucket_id"])
    op.create_table(
        "cover_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("bucket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket_id"], ["buckets.id"], name=op.f("fk_cover_events_bucket_id_buckets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_events")),
    )
    op.create_index(op.f("ix_cover_events_bucket_id"), "cover_events", ["bucket_id"])


def downgrade() -> None:
    """Forget the events, and which cover it was."""
    op.drop_table("cover_events")
    with op.batch_alter_table("covered") as batch:
        batch.drop_index(op.f("ix_covered_bucket_id"))
        batch.drop_constraint(op.f("fk_covered_bucket_id_buckets"), type_="foreignkey")
        batch.drop_column("bucket_id")
