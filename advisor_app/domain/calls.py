"""Call lists (名单): what a list and a customer on it look like, and what settling a call writes.

A call is open until it has an outcome. A call that was put off, or reached nobody, has no outcome but a day
(`outcome_on`) before which it does not come up again.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from advisor_app.domain.campaigns import CLOSED
from advisor_app.domain.contact_check import clean
from advisor_app.domain.masking import MaskedText
from advisor_app.domain.policy.calls import NOT_REACHED, CallOutcome, Calls

WITHDRAWN = "withdrawn"
LONGEST = 200
"""The most characters of a title, a reason and a note."""

NO_OUTCOME = "no_outcome"
UNKNOWN_OUTCOME = "unknown_outcome"
NO_REASON = "no_reason"


class Standing(Enum):
    """Where a call stands: to be made now, later, or settled."""

    DUE = "due"
    LATER = "later"
    SETTLED = "settled"


class CallListRow(NamedTuple):
    """A list of the book: a campaign of head office (`campaign`) or one that the advisor made.

    `product` and `quota` are a campaign's, `origin` is the name of the file or search that a list was made from.
    Of `total` customers `settled` have an outcome, `due` are to be called today; the rest comes up later.
    """

    id: bytes
    campaign: bool
    title: MaskedText
    origin: MaskedText | None
    script: str | None
    product: str | None
    product_id: int | None
    opens_on: int | None
    closes_on: int | None
    quota: int | None
    status: str | None
    made_at: int
    total: int
    settled: int
    due: int

    def is_over(self, today: int) -> bool:
        """Tell whether it is worked off no more: closed, or past its last day."""
        return self.status == CLOSED or (self.closes_on is not None and self.closes_on < today)

    def is_running(self, today: int) -> bool:
        """Tell whether it is being worked off."""
        return not self.is_over(today) and (self.opens_on is None or self.opens_on <= today)


class CallRow(NamedTuple):
    """A customer on a list, with what was said of the call; words masked."""

    id: bytes
    list_id: bytes
    customer_id: bytes
    position: int
    outcome: str | None
    outcome_on: int | None
    reason: MaskedText | None
    note: MaskedText | None
    interaction_id: bytes | None
    name: str | None
    number: str | None
    tier: str | None
    aum_minor: int | None
    currency: str | None

    def standing(self, today: int) -> Standing:
        """Return where the call stands on a day."""
        if self.outcome is not None:
            return Standing.SETTLED
        later = self.outcome_on is not None and self.outcome_on > today
        return Standing.LATER if later else Standing.DUE


class CallProblem(ValueError):
    """What is wrong with settling a call: a field ("call_outcome", "call_reason") and a reason (a name above)."""

    def __init__(self, field: str, reason: str, **values: Any) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.values: Mapping[str, Any] = values


def outcome_of(rules: Calls, code: str, contact_outcome: str | None) -> CallOutcome:
    """Return the outcome with a code; without one, that of an attempt that reached nobody, if the contact was one.

    Raises CallProblem for a code that the policy does not have, and where nothing says what became of the call.
    """
    if code:
        found = rules.outcome(code)
        if found is None:
            raise CallProblem("call_outcome", UNKNOWN_OUTCOME, code=code)
        return found
    for outcome in rules.outcomes:
        if (
            outcome.stage == NOT_REACHED
            and outcome.contact is not None
            and outcome.contact == contact_outcome
        ):
            return outcome
    raise CallProblem("call_outcome", NO_OUTCOME)


def settled(outcome: CallOutcome, reason: str, today: int, interaction_id: bytes | None) -> dict[str, Any]:
    """Return the fields of a call with an outcome; whoever was not reached stays open and comes up again.

    Raises CallProblem where a reason is missing.
    """
    kept = clean(" ".join(reason.split()))[:LONGEST]
    if outcome.reason and not kept:
        raise CallProblem("call_reason", NO_REASON)
    again = outcome.stage == NOT_REACHED
    fields: dict[str, Any] = {
        "outcome": None if again else outcome.code,
        "outcome_on": today + outcome.again_days if again else today,
        "reason": kept or None,
    }
    return fields if interaction_id is None else fields | {"interaction_id": interaction_id}
