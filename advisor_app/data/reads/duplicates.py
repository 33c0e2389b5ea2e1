"""The pairs of records in the book that may be of one person and are not decided, side by side and masked."""

from sqlalchemy import Connection

from advisor_app.data import duplicates
from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.domain.duplicates import CONFIRMED, DUPLICATE, PROPOSED, REFUSED, Pair, Person, is_certain
from advisor_app.domain.masking import mask_address, mask_email, mask_id_number, mask_phone
from advisor_app.domain.policy import Policy

_PERSON = """
    SELECT c.id, c.number, c.kind, c.name, c.sex, c.birth_day, c.phone, c.id_number, c.email, c.address, c.occupation,
        b.name, c.opened_on,
        (SELECT count(*) FROM interactions WHERE customer_id = c.id AND status IS NULL),
        (SELECT max(happened_at) FROM interactions WHERE customer_id = c.id AND status IS NULL)
    FROM customers AS c LEFT JOIN branches AS b ON b.id = c.branch_id
    WHERE c.id = :id AND NOT (c.kind = 'prospect' AND c.closed_on IS NOT NULL)
"""
_DECIDED = "SELECT customer_id, prospect_id, state, evidence FROM conversions"
_REPORTED = """
    SELECT customer_id, related_id FROM proposals WHERE kind = :kind AND coalesce(state, '') <> 'withdrawn'
"""


def pairs(connection: Connection) -> tuple[Pair, ...]:
    """Return the pairs to be decided: those that are certain first, then what head office proposes."""
    policy = policies.in_force(connection)
    found: dict[tuple[bytes, bytes], set[str]] = {
        pair: set(evidence) for pair, evidence in duplicates.agreeing_pairs(connection).items()
    }
    proposed = set()
    for customer, prospect, state, evidence in rows(connection, _DECIDED):
        pair = _sorted(customer, prospect)
        if state == PROPOSED:
            proposed.add(pair)
            found.setdefault(pair, set()).update(evidence.split(","))
        elif state in (CONFIRMED, REFUSED):
            found.pop(pair, None)
    reported = {_sorted(*row) for row in rows(connection, _REPORTED, kind=DUPLICATE) if row[1]}
    people = {key: _person(connection, key, policy) for pair in found for key in pair}
    listed = [
        _pair(first, second, evidence, proposed=pair in proposed, reported=pair in reported)
        for pair, evidence in found.items()
        if (first := people[pair[0]]) and (second := people[pair[1]])
    ]
    return tuple(sorted(listed, key=_rank))


def person(connection: Connection, customer_id: bytes) -> Person | None:
    """Return somebody as one side of a pair, None where nobody open is in the book under the id."""
    return _person(connection, customer_id, policies.in_force(connection))


def decision(connection: Connection, customer_id: bytes, prospect_id: bytes) -> tuple[bytes, str] | None:
    """Return id and state of what was decided about a pair, None where it was not."""
    row = one(
        connection,
        "SELECT id, state FROM conversions WHERE customer_id = :customer AND prospect_id = :prospect",
        customer=customer_id,
        prospect=prospect_id,
    )
    return None if row is None else (row[0], row[1])


def _person(connection: Connection, customer_id: bytes, policy: Policy) -> Person | None:
    row = one(connection, _PERSON, id=customer_id)
    if row is None:
        return None
    raw = Person(*row)
    return raw._replace(
        phone=masked(mask_phone, raw.phone, policy.masking.phone),
        id_number=masked(mask_id_number, raw.id_number, policy.masking.id_number),
        email=masked(mask_email, raw.email),
        address=masked(mask_address, raw.address),
    )


def _pair(one_of: Person, other: Person, evidence: set[str], **known: bool) -> Pair:
    """Return a pair with the one who stays first: a customer, or the prospect who was written down earlier."""
    first, second = sorted((one_of, other), key=lambda each: (each.is_prospect, each.id))
    return Pair(first, second, duplicates.ordered(evidence), is_certain(evidence), **known)


def _rank(pair: Pair) -> tuple[bool, bool, bool, int, bytes, bytes]:
    strength = -len(pair.evidence)
    return (pair.reported, not pair.certain, not pair.proposed, strength, pair.first.id, pair.second.id)


def _sorted(one_id: bytes, other_id: bytes) -> tuple[bytes, bytes]:
    return (one_id, other_id) if one_id < other_id else (other_id, one_id)
