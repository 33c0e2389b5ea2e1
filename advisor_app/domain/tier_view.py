"""The tier of one customer as an advisor sees it: how it stands and why, how it came, and what is to come."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.tiers import Entitlement
from advisor_app.domain.records import Bank, CustomerTier, TierMonth
from advisor_app.domain.tier_forecast import Forecast
from advisor_app.domain.tiers import CUT_OFF, NORMAL, REASON, Month, Standing


class TierView(NamedTuple):
    """The present tier (None where head office has computed none) and the months before it, oldest first.

    `forecast` is None where too little is known; `policy_version` is that of the policy that judged.
    """

    policy: Policy
    bank: Bank
    currency: str
    standing: Standing | None
    policy_version: int | None
    months: tuple[TierMonth, ...]
    forecast: Forecast | None

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        """What customers of the tier get, by the policy in force."""
        tier = self.standing.tier if self.standing else None
        codes = next((one.entitlements for one in self.policy.tiers if one.code == tier), ())
        return tuple(one for one in self.policy.entitlements if one.code in codes)


def standing_of(tier: CustomerTier) -> Standing:
    """Return how a tier stands; what older reasons do not say is as it was then: the cut-off decided alone."""
    said = json.loads(tier.reason)
    known = {name: said[name] for name in REASON if name in said}
    standing = Standing(tier.tier, NORMAL, CUT_OFF, tier.month, tier.since_on, tier.average_minor)
    return standing._replace(**known)


def months_of(rows: Iterable[TierMonth], entry: str, opened_on: int | None) -> list[Month]:
    """Return the months that have ended as a forecast needs them, in the order of the rows."""
    found: list[Month] = []
    for row in rows:
        said = json.loads(row.reason)
        if not said.get("settled"):
            continue
        one = Month(
            row.month,
            row.tier != entry,
            row.average_minor,
            said["coverage"],
            said["transactions"],
            said["categories"],
            opened_on,
        )
        found.append(one)
    return found
