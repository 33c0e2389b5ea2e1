"""Unusual activity of all customers at once, by each customer's own past; written once, for any engine of narwhals.

`found` returns a frame for each kind, whose rows all have the columns `COLUMNS`; who was paid is in none of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import narwhals as nw

from advisor_app.analysis.anomalies.amounts import new_payees, sizes
from advisor_app.analysis.anomalies.inputs import Frame, Inputs, Span, came_back, largest, payments
from advisor_app.analysis.anomalies.structuring import below_limit
from advisor_app.analysis.anomalies.times import nights, velocities, wakings
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import DORMANT, NEW_PAYEE, NIGHT, SIZE, STRUCTURING, VELOCITY, Limit

COLUMNS = (
    "customer",
    "account",
    "day",
    "id",
    "out",
    "category",
    "booked",
    "minor",
    "payments",
    "total",
    "past",
    "usual_minor",
    "most_minor",
    "most",
    "last_on",
    "hour",
)
"""Of the largest transaction: customer, account, day, id, out (1 or 0), category, booked (as it is on the account) and
minor; payments and total say how many there were and their sum. The rest is None where a kind says nothing about it."""


class Found(NamedTuple):
    """The rows of one kind; `limit` is the one that structuring keeps below."""

    kind: str
    rows: Frame
    limit: Limit | None = None


def found(inputs: Inputs, policy: Policy, as_of: int, keep: Callable[[Frame], Frame]) -> tuple[Found, ...]:
    """Return what is unusual, by kind; a payment to a new payee is not told a second time for its size.

    `keep` returns a frame whose rows are computed once, however often they are used.
    """
    rules, span, unit = policy.anomalies, Span.of(policy, as_of), inputs.unit
    own = keep(payments(inputs, policy, span))
    paid = own.filter(nw.col("counts") == 1)
    since = span.recent - rules.least_days
    new = keep(new_payees(paid, rules, since, unit))
    woken = wakings(own, inputs.accounts, rules, span.recent, unit)
    return (
        Found(NEW_PAYEE, _row(largest(new, "customer", "day"))),
        Found(SIZE, _row(sizes(paid, new, rules, since, unit))),
        Found(VELOCITY, _row(velocities(paid, rules, since, unit))),
        Found(NIGHT, _row(nights(paid, rules, since, unit))),
        Found(DORMANT, _row(_on_first_day(woken))),
        *(
            Found(STRUCTURING, _row(_on_first_day(below_limit(paid, rules, limit, unit))), limit)
            for limit in rules.limits
        ),
    )


def _on_first_day(rows: Frame) -> Frame:
    return rows.with_columns(day=nw.col("first_on"))


def _row(rows: Frame) -> Frame:
    known = set(rows.collect_schema().names())
    nothing = nw.when(nw.col("payments") < 0).then(nw.col("payments"))  # pandas has no literal for it
    return rows.with_columns(**{name: nothing for name in COLUMNS if name not in known}).select(*COLUMNS)


__all__ = ["COLUMNS", "Found", "Inputs", "Span", "came_back", "found", "payments"]
