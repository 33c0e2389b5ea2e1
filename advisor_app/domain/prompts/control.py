"""The control arm of maturing money: positions that nobody is prompted for, to show what prompts are good for.

Which they are follows from the policy and the position alone. The device that must not prompt and the head office that
compares compute the same, offline and on any day, and nobody can choose.
"""

import hashlib
import hmac
from typing import NamedTuple

from advisor_app.domain.policy import Policy

MATURITY_RULES = ("maturity", "matured")
"""The rules that do not prompt for a position of the control arm."""
_PLACES = 10_000


class Maturing(NamedTuple):
    """A position that matures. `amount_minor`: what was put in, or else its value, in the base currency."""

    customer_id: bytes
    holding_id: int
    matures_on: int
    amount_minor: int


def lead_days(policy: Policy) -> int:
    """Return how long before a maturity its first prompt comes."""
    trigger = policy.prompts.triggers.get(MATURITY_RULES[0])
    return max(trigger.days, default=0) if trigger else 0


def could_be_left_alone(policy: Policy, one: Maturing, unit: int) -> bool:
    """Tell whether chance decides over a position; `unit` is how many minor units the base currency has."""
    rules = policy.ledger
    in_time = one.matures_on - lead_days(policy) >= rules.control_from_on
    return in_time and one.amount_minor <= rules.control_most * unit


def is_control(policy: Policy, one: Maturing, unit: int) -> bool:
    """Tell whether a position is left alone. With a higher percentage those that were before still are."""
    rules = policy.ledger
    if not could_be_left_alone(policy, one, unit):
        return False
    about = b"maturity\0" + one.customer_id + one.holding_id.to_bytes(8, "big", signed=True)
    digest = hmac.new(rules.control_key.encode(), about, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % _PLACES < rules.control_percent * _PLACES // 100
