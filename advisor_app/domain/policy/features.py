"""What a policy says about features and habits: what of the data counts as what, and how much of it is told."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code, Filled
from advisor_app.domain.policy.text import Text

_Place = Annotated[int, Between(1, 5)]
_Days = Annotated[int, Between(1, 366)]
_Prefix = Annotated[str, Filled()]


@dataclass(frozen=True, slots=True)
class RfmSegment:
    """A segment of customers by their places from 1 to 5: who has at least these is in it."""

    code: Code
    name: Text
    recency: _Place = 1
    frequency: _Place = 1
    average: _Place = 1


@dataclass(frozen=True, slots=True)
class FeatureRules:
    """Codes and limits of features and habits.

    `income` are the categories of a salary or pension; one that differs by `changed_percent` has changed, and one that
    has not come for `stopped_days` has stopped. `elsewhere` are the categories of payments for a product of somebody
    else, `digital` the channels that need no branch, `social` those of contacts over social networks. `own_banks` is
    how the names or codes of the bank itself begin among counterparties: money that goes to one of them goes to no
    other bank. A payment recurs if it was made `recurring_least` times, the largest is at most `recurring_percent`
    above the smallest, and its mean distance is one of `recurring_days`, give or take `recurring_slack` days. Visits
    count where their legal basis is one of `bases`; a customer who withdrew consent for one of `profiling` has no
    insights. `most` is how long a list of habits is. Segments are tried in their order.
    """

    income: tuple[Code, ...] = ()
    changed_percent: Annotated[int, Between(1, 1000)] = 20
    stopped_days: Annotated[int, Between(1, 366)] = 45
    elsewhere: tuple[Code, ...] = ()
    cash: tuple[Code, ...] = ()
    digital: tuple[Code, ...] = ()
    own_banks: tuple[_Prefix, ...] = ()
    social: tuple[Code, ...] = ()
    recurring: tuple[Code, ...] = ()
    recurring_least: Annotated[int, Between(3, 100)] = 3
    recurring_percent: Annotated[int, Between(0, 1000)] = 25
    recurring_days: tuple[_Days, ...] = ()
    recurring_slack: Annotated[int, Between(0, 30)] = 3
    bases: tuple[Code, ...] = ()
    views: tuple[Code, ...] = ()
    profiling: tuple[Code, ...] = ()
    negative_percent: Annotated[int, Between(0, 100)] = 60
    season_percent: Annotated[int, Between(100, 1200)] = 150
    most: Annotated[int, Between(1, 20)] = 5
    segments: tuple[RfmSegment, ...] = ()


FEATURES_UNSAID = FeatureRules()
"""The section of a document from before it was known: nothing counts as salary, and nobody has a segment."""
