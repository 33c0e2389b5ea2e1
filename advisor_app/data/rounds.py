"""The log of the last rounds of sync: when, how long, how much, and how it ended; nothing about any customer."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from advisor_app.data import apply
from advisor_app.domain.written import Round

MOST = 200
_STATE = "rounds"


def add(connection: Connection, entry: Round) -> None:
    """Add a round, and forget the oldest where there would be more than `MOST`."""
    kept = [*_packed(connection), tuple(entry)][-MOST:]
    apply.set_state(connection, _STATE, msgspec.msgpack.encode(kept))


def listed(connection: Connection) -> tuple[Round, ...]:
    """Return the rounds, newest first."""
    return tuple(Round(*each) for each in reversed(_packed(connection)))


def _packed(connection: Connection) -> list[Any]:
    found = apply.get_state(connection, _STATE)
    return msgspec.msgpack.decode(found, type=list[list[Any]]) if found else []
