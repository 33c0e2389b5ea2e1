"""Unusual activity (异常交易): its kinds, the evidence with which each was found, and what an advisor can say about it.

Evidence tells what was seen and what is usual for the customer, in the bank's base currency. Who was paid is not in it:
that is with the transactions, where names and numbers are masked.
"""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.assessments import age_on
from advisor_app.domain.insights.facts import InsightError, from_json, to_json
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import KINDS
from advisor_app.domain.records import Anomaly

RULE = "anomaly"
"""The prompt that unusual activity leads to, under whose name what was said about it is kept."""
EXPLAINED, ESCALATED = "explained", "escalated"
ANSWERS = (EXPLAINED, ESCALATED)
"""What an advisor can say: the customer has explained it, or it goes to fraud control at head office."""
_SUBJECT = "anomalies:"


class Evidence(NamedTuple):
    """What was seen, and what is usual; amounts in minor units of `currency`, without their signs.

    `amount_minor` is the largest of `payments` transactions that come to `total_minor`; `outward` is 1 where they left
    the account. It was compared with `past` earlier ones: their median is `usual_minor`, the largest `most_minor`.
    `past` are days for many payments in a day, and `most` the most in one of them; at night `past` have a known time
    and `most` of them were at night; below a limit `past` were so before, `most` of them within as many days. `last_on`
    is the day on which a dormant account was last used, unless that was before the past that is looked at; of a new
    payee the day on which they were first paid, where that was an earlier one. `limit` is a code of the policy, and
    `limit_minor` the amount that it was.

    `transaction` is the largest of them and `booked_minor` what it was on the account. Where the bank has corrected it
    since, or it came back, nothing is left to verify from `withdrawn_on` on.
    """

    amount_minor: int
    currency: str
    payments: int
    total_minor: int
    outward: int
    category: str | None = None
    past: int | None = None
    usual_minor: int | None = None
    most_minor: int | None = None
    most: int | None = None
    last_on: int | None = None
    hour: int | None = None
    limit: str | None = None
    limit_minor: int | None = None
    transaction: int | None = None
    booked_minor: int | None = None
    withdrawn_on: int | None = None

    @classmethod
    def from_json(cls, text: str) -> "Evidence":
        """Return the evidence in a document. Raises InsightError for anything else."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the evidence as a document."""
        return to_json(self)


class Unusual(NamedTuple):
    """Unusual activity of a customer: its kind, the day, the day of the data in which it was found, and why."""

    id: bytes
    kind: str
    day: int
    found_on: int
    account_id: int | None
    evidence: Evidence
    policy_version: int

    def stands(self, day: int) -> bool:
        """Tell whether it was still to be verified on a day of the data."""
        withdrawn_on = self.evidence.withdrawn_on
        return withdrawn_on is None or day < withdrawn_on

    @property
    def subject(self) -> str:
        """What a prompt about it is about."""
        return subject_of(self.id)

    @classmethod
    def of(cls, row: Anomaly) -> "Unusual | None":
        """Return a record as what it says, None for a kind or evidence that this program does not understand."""
        if row.kind not in KINDS:
            return None
        try:
            evidence = Evidence.from_json(row.evidence)
        except InsightError:
            return None
        return cls(row.id, row.kind, row.day, row.found_on, row.account_id, evidence, row.policy_version)


def subject_of(anomaly_id: bytes) -> str:
    """Return the subject of the prompt about an anomaly."""
    return f"{_SUBJECT}{anomaly_id.hex()}"


def id_of(subject: str) -> bytes:
    """Return the anomaly that a prompt is about. Raises ValueError for any other subject."""
    if not subject.startswith(_SUBJECT):
        raise ValueError(f"not about unusual activity: {subject}")
    return bytes.fromhex(subject.removeprefix(_SUBJECT))


def muted_on(rows: Iterable[tuple[str, int, int]], birth_day: int | None, policy: Policy) -> tuple[int, ...]:
    """Return the days from which on marketing to an older customer is muted, of rows of kind, day and found_on.

    It begins when it was found, as nobody could know before. Of whom the birthday is not known nobody knows that they
    are older.
    """
    rules = policy.anomalies
    if birth_day is None or not rules.mute_days:
        return ()
    return tuple(
        found_on
        for kind, day, found_on in rows
        if kind in rules.mute_kinds and age_on(birth_day, day) >= rules.mute_age
    )
