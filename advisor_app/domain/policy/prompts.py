"""What a policy says about prompts (行动提示): what triggers one, what is done then by tier, and how they rank."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from advisor_app.domain.policy.reading import Between, Code, Filled, PolicyError
from advisor_app.domain.policy.text import Text

UNKNOWN_PLACE = "unknown_place"

DORMANT = "dormant"
"""The trigger for whoever has made no transaction for long."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "maturity": ("days", "amount", "kinds"),
    "matured": ("days", "percent", "amount", "kinds"),
    "outflow": ("days", "percent", "amount"),
    "outflow_day": ("days", "amount"),
    "inflow": ("days", "amount"),
    "salary_stopped": ("days", "months", "kinds"),
    "birthday": ("days", "words"),
    "life_event": ("days",),
    "document": ("days",),
    "assessment": ("days",),
    "rhythm": (),
    DORMANT: ("days", "amount", "kinds"),
    "feedback": ("percent", "kinds"),
    "complaint": (),
    "promise": ("days",),
    "tier_watch": (),
    "tier_near": ("percent",),
    "risk_grade": ("amount",),
    "concentration": ("percent", "amount", "kinds"),
    "campaign": (),
    "need": ("percent",),
    "churn": ("percent",),
    "anomaly": ("days",),
}
"""The triggers that there are, and which of their own numbers each needs."""

GIVES: Mapping[str, frozenset[str]] = {
    "maturity": frozenset({"product", "amount", "due_on", "days"}),
    "matured": frozenset({"product", "amount", "due_on"}),
    "outflow": frozenset({"amount", "percent", "days"}),
    "outflow_day": frozenset({"amount", "paid_on"}),
    "inflow": frozenset({"amount", "came_on"}),
    "salary_stopped": frozenset({"last_on", "months"}),
    "birthday": frozenset({"falls_on"}),
    "life_event": frozenset({"event"}),
    "document": frozenset({"due_on"}),
    "assessment": frozenset({"due_on", "grade"}),
    "rhythm": frozenset({"every"}),
    DORMANT: frozenset({"days"}),
    "feedback": frozenset({"received_on"}),
    "complaint": frozenset({"received_on", "due_on", "day"}),
    "promise": frozenset({"text", "due_on"}),
    "tier_watch": frozenset({"tier", "short"}),
    "tier_near": frozenset({"tier", "short"}),
    "risk_grade": frozenset({"product", "risk_grade", "grade"}),
    "concentration": frozenset({"product", "percent"}),
    "campaign": frozenset({"campaign"}),
    "need": frozenset({"family"}),
    "churn": frozenset(),
    "anomaly": frozenset({"amount", "paid_on"}),
}
"""What the opening sentence of an action may speak of, besides the customer, by the trigger that leads to it."""

_PLACES = re.compile(r"\{(\w*)\}")
_Days = Annotated[int, Between(0, 3660)]
_Percent = Annotated[int, Between(0, 1000)]
_Share = Annotated[int, Between(1, 100)]
_Amount = Annotated[int, Between(0, 10**12)]
_Minutes = Annotated[int, Between(1, 240)]


@dataclass(frozen=True, slots=True)
class Action:
    """What an advisor does: `name` says it, `opening` is how to begin, with places such as {customer} in braces.

    The contact that it leads to has a `purpose` and, where it `recommends`, carries a recommendation; then it is
    marketing, and where that is not allowed `otherwise` is done instead, or nothing. `channels` are those that fit.
    """

    name: Text
    opening: Text
    purpose: Code
    channels: Annotated[tuple[Code, ...], Filled()]
    minutes: _Minutes
    recommends: bool = False
    otherwise: Code | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """When there is something to do and how much it matters.

    `actions` says what by tier, `otherwise` for tiers that are not named (nothing where it is not given). At stake is
    `stake_percent` of the money concerned (of the assets, where it is about none in particular), and at least
    `stake_least`; `weight` multiplies it. A contact for one of the purposes `answered_by` in which both sides spoke
    answers it; with `answered_by_any`, every one. What was done is not asked for again within `cool_down_days`, what
    was dismissed not within `dismissed_days`. The rest are numbers of the trigger's own, as `NEEDS` names them.
    """

    name: Text
    weight: Annotated[int, Between(1, 1000)]
    stake_percent: _Percent
    cool_down_days: _Days
    dismissed_days: _Days
    stake_least: _Amount = 0
    otherwise: Code | None = None
    actions: Mapping[Code, Code] | None = None
    answered_by: tuple[Code, ...] = ()
    answered_by_any: bool = False
    days: tuple[_Days, ...] = ()
    percent: _Percent | None = None
    amount: _Amount | None = None
    months: Annotated[int, Between(1, 24)] | None = None
    kinds: tuple[Code, ...] = ()
    words: tuple[str, ...] = ()

    def action_for(self, tier: str) -> str | None:
        """Return the code of what is done for a customer of a tier, or None."""
        return (self.actions or {}).get(tier, self.otherwise)


