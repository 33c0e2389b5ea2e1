"""What a policy says about predictions: what is predicted, on which past a card is trained, and what is recommended."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code, Filled
from advisor_app.domain.policy.text import Text

_Days = Annotated[int, Between(1, 3660)]
_Percent = Annotated[int, Between(1, 1000)]


@dataclass(frozen=True, slots=True)
class Family:
    """Products that answer one need: those of `kinds`. `priority` is what the bank gives it, in per cent of usual."""

    code: Code
    name: Text
    kinds: Annotated[tuple[Code, ...], Filled()]
    priority: _Percent = 100


@dataclass(frozen=True, slots=True)
class Recommending:
    """How much is recommended: at most `most` products, of families that are needed at least `least_percent` as often
    as on average. What the customer was not interested in stays out for `declined_days`. Who is alike is of the same
    tier and of the same `age_years` years; a share among fewer than `least_alike` is not told.
    """

    most: Annotated[int, Between(1, 3)] = 3
    least_percent: _Percent = 100
    declined_days: _Days = 180
    age_years: Annotated[int, Between(1, 100)] = 10
    least_alike: Annotated[int, Between(2, 100_000)] = 30


@dataclass(frozen=True, slots=True)
class PredictionRules:
    """On what the bank's own cards are trained: the customers as they were at past ends of months.

    A card is trained on `window_months` of them, of which an older one counts half as much every `half_life_months`,
    with at most `cases` customers each and at most `fields` characteristics; it needs `least_events` events. A field
    alone must not rank better than `leak_auc` (thousandths). A customer needs a family who buys of it within
    `need_days`; who had `churn_least` and loses `churn_percent` of it within `churn_months`, or leaves, has churned.
    """

    window_months: Annotated[int, Between(1, 120)] = 12
    half_life_months: Annotated[int, Between(1, 120)] = 6
    cases: Annotated[int, Between(1_000, 10_000_000)] = 50_000
    fields: Annotated[int, Between(1, 100)] = 12
    least_events: Annotated[int, Between(10, 100_000)] = 100
    leak_auc: Annotated[int, Between(500, 999)] = 920
    need_days: _Days = 60
    churn_months: Annotated[int, Between(1, 24)] = 3
    churn_percent: Annotated[int, Between(1, 100)] = 50
    churn_least: Annotated[int, Between(0, 10**12)] = 10_000
    families: tuple[Family, ...] = ()
    recommending: Recommending = Recommending()

    def family(self, code: str | None) -> Family | None:
        """Return the family with a code, None if there is none."""
        return next((one for one in self.families if one.code == code), None)


PREDICTIONS_UNSAID = PredictionRules()
"""The section of a document from before it was known: nothing is needed, nothing recommended."""
