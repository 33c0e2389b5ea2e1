"""Money that goes between members of a household who are both customers: it leaves one account and comes
to the other in the same second, in the same amount, under each other's name and account number.
"""

from advisor_app.head_office.demo.habits import Habits
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import at, round_to

_MEMOS = {"parent": "赡养费", "student": "生活费", "home": "家用"}
_SUPPORTS = {"retired": 0.12, "student": 0.2, "homemaker": 0.3}


class Family:
    """Plans the transfers within households."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    def plan(self, lives: list[Life]) -> None:
        """Add the transfers among the customers of one household."""
        active = [
            life
            for life in lives
            if life.opened.accounts and life.account.closed is None and life.person.main_bank
        ]
        if len(active) < 2:
            return
        giver = max(active, key=lambda life: life.person.income)
        for taker in active:
            if taker is giver or taker.person.role == "head":
                continue
            needs = taker.person.segment in ("student", "homemaker")
            if needs or giver.rng.random() < 0.4:
                self._support(giver, taker)

    def _support(self, giver: Life, taker: Life) -> None:
        rng = giver.rng
        yuan = min(12_000, giver.person.income * _SUPPORTS.get(taker.person.segment, 0.1))
        fen = round_to(yuan * rng.uniform(0.6, 1.2), 100) * 100
        parent = taker.person.role == "parent"
        lasting = min(giver.person.active_until, taker.person.active_until) >= self._habits.world.as_of
        ordered = parent and lasting and rng.random() < 0.5
        if ordered:
            self._habits.order(giver, taker.account.party, fen, "family")
        # An order goes on every month; by hand it is forgotten now and then, and parents get it at feasts.
        role = "parent" if parent else "student" if taker.person.segment == "student" else "home"
        calendar = self._habits.world.calendar
        for month, day in self._habits.days(giver, rng.randint(1, 25), 0 if giver.person.online else 1):
            if not max(taker.account.opened, self._habits.world.start) < day <= taker.person.active_until:
                continue
            if not ordered and rng.random() < (0.75 if parent and month.month not in (1, 2, 9) else 0.1):
                continue
            if ordered:
                flow, moment = "family_order", at(rng, day, 8, 8.5)
            elif calendar.is_open(day) and not giver.person.online:
                flow, moment = "family_counter", at(rng, day, 9.3, 16.5)
            else:
                flow, moment = "family_out", at(rng, day, 9, 21)
            giver.pay(flow, moment, fen, taker.account.party, _MEMOS[role])
            taker.pay("family_here_in", moment, fen, giver.account.party, _MEMOS[role])
