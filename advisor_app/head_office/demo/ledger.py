"""From planned bookings to the ledger: sweeps that keep balances plausible, opening balances, interest,
order.

For every account: opening balance + all bookings = the balance in each row = the balance of the account,
and no row is below zero. An account opened inside the window begins at zero with its first deposit; an
older one begins with what it had before. Interest is the sum of the daily balances × 0.05 % ÷ 360, booked
on the 21st of March, June, September and December.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from advisor_app.domain.dates import add_months, from_day, to_day
from advisor_app.head_office.demo.accounts import Account
from advisor_app.head_office.demo.flows import (
    Events,
    Int,
    Row,
    Strings,
    channel_number,
    flow_numbers,
    flows,
    joined,
    tabled,
)
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import DAY, World

_INTEREST_DIVISOR = 360 * 2000
"""Daily balances in fen, summed up and divided by this, are the interest: 0.05 % a year of 360 days."""
_SMALLEST_SWEEP = 200_00
_MOST_IN_CASH = 15_000_00
_OPENING_HOUR = 9 * 3600 + 300


@dataclass(frozen=True, slots=True)
class Posted:
    """Bookings by account and time, the balance after each of them, and each account's balance at the end."""

    events: Events
    balance: Int
    closing: Int


class Ledger:
    """Posts the bookings of customers' accounts."""

    def __init__(self, world: World, strings: Strings) -> None:
        self._world = world
        self._strings = strings

    def post(
        self, rng: np.random.Generator, lives: list[Life], accounts: list[Account], planned: Events
    ) -> Posted:
        """Return the ledger of `accounts`, which belong to `lives` and have consecutive indices."""
        base, size = accounts[0].index, len(accounts)
        opened = np.array([account.opened for account in accounts], dtype=np.int64)
        wanted = np.array([account.wanted for account in accounts], dtype=np.int64)
        new = opened >= self._world.start
        # Nothing is booked before the first deposit on the morning of the opening.
        planned.at = np.maximum(planned.at, opened[planned.account - base] * DAY + _OPENING_HOUR + 900)
        sums = _sum_by(planned.account - base, planned.fen, size)
        events = _sorted(joined([planned, self._sweeps(rng, lives, sums)]))

        lowest = np.zeros(size, dtype=np.int64)
        np.minimum.at(lowest, events.account - base, _running(events, base, size))
        reserve = (rng.lognormal(6.2, 0.9, size) * 100).astype(np.int64)
        opening = np.maximum(wanted - _sum_by(events.account - base, events.fen, size), reserve - lowest)
        # People open an account with a round sum.
        opening = np.where(new, -(-opening // 100_00) * 100_00, opening)
        opening = np.where([account.closed is not None for account in accounts], 0, opening)
        events = joined([events, self._first_deposits(lives, opening)])
        before = np.where(new, 0, opening)

        events = _sorted(joined([events, self._interest(events, before, opened, base)]))
        balance = _running(events, base, size) + before[events.account - base]
        return Posted(events, balance, before + _sum_by(events.account - base, events.fen, size))

    def _sweeps(self, rng: np.random.Generator, lives: list[Life], sums: Int) -> Events:
        """Move what is saved beyond the wanted balance out every month, or bring in what is spent beyond it.

        It goes to the customer's account elsewhere; people who are not online do it at the
        counter, and in cash if it is not much.
        """
        world, rows = self._world, list[Row]()
        base = min((life.account.index for life in lives), default=0)
        for life in lives:
            account, online = life.account, life.person.online
            first = max(account.opened + 1, world.start)
            last = min(life.person.active_until, world.as_of - 1)
            if account.closed is not None or first > last:
                continue
            start = 0 if account.opened >= world.start else account.wanted * rng.uniform(0.7, 1.2)
            each = (start + int(sums[account.index - base]) - account.wanted) / max(1, (last - first) // 30)
            if abs(each) < _SMALLEST_SWEEP:
                continue
            cash = not online and abs(each) <= _MOST_IN_CASH
            out = "cash_counter" if cash else "own_out" if online else "own_counter"
            name = out if each > 0 else "cash_in" if cash else "own_in"
            flow = flows()[name]
            channel = channel_number("counter" if cash else flow.channels[0])
            party = 0 if cash else self._strings.party(life.elsewhere)
            numbers = (flow_numbers()[name], channel, party, self._strings.memo(flow.memo))
            unit = 1000_00 if abs(each) > 20_000_00 else 100_00
            for month in world.months:
                day = month.start + (life.salary_day or 12) + int(rng.integers(0, 4))
                day = day if online else world.calendar.on_or_after(day)
                if not first <= day <= last or rng.random() < 0.12:
                    continue
                fen = max(1, round(abs(each) * rng.uniform(0.6, 1.65) / unit)) * unit
                at = day * DAY + int(rng.integers(9 * 3600 + 600, (21 if online else 16) * 3600))
                rows.append((account.index, at, flow.sign * fen, *numbers))
        return tabled(rows)

    def _first_deposits(self, lives: list[Life], opening: Int) -> Events:
        """Return what opens the accounts that were opened inside the window; large sums come by transfer."""
        rows = list[Row]()
        accounts = [(life, account) for life in lives for account in life.opened.accounts]
        base = min((account.index for _, account in accounts), default=0)
        for life, account in accounts:
            if account.opened < self._world.start:
                continue
            fen = int(opening[account.index - base])
            name = "first_cash" if fen <= 20_000_00 else "first_transfer"
            flow = flows()[name]
            party = self._strings.party(life.elsewhere) if flow.party == "self" else 0
            at = account.opened * DAY + _OPENING_HOUR + account.index % 800
            number, channel = flow_numbers()[name], channel_number(flow.channels[0])
            rows.append((account.index, at, fen, number, channel, party, self._strings.memo(flow.memo)))
        return tabled(rows)

    def _interest(self, events: Events, before: Int, opened: Int, base: int) -> Events:
        """Return the interest of each quarter, for the days from one 21st to the day before the next."""
        world, size = self._world, len(before)
        account, day = events.account - base, events.at // DAY
        earned = np.zeros(size, dtype=np.int64)
        parts = [tabled([])]
        since = add_months(_interest_day(world.start), -3) + 20
        while (booked := _interest_day(since + 1)) < world.as_of:
            held = np.clip(booked - np.maximum(day, since), 0, None)
            sums = _sum_by(account, events.fen * held, size) + earned * (booked - since)
            sums += before * np.clip(booked - np.maximum(opened, since), 0, None)
            fen = (sums + _INTEREST_DIVISOR // 2) // _INTEREST_DIVISOR
            rows = np.flatnonzero(fen > 0)
            earned[rows] += fen[rows]
            since = booked
            parts.append(
                Events(
                    account=rows + base,
                    at=booked * DAY + 2 * 3600 + rows % 3600,
                    fen=fen[rows],
                    flow=np.full(len(rows), flow_numbers()["interest"]),
                    channel=np.full(len(rows), channel_number("system")),
                    party=np.zeros(len(rows), dtype=np.int64),
                    memo=np.full(len(rows), self._strings.memo(flows()["interest"].memo)),
                )
            )
        return joined(parts)


def _interest_day(day: int) -> int:
    """Return the first day from `day` on when interest is booked."""
    when = from_day(day)
    booked = to_day(date(when.year, (when.month + 2) // 3 * 3, 21))
    return booked if booked >= day else add_months(booked, 3) + 20


def _sum_by(groups: Int, values: Int, size: int) -> Int:
    """Return the sum of the values of each group; whole numbers, so exact."""
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def _running(events: Events, base: int, size: int) -> Int:
    """Return for each event, sorted by account, the sum of its account up to it."""
    total = np.cumsum(events.fen)
    starts = np.searchsorted(events.account, np.arange(base, base + size))
    before = (
        np.where(starts > 0, total[np.maximum(starts, 1) - 1], 0) if len(total) else np.zeros(size, np.int64)
    )
    running: Int = total - before[events.account - base]
    return running


def _sorted(events: Events) -> Events:
    """Return the events by account and time; what happens in the same second keeps its order."""
    return events.take(np.lexsort((events.at, events.account)))
