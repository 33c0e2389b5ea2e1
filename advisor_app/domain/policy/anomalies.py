"""What a policy says about unusual activity: what is looked at, from where on it is unusual, and what follows."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.consent import ClockTime
from advisor_app.domain.policy.reading import Between, Code
from advisor_app.domain.policy.text import Text

SIZE, NEW_PAYEE, VELOCITY = "size", "new_payee", "velocity"
NIGHT, DORMANT, STRUCTURING = "night", "dormant", "structuring"
KINDS = (NEW_PAYEE, SIZE, VELOCITY, NIGHT, DORMANT, STRUCTURING)
"""The kinds of unusual activity: what is found in one day, and an account that wakes, and keeping below a limit."""

_Days = Annotated[int, Between(1, 3660)]
_Count = Annotated[int, Between(1, 10_000)]
_Amount = Annotated[int, Between(0, 10**12)]
_Percent = Annotated[int, Between(0, 10_000)]
_Tenths = Annotated[int, Between(10, 1000)]
_Clock = Annotated[str, ClockTime()]


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount (whole units of the base currency) from which on more is asked, so that some stay just below it.

    It is one of transactions of `kinds`, out of the account or `inward` into it. What is `internal` is suspicion of
    money laundering: it stays at head office and is never sent to a device.
    """

    code: Code
    name: Text
    amount: Annotated[int, Between(1, 10**12)]
    kinds: tuple[Code, ...]
    inward: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class AnomalyRules:
    """When activity is unusual by the customer's own past.

    Each night the `recent_days` until the date of the data are compared with the `history_days` before them. Only
    transactions of `kinds` count whose category is none of `ignored`, and at least `least_history` of them, over at
    least `least_days`, are a past. Nothing below `least_amount` (whole units of the base currency) is told, nor what
    came back from where it had gone within `returned_days` (0: that is not looked for).

    Amounts are compared as logarithms: their distance from the median, in median deviations of which one is at least
    what `spread_percent` makes, has to be `size_tenths` tenths, and the amount `beyond_percent` above the largest so
    far. For one of `payee_kinds` to a payee who was never paid, `payee_tenths` and `payee_amount` are enough.
    `velocity_count` payments in a day are many where that is `velocity_percent` of the most so far. A payment of one of
    `night_kinds` of `night_amount` between `night_from` and `night_until` is unusual where at most `night_percent` of
    those before were made then. An account wakes where after `dormant_days` `dormant_amount` is taken out of it.
    `limit_times` within `limit_days`, each at most `limit_percent` below a limit, and more often than before, keep
    below it.

    Kinds in `internal` stay at head office like those limits. A payment found as one of `mute_kinds`, by a customer of
    `mute_age` or more, mutes marketing for `mute_days`.
    """

    kinds: tuple[Code, ...] = ()
    ignored: tuple[Code, ...] = ()
    recent_days: _Days = 14
    history_days: _Days = 365
    least_history: _Count = 10
    least_days: _Days = 90
    least_amount: _Amount = 0
    returned_days: Annotated[int, Between(0, 92)] = 0
    spread_percent: Annotated[int, Between(1, 1000)] = 30
    size_tenths: _Tenths = 25
    beyond_percent: _Percent = 80
    payee_kinds: tuple[Code, ...] = ()
    payee_tenths: _Tenths = 10
    payee_amount: _Amount = 0
    velocity_count: _Count = 6
    velocity_percent: _Percent = 150
    night_kinds: tuple[Code, ...] = ()
    night_from: _Clock = "00:00"
    night_until: _Clock = "05:00"
    night_percent: Annotated[int, Between(0, 100)] = 2
    night_amount: _Amount = 0
    dormant_days: _Days = 180
    dormant_amount: _Amount = 0
    limits: tuple[Limit, ...] = ()
    limit_percent: Annotated[int, Between(1, 50)] = 10
    limit_times: Annotated[int, Between(2, 100)] = 3
    limit_days: Annotated[int, Between(1, 92)] = 7
    internal: tuple[Code, ...] = ()
    mute_kinds: tuple[Code, ...] = ()
    mute_age: Annotated[int, Between(0, 150)] = 65
    mute_days: Annotated[int, Between(0, 366)] = 14

    def limit(self, code: str) -> Limit | None:
        """Return the limit with a code, None if there is none any more."""
        return next((one for one in self.limits if one.code == code), None)


ANOMALIES_UNSAID = AnomalyRules()
"""The section of a document from before it was known: nothing is looked at."""
