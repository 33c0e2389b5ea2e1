"""The transactions of a customer, page by page.

They lie clustered by account and date, so each account gives its rows in order and stops after one page; the
pages of the accounts are merged. A page goes on after the last row of the one before it (keyset), so that the
hundredth page costs what the first does.
"""

from collections import Counter
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import listed, masked, one, rows
from advisor_app.data.reads.words import Words
from advisor_app.domain.masking import mask_card_number, mask_free_text
from advisor_app.domain.policy.schema import Ends
from advisor_app.domain.transactions import (
    AccountChoice,
    Cursor,
    TransactionChoices,
    TransactionPage,
    TransactionQuery,
    TransactionRow,
    TransactionSort,
)

_ACCOUNTS = """
    SELECT DISTINCT a.id, a.currency FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id
    WHERE h.customer_id = :customer_id AND (:account_id IS NULL OR a.id = :account_id)
"""
_CHOICES = """
    SELECT a.id, a.number, a.kind, a.currency, max(h.role)
    FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id
    WHERE h.customer_id = :customer_id GROUP BY a.id ORDER BY a.id
"""
_CODES = (
    "SELECT kind, category, count(*) FROM transactions WHERE account_id = :account_id GROUP BY kind, category"
)
_ORDERS = {
    TransactionSort.DAY: "day",
    TransactionSort.AMOUNT: "amount_minor",
    TransactionSort.COUNTERPARTY: "coalesce(counterparty, '')",
}
_CONDITIONS = {
    "since": "day >= :since",
    "until": "day <= :until",
    "inflow": "(amount_minor > 0) = :inflow",
    "least_minor": "abs(amount_minor) >= :least_minor",
    "most_minor": "abs(amount_minor) <= :most_minor",
    "kinds": "kind IN (SELECT value FROM json_each(:kinds))",
    "categories": "category IN (SELECT value FROM json_each(:categories))",
}
_WORDS = ("counterparty", "memo")


def page(connection: Connection, query: TransactionQuery) -> TransactionPage:
    """Return one page; of accounts that the customer does not hold there are no rows."""
    where, values = _where(connection, query)
    value, direction = _ORDERS[query.sort], "ASC" if query.ascending else "DESC"
    if query.after is not None:
        where += f" AND ({value}, id) {'>' if query.ascending else '<'} (:after_value, :after_id)"
        values |= {"after_value": query.after.value, "after_id": query.after.id}
    statement = f"""
        SELECT {value}, id, account_id, day, amount_minor, :currency, balance_minor, kind, channel, category,
            counterparty, counterparty_bank, counterparty_account, memo, at, source_id
        FROM transactions WHERE account_id = :account_id{where}
        ORDER BY {value} {direction}, id {direction} LIMIT :limit
    """
    accounts = rows(connection, _ACCOUNTS, customer_id=query.customer_id, account_id=query.account_id)
    values["limit"] = query.limit + 1  # one more tells whether there is a next page
    per_account = [
        rows(connection, statement, **values | {"account_id": account, "currency": currency})
        for account, currency in accounts
    ]
    merged = merge(*per_account, key=itemgetter(0, 1), reverse=not query.ascending)
    found = list(islice(merged, query.limit + 1))
    shown = found[: query.limit]
    more = len(found) > len(shown) and bool(shown)
    ends = policies.in_force(connection).masking.card_number
    return TransactionPage(tuple(_masked(shown, ends)), Cursor(*shown[-1][:2]) if more else None)


def count(connection: Connection, query: TransactionQuery) -> int:
    """Return how many rows all pages of a query have together."""
    where, values = _where(connection, query)
    accounts = rows(connection, _ACCOUNTS, customer_id=query.customer_id, account_id=query.account_id)
    statement = f"SELECT count(*) FROM transactions WHERE account_id = :account_id{where}"
    counts = (one(connection, statement, **values | {"account_id": account}) for account, _ in accounts)
    return sum(row[0] for row in counts if row)


def choices(connection: Connection, customer_id: bytes) -> TransactionChoices:
    """Return what the transactions of a customer can be chosen by."""
    ends = policies.in_force(connection).masking.card_number
    accounts = rows(connection, _CHOICES, customer_id=customer_id)
    kinds: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for account, *_ in accounts:
        for kind, category, many in rows(connection, _CODES, account_id=account):
            kinds[kind] += many
            if category is not None:
                categories[category] += many
    return TransactionChoices(
        accounts=tuple(
            AccountChoice(key, masked(mask_card_number, number, ends), *others)
            for key, number, *others in accounts
        ),
        kinds=tuple(code for code, _ in kinds.most_common()),
        categories=tuple(code for code, _ in categories.most_common()),
    )


def _where(connection: Connection, query: TransactionQuery) -> tuple[str, dict[str, Any]]:
    """Return the conditions that a query sets, and their values."""
    where, values = "", {}
    for name, condition in _CONDITIONS.items():
        value = getattr(query, name)
        if value is None or value in ((), ""):
            continue
        where += " AND " + condition
        values[name] = listed(value) if isinstance(value, tuple) else value
    if words := Words(connection, query.text):
        where += f" AND {words.found_in(_WORDS)}"
        values |= words.values
    return where, values


def _masked(found: list[tuple[Any, ...]], ends: Ends) -> Iterator[TransactionRow]:
    for _, key, account, day, amount, currency, balance, kind, channel, category, *words, at, source in found:
        counterparty, bank, number, memo = words
        yield TransactionRow(
            account_id=account,
            day=day,
            id=key,
            amount_minor=amount,
            currency=currency,
            balance_minor=balance,
            kind=kind,
            channel=channel,
            category=category,
            counterparty=masked(mask_free_text, counterparty),
            counterparty_bank=bank,
            counterparty_account=masked(mask_card_number, number, ends),
            memo=masked(mask_free_text, memo),
            at=at,
            source_id=source,
        )
