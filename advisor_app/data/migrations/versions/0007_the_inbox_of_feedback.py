"""The inbox of feedback."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the index that the inbox filters and sorts by."""
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_happened_at_id_kind_status_due_on_product_id"),
            ["happened_at", "id", "kind", "status", "due_on", "product_id"],
            unique=False,
        )
