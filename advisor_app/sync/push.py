"""The device's half of a push: send what waits, oldest first, and take the answers in one transaction.

An event stays in the outbox until its answer is committed here. When the answer is lost the same event is sent
again under the same id, and head office answers as it did the first time.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from advisor_app.data import apply, conflicts, outbox, revisions
from advisor_app.data.apply import Transaction
from advisor_app.data.outbox import Event
from advisor_app.data.store import Store
from advisor_app.domain.records import ENTITIES
from advisor_app.i18n import N_
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Result
from advisor_app.sync.transport import BadAnswer, Transport

BATCH_EVENTS = protocol.MAX_PUSH_MUTATIONS
BATCH_BYTES = 2 << 20  # the largest event and this together stay below what head office takes
_BAD_ANSWER = N_("Head office sent an answer that does not fit what it was sent; it was refused.")


@dataclass
class Pushed:
    """What became of what was sent."""

    applied: int = 0
    conflicts: int = 0
    refused: int = 0


class Push:
    """One push from one store over one transport; it may be stopped between two batches and run again."""

    def __init__(self, store: Store, transport: Transport, stopped: Callable[[], bool] | None = None) -> None:
        self._store = store
        self._transport = transport
        self._stopped = stopped or (lambda: False)
        self._done = Pushed()

    def run(self) -> Pushed:
        """Push until nothing waits, and return what became of it.

        Raises NoConnection when head office stays away, BadAnswer for an answer that is not one, DeviceRefused.
        """
        while not self._stopped() and (events := self._next()):
            mutations = [
                protocol.Mutation(
                    event.mutation_id,
                    event.entity,
                    event.row_id,
                    event.customer_id,
                    event.assumed,
                    event.new,
                    event.made_at,
                )
                for event in events
            ]
            request = protocol.PushRequest(protocol.SCHEMA_VERSION, mutations)
            results = self._transport.ask("push", request, protocol.PushAnswer).results
            if len(results) != len(events):
                raise BadAnswer(_BAD_ANSWER)
            with self._store.write() as connection:
                self._take(connection, events, results)
                self._store.audit.append(connection, "sync.push", str(len(events)))
        return self._done

    def _next(self) -> list[Event]:
        """Return the next batch, remembered as sent: from now on it cannot be taken back as if it had not been."""
        with self._store.read() as connection:
            if not outbox.waiting(connection).unsent:
                return []
        with self._store.write() as connection:
            events = outbox.next_unsent(connection, BATCH_EVENTS, BATCH_BYTES)
            outbox.mark_sent(connection, [event.mutation_id for event in events if not event.sent])
        return events

    def _take(self, connection: Transaction, events: list[Event], results: list[Result]) -> None:
        """Write what the answers say."""
        rows: dict[str, dict[bytes, tuple[Any, ...]]] = defaultdict(dict)
        done: list[bytes] = []
        for event, result in zip(events, results, strict=True):
            if result.outcome == "refused":
                outbox.refuse(connection, event.mutation_id, result.code)
                self._done.refused += 1
                continue
            done.append(event.mutation_id)
            if result.outcome == "conflict":
                self._clash(connection, event, result)
            else:
                self._done.applied += 1
                if result.code == protocol.SAME:
                    revisions.remove(connection, [event.mutation_id])
            if result.row is not None and (row := _row(event, result.row)):
                rows[event.entity][event.row_id] = row
        outbox.remove(connection, done)
        for entity, of_entity in rows.items():
            apply.write_own(connection, entity, ENTITIES[entity].fields, of_entity.values())
        outbox.lay(connection, {entity: list(of_entity) for entity, of_entity in rows.items()})

    def _clash(self, connection: Transaction, event: Event, result: Result) -> None:
        theirs = result.theirs
        if event.assumed is None or not theirs or not theirs.keys() <= event.new.keys():
            raise BadAnswer(_BAD_ANSWER)
        _typed(protocol.CHANGED[event.entity], theirs)
        conflicts.record(connection, event, theirs)
        revisions.leave_out(connection, event.mutation_id, theirs)
        self._done.conflicts += 1


def _row(event: Event, row: dict[str, Any]) -> tuple[Any, ...] | None:
    """Return the row of an answer in the order of its record; None where it has another customer by now.

    That one comes with the next pull. Raises BadAnswer for what is not the row that was asked for.
    """
    values = msgspec.structs.astuple(_typed(protocol.ROW[event.entity], row))
    fields = ENTITIES[event.entity].fields
    if values[fields.index("id")] != event.row_id:
        raise BadAnswer(_BAD_ANSWER)
    return values if values[fields.index("customer_id")] == event.customer_id else None


def _typed(kind: type[msgspec.Struct], values: dict[str, Any]) -> msgspec.Struct:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError:
        raise BadAnswer(_BAD_ANSWER) from None
