"""Customers, households, and what head office computes of them: tier, monthly AUM, conversions of prospects."""

from typing import NamedTuple


class Household(NamedTuple):
    """Customers who live and decide together."""

    id: bytes
    name: str | None


class Customer(NamedTuple):
    """One person with one customer number; `kind` is "customer" or "prospect" (no number yet).

    `phone`, `email`, `address` and `id_number` are raw here and leave the data layer masked only. `qualified_on` is the
    day on which the customer was found to be a qualified investor, `insurance_checked_on` that of the last check of
    needs and means for insurance; `credit_grade` is the bank's internal grade of `credit_graded_on`.
    """

    id: bytes
    source_id: int | None
    number: str | None
    kind: str
    name: str | None
    sex: str | None
    birth_day: int | None
    id_kind: str | None
    id_number: str | None
    id_expires_on: int | None
    phone: str | None
    email: str | None
    address: str | None
    occupation: str | None
    household_id: bytes | None
    household_role: str | None
    branch_id: int | None
    district_id: int | None
    opened_on: int | None
    closed_on: int | None
    qualified_on: int | None = None
    insurance_checked_on: int | None = None
    credit_grade: str | None = None
    credit_graded_on: int | None = None


class CustomerTier(NamedTuple):
    """The tier as head office computed it for `month`; `reason` is JSON: the inputs and the rule that decided."""

    customer_id: bytes
    tier: str
    since_on: int
    month: int
    average_minor: int
    currency: str
    reason: str
    policy_version: int


class AumMonth(NamedTuple):
    """Average AUM over the days of one month, in the base currency.

    `coverage` is the percentage of the customer's position-days whose value was known and converted.
    """

    customer_id: bytes
    month: int
    average_minor: int
    currency: str
    coverage: int


class Conversion(NamedTuple):
    """A prospect that a customer (or another prospect) seems to be, and what was decided.

    `state` is "proposed", "confirmed" (everything of the prospect has gone over to the customer), "refused" or
    "undone" (it has gone back). `evidence` names what agreed ("number", "id_hash", "phone" …), never its value.
    `moved` is JSON: the ids (hex) of what went over, by entity, so that it can go back.
    """

    id: bytes
    customer_id: bytes
    prospect_id: bytes
    evidence: str
    state: str
    proposed_at: int
    advisor_id: int | None = None
    decided_at: int | None = None
    moved: str | None = None
