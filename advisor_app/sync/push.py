"""The device's half of a push: send what waits, oldest first, and take the answers in one transaction.

An event stays in the outbox until its answer is committed here. When the answer is lost the same event is sent
again under the same id, and head office answers as it did the first time.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from advisor_app.data import apply, conflicts, merging, outbox, revisions
from advisor_app.data.apply import Transaction
from advisor_app.data.outbox import Parcel
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import NO_CUSTOMER, customer_of
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
        while not self._stopped() and (parcels := self._next()):
            answer = self._transport.ask("push", _request(parcels), protocol.PushAnswer)
            if len(answer.results) != len(parcels):
                raise BadAnswer(_BAD_ANSWER)
            with self._store.write() as connection:
                self._take(connection, parcels, answer.results)
                self._store.audit.append(connection, "sync.push", str(len(parcels)))
        return self._done

    def _next(self) -> list[Parcel]:
        """Return the next batch, remembered as sent: from now on it cannot be taken back as if it had not been."""
        with self._store.read() as connection:
            if not outbox.next_unsent(connection, 1, 0):
                return []
        with self._store.write() as connection:
            parcels = outbox.next_unsent(connection, BATCH_EVENTS, BATCH_BYTES)
            if parcels:
                outbox.mark_sent(connection, parcels[-1].sequence)
        return parcels

    def _take(self, connection: Transaction, parcels: list[Parcel], results: list[Result]) -> None:
        """Write what the answers say."""
        rows: dict[str, dict[bytes, tuple[Any, ...]]] = defaultdict(dict)
        for parcel, result in zip(parcels, results, strict=True):
            if result.outcome == "refused":
                outbox.refuse(connection, parcel.mutation_id, result.code)
                if parcel.entity == "conversions":
                    merging.stand_off(connection, parcel.row_id, parcel.assumed)
                self._done.refused += 1
                continue
            if result.outcome == "conflict":
                self._clash(connection, parcel, result)
            else:
                self._done.applied += 1
                if result.code == protocol.SAME:
                    revisions.remove(connection, [parcel.mutation_id])
            if result.row is not None and (row := _row(parcel, result.row)):
                rows[parcel.entity][parcel.row_id] = row
        outbox.acknowledge(connection, parcels[-1].sequence)
        for entity, of_entity in rows.items():
            apply.write_own(connection, entity, ENTITIES[entity].fields, of_entity.values())
            if entity == "customers":
                refresh(connection, of_entity)
        written = {entity: list(of_entity) for entity, of_entity in rows.items()}
        outbox.lay(connection, written, self._store.actor)

    def _clash(self, connection: Transaction, parcel: Parcel, result: Result) -> None:
        event, theirs = outbox.get(connection, parcel.mutation_id), result.theirs
        if event is None or event.assumed is None or not theirs or not theirs.keys() <= event.new.keys():
            raise BadAnswer(_BAD_ANSWER)
        _typed(protocol.CHANGED[event.entity], theirs)
        conflicts.record(connection, event, theirs)
        revisions.leave_out(connection, event.mutation_id, theirs)
        self._done.conflicts += 1


def _request(parcels: list[Parcel]) -> protocol.PushRequest:
    mutations = [
        protocol.Mutation(
            parcel.mutation_id,
            parcel.entity,
            parcel.row_id,
            parcel.customer_id,
            # The fields go into the message as they lie in the outbox.
            None if parcel.assumed is None else msgspec.Raw(parcel.assumed),  # type: ignore[arg-type]
            msgspec.Raw(parcel.new),  # type: ignore[arg-type]
            parcel.made_at,
        )
        for parcel in parcels
    ]
    return protocol.PushRequest(protocol.SCHEMA_VERSION, mutations)


def _row(parcel: Parcel, row: dict[str, Any]) -> tuple[Any, ...] | None:
    """Return the row of an answer in the order of its record; None where it has another customer by now.

    That one comes with the next pull. Raises BadAnswer for what is not the row that was asked for.
    """
    values = msgspec.structs.astuple(_typed(protocol.ROW[parcel.entity], row))
    fields = ENTITIES[parcel.entity].fields
    if values[fields.index("id")] != parcel.row_id:
        raise BadAnswer(_BAD_ANSWER)
    customer = customer_of(parcel.entity, dict(zip(fields, values, strict=True))) or NO_CUSTOMER
    return values if customer == parcel.customer_id else None


def _typed(kind: type[msgspec.Struct], values: dict[str, Any]) -> msgspec.Struct:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError:
        raise BadAnswer(_BAD_ANSWER) from None
