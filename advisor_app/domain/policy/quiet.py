"""What a policy says about customers who go quiet (转静): the signs, and how many of them together make one."""

from dataclasses import dataclass, field
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code, Filled

_Days = Annotated[int, Between(1, 3660)]


@dataclass(frozen=True, slots=True)
class QuietRules:
    """When somebody who was active is so no more.

    Signs are: the last transaction of the customer's own (of one of the `kinds`) lies `transaction_days` back or more;
    bank and customer last spoke `contact_days` ago or earlier; the average assets, `falling_least` at least, have
    fallen within `falling_months` by `falling_percent` or more. `signs` of them together are worth a look.

    Where a document does not say the `kinds`, they are those that customers make by the rules of tiers.
    """

    transaction_days: _Days
    contact_days: _Days
    falling_months: Annotated[int, Between(1, 23)]
    falling_percent: Annotated[int, Between(1, 100)]
    falling_least: Annotated[int, Between(0, 10**12)]
    signs: Annotated[int, Between(1, 3)]
    kinds: Annotated[tuple[Code, ...], Filled()] = field(default=(), kw_only=True)


QUIET_UNSAID = QuietRules(3660, 3660, 1, 100, 0, 3)
"""The section of a document from before it was known: nobody is said to go quiet."""
