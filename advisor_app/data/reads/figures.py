"""What flows through a customer's own accounts: each account's bookings are added up where they lie."""

from collections import Counter, defaultdict

from sqlalchemy import Connection

from advisor_app.data.reads import policies, sources
from advisor_app.data.reads.rows import rows
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.figures import Figures
from advisor_app.domain.positions import OWNER, convert

MONTHS = 12
_ACCOUNTS = f"""
    SELECT DISTINCT a.id, a.currency FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id
    WHERE h.customer_id = :customer_id AND h.role = '{OWNER}' AND (h.closed_on IS NULL OR h.closed_on > :today)
        AND EXISTS (SELECT 1 FROM transactions WHERE account_id = a.id)
"""
_SUMS = """
    SELECT category,
        sum(CASE WHEN amount_minor > 0 AND day >= :month THEN amount_minor ELSE 0 END),
        sum(CASE WHEN amount_minor < 0 AND day >= :month THEN -amount_minor ELSE 0 END),
        sum(CASE WHEN amount_minor < 0 THEN -amount_minor ELSE 0 END)
    FROM transactions WHERE account_id = :account_id AND day >= :since AND day < :end GROUP BY category
"""
_IN, _OUT, _SPENT = "in", "out", "spent"


def of_customer(connection: Connection, customer_id: bytes) -> Figures | None:
    """Return the figures of a customer (of nobody: those of one without accounts), None before the first sync."""
    bank = sources.bank(connection)
    if bank is None:
        return None
    flows = policies.in_force(connection).flows
    month = month_start(bank.as_of)
    since = add_months(month, 1 - MONTHS)
    # By currency first, so that each sum is converted, and rounded, once.
    by_currency: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    days = {"since": since, "month": month, "end": add_months(month, 1)}
    for account, currency in rows(connection, _ACCOUNTS, customer_id=customer_id, today=bank.as_of):
        sums = by_currency[currency]
        for category, came, went, spent in rows(connection, _SUMS, account_id=account, **days):
            if category not in flows.internal:
                sums[_IN, ""] += came
                sums[_OUT, ""] += went
            if category in flows.spending:
                sums[_SPENT, category] += spent
    rates = sources.rates(connection, bank.as_of)
    totals: Counter[tuple[str, str]] = Counter()
    left_out = []
    for currency, sums in sorted(by_currency.items()):
        if currency != bank.base_currency and currency not in rates:
            left_out.append(currency)
            continue
        for key, minor in sums.items():
            totals[key] += convert(minor, currency, bank.base_currency, rates) or 0
    inflow, outflow = totals[_IN, ""], totals[_OUT, ""]
    spending = ((category, minor) for (what, category), minor in totals.items() if what == _SPENT and minor)
    return Figures(
        currency=bank.base_currency,
        month=month,
        net_inflow_minor=inflow - outflow if len(by_currency) > len(left_out) else None,
        inflow_minor=inflow,
        outflow_minor=outflow,
        since=since,
        spending=tuple(sorted(spending, key=lambda part: (-part[1], part[0]))),
        left_out=tuple(left_out),
    )
