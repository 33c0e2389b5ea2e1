"""Money that moves: what leaves the bank, what comes, and a salary that stays away. Judged by the date of the data."""

from collections.abc import Iterator

from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, DayFlow
from advisor_app.domain.prompts.types import BY_CONTACT, BY_SPEAKING, Amount, Reason, Urgency


def outflow(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer whom money has left, net of what came, by the policy's share of the assets within its days.

    The share is of the average of the newest month, which was there before.
    """
    days, percent = terms.trigger.days[0], terms.trigger.percent or 0
    flows = _since(snapshot, terms, days)
    net = sum(flow.outflow_minor - flow.inflow_minor for flow in flows)
    assets = snapshot.aum_minor or 0
    if net < max(terms.least_minor, 1) or net * 100 < assets * percent:
        return
    largest = max(flows, key=lambda flow: (flow.outflow_minor - flow.inflow_minor, flow.day))
    share = net * 100 // assets if assets > 0 else None
    values = {"amount": Amount(net, terms.currency), "days": days, "percent": share}
    yield Finding(
        topic="outflow",
        subject=f"outflow:{largest.day}",
        why=(
            Reason("outflow" if share is not None else "outflow_of_all", values),
            Reason("assets", {"amount": Amount(assets, terms.currency)}),
        ),
        due_on=terms.moment.data_on,
        urgency=Urgency.NOW,
        since=largest.day,
        clears=BY_SPEAKING,
        money_minor=net,
    )


def outflow_day(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find the largest day lately on which so much left the bank as the policy says."""
    flows = _since(snapshot, terms, terms.trigger.days[0])
    largest = max(flows, key=lambda flow: (flow.outflow_minor, flow.day), default=None)
    if largest is None or largest.outflow_minor < max(terms.least_minor, 1):
        return
    amount = Amount(largest.outflow_minor, terms.currency)
    yield Finding(
        topic=f"outflow_day:{largest.day}",
        subject=f"outflow_day:{largest.day}",
        why=(Reason("outflow_day", {"amount": amount, "paid_on": largest.day}),),
        due_on=largest.day + terms.trigger.days[0],
        urgency=Urgency.NOW,
        since=largest.day,
        clears=BY_SPEAKING,
        money_minor=largest.outflow_minor,
    )


def inflow(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find the largest day lately on which so much came as the policy says, more than left again that day."""
    flows = _since(snapshot, terms, terms.trigger.days[0])
    largest = max(flows, key=lambda flow: (flow.inflow_minor - flow.outflow_minor, flow.day), default=None)
    if largest is None:
        return
    net = largest.inflow_minor - largest.outflow_minor
    if net < max(terms.least_minor, 1):
        return
    yield Finding(
        topic=f"inflow:{largest.day}",
        subject=f"inflow:{largest.day}",
        why=(Reason("inflow", {"amount": Amount(net, terms.currency), "came_on": largest.day}),),
        due_on=largest.day + terms.trigger.days[0],
        urgency=Urgency.SOON,
        since=largest.day,
        clears=BY_CONTACT,
        money_minor=net,
    )


def salary_stopped(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer whose salary came in each of some months in a row up to the last one, and has not since.

    After twice the days it is no news any more.
    """
    if not snapshot.pays:
        return
    last = snapshot.pays[-1].day
    quiet, months, days = terms.moment.data_on - last, terms.trigger.months or 1, terms.trigger.days[0]
    came_in = {month_start(pay.day) for pay in snapshot.pays}
    if not days < quiet <= 2 * days or not all(add_months(last, -back) in came_in for back in range(months)):
        return
    yield Finding(
        topic="salary",
        subject=f"salary:{last}",
        why=(Reason("salary_stopped", {"last_on": last, "days": quiet, "months": months}),),
        due_on=terms.moment.data_on,
        urgency=Urgency.SOON,
        since=last,
        clears=BY_SPEAKING,
    )


def _since(snapshot: CustomerSnapshot, terms: Terms, days: int) -> list[DayFlow]:
    first = terms.moment.data_on - days
    return [flow for flow in snapshot.flows if first < flow.day <= terms.moment.data_on]
