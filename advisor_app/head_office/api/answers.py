"""The answers to pushes: remembered with their effect, given again, and forgotten once no device can ask for them.

A device sends its outbox oldest first, and takes nothing out of it but with the answer. So once it pushes without a
mutation, it has that answer. `received_at` therefore says when a mutation was last pushed, and the answers to the
last push of a device stay, however long it stays away. The others stay for some days more, for what comes out of
order: a copy of a request that was long on its way, a device that was put back to an older state. What comes later
still finds new rows and the revisions of customers' rows by their ids; only what a conflict said at the time is not
said again. A change of a row without a customer has no revision: a mark that is never forgotten stands for it.
"""

import time
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, select, tuple_, update

from advisor_app.head_office.db.models import Base, Mutation
from advisor_app.head_office.db.raw import fetch_among, insert_many
from advisor_app.sync.protocol import Result

KEPT_DAYS = 30
_DAY = 86_400 * 1_000_000
_ANY_DEVICE = bytes(16)  # under which the marks stand, whoever sent the change
_TABLE = Base.metadata.tables["mutations"]
_answer = msgspec.msgpack.Decoder(Result)
_APPLIED = msgspec.msgpack.encode(Result("applied"))


def given(connection: Connection, device_id: bytes, mutations: Collection[bytes]) -> dict[bytes, Result]:
    """Return the answers that a device was given before to some mutations, without rows."""
    columns = ("mutation_id", "answer")
    found = fetch_among(connection, _TABLE, columns, "mutation_id", mutations, device_id=device_id)
    return {mutation_id: _answer.decode(answer) for mutation_id, answer in found}


def remember(
    connection: Connection, device_id: bytes, answers: Mapping[bytes, Result], again: Collection[bytes]
) -> None:
    """Remember the answers to mutations that are new, and that others were pushed again."""
    now = time.time_ns() // 1000
    if again:
        of_device = Mutation.device_id == device_id, Mutation.mutation_id.in_(again)
        connection.execute(update(Mutation).where(*of_device).values(received_at=now))
    packed: dict[tuple[str, str], bytes] = {}  # most answers are the same one

    def pack(result: Result) -> bytes:
        if result.theirs:
            return msgspec.msgpack.encode(msgspec.structs.replace(result, row=None))
        key = (result.outcome, result.code)
        if key not in packed:
            packed[key] = msgspec.msgpack.encode(Result(*key))
        return packed[key]

    rows: list[tuple[Any, ...]] = [
        (device_id, mutation, pack(result), now) for mutation, result in answers.items()
    ]
    insert_many(connection, _TABLE, ("device_id", "mutation_id", "answer", "received_at"), rows)


def mark(connection: Connection, changes: Collection[bytes]) -> None:
    """Remember for good that changes, which leave no revision, were applied."""
    now = time.time_ns() // 1000
    rows: list[tuple[Any, ...]] = [(_ANY_DEVICE, change, _APPLIED, now) for change in changes]
    insert_many(connection, _TABLE, ("device_id", "mutation_id", "answer", "received_at"), rows)


def marked(connection: Connection, changes: Collection[bytes]) -> set[bytes]:
    """Return those of some changes that are marked."""
    found = fetch_among(connection, _TABLE, ["mutation_id"], "mutation_id", changes, device_id=_ANY_DEVICE)
    return {row[0] for row in found}


def forget(connection: Connection) -> int:
    """Forget the answers that no device can ask for, and return how many."""
    last = select(Mutation.device_id, func.max(Mutation.received_at)).group_by(Mutation.device_id)
    statement = delete(Mutation).where(
        Mutation.device_id != _ANY_DEVICE,
        Mutation.received_at < time.time_ns() // 1000 - KEPT_DAYS * _DAY,
        tuple_(Mutation.device_id, Mutation.received_at).not_in(last),
    )
    return connection.execute(statement).rowcount
