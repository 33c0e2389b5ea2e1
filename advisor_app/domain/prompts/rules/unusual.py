"""Unusual account activity, as head office found it: the customer is called back, calmly and about nothing else."""

from collections.abc import Iterator

from advisor_app.domain.anomalies import Unusual
from advisor_app.domain.policy.anomalies import DORMANT, NEW_PAYEE, SIZE
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import BY_CONTACT, Amount, Reason, Urgency


def anomaly(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find unusual activity that was found within the days of the policy; money that left is more pressing."""
    first = terms.moment.data_on - terms.trigger.days[0]
    for one in snapshot.anomalies:
        if not first < one.found_on <= terms.moment.data_on or not one.stands(terms.moment.data_on):
            continue
        yield Finding(
            topic=one.subject,
            subject=one.subject,
            why=(reason(one),),
            due_on=one.found_on,
            urgency=Urgency.NOW if one.evidence.outward else Urgency.SOON,
            since=one.found_on,
            clears=BY_CONTACT,
            money_minor=one.evidence.total_minor,
        )


def reason(one: Unusual) -> Reason:
    """Return why activity is unusual: what was seen, and what is usual."""
    seen = one.evidence

    def amount(minor: int | None) -> Amount | None:
        return None if minor is None else Amount(minor, seen.currency)

    values = {
        "amount": amount(seen.amount_minor),
        "total": amount(seen.total_minor),
        "usual": amount(seen.usual_minor),
        "largest": amount(seen.most_minor),
        "limit": amount(seen.limit_minor),
        "paid_on": one.day,
        "payments": seen.payments,
        "past": seen.past,
        "most": seen.most,
        "last_on": seen.last_on,
        "clock": None if seen.hour is None else f"{seen.hour:02}:00",
    }
    code = f"anomaly_{one.kind}"
    if one.kind == SIZE and not seen.outward:
        code = "anomaly_size_in"
    if one.kind == DORMANT and seen.last_on is None:
        code = "anomaly_dormant_long"
    if one.kind == NEW_PAYEE and seen.last_on is not None:
        code = "anomaly_new_payee_again"
    return Reason(code, values)