@dataclass(frozen=True, slots=True)
class UrgencyWeights:
    """What each degree of urgency weighs, in per cent."""

    later: _Percent
    soon: _Percent
    now: _Percent
    overdue: _Percent


@dataclass(frozen=True, slots=True)
class Tuning:
    """How outcomes move the weight of a trigger: by the share done of the done and dismissed, within bounds.

    Before there are outcomes the share is `prior_percent`, which counts like `prior_count` of them. The weight is
    `least_percent` to `most_percent` of what it would be.
    """

    prior_percent: _Share
    prior_count: Annotated[int, Between(1, 100_000)]
    least_percent: _Share
    most_percent: Annotated[int, Between(100, 1000)]


@dataclass(frozen=True, slots=True)
class HourRate:
    """In how many per cent of attempts in an hour of the day customers are reached."""

    hour: Annotated[int, Between(0, 23)]
    percent: _Share


@dataclass(frozen=True, slots=True)
class BestTime:
    """When and over which channel customers are reached, before anything is known of the one in question.

    That counts like `prior_count` attempts; contacts older than `months` count for nothing. Over `timed` channels the
    hour matters.
    """

    prior_count: Annotated[int, Between(1, 1000)]
    months: Annotated[int, Between(1, 120)]
    timed: tuple[Code, ...]
    hours: tuple[HourRate, ...]
    channels: Mapping[Code, _Share]


@dataclass(frozen=True, slots=True)
class Prompts:
    """What there is to do, and in which order.

    At most `per_day` prompts are shown for a day. Money that matures within `first_days`, from `first_amount` on, comes
    before all else. A further prompt for the same customer takes `further_percent` of its minutes. The clock says what
    day it is while the data are at most `clock_days` old, and the date of the data after that. What was shown is kept
    for `kept_days` with all that it was made from, so that it can be made again.
    """

    per_day: Annotated[int, Between(1, 200)]
    first_days: _Days
    first_amount: _Amount
    further_percent: _Percent
    clock_days: _Days
    urgency: UrgencyWeights
    tiers: Mapping[Code, _Percent]
    tuning: Tuning
    best_time: BestTime
    triggers: Mapping[Code, Trigger]
    actions: Mapping[Code, Action]
    kept_days: Annotated[int, Between(1, 4_000)] = 400


PROMPTS_UNSAID = Prompts(
    per_day=1,
    first_days=0,
    first_amount=0,
    further_percent=100,
    clock_days=0,
    urgency=UrgencyWeights(100, 100, 100, 100),
    tiers={},
    tuning=Tuning(100, 1, 100, 100),
    best_time=BestTime(1, 1, (), (), {}),
    triggers={},
    actions={},
)
"""The section of a document from before it was known: nothing is prompted."""


def wrong_places(text: Text, given: frozenset[str]) -> list[str]:
    """Return the places in a text that nothing fills."""
    return sorted({place for one in (text.zh, text.en) for place in _PLACES.findall(one)} - given)


def missing_numbers(rule: str, trigger: Trigger) -> list[str]:
    """Return the numbers that a trigger needs and does not have."""
    empty: tuple[Any, ...] = (None, ())
    return [name for name in NEEDS[rule] if getattr(trigger, name) in empty]


def unknown_places(prompts: Prompts) -> list[PolicyError]:
    """Return an error for each opening sentence that speaks of what a trigger which leads to it does not know."""
    return [
        PolicyError(f"prompts.actions.{code}.opening", UNKNOWN_PLACE, value=place)
        for code, action in prompts.actions.items()
        for place in wrong_places(
            action.opening, frozenset({"customer"}) | _shared(leading_to(prompts, code))
        )
    ]


def with_otherwise(prompts: Prompts, codes: Iterable[str]) -> list[str]:
    """Return the actions with these codes that there are, and those that stand in for them."""
    known = [code for code in codes if code in prompts.actions]
    others = [other for code in known if (other := prompts.actions[code].otherwise) in prompts.actions]
    return [*known, *(other for other in others if other is not None)]


def leading_to(prompts: Prompts, action: str) -> list[str]:
    """Return the triggers that lead to an action, or to one that it stands in for."""
    before = {action, *(code for code, one in prompts.actions.items() if one.otherwise == action)}
    return [
        rule
        for rule, trigger in prompts.triggers.items()
        if before & {trigger.otherwise, *(trigger.actions or {}).values()}
    ]


def _shared(rules: list[str]) -> frozenset[str]:
    given = [GIVES[rule] for rule in rules if rule in GIVES]
    return frozenset.intersection(*given) if given else frozenset()
