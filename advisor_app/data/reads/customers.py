"""Finding customers: the rows of a list, and one customer by number or id.

The ids of a page come first, from the search table alone where that suffices, because it lies in the order of
the results; the rest is then read for the few customers that are shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import policies, standing
from advisor_app.data.reads.positions import POSITIONS
from advisor_app.data.reads.rows import listed, masked, one, rows
from advisor_app.data.reads.standing import LAST_CONTACT
from advisor_app.data.search_key import TAIL_DIGITS, needles
from advisor_app.domain.customers import Among, CustomerQuery, CustomerRow, CustomerSort
from advisor_app.domain.duplicates import phone_form
from advisor_app.domain.masking import mask_phone
from advisor_app.domain.policy import Policy

_DETAILS = f"""
    SELECT c.id, c.number, c.name, c.kind, c.phone, t.tier, b.name, c.opened_on, c.closed_on,
        m.average_minor, m.currency, m.month, ({LAST_CONTACT}),
        EXISTS (SELECT 1 FROM pinned_customers WHERE customer_id = c.id), NULL, NULL,
        EXISTS (SELECT 1 FROM outbox WHERE row_id = c.id)
    FROM customers AS c
    LEFT JOIN tiers AS t ON t.customer_id = c.id
    LEFT JOIN branches AS b ON b.id = c.branch_id
    LEFT JOIN aum_months AS m ON m.customer_id = c.id
        AND m.month = (SELECT max(month) FROM aum_months WHERE customer_id = c.id)
    WHERE c.id = :id
"""
# What each order goes by; {0} is its usual direction and {1} the other one. AUM is the table's own order.
_ORDERS = {
    CustomerSort.AUM: "s.rank {0}",
    CustomerSort.NAME: "s.name = '', s.codes {0}",
    CustomerSort.NUMBER: "c.number IS NULL, c.number {0}",
    CustomerSort.OPENED: "c.opened_on IS NULL, c.opened_on {1}",
    CustomerSort.LAST_CONTACT: f"({LAST_CONTACT}) IS NULL, ({LAST_CONTACT}) {{1}}",
}
# The advisor's shelves are small: they stand outside, and the search table is asked for their customers only.
_SHELVES = {
    Among.ALL: "FROM customer_search AS s",
    Among.PINNED: "FROM pinned_customers AS p CROSS JOIN customer_search AS s ON s.customer_id = p.customer_id",
    Among.RECENT: "FROM recent_customers AS r CROSS JOIN customer_search AS s ON s.customer_id = r.customer_id",
}
_FILTERS = {
    "tiers": "coalesce((SELECT tier FROM tiers WHERE customer_id = c.id), '')"
    " IN (SELECT value FROM json_each(:tiers))",
    "branch_ids": "c.branch_id IN (SELECT value FROM json_each(:branch_ids))",
    # One pass over the positions for all customers: asked for each of them it takes longer where few have any.
    # The plus keeps SQLite from going by this list, out of the order of the results.
    "product_kinds": f"+s.customer_id IN (SELECT customer_id FROM ({POSITIONS})"
    " WHERE closed_on IS NULL AND kind IN (SELECT value FROM json_each(:product_kinds)))",
}
_REACH = "SELECT number, name, phone IS NOT NULL, email IS NOT NULL FROM customers WHERE id = :id"
_BY_NUMBER = "SELECT id FROM customers WHERE number = :number ORDER BY closed_on IS NOT NULL, id LIMIT 2"
_BY_ADDRESS = """
    SELECT id FROM customers WHERE lower(email) IN (SELECT value FROM json_each(:addresses)) ORDER BY id LIMIT 50
"""
_BY_NAME = "SELECT customer_id FROM customer_search WHERE name = :name ORDER BY rank LIMIT 50"

_NAMES = """
    SELECT id, coalesce(name, number) FROM customers WHERE id IN (SELECT unhex(value) FROM json_each(:wanted))
