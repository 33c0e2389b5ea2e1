"""The audit log: the first table, so that nothing can be written that is not in the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
_TRIGGERS = (
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {_REFUSE}",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {_REFUSE}",
    (
        "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit "
        f"WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit) {_REFUSE}"
    ),
    f"CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints {_REFUSE}",
    f"CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints {_REFUSE}",
)


def upgrade() -> None:
    """Create the log and what the device has signed of it, both append-only."""
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_checkpoints"),
    )
    for trigger in _TRIGGERS:
        op.execute(trigger)
