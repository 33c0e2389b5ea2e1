"""Keeping the ledger of maturing money: which amounts came free, what was done about each, and what became of it.

A row is there from the first prompt on and stands as it is until its window is over; then it is settled for good. Its
arm is dealt when the row is made, so that another policy moves nobody who was prompted already into the control arm.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from advisor_app.domain.dates import day_of
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import convert
from advisor_app.domain.prompts.clearing import topic_of
from advisor_app.domain.prompts.control import MATURITY_RULES, Maturing, is_control, lead_days
from advisor_app.domain.records import Retained
from advisor_app.domain.retention import CONTROL, Bought, Flow, Freed, Parts, arm_of, settle
from advisor_app.head_office.db.models import Retained as RetainedRow
from advisor_app.head_office.nightly.maturities import Maturities, Open
from advisor_app.head_office.nightly.results import write_rows
from advisor_app.head_office.rates import rates


def write_ledger(connection: Connection, policy: Policy) -> int:
    """Bring the ledger up to date; return how many rows were written. A policy without the rules has none."""
    if not all(rule in policy.prompts.triggers for rule in MATURITY_RULES):
        return 0
    with Maturities(connection, policy) as maturities:
        rows = list(_Ledger(connection, maturities, policy).rows())
    known = {(row.customer_id, row.holding_id): row for row in _open_rows(connection)}
    changed = [row for row in rows if known.get((row.customer_id, row.holding_id)) != row]
    return write_rows(connection, "retention", ("customer_id", "holding_id"), Retained._fields, [changed])


class _Ledger:
    """Makes the rows of one run."""

    def __init__(self, connection: Connection, maturities: Maturities, policy: Policy) -> None:
        self._maturities, self._policy = maturities, policy
        self._unit = 10 ** exponent(maturities.currency)
        self._lead, self._window = lead_days(policy), policy.ledger.window_days
        self._rates = rates(connection, maturities.today)

    def rows(self) -> Iterator[Retained]:
        """Yield the rows of all customers with open amounts."""
        found = self._maturities
        settled, bought, flows = found.settled(), found.bought(), found.flows()
        done, contacts = found.done(), found.contacts()
        for every in found.by_customer():
            customer = every[0].customer_id
            # Read on in all streams, whether or not there is anything to make of it.
            before, purchases, paid = settled.of(customer), bought.of(customer), flows.of(customer)
            answers = done.of(customer), contacts.of(customer)
            open_ones = [(one, amount) for one in every if (amount := self._amount(one)) is not None]
            if not open_ones:
                continue
            freed = {one.holding_id: self._freed(one, amount) for one, amount in open_ones}
            # A position that comes free again has its settled maturity beside the open one: told apart by the sign.
            parts = settle(
                [
                    *freed.values(),
                    *(Freed(~key, on, sum(of), bool(goes_on)) for key, on, goes_on, *of in before),
                ],
                [Bought(day, minor) for _, day, *money in purchases if (minor := self._base(*money))],
                [Flow(day, minor) for day, *money in paid if (minor := self._base(*money))],
                self._window,
                found.until,
                {~key: Parts(*of) for key, _, _, *of in before},
            )
            for one, amount in open_ones:
                yield self._row(one, freed[one.holding_id], amount, parts[one.holding_id], answers)

    def _row(
        self,
        one: Open,
        freed: Freed,
        amount: int,
        parts: Parts,
        answers: tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]],
    ) -> Retained:
        last = freed.freed_on + self._window
        return Retained(
            customer_id=one.customer_id,
            holding_id=one.holding_id,
            matured_on=freed.freed_on,
            amount_minor=amount,
            currency=self._maturities.currency,
            arm=arm_of(
                control=self._is_control(one, amount), answered=self._is_answered(one, freed, *answers)
            ),
            kept_minor=parts.kept_minor,
            moved_minor=parts.moved_minor,
            left_minor=parts.left_minor,
            settled_on=last if last <= self._maturities.until else None,
        )

    def _freed(self, one: Open, amount: int) -> Freed:
        """Return the amount as it came free: where the position goes on by itself, on the day that the ledger knows."""
        known = one.known_on if one.known else None
        if known is not None and known <= self._maturities.today < one.freed_on:
            return Freed(one.holding_id, known, amount, renewed=True)
        return Freed(one.holding_id, one.freed_on, amount)

    def _is_control(self, one: Open, amount: int) -> bool:
        if one.known:
            return one.known_arm == CONTROL
        maturing = Maturing(one.customer_id, one.holding_id, one.matures_on, amount)
        return is_control(self._policy, maturing, self._unit)

    def _is_answered(
        self, one: Open, freed: Freed, done: list[tuple[Any, ...]], contacts: list[tuple[Any, ...]]
    ) -> bool:
        first, last = freed.freed_on - self._lead, freed.freed_on + self._window
        topic = f"holdings:{one.holding_id}"
        if any(topic_of(subject) == topic and first <= day <= last for subject, day in done):
            return True
        zone = self._maturities.time_zone
        return any(first <= day_of(happened_at, zone) <= last for (happened_at,) in contacts)

    def _amount(self, one: Open) -> int | None:
        """Return an amount in the base currency, None without a rate or where it is below what is prompted for."""
        amount = self._base(one.amount_minor, one.currency)
        return (
            amount if amount is not None and (amount >= self._maturities.least_minor or one.known) else None
        )

    def _base(self, minor: int, currency: str) -> int | None:
        return convert(int(minor), currency, self._maturities.currency, self._rates)


def _open_rows(connection: Connection) -> Iterator[Retained]:
    columns = [RetainedRow.__table__.c[name] for name in Retained._fields]
    open_ones = select(*columns).where(RetainedRow.settled_on.is_(None))
    return (Retained._make(row) for row in connection.execute(open_ones))
