"""A customer's features: the numbers that scorecards score, and that a watch list is ordered by.

The facts hold days, not how long ago they are, so that they change only when something happened; `scored` makes
lengths of time of them. Which features there are is said here (`FEATURES`); those per kind of holding or per category
of payment have the code in their name (`held_fund_minor`, `paid_leasing_365_minor`).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor_app.domain.insights.facts import from_json, to_json

FEATURES = (
    "age_years",
    "tenure_years",
    # Assets: the average of the newest whole month, and of the one three months before it.
    "aum_minor",
    "aum_before_minor",
    "aum_change_percent",
    # What is held on the day of the data: deposits on accounts, kinds held (deposits, cards and loans are one each),
    # the largest product against all, and what matures within 90 days.
    "deposits_minor",
    "loans_minor",
    "kinds_held",
    "holdings",
    "cards",
    "largest_minor",
    "largest_percent",
    "maturing_90_minor",
    # Transactions of the customer's own doing (cash, transfer, card, investment), and all of them.
    "own_last_on",
    "own_90",
    "own_365",
    "transactions_365",
    # Money that came to the bank or left it: 90 days, the 90 before them, and 365.
    "in_90_minor",
    "in_before_minor",
    "in_365_minor",
    "out_90_minor",
    "out_before_minor",
    "out_365_minor",
    "out_largest_minor",
    "cash_out_365_minor",
    "cash_percent",
    "digital_percent",
    "spent_90_minor",
    "spent_365_minor",
    "other_banks_in_365_minor",
    "other_banks_out_90_minor",
    "other_banks_out_365_minor",
    # Salary or pension: months of the last 12 with one, what came on average in the newest three of them.
    "income_last_on",
    "income_months",
    "income_minor",
    "recurring",
    "recurring_minor",
    # Products that were opened: accounts, cards, loans, holdings.
    "bought_365",
    "bought_last_on",
    # The app and the web; contacts, those over social networks and the calls of campaigns among them; feedback.
    "visits_90",
    "views_90",
    "visit_last_on",
    "contacts_365",
    "reached_365",
    "contact_last_on",
    "social_365",
    "campaign_365",
    "campaign_yes_365",
    "complaints_365",
    "negative_365",
)
"""Names of the features that every customer has, None where nothing is known."""

HELD = "held_{kind}_minor"
PAID = "paid_{category}_365_minor"

Value = int | str | None


class Features(NamedTuple):
    """The features of one customer by name; what is not known is left out."""

    currency: str
    values: Mapping[str, int | str]

    @classmethod
    def from_json(cls, text: str) -> "Features":
        """Return the facts in a document. Raises InsightError."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the facts as a document."""
        return to_json(self)

    def scored(self, as_of: int) -> dict[str, Value]:
        """Return the features as a scorecard takes them: `own_last_on` becomes `own_last_days`, until `as_of`."""
        made: dict[str, Value] = dict(self.values)
        for name, scored in _days(tuple(made)):
            value = made.pop(name)
            made[scored] = as_of - value if isinstance(value, int) else value
        return made


@lru_cache(maxsize=64)
def _days(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return which features are days, with what they are called where they are scored; most have the same names."""
    return tuple((name, name.removesuffix("_on") + "_days") for name in names if name.endswith("_on"))
