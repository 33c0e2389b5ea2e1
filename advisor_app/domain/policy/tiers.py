"""What a policy says about tiers besides their cut-offs: what loyalty is worth, and what a tier is entitled to."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code
from advisor_app.domain.policy.text import Text

_Count = Annotated[int, Between(1, 100_000)]
_Years = Annotated[int, Between(1, 100)]
_Categories = Annotated[int, Between(1, 100)]


@dataclass(frozen=True, slots=True)
class Lift:
    """Who is lifted by one tier: with `percent` of the next cut-off, and all three counts; `never` into some tiers.

    `transactions` are those that the customer made in 12 months, `years` those with the bank.
    """

    percent: Annotated[int, Between(1, 99)]
    transactions: _Count
    years: _Years
    categories: _Categories
    never: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has `months` of grace more."""

    years: _Years
    categories: _Categories
    months: Annotated[int, Between(1, 120)]


@dataclass(frozen=True, slots=True)
class TierRules:
    """What frequency and loyalty do to a tier.

    A transaction of one of `initiated_kinds` that takes money out, or that is in cash, is one that the customer made:
    also where it is asked who goes quiet or is dormant, unless the document says other kinds there.
    """

    initiated_kinds: tuple[Code, ...] = ()
    lift: Lift | None = None
    hold: Hold | None = None


TIER_RULES_UNSAID = TierRules()
"""The section of a document from before it was known: cut-offs and grace decide alone."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Something that customers of a tier get: `name` says what, `text` what it means."""

    code: Code
    name: Text
    text: Text
