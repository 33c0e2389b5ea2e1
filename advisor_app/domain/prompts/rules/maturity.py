"""Money that comes free: what matures soon, and what has matured and still waits; but for what is left alone."""

from collections.abc import Iterator

from advisor_app.domain.prompts.control import Maturing, is_control
from advisor_app.domain.prompts.finding import Finding, Terms, begin_of, stage_of
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Held
from advisor_app.domain.prompts.types import BY_CONTACT, Amount, Reason, Urgency

_WORTH = 100
"""Per cent: what was opened anew counts in full."""


def maturing(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find positions that mature within the stages of the policy, the present one each; on the day itself too."""
    stages = terms.trigger.days
    today = terms.moment.today
    for held in snapshot.held:
        if held.matures_on is None or held.matures_on < today:
            continue
        days = held.matures_on - today
        stage = stage_of(days, stages)
        if stage is None or (held.starts_on is not None and held.starts_on > today):
            continue
        if held.closed_on is not None and held.closed_on <= today:
            continue
        if not _counts(held, terms) or _is_left_alone(snapshot, held, terms):
            continue
        yield Finding(
            topic=f"holdings:{held.id}",
            subject=f"holdings:{held.id}/{stage}",
            why=(Reason("maturity", _values(held, terms) | {"days": days}),),
            due_on=held.matures_on,
            urgency=_URGENCY[min(sorted(stages).index(stage), 2)],
            since=begin_of(held.matures_on - stage, terms),
            clears=BY_CONTACT,
            money_minor=held.worth_minor,
            first=days <= terms.policy.prompts.first_days and _is_large(held.worth_minor, terms),
        )


def matured(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find positions that have matured lately, of whose money less than the policy's share was put away again.

    What was put away again is what was opened with the bank from the day of maturity on; it makes good the oldest
    first. What has left the bank since, or the current account, is not waiting any more.
    """
    after, share = terms.trigger.days[0], terms.trigger.percent or 0
    today = terms.moment.data_on
    lately = sorted(
        (
            held
            for held in snapshot.held
            if held.matures_on is not None
            and today - after <= held.matures_on <= today
            and held.matures_on < terms.moment.today
            and _counts(held, terms)
            and (held.closed_on is None or held.closed_on >= held.matures_on)
        ),
        key=lambda held: (held.matures_on or 0, held.id),
    )
    if not lately:
        return
    first = lately[0].matures_on or 0
    renewed = sum(
        held.worth_minor
        for held in snapshot.held
        if held.starts_on is not None and first <= held.starts_on <= today and held not in lately
    )
    for held in lately:
        value = held.worth_minor
        covered = min(renewed, value)
        renewed -= covered
        on = held.matures_on or today
        left = sum(
            max(0, flow.outflow_minor - flow.inflow_minor) for flow in snapshot.flows if flow.day >= on
        )
        waits = value if held.closed_on is None else min(value - covered - left, snapshot.deposits_minor)
        if covered * _WORTH >= value * share or waits * _WORTH < value * (_WORTH - share):
            continue
        if _is_left_alone(snapshot, held, terms):
            continue
        yield Finding(
            topic=f"holdings:{held.id}",
            subject=f"holdings:{held.id}/matured",
            why=(
                Reason("matured", _values(held, terms) | {"amount": Amount(waits, terms.currency)}),
                Reason("not_renewed", {"days": after, "percent": share}),
            ),
            due_on=on + after,
            urgency=Urgency.OVERDUE,
            since=on,
            clears=BY_CONTACT,
            money_minor=waits,
            first=_is_large(waits, terms),
        )


_URGENCY = (Urgency.NOW, Urgency.SOON, Urgency.LATER)
"""By the place of the stage, the narrowest first."""


def _counts(held: Held, terms: Terms) -> bool:
    return held.kind in terms.trigger.kinds and held.worth_minor >= max(terms.least_minor, 1)


def _is_left_alone(snapshot: CustomerSnapshot, held: Held, terms: Terms) -> bool:
    """Tell whether a position is in the control arm."""
    amount = held.principal_minor or held.value_minor or 0
    one = Maturing(snapshot.id, held.id, held.matures_on or 0, amount)
    return is_control(terms.policy, one, terms.unit)


def _is_large(minor: int, terms: Terms) -> bool:
    return minor >= terms.policy.prompts.first_amount * terms.unit


def _values(held: Held, terms: Terms) -> dict[str, object]:
    return {
        "product": held.name or "",
        "kind": held.kind,
        "amount": Amount(held.worth_minor, terms.currency),
        "due_on": held.matures_on,
    }
