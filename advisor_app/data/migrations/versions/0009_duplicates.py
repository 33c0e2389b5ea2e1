"""What duplicates are found by, and the prospects about whom head office is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"

_COMPARED = "name, birth_day, phone, id_number"


def upgrade() -> None:
    """Add the tables, the triggers that keep them fresh, and the key of the hashes."""
    op.create_table(
        "duplicate_keys",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "customer_id", name=op.f("pk_duplicate_keys")),
        comment="by what customers may be one person; filled from stale_duplicates, which triggers fill",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_duplicate_keys_customer_id"), "duplicate_keys", ["customer_id"])
    op.create_table(
        "stale_duplicates",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_stale_duplicates")),
        comment="customers who were written since duplicate_keys was refreshed",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "office_checks",
        sa.Column("customer_id", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_office_checks")),
        comment="prospects about whom head office is asked whether they are known beyond this book",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_conversions_prospect_id"), "conversions", ["prospect_id"])
    new, old = (", ".join(f"{row}.{name}" for name in _COMPARED.split(", ")) for row in ("NEW", "OLD"))
    # No INSERT OR IGNORE: within an upsert the statement outside decides what a conflict does.
    note = (
        "BEGIN INSERT INTO stale_duplicates SELECT NEW.id "
        "WHERE NOT EXISTS (SELECT 1 FROM stale_duplicates WHERE customer_id = NEW.id); END"
    )
    op.execute(f"CREATE TRIGGER compared_inserted AFTER INSERT ON customers {note}")
    op.execute(
        f"CREATE TRIGGER compared_changed AFTER UPDATE ON customers WHEN ({new}) IS NOT ({old}) {note}"
    )
    op.execute(
        "CREATE TRIGGER compared_removed AFTER DELETE ON customers BEGIN "
        "DELETE FROM duplicate_keys WHERE customer_id = OLD.id; "
        "DELETE FROM stale_duplicates WHERE customer_id = OLD.id; END"
    )
    op.execute("INSERT INTO sync_state (key, value) VALUES ('duplicates_key', randomblob(32))")
    op.execute("INSERT INTO stale_duplicates SELECT id FROM customers")
