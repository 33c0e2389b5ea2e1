"""The audit chain: what an event is, how events are chained by hash, and what a device signs.

Device and head office compute the same from here. An event names who did what to which object, never the
object's values. Truncation after the last signature cannot be seen in the chain alone.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

GENESIS = bytes(32)


class AuditEvent(NamedTuple):
    """One event; `at` is UTC microseconds by the device's clock, which orders nothing: `sequence` does.

    `action` is a dotted word ("customer.show"), `object_id` says on what ("customers:0197…"), `result` how it
    ended ("ok"), `reason` why a person said it was needed. `previous` and `hash` are SHA-256 digests.
    """

    sequence: int
    at: int
    actor: str
    device: str
    action: str
    object_id: str | None
    result: str
    reason: str | None
    previous: bytes
    hash: bytes


class Mark(NamedTuple):
    """A point of the chain: the hash of the event at `sequence`; (0, GENESIS) is before the first."""

    sequence: int
    head: bytes


START = Mark(0, GENESIS)


class BrokenChainError(ValueError):
    """The event at `sequence` is not the one that was chained there."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"the audit chain breaks at event {sequence}")
        self.sequence = sequence


def chained(
    last: Mark,
    *,
    at: int,
    actor: str,
    device: str,
    action: str,
    object_id: str | None,
    result: str,
    reason: str | None,
) -> AuditEvent:
    """Return the event that follows `last`."""
    event = AuditEvent(
        last.sequence + 1, at, actor, device, action, object_id, result, reason, last.head, b""
    )
    return event._replace(hash=event_hash(event))


def event_hash(event: AuditEvent) -> bytes:
    """Return the SHA-256 of an event without its hash, as canonical JSON: sorted keys, no spaces, ASCII."""
    fields = event._asdict()
    del fields["hash"]
    fields["previous"] = event.previous.hex()
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")).digest()


def verify_chain(events: Iterable[AuditEvent], last: Mark = START) -> Mark:
    """Return the end of a chain whose events, in order, follow `last`.

    Raises BrokenChainError at the first event that is missing, out of place or changed.
    """
    for event in events:
        if (
            event.sequence != last.sequence + 1
            or event.previous != last.head
            or event.hash != event_hash(event)
        ):
            raise BrokenChainError(last.sequence + 1)
        last = Mark(event.sequence, event.hash)
    return last


def signed_message(device: str, mark: Mark) -> bytes:
    """Return the bytes that a device signs to vouch for its chain up to `mark`."""
    return f"advisor-app audit/v1 {device} {mark.sequence} {mark.head.hex()}".encode("ascii")
