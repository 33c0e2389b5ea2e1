"""What a policy says about contribution (贡献): what the money of customers earns the bank, by transfer prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code

Points = Annotated[int, Between(-10_000, 10_000)]
"""Hundredths of a per cent a year."""


@dataclass(frozen=True, slots=True)
class TransferRate:
    """At what rate a year the treasury takes deposits over (`deposit`) and funds loans (`loan`), up to a term."""

    days: Annotated[int, Between(1, 36_600)]
    deposit: Points
    loan: Points


@dataclass(frozen=True, slots=True)
class ContributionRules:
    """How contribution is reckoned: rates in hundredths of a per cent a year.

    `deposits` are the kinds of holdings that are deposits; they say themselves what is paid on them, as loans say what
    they earn. Accounts do not: `paid` says it by kind, and an account of another kind is left out. `fees` are the
    categories of transactions that the bank earns. The first of the `transfer` rates whose days reach holds; a term
    beyond the last has none. An account counts as a deposit of one day.
    """

    deposits: tuple[Code, ...]
    fees: tuple[Code, ...]
    paid: Mapping[Code, Points]
    transfer: tuple[TransferRate, ...]


CONTRIBUTION_UNSAID = ContributionRules((), (), {}, ())
"""The section of a document from before it was known: nothing is known to earn anything."""
