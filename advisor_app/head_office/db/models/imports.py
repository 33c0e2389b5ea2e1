"""What was imported: one row per file that was taken or refused, the proof that a run was whole."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, Day, Instant, Serial


class ImportFile(Base):
    """One file of one run with its counts; written in the transaction that loaded the file."""

    __tablename__ = "import_files"
    id: Mapped[Serial]
    mapping: Mapped[str]
    entity: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    as_of_day: Mapped[Day]
    imported_at: Mapped[Instant]
    status: Mapped[str]
    read: Mapped[int]
    loaded: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    closed: Mapped[int]
