"""What flows through a customer's own accounts, in the bank's base currency."""

from typing import NamedTuple


class Figures(NamedTuple):
    """Money in and out in the month of the business date, and spending over twelve months.

    `month` is the first day of that month. Inflow and outflow (both positive) leave out what only moves
    between own accounts and investments, by the policy's `flows.internal`; `net_inflow_minor` is their
    difference, None where nothing is known because no own account has transactions. `spending` has what
    went out by category of `flows.spending`, largest first, from the day `since` on. Amounts are minor units of
    `currency`; `left_out` names currencies without a rate, whose accounts are not counted.
    """

    currency: str
    month: int
    net_inflow_minor: int | None
    inflow_minor: int
    outflow_minor: int
    since: int
    spending: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]
