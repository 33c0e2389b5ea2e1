"""The audit log in the store: every action writes its event in its own transaction, so no event, no action.

The table refuses UPDATE and DELETE, and INSERT anywhere but at the end. Whoever has the key can drop these
triggers; what they change then shows in the hash chain, and what they cut off at the end shows against the
last signed checkpoint. Events after that checkpoint are the window in which a cut cannot be seen.
"""

import time
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import DDL, Column, Connection, Integer, LargeBinary, Table, Text, event

from advisor_app.data.errors import AuditError
from advisor_app.data.schema import metadata
from advisor_app.data.vault.keys import Secrets
from advisor_app.domain.audit import (
    START,
    AuditEvent,
    BrokenChainError,
    Mark,
    chained,
    signed_message,
    verify_chain,
)

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_id", Text),
    Column("result", Text, nullable=False),
    Column("reason", Text),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("head", LargeBinary, nullable=False),
    Column("at", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    comment="what the device has signed of its audit chain",
)

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
_TRIGGERS = {
    audit: (
        f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {_REFUSE}",
        f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {_REFUSE}",
        (
            "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit "
            f"WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit) {_REFUSE}"
        ),
    ),
    audit_checkpoints: (
        f"CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints {_REFUSE}",
        f"CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints {_REFUSE}",
    ),
}
for _table, _statements in _TRIGGERS.items():
    for _statement in _statements:
        event.listen(_table, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]

_INSERT = f"INSERT INTO audit VALUES ({', '.join('?' * len(AuditEvent._fields))})"
_SELECT = f"SELECT {', '.join(AuditEvent._fields)} FROM audit ORDER BY sequence"


def utc_now() -> int:
    """Return the present instant in UTC microseconds."""
    return time.time_ns() // 1000


class AuditLog:
    """The log of one store, kept in the name of its advisor (`actor`) and device."""

    def __init__(self, secrets: Secrets, actor: str, device: str, clock: Callable[[], int] = utc_now) -> None:
        self._secrets = secrets
        self._actor = actor
        self._device = device
        self._clock = clock

    def append(
        self,
        tx: Connection,
        action: str,
        object_id: str | None = None,
        *,
        result: str = "ok",
        reason: str | None = None,
    ) -> AuditEvent:
        """Write an event in the transaction of the action itself; `tx` comes from `Store.write`."""
        event = chained(
            self.end(tx),
            at=self._clock(),
            actor=self._actor,
            device=self._device,
            action=action,
            object_id=object_id,
            result=result,
            reason=reason,
        )
        tx.exec_driver_sql(_INSERT, event)
        return event

    def end(self, tx: Connection) -> Mark:
        """Return the end of the chain."""
        row = tx.exec_driver_sql("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
        return Mark(row[0], row[1]) if row else START

    def sign(self, tx: Connection) -> tuple[Mark, bytes]:
        """Sign the end of the chain, keep the checkpoint, and return both for head office."""
        mark = self.end(tx)
        signature = self._secrets.sign(signed_message(self._device, mark))
        tx.exec_driver_sql(
            "INSERT INTO audit_checkpoints VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (mark.sequence, mark.head, self._clock(), signature),
        )
        return mark, signature

    def contains(self, tx: Connection, mark: Mark) -> bool:
        """Tell whether the chain still has the event that `mark` names; the chain itself is not verified."""
        row = tx.exec_driver_sql("SELECT hash FROM audit WHERE sequence = ?", (mark.sequence,)).fetchone()
        return mark == START or (row is not None and row[0] == mark.head)

    def verify(self, tx: Connection, known: Mark = START) -> Mark:
        """Verify chain, checkpoints and signatures, and return the end of the chain.

        `known` is a mark from outside, such as the one that head office countersigned last.
        Raises AuditError naming the first event that does not fit.
        """
        try:
            end = verify_chain(AuditEvent(*row) for row in tx.exec_driver_sql(_SELECT))
        except BrokenChainError as error:
            raise _broken(error.sequence) from error
        public_key = Ed25519PublicKey.from_public_bytes(self._secrets.public_key)
        rows = tx.exec_driver_sql("SELECT sequence, head, signature FROM audit_checkpoints ORDER BY sequence")
        for sequence, head, signature in rows.fetchall():
            mark = Mark(sequence, head)
            try:
                public_key.verify(signature, signed_message(self._device, mark))
            except InvalidSignature as error:
                raise _broken(sequence) from error
            if not self.contains(tx, mark):
                raise _broken(sequence)
        if not self.contains(tx, known):
            raise _broken(known.sequence)
        return end


def _broken(sequence: int) -> AuditError:
    return AuditError(
        "The audit log does not verify at event {sequence}: events were changed or removed.",
        sequence=sequence,
        what_to_do="Stop working with this store and report it to information security.",
    )
