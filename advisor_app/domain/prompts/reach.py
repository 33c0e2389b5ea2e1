"""How far back the rules of a policy look, and at what: whoever builds snapshots reads that much and no more."""

from collections.abc import Mapping
from typing import NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHURN, NEED
from advisor_app.domain.prompts.types import Moment

_MONTH_DAYS = 31


class Reach(NamedTuple):
    """The first days from which flows, regular payments and positions that were closed since are read, and the codes.

    `own_kinds` are transactions that a customer makes, `pay_kinds` categories of regular payments, `internal` those
    that bring the bank nothing; `lunar_words` say in a preference that a birthday is kept by the Chinese calendar.
    `predicted` says by task from how many per cent of the average on a prediction counts. `anomalies_since` is from
    when on unusual activity matters that was found: for a prompt, or because it mutes marketing.
    """

    flows_since: int
    pays_since: int
    closed_since: int
    own_kinds: tuple[str, ...]
    pay_kinds: tuple[str, ...]
    internal: tuple[str, ...]
    lunar_words: tuple[str, ...]
    predicted: Mapping[str, int]
    anomalies_since: int

    @classmethod
    def of(cls, policy: Policy, moment: Moment) -> "Reach":
        """Return what the rules of a policy look at from a moment on backwards."""
        triggers = policy.prompts.triggers

        def longest(*rules: str) -> int:
            return max((day for rule in rules if rule in triggers for day in triggers[rule].days), default=0)

        def kinds(rule: str) -> tuple[str, ...]:
            return triggers[rule].kinds if rule in triggers else ()

        months = (triggers["salary_stopped"].months or 0) if "salary_stopped" in triggers else 0
        day = moment.data_on
        return cls(
            flows_since=day - longest("outflow", "outflow_day", "inflow"),
            pays_since=day - 2 * longest("salary_stopped") - months * _MONTH_DAYS,
            closed_since=min(day, moment.today) - longest("matured") - 1,
            own_kinds=kinds("dormant"),
            pay_kinds=kinds("salary_stopped"),
            internal=policy.flows.internal,
            lunar_words=triggers["birthday"].words if "birthday" in triggers else (),
            predicted={task: triggers[task].percent or 0 for task in (NEED, CHURN) if task in triggers},
            anomalies_since=day - max(longest("anomaly"), policy.anomalies.mute_days),
        )

    def is_lunar(self, preference: str) -> bool:
        """Tell whether a preference says so."""
        return any(word in preference.lower() for word in self.lunar_words)
