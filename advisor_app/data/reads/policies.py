"""The policy in force on this device: the newest published one that this program can read."""

from dataclasses import replace
from functools import lru_cache

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, rows
from advisor_app.domain import policy
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.schema import UNSAID
from advisor_app.domain.records import Policy as Document
from advisor_app.paths import resources


def in_force(connection: Connection) -> Policy:
    """Return the bank's policy, or the default that ships with the program while none has arrived."""
    found = rows(connection, f"SELECT {columns(Document)} FROM policies ORDER BY id DESC")
    return _in_force(tuple(Document(*row) for row in found)) or _default()


@lru_cache(maxsize=4)
def _in_force(documents: tuple[Document, ...]) -> Policy | None:
    """Parse each set of documents once: a policy is asked for with every read."""
    found = policy.in_force(documents)
    # A bank that published its rules before there were rules for flows gets those that ship with the program.
    return replace(found, flows=_default().flows) if found and found.flows == UNSAID else found


@lru_cache(maxsize=1)
def _default() -> Policy:
    return policy.parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
