"""Positions that have no table of their own: term deposits, wealth products, funds, insurance, metals."""

from typing import NamedTuple


class Holding(NamedTuple):
    """One position of one customer, worth `value_minor` on `as_of`.

    `kind`: term_deposit, wealth, fund, bond, insurance, trust or metal. Current accounts, cards and loans have
    tables of their own and are never repeated here, so that nothing is counted twice.
    """

    id: int
    source_id: int
    customer_id: bytes
    account_id: int | None
    product_id: int | None
    kind: str
    name: str | None
    currency: str
    quantity: str | None
    value_minor: int
    principal_minor: int | None
    rate: str | None
    starts_on: int | None
    matures_on: int | None
    as_of: int
    closed_on: int | None
