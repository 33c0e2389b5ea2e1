"""Where a customer stands: a tier in danger or near, risk above the grade, all in one product, a campaign."""

from collections.abc import Iterator

from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Held
from advisor_app.domain.prompts.types import (
    BY_CALLING,
    BY_CONTACT,
    Amount,
    Reason,
    Urgency,
)
from advisor_app.domain.tiers import UPGRADE_NEXT, WATCHED


def tier_watch(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer on downgrade watch: as head office says, or else by the average below the tier's cut-off."""
    facts = snapshot.tier
    below = _below(snapshot, terms)
    if facts is None or below is None or (below <= 0 if facts.state is None else facts.state not in WATCHED):
        return
    values = {"tier": facts.tier, "short": Amount(max(below, 0), terms.currency), "month_on": facts.month}
    yield Finding(
        topic=f"tier:{facts.tier}",
        subject=f"tier:{facts.tier}/{facts.month}",
        why=(Reason("tier_watch", values),),
        due_on=terms.moment.today,
        urgency=Urgency.SOON,
        since=None,
        clears=BY_CONTACT,
    )


def tier_near(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer who lacks at most the policy's share of the next tier's cut-off, and is not to rise anyway."""
    facts = snapshot.tier
    if facts is None or facts.next_tier is None or not facts.short_minor or facts.state == UPGRADE_NEXT:
        return
    cut_off = _cut_off(facts.next_tier, terms)
    if not cut_off or facts.short_minor * 100 > cut_off * (terms.trigger.percent or 0):
        return
    values = {
        "tier": facts.next_tier,
        "short": Amount(facts.short_minor, terms.currency),
        "month_on": facts.month,
    }
    yield Finding(
        topic=f"tier:{facts.next_tier}",
        subject=f"tier:{facts.next_tier}/{facts.month}",
        why=(Reason("tier_near", values),),
        due_on=terms.moment.today,
        urgency=Urgency.LATER,
        since=None,
        clears=BY_CONTACT,
    )


def risk_grade(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find open positions of a grade that does not suit the customer's own, the largest first."""
    if not snapshot.assessments:
        return
    grade = snapshot.assessments[0].grade
    suits = next(
        (one.products for one in terms.policy.suitability.customer_grades if one.code == grade), None
    )
    if suits is None:
        return
    risky = [
        held
        for held in _open(snapshot, terms)
        if held.risk_grade is not None and held.risk_grade not in suits and _is_worth(held, terms)
    ]
    for held in sorted(risky, key=lambda held: (-(held.value_minor or 0), held.id)):
        values = {
            "product": held.name or "",
            "kind": held.kind,
            "risk_grade": held.risk_grade,
            "grade": grade,
            "amount": Amount(held.value_minor or 0, terms.currency),
            "assessed_on": snapshot.assessments[0].assessed_on,
        }
        yield Finding(
            topic=f"holdings:{held.id}",
            subject=f"holdings:{held.id}",
            why=(Reason("risk_grade", values),),
            due_on=terms.moment.today,
            urgency=Urgency.LATER,
            since=None,
            clears=BY_CONTACT,
            money_minor=held.value_minor,
        )


def concentration(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find the one product, of the kinds of the policy, that makes up its share of all assets; deposits are assets."""
    held_now = _open(snapshot, terms)
    assets = snapshot.deposits_minor + sum(max(held.value_minor or 0, 0) for held in held_now)
    of_kinds = [
        held for held in held_now if held.kind in terms.trigger.kinds and held.value_minor is not None
    ]
    by_name: dict[str, int] = {}
    for held in of_kinds:
        name = held.name or held.kind
        by_name[name] = by_name.get(name, 0) + (held.value_minor or 0)
    if not by_name:
        return
    name, value = max(by_name.items(), key=lambda part: (part[1], part[0]))
    if value < max(terms.least_minor, 1) or value * 100 < assets * (terms.trigger.percent or 0):
        return
    largest = max(
        (held for held in of_kinds if (held.name or held.kind) == name),
        key=lambda held: (held.value_minor or 0, -held.id),
    )
    values = {
        "product": largest.name or "",
        "kind": largest.kind,
        "percent": value * 100 // assets,
        "amount": Amount(value, terms.currency),
    }
    yield Finding(
        topic="concentration",
        subject=f"concentration:holdings:{largest.id}",
        why=(
            Reason("concentration", values),
            Reason("assets", {"amount": Amount(assets, terms.currency)}),
        ),
        due_on=terms.moment.today,
        urgency=Urgency.LATER,
        since=None,
        clears=BY_CONTACT,
        money_minor=value,
    )


def campaign(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find the places on call lists of campaigns that run today and were not called yet."""
    today = terms.moment.today
    for listed in snapshot.calls:
        if listed.outcome is not None or not listed.opens_on <= today <= listed.closes_on:
            continue
        yield Finding(
            topic=f"calls:{listed.id.hex()}",
            subject=f"calls:{listed.id.hex()}",
            why=(Reason("campaign", {"campaign": listed.campaign, "due_on": listed.closes_on}),),
            due_on=listed.closes_on,
            urgency=Urgency.LATER,
            since=listed.opens_on,
            clears=BY_CALLING,
        )


def _cut_off(tier: str, terms: Terms) -> int:
    return next((one.cut_off or 0 for one in terms.policy.tiers if one.code == tier), 0) * terms.unit


def _below(snapshot: CustomerSnapshot, terms: Terms) -> int | None:
    if snapshot.tier is None:
        return None
    return _cut_off(snapshot.tier.tier, terms) - snapshot.tier.average_minor


def _open(snapshot: CustomerSnapshot, terms: Terms) -> list[Held]:
    """Return the positions that are there today; what has matured is until it is closed."""
    today = terms.moment.today
    return [
        held
        for held in snapshot.held
        if (held.closed_on is None or held.closed_on > today)
        and (held.starts_on is None or held.starts_on <= today)
    ]


def _is_worth(held: Held, terms: Terms) -> bool:
    return (held.value_minor or 0) >= max(terms.least_minor, 1)
