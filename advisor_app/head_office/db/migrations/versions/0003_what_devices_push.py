"""What devices push: contacts in full, promises, files, the history of changes, and the mutations themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NEW = ("participants", "recorded_at", "status", "void_reason", "event_id")


def upgrade() -> None:
    """Add the columns of contacts and the four tables."""
    with op.batch_alter_table("interactions") as batch:
        batch.add_column(sa.Column("participants", sa.Text(), nullable=True))
        batch.add_column(sa.Column("recorded_at", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("status", sa.Text(), nullable=True))
        batch.add_column(sa.Column("void_reason", sa.Text(), nullable=True))
        batch.add_column(sa.Column("event_id", sa.LargeBinary(length=16), nullable=True))
    op.create_table(
        "promises",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_promises_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_promises_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_promises_interaction_id_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_attachments_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_attachments_interaction_id_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_revisions_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_revisions_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_table(
        "mutations",
        sa.Column("device_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mutation_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "mutation_id", name=op.f("pk_mutations")),
        sqlite_with_rowid=False,
    )
    for table in ("promises", "attachments"):
        op.create_index(op.f(f"ix_{table}_interaction_id"), table, ["interaction_id"])
    op.create_index(op.f("ix_conversions_prospect_id"), "conversions", ["prospect_id"])
    for table in ("promises", "attachments", "revisions"):
        op.create_index(op.f(f"ix_{table}_customer_id"), table, ["customer_id"])


def downgrade() -> None:
    """Forget all of it."""
    op.drop_index(op.f("ix_conversions_prospect_id"), "conversions")
    for table in ("mutations", "revisions", "attachments", "promises"):
        op.drop_table(table)
    with op.batch_alter_table("interactions") as batch:
        for name in _NEW:
            batch.drop_column(name)
