"""What head office finds out about customers and sends to their advisor: computed, never written on a device."""

from typing import NamedTuple


class TierMonth(NamedTuple):
    """The tier of a customer in one month (`month` is its first day), and how it stood in it.

    `state` and `reason` (JSON: rule and inputs) are as `domain.tiers` returns them. The average is what it was judged
    by: in a month that has ended its own, in the present one that of the month before.
    """

    customer_id: bytes
    month: int
    tier: str
    state: str
    average_minor: int
    currency: str
    reason: str
    policy_version: int


class Retained(NamedTuple):
    """What became of money that matured: kept, moved within the bank, or left.

    `arm` is "action" (its prompt was answered), "none" (it was not) or "control" (it was never prompted, on purpose).
    The three amounts add up to `amount_minor`; they are final from `settled_on` on, which is None until then.
    """

    customer_id: bytes
    holding_id: int
    matured_on: int
    amount_minor: int
    currency: str
    arm: str
    kept_minor: int
    moved_minor: int
    left_minor: int
    settled_on: int | None


class Insight(NamedTuple):
    """What is known of a customer in one respect: `facts` is JSON, whose form `kind` and `version` say.

    `data_on` is the date of the data that it was computed from.
    """

    customer_id: bytes
    kind: str
    data_on: int
    version: int
    facts: str


class Anomaly(NamedTuple):
    """Activity that is unusual by the customer's own past; `evidence` is JSON: what was seen, and what is usual."""

    id: bytes
    customer_id: bytes
    account_id: int | None
    kind: str
    day: int
    evidence: str
    found_on: int
    policy_version: int


class Scorecard(NamedTuple):
    """A published scorecard: what it predicts (`task`, and of which product `family`), and the document (JSON)."""

    id: int
    task: str
    family: str | None
    version: int
    text: str
    published_at: int


class Target(NamedTuple):
    """What an advisor is to reach from `starts_on` to `ends_on`: minor units of `currency`, or a number."""

    id: int
    advisor_id: int
    measure: str
    starts_on: int
    ends_on: int
    goal: int
    currency: str | None