"""


def search(connection: Connection, query: CustomerQuery) -> list[CustomerRow]:
    """Return one page of the customers that a query asks for."""
    policy = policies.in_force(connection)
    source, values = _source(connection, query, policy)
    order = _ORDERS[query.sort].format(*(("DESC", "ASC") if query.reverse else ("ASC", "DESC")))
    if query.among is Among.RECENT:
        order = "r.seen_at DESC"
    found = rows(
        connection,
        f"SELECT s.customer_id {source} ORDER BY {order}, s.rank, s.customer_id LIMIT :limit OFFSET :offset",
        **{**values, "two_way": listed(policy.rhythm.two_way_outcomes)},
        limit=query.limit,
        offset=query.offset,
    )
    return [row for (key,) in found if (row := _row(connection, key, policy))]


def count(connection: Connection, query: CustomerQuery) -> int:
    """Return how many customers all pages of a query have together."""
    source, values = _source(connection, query, policies.in_force(connection))
    found = one(connection, f"SELECT count(*) {source}", **values)
    return found[0] if found else 0


def get(connection: Connection, customer_id: bytes) -> CustomerRow | None:
    """Return a customer as a row of a list, or None if the book does not hold the customer."""
    return _row(connection, customer_id, policies.in_force(connection))


def names(connection: Connection, customers: Iterable[bytes]) -> dict[bytes, str | None]:
    """Return what customers are called, by name or else by number; those who are not in the book are left out."""
    wanted = listed(key.hex() for key in customers)
    return dict(rows(connection, _NAMES, wanted=wanted))


def exists(connection: Connection, customer_id: bytes) -> bool:
    """Tell whether the book holds a customer."""
    return one(connection, "SELECT 1 FROM customers WHERE id = :id", id=customer_id) is not None


def reach(connection: Connection, customer_id: bytes) -> tuple[str | None, str | None, bool, bool] | None:
    """Return number and name of a customer, and whether a phone and an e-mail address are recorded."""
    row = one(connection, _REACH, id=customer_id)
    return None if row is None else (row[0], row[1], bool(row[2]), bool(row[3]))


def ids(connection: Connection) -> list[bytes]:
    """Return the ids of all customers."""
    return [key for (key,) in rows(connection, "SELECT id FROM customers ORDER BY id")]


def find_ids(connection: Connection, number: str) -> list[bytes]:
    """Return the ids of customers with exactly this number: at most two, as feeds may use a number twice."""
    return [key for (key,) in rows(connection, _BY_NUMBER, number=number)]


def named(connection: Connection, name: str) -> list[bytes]:
    """Return the ids of the customers who are called exactly so, those with the largest AUM first."""
    needle = needles(name)
    found = rows(connection, _BY_NAME, name=needle.name) if needle else ()
    return [key for (key,) in found]


def at_addresses(connection: Connection, addresses: Iterable[str]) -> list[bytes]:
    """Return the ids of the customers with one of these e-mail addresses, which are given in lower case.

    Whoever asks has the address already, so nothing is revealed but that it is in the book.
    """
    return [key for (key,) in rows(connection, _BY_ADDRESS, addresses=listed(addresses))]


def at_phones(connection: Connection) -> Callable[[str], list[bytes]]:
    """Return what tells which customers have a phone number, however it is written.

    Whoever asks has the number already, so nothing is revealed but that it is in the book.
    """
    found: dict[str, list[bytes]] = defaultdict(list)
    for key, phone in rows(connection, "SELECT id, phone FROM customers WHERE phone IS NOT NULL ORDER BY id"):
        if form := phone_form(phone):
            found[form].append(key)
    return lambda number: found.get(phone_form(number) or "", [])


def _row(connection: Connection, customer_id: bytes, policy: Policy) -> CustomerRow | None:
    two_way = listed(policy.rhythm.two_way_outcomes)
    row = one(connection, _DETAILS, id=customer_id, two_way=two_way)
    if row is None:
        return None
    raw = CustomerRow(*row)
    phone = masked(mask_phone, raw.phone, policy.masking.phone)
    return raw._replace(phone=phone, pinned=bool(raw.pinned), pending=bool(raw.pending))


def _source(connection: Connection, query: CustomerQuery, policy: Policy) -> tuple[str, dict[str, Any]]:
    """Return the FROM and WHERE of a query, and their values."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for name, condition in _FILTERS.items():
        if wanted := getattr(query, name):
            conditions.append(condition)
            values[name] = listed(wanted)
    stand, more = standing.narrowed(connection, query, policy)
    conditions, values = conditions + stand, values | more
    # CROSS JOIN keeps the search table outside, and with it the order in which results are wanted.
    needs_customer = conditions or query.sort not in (CustomerSort.AUM, CustomerSort.NAME)
    source = _SHELVES[query.among] + (
        " CROSS JOIN customers AS c ON c.id = s.customer_id" if needs_customer else ""
    )
    if needle := needles(query.text):
        found = ["instr(s.name, :name)", "instr(s.codes, :code)"]
        values |= {"name": needle.name, "code": needle.code}
        # What the policy does not show of a phone number must not be found either.
        if needle.tail and policy.masking.phone.tail >= TAIL_DIGITS:
            found.append("instr(s.codes, :tail)")
            values["tail"] = needle.tail
        conditions.insert(0, f"({' OR '.join(found)})")
    return source + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values
