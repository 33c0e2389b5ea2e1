"""The policy in force on this device: the newest published one that this program can read; and those it cannot."""

from functools import lru_cache

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, rows
from advisor_app.domain import policy
from advisor_app.domain.policy import Policy, standing
from advisor_app.domain.policy.standing import Refused
from advisor_app.domain.records import Policy as Document
from advisor_app.paths import resources


def in_force(connection: Connection) -> Policy:
    """Return the bank's policy, or the default that ships with the program while none has arrived."""
    found = rows(connection, f"SELECT {columns(Document)} FROM policies ORDER BY id DESC")
    return _in_force(tuple(Document(*row) for row in found)) or default()


def in_force_at(connection: Connection, instant: int) -> Policy:
    """Return the policy that was in force at an instant (UTC µs): the newest that was published by then."""
    statement = f"SELECT {columns(Document)} FROM policies WHERE published_at <= :instant ORDER BY id DESC"
    found = rows(connection, statement, instant=instant)
    return _in_force(tuple(Document(*row) for row in found)) or default()


def of_version(connection: Connection, version: int) -> Policy | None:
    """Return a policy by its version, also one that is in force no more; None where it is not there or not readable."""
    found = rows(connection, f"SELECT {columns(Document)} FROM policies WHERE id = :version", version=version)
    if not found:
        return default() if default().version == version else None
    return _in_force(tuple(Document(*row) for row in found))


def refused(connection: Connection) -> tuple[Refused, ...]:
    """Return the published policies that are not used, with line and reason, newest first."""
    found = rows(connection, f"SELECT {columns(Document)} FROM policies ORDER BY id DESC")
    return _refused(tuple(Document(*row) for row in found))


@lru_cache(maxsize=1)
def _refused(documents: tuple[Document, ...]) -> tuple[Refused, ...]:
    return standing.refused(documents)


@lru_cache(maxsize=4)
def _in_force(documents: tuple[Document, ...]) -> Policy | None:
    """Parse each set of documents once: a policy is asked for with every read."""
    found = policy.in_force(documents)
    return None if found is None else standing.completed(found, default())


@lru_cache(maxsize=1)
def default() -> Policy:
    """Return the policy that ships with the program."""
    return policy.parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
