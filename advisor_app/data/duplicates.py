"""Who in the book may be one person: found by keyed hashes in an index, while somebody is typing.

The key is the store's own, so that the hashes say nothing to whoever sees them elsewhere. Triggers note which customers
were written; `refresh` hashes them, at the end of a sync or before the next look. Raw values stay in this layer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import DDL, Column, Connection, Index, LargeBinary, Table, Text, event

from advisor_app.data.apply import driver, get_state
from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import one, rows
from advisor_app.data.schema import metadata
from advisor_app.domain.duplicates import (
    CONFIRMED,
    ID_NUMBER,
    PERSON,
    PHONE,
    Candidate,
    Match,
    contradict,
    forms,
    is_certain,
)

duplicate_keys = Table(
    "duplicate_keys",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("customer_id", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Index(None, "customer_id"),
    sqlite_with_rowid=False,
    comment="by what customers may be one person; filled from stale_duplicates, which triggers fill",
)

stale_duplicates = Table(
    "stale_duplicates",
    metadata,
    Column("customer_id", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
    comment="customers who were written since duplicate_keys was refreshed",
)

# Not OR IGNORE: a statement that replaces rows would overrule it.
_NOTED = (
    "BEGIN INSERT INTO stale_duplicates SELECT NEW.id "
    "WHERE NOT EXISTS (SELECT 1 FROM stale_duplicates WHERE customer_id = NEW.id); END"
)
STATEMENTS = (
    f"CREATE TRIGGER compared_inserted AFTER INSERT ON customers {_NOTED}",
    (
        "CREATE TRIGGER compared_changed AFTER UPDATE ON customers "
        "WHEN (NEW.name, NEW.birth_day, NEW.phone, NEW.id_number) IS NOT "
        f"(OLD.name, OLD.birth_day, OLD.phone, OLD.id_number) {_NOTED}"
    ),
    (
        "CREATE TRIGGER compared_removed AFTER DELETE ON customers BEGIN "
        "DELETE FROM duplicate_keys WHERE customer_id = OLD.id; "
        "DELETE FROM stale_duplicates WHERE customer_id = OLD.id; END"
    ),
)
for _statement in STATEMENTS:
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]

_KEY = "duplicates_key"
_SIZE = 16  # bytes of a hash: two of 150,000 do not meet by chance
_ORDER = (ID_NUMBER, PHONE, PERSON)
_TYPED = "SELECT name, birth_day, phone, id_number FROM customers WHERE id = :id"
_SAME = "SELECT kind, customer_id FROM duplicate_keys WHERE hash = :hash LIMIT :most"
_WHO = "SELECT name, number, id_number, kind, closed_on FROM customers WHERE id = :id"
_PAIRS = """
    SELECT a.kind, a.customer_id, b.customer_id
    FROM (SELECT hash FROM duplicate_keys GROUP BY hash HAVING count(*) BETWEEN 2 AND :sharing) AS shared
    CROSS JOIN duplicate_keys AS a ON a.hash = shared.hash
    CROSS JOIN duplicate_keys AS b ON b.hash = a.hash AND b.customer_id > a.customer_id
"""


def stale(connection: Connection) -> bool:
    """Whether customers were written whose hashes are not made yet."""
    return one(connection, "SELECT 1 FROM stale_duplicates LIMIT 1") is not None


def refresh(connection: Connection, most: int = 2_000) -> None:
    """Make the hashes of customers who were written since, at most so many, in the transaction of `connection`."""
    raw, key = driver(connection), _key(connection)
    found = raw.execute(
        "SELECT s.customer_id, c.name, c.birth_day, c.phone, c.id_number FROM stale_duplicates AS s "
        "LEFT JOIN customers AS c ON c.id = s.customer_id LIMIT ?",
        (most,),
    ).fetchall()
    ids = [(row[0],) for row in found]
    raw.executemany("DELETE FROM duplicate_keys WHERE customer_id = ?", ids)
    raw.executemany(
        "INSERT INTO duplicate_keys (hash, customer_id, kind) VALUES (?, ?, ?)",
        sorted(
            (digest, row[0], kind)
            for row in found
            for kind, digest in _hashes(key, Candidate(*row[1:])).items()
        ),
    )
    raw.executemany("DELETE FROM stale_duplicates WHERE customer_id = ?", ids)


def candidate(connection: Connection, customer_id: bytes) -> Candidate | None:
    """Return what is compared of somebody in the book, raw, for head office alone; None if there is nobody."""
    row = one(connection, _TYPED, id=customer_id)
    return None if row is None else Candidate(*row)


def matches(connection: Connection, person: Candidate, besides: bytes | None = None) -> tuple[Match, ...]:
    """Return who in the book, `besides` somebody, may be a person; those who are certain first."""
    sharing, key = policies.in_force(connection).duplicates.sharing, _key(connection)
    agreeing: dict[bytes, set[str]] = defaultdict(set)
    for digest in _hashes(key, person).values():
        same = rows(connection, _SAME, hash=digest, most=sharing + 1)
        if len(same) <= sharing:
            for kind, customer in same:
                agreeing[customer].add(kind)
    agreeing.pop(besides or b"", None)
    found = []
    for customer, evidence in agreeing.items():
        who = one(connection, _WHO, id=customer)
        if who is None or _gone(who[3], who[4]) or contradict(person.id_number, who[2]):
            continue
        found.append(Match(customer, who[0], who[1], ordered(evidence), is_certain(evidence)))
    return tuple(
        sorted(found, key=lambda match: (not match.certain, -len(match.evidence), match.customer_id))
    )


def agreeing_pairs(connection: Connection) -> Mapping[tuple[bytes, bytes], tuple[str, ...]]:
    """Return, by pair of ids, what agrees of all who may be one person in the book, decided or not."""
    sharing = policies.in_force(connection).duplicates.sharing
    evidence: dict[tuple[bytes, bytes], set[str]] = defaultdict(set)
    for kind, one_id, other_id in rows(connection, _PAIRS, sharing=sharing):
        evidence[one_id, other_id].add(kind)
    who = {key: one(connection, _WHO, id=key) for key in {key for pair in evidence for key in pair}}
    return {
        pair: ordered(kinds) for pair, kinds in evidence.items() if _may_be_one(*(who[key] for key in pair))
    }


def ordered(evidence: Iterable[str]) -> tuple[str, ...]:
    """Return evidence with the strongest first; what is not ours, as a customer's number, comes before all."""
    return tuple(sorted(evidence, key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else -1, kind)))


def merged_into(connection: Connection, customer_id: bytes) -> bytes | None:
    """Return whom a prospect was merged into, None where it was not."""
    row = one(
        connection,
        "SELECT customer_id FROM conversions WHERE prospect_id = :id AND state = :state",
        id=customer_id,
        state=CONFIRMED,
    )
    return None if row is None else row[0]


def _may_be_one(first: Any, second: Any) -> bool:
    if first is None or second is None or contradict(first[2], second[2]):
        return False
    return not _gone(first[3], first[4]) and not _gone(second[3], second[4])


def _gone(kind: str, closed_on: int | None) -> bool:
    """Whether somebody is a prospect that was given up or merged."""
    return kind == "prospect" and closed_on is not None


def _key(connection: Connection) -> bytes:
    return get_state(connection, _KEY) or b""


def _hashes(key: bytes, person: Candidate) -> dict[str, bytes]:
    return {
        kind: blake2b(f"{kind}\0{form}".encode(), key=key, digest_size=_SIZE).digest()
        for kind, form in forms(person).items()
    }
