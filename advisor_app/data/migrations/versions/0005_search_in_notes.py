"""Search in notes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Search in notes."""
    op.create_table(
        "note_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_keys")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_note_keys_interaction_id")),
        comment="which contact a row of the index note_search stands for",
    )
    op.create_table(
        "stale_notes",
        sa.Column("interaction_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_stale_notes")),
        comment="contacts whose words were written since the index was refreshed",
        sqlite_with_rowid=False,
    )
    op.execute(
        "CREATE VIRTUAL TABLE note_search USING fts5("
        "words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE TRIGGER notes_inserted AFTER INSERT ON interactions "
        "WHEN coalesce(NEW.note, NEW.next_step, NEW.participants) IS NOT NULL "
        "BEGIN INSERT INTO stale_notes SELECT NEW.id "
        "WHERE NOT EXISTS (SELECT 1 FROM stale_notes WHERE interaction_id = NEW.id); END"
    )
    op.execute(
        "CREATE TRIGGER notes_changed AFTER UPDATE ON interactions "
        "WHEN (NEW.note, NEW.next_step, NEW.participants, NEW.happened_at, NEW.status) IS NOT "
        "(OLD.note, OLD.next_step, OLD.participants, OLD.happened_at, OLD.status) "
        "BEGIN INSERT INTO stale_notes SELECT NEW.id "
        "WHERE NOT EXISTS (SELECT 1 FROM stale_notes WHERE interaction_id = NEW.id); END"
    )
    op.execute(
        "CREATE TRIGGER notes_removed AFTER DELETE ON interactions BEGIN "
        "DELETE FROM note_search WHERE rowid IN (SELECT id FROM note_keys WHERE interaction_id = OLD.id); "
        "DELETE FROM note_keys WHERE interaction_id = OLD.id; "
        "DELETE FROM stale_notes WHERE interaction_id = OLD.id; END"
    )
    op.execute(
        "INSERT INTO stale_notes SELECT id FROM interactions "
        "WHERE coalesce(note, next_step, participants) IS NOT NULL"
    )
