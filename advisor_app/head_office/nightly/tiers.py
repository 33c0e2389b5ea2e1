"""The tiers of all customers: those of the months that have ended, and the present one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import narwhals as nw
from sqlalchemy import select

from advisor_app.analysis import aum
from advisor_app.analysis.aum import Frame
from advisor_app.analysis.tiers import Inputs, current_rows, days_of, month_rows, walk, years_of
from advisor_app.domain.dates import add_months
from advisor_app.domain.policy import Policy
from advisor_app.domain.tier_ladder import Ladder
from advisor_app.domain.tiers import last_whole_month
from advisor_app.head_office.db.models import TierMonth
from advisor_app.head_office.nightly import inputs, results
from advisor_app.head_office.nightly.frames import CUSTOMER, INTEGER, TEXT, Frames
from advisor_app.head_office.nightly.months import Month

_YEAR = 12
_AT_ONCE = 6
"""How many months are in memory at once."""
_SETTLED = '"settled":true'


@dataclass(frozen=True, slots=True)
class Tiers:
    """A computation of tiers as of a business date; each of its parts can be read once."""

    frames: Frames
    ladder: Ladder
    given: Inputs
    months: list[int]
    as_of: int

    @classmethod
    def of(
        cls,
        frames: Frames,
        policy: Policy,
        bank: tuple[int, str],
        months: Sequence[Month],
        assets: tuple[aum.Inputs, Frame],
    ) -> "Tiers":
        """Return the tiers by a policy; `bank` is business date and base currency, `assets` are inputs and averages."""
        as_of, base_currency = bank
        last = last_whole_month(as_of)
        whole = [one.month for one in months if one.month <= last]
        return cls(
            frames, Ladder.of(policy, base_currency), _inputs(frames, as_of, whole, *assets), whole, as_of
        )

    def write(self, context: results.TierContext) -> tuple[int, int]:
        """Write months and present tiers that are new or differ; return how many of each.

        The present month has a row too, which says what is known of it today. One that has ended stays as it was
        judged by another policy; and so does one whose customers' grace may have begun before the months that are
        known, as less is known of it now than then.
        """
        longest = max(step.grace for step in self.ladder.steps)
        longest += self.ladder.hold.months if self.ladder.hold else 0
        known_from = add_months(self.months[0], longest)
        written, walked = 0, self._walked()
        while states := list(islice(walked, _AT_ONCE)):
            rows = month_rows(states, self.ladder)
            written += _write_months(self.frames, rows, [month for month, _ in states], context, known_from)
            last = states[-1][1]
        present, current = add_months(self.months[-1], 1), self.frames.kept(self._current(last))
        rows = current.filter(nw.col("known") == 1).with_columns(month=nw.lit(present).cast(nw.Int64))
        written += _write_months(self.frames, rows, [present], context, known_from)
        return written, results.write_tiers(self.frames, current, context)

    def current(self) -> Frame:
        """Return the present tiers, as `analysis.tiers.current_rows` does."""
        *_, (_, state) = self._walked()
        return self._current(state)

    def _walked(self) -> Iterator[tuple[int, Frame]]:
        return walk(self.given, self.ladder, self.months, self.frames.kept)

    def _current(self, state: Frame) -> Frame:
        return current_rows(state, self.given.averages, self.ladder, self.months[-1], self.as_of)


def _inputs(frames: Frames, as_of: int, whole: Sequence[int], assets: aum.Inputs, averages: Frame) -> Inputs:
    before = [add_months(whole[0], -back) for back in range(_YEAR - 1, 0, -1)]
    days = frames.rows(days_of([*before, *whole]), day=INTEGER, month=INTEGER)
    made = (
        assets.bookings.filter(nw.col("own") == 1)
        .join(days, on="day")
        .join(assets.accounts.select("position", "customer"), on="position")
        .group_by("customer", "month")
        .agg(count=nw.col("own").sum())
    )
    return Inputs(
        customers=inputs.customers(frames, as_of),
        averages=averages,
        held=inputs.held(frames),
        made=made,
        days=days.filter(nw.col("month") >= whole[0]),
        years=frames.rows(years_of(whole), month=INTEGER, later=INTEGER),
    )


def _write_months(
    frames: Frames, rows: Frame, months: Sequence[int], context: results.TierContext, known_from: int
) -> int:
    known = frames.query(
        select(
            TierMonth.customer_id,
            TierMonth.month,
            TierMonth.tier,
            TierMonth.state,
            TierMonth.average_minor,
            TierMonth.currency,
            TierMonth.reason,
            TierMonth.policy_version,
        ).where(TierMonth.month.in_(months)),
        customer=CUSTOMER,
        month=INTEGER,
        known_tier=TEXT,
        known_state=TEXT,
        known_average=INTEGER,
        known_currency=TEXT,
        known_reason=TEXT,
        known_policy=INTEGER,
    )
    new = nw.col("known_tier").is_null()
    other = (nw.col("known_policy") != context.policy_version) | (nw.col("month") < known_from)
    kept = other & nw.col("known_reason").str.contains(_SETTLED, literal=True)
    differs = ~kept & (
        (nw.col("tier") != nw.col("known_tier"))
        | (nw.col("state") != nw.col("known_state"))
        | (nw.col("average_minor") != nw.col("known_average"))
        | (nw.col("reason") != nw.col("known_reason"))
        | (nw.col("known_currency") != context.currency)
        | (nw.col("known_policy") != context.policy_version)
    )
    columns = (
        "customer_id",
        "month",
        "tier",
        "state",
        "average_minor",
        "currency",
        "reason",
        "policy_version",
    )
    changed = (
        rows.join(known, on=["customer", "month"], how="left")
        .filter(new | differs)
        .select(
            "customer",
            "month",
            "tier",
            "state",
            "average_minor",
            nw.lit(context.currency).alias("currency"),
            "reason",
            nw.lit(context.policy_version).alias("policy_version"),
        )
    )
    return results.write_frame(frames.connection, "tier_months", ("customer_id", "month"), columns, changed)
