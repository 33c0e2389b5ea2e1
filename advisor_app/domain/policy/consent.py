"""What a policy says about consent: which contacts are marketing, and what stands against one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from advisor_app.domain.policy.reading import Between, Code, PolicyError

NOT_A_CLOCK_TIME = "not_a_clock_time"


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as "21:00"."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for any other text."""
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise PolicyError(key, NOT_A_CLOCK_TIME, value=value)


_Clock = Annotated[str, ClockTime()]


@dataclass(frozen=True, slots=True)
class ConsentRules:
    """When a customer may be contacted.

    A contact is marketing by one of `marketing_purposes`, or because a product was recommended. Marketing needs
    consent for its channel, or for the one that `channels` says instead, but not over those at which the customer is
    `present` of their own accord. It pauses for `cool_down_days` after a marketing contact, unless that ended in one
    of `not_reached`; while a complaint has a status that is none of `complaint_over`; and over `quiet_channels` from
    `quiet_from` until `quiet_until`, times of day in the bank's zone (the same time twice: never). Whoever asked not
    to be contacted may still be contacted for service where `service_despite_do_not_contact` says so.
    """

    marketing_purposes: tuple[Code, ...]
    present: tuple[Code, ...]
    cool_down_days: Annotated[int, Between(0, 366)]
    not_reached: tuple[Code, ...]
    complaint_over: tuple[Code, ...]
    quiet_from: _Clock
    quiet_until: _Clock
    quiet_channels: tuple[Code, ...]
    service_despite_do_not_contact: bool
    channels: Mapping[Code, Code]


CONSENT_UNSAID = ConsentRules((), (), 0, (), (), "00:00", "00:00", (), False, {})
"""The section of a document from before it was known: the bank's other rules stay in force without it."""
