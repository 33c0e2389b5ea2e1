"""What scorecards of head office predict: a need, and that a customer takes the money away."""

from collections.abc import Iterator

from advisor_app.domain.predictions import CHURN, NEED, Because, Predicted
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import BY_CONTACT, BY_SPEAKING, Amount, Reason, Urgency

_TOLD = 2
"""How many reasons are told."""


def need(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find the family of products that is needed most, where it is at least as often as the policy says."""
    found = _likeliest(snapshot, NEED, terms)
    if found is None:
        return
    yield Finding(
        topic=f"need:{found.family}",
        subject=f"need:{found.family}/{found.version}",
        why=_why(found, terms),
        due_on=terms.moment.today,
        urgency=Urgency.LATER,
        since=None,
        clears=BY_CONTACT,
    )


def churn(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer who is as likely to take the money away as the policy says."""
    found = _likeliest(snapshot, CHURN, terms)
    if found is None:
        return
    yield Finding(
        topic="churn",
        subject=f"churn/{found.version}",
        why=_why(found, terms),
        due_on=terms.moment.today,
        urgency=Urgency.SOON,
        since=None,
        clears=BY_SPEAKING,
    )


def _likeliest(snapshot: CustomerSnapshot, task: str, terms: Terms) -> Predicted | None:
    least = terms.trigger.percent or 0
    told = [one for one in snapshot.predicted if one.task == task and one.lift_percent >= least]
    return max(told, key=lambda one: (one.lift_percent, one.points, one.family or ""), default=None)


def _why(found: Predicted, terms: Terms) -> tuple[Reason, ...]:
    """Return the card's words first; a share is told only where the card is calibrated."""
    values: dict[str, object] = {
        "family": found.family,
        "days": found.horizon_days,
        "version": found.version,
        "data_on": found.data_on,
    }
    if found.share is None or found.average is None:
        told = Reason(f"{found.task}_ranked", values)
    else:
        of_thousand, usual = round(found.share * 1000), round(found.average * 1000)
        told = Reason(found.task, values | {"share": of_thousand / 10, "average": usual / 10, "n": found.n})
    return (told, *(_because(one, terms) for one in found.reasons(_TOLD)))


def _because(one: Because, terms: Terms) -> Reason:
    value: object = one.value
    if one.field.endswith("_minor") and isinstance(one.value, int):
        value = Amount(one.value, terms.currency)
    return Reason("scored", {"field": one.field, "scored": value})
