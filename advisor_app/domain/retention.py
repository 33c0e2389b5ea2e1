"""The ledger of maturing money (资金留存): what became of each amount, and what the prompts for it were good for.

An amount that came free was first *kept* as far as the customer put money into a new product of the bank from that day
on; of the rest as much has *left* as has left the bank since, net of what came in; the remainder was *moved* within the
bank: it lies in an account, or in the matured product still. Where several amounts came free, what was bought and what
left makes good the oldest first, and is counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor_app.domain.campaigns import effect
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.control import Maturing, could_be_left_alone
from advisor_app.domain.records import Retained
from advisor_app.domain.surveys import Share, csat

ACTION, NONE, CONTROL = "action", "none", "control"
"""What was done: its prompt was answered or a contact about it logged; nothing was; nobody was prompted on purpose."""
ARMS = (ACTION, NONE, CONTROL)
KEPT, MOVED, LEFT = "kept", "moved", "left"


class Freed(NamedTuple):
    """An amount that came free on a day. `renewed`: the position goes on by itself, with a later maturity."""

    holding_id: int
    freed_on: int
    amount_minor: int
    renewed: bool = False


class Bought(NamedTuple):
    """What was put into a new position on a day."""

    starts_on: int
    amount_minor: int


class Flow(NamedTuple):
    """What left the bank on a day less what came to it."""

    day: int
    net_minor: int


class Parts(NamedTuple):
    """What became of an amount; the parts add up to it."""

    kept_minor: int
    moved_minor: int
    left_minor: int

    @property
    def end(self) -> str:
        """What most of it was; of equal parts what is better for the bank."""
        return max(zip(self, (3, 2, 1), (KEPT, MOVED, LEFT), strict=True))[2]


class Settled(NamedTuple):
    """One settled amount of the ledger. `comparable`: chance decided whether it was left alone."""

    arm: str
    parts: Parts
    comparable: bool


class ArmFigures(NamedTuple):
    """What became of the amounts of an arm: sums, and the shares of amounts that were kept and that left."""

    amount_minor: int
    parts: Parts
    kept: Share
    left: Share


class Difference(NamedTuple):
    """A share less that of the control arm, bounded with 95 %; None where one of them has no amounts."""

    value: float | None
    low: float | None
    high: float | None


class Figures(NamedTuple):
    """The ledger in figures, by arm.

    `prompted` are all comparable amounts that prompts were there for, answered or not, and `control` the comparable
    ones without. Between these two only chance differs, so `kept` and `left`, their differences, are what prompts do.
    Between the arms "action" and "none" it is not only chance: who answers may be who would have stayed anyway.
    """

    arms: dict[str, ArmFigures]
    prompted: ArmFigures
    control: ArmFigures
    kept: Difference
    left: Difference


def settle(
    freed: Iterable[Freed],
    bought: Iterable[Bought],
    flows: Iterable[Flow],
    window_days: int,
    until: int,
    settled: Mapping[int, Parts] | None = None,
) -> dict[int, Parts]:
    """Return what became of the amounts of one customer, by holding, each within its window and until a day.

    All amounts are in one currency. What comes free after `until` is with the bank still. Amounts among `freed` that
    are `settled` already stay as they are, and what made them good makes good no other.
    """
    left_of = sorted([one.starts_on, one.amount_minor] for one in bought)
    nets: dict[int, int] = {}
    for flow in flows:
        nets[flow.day] = nets.get(flow.day, 0) + flow.net_minor
    found: dict[int, Parts] = {}
    for one in sorted(freed, key=lambda one: (one.freed_on, one.holding_id)):
        last = min(one.freed_on + window_days, until)
        days = sorted(day for day in nets if one.freed_on <= day <= last)
        fixed = (settled or {}).get(one.holding_id)
        wanted = one.amount_minor if fixed is None else fixed.kept_minor
        kept = wanted if one.renewed else _taken_up(left_of, one.freed_on, last, wanted)
        rest = one.amount_minor - kept
        left = min(rest, max(0, sum(nets[day] for day in days))) if fixed is None else fixed.left_minor
        _attribute(nets, days, left)
        found[one.holding_id] = Parts(kept, rest - left, left) if fixed is None else fixed
    return found


def arm_of(*, control: bool, answered: bool) -> str:
    """Return the arm of an amount; what is left alone on purpose stays so, whatever else was done."""
    if control:
        return CONTROL
    return ACTION if answered else NONE


def settled_of(row: Retained, policy: Policy, unit: int) -> Settled:
    """Return a row of the ledger; what was in the control arm is comparable by whatever policy dealt it.

    `unit` is how many minor units the base currency has.
    """
    one = Maturing(row.customer_id, row.holding_id, row.matured_on, row.amount_minor)
    comparable = row.arm == CONTROL or could_be_left_alone(policy, one, unit)
    return Settled(row.arm, Parts(row.kept_minor, row.moved_minor, row.left_minor), comparable)


def figures(rows: Sequence[Settled]) -> Figures:
    """Add the ledger up."""
    prompted = _added(row.parts for row in rows if row.comparable and row.arm != CONTROL)
    control = _added(row.parts for row in rows if row.comparable and row.arm == CONTROL)
    return Figures(
        arms={arm: _added(row.parts for row in rows if row.arm == arm) for arm in ARMS},
        prompted=prompted,
        control=control,
        kept=_difference(prompted.kept, control.kept),
        left=_difference(prompted.left, control.left),
    )


def _taken_up(bought: list[list[int]], first: int, last: int, minor: int) -> int:
    """Return how much of an amount the positions of some days take up, and take it off them."""
    lacks = minor
    for purchase in bought:
        if first <= purchase[0] <= last:
            taken = min(lacks, purchase[1])
            purchase[1] -= taken
            lacks -= taken
    return minor - lacks


def _attribute(nets: dict[int, int], days: Iterable[int], minor: int) -> None:
    """Take what was counted as left off the days on which it did, the earliest first."""
    for day in days:
        taken = min(minor, max(0, nets[day]))
        nets[day] -= taken
        minor -= taken


def _added(parts: Iterable[Parts]) -> ArmFigures:
    every = list(parts)
    ends = [one.end for one in every]
    sums = Parts(*(sum(column) for column in zip(*every, strict=True))) if every else Parts(0, 0, 0)
    n = len(every)
    return ArmFigures(sum(sums), sums, csat(ends.count(KEPT), n), csat(ends.count(LEFT), n))


def _difference(first: Share, second: Share) -> Difference:
    compared = effect(_count(first), first.n, _count(second), second.n)
    return Difference(compared.difference, compared.low, compared.high)


def _count(share: Share) -> int:
    return round((share.value or 0) * share.n)
