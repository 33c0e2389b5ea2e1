"""What comes in by the calendar: pay and bonus, pensions, trade, harvests, fees, rent, and what others
send.

Each habit is one method; it plans its bookings for the days of the window on which the person was an active
customer.
"""

from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.habits import Habits
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import at, pick, round_to


class Income:
    """Plans the regular income of customers."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    def plan(self, life: Life) -> None:
        """Add the income of one customer, by what they do."""
        if life.account.closed is None:
            self._salary(life)
            self._other_income(life)

    def _salary(self, life: Life) -> None:
        person, rng, world = life.person, life.rng, self._habits.world
        if not person.payroll:
            return
        life.salary_day = rng.choice((5, 8, 10, 10, 15, 15, 20, 25))
        firms = self._habits.employers[person.employer_kind]
        employer = pick(rng, firms)
        stopped = world.happens(person.index, "salary stopped", 0.05)
        stops = world.as_of - (rng.randint(75, 150) if stopped else 0)
        changes = rng.randint(4, 20) if rng.random() < 0.12 and len(world.months) > 12 else None
        pay, spread = float(person.income), 0.25 if person.occupation == "销售代表" else 0.012
        for number, (month, day) in enumerate(self._habits.days(life, life.salary_day, -1)):
            if day > stops:
                break
            if number == changes:
                employer = rng.choice([firm for firm in firms if firm != employer])
                pay *= rng.uniform(0.95, 1.25)
                continue
            if month.month == 4:
                pay *= rng.uniform(1.0, 1.07)
            fen = int(pay * rng.lognormvariate(0, spread) * 100)
            life.pay("salary", at(rng, day, 9, 11.5), fen, Party(employer))
            if month.month == 1 and rng.random() < 0.7:
                paid = world.calendar.on_or_before(month.day(28))
                if self._habits.booked(life, paid) and paid <= person.active_until:
                    fen = round_to(pay * rng.uniform(0.6, 3.0), 100) * 100
                    life.pay("bonus", at(rng, paid, 9, 11.5), fen, Party(employer))
        if person.segment == "employee" and rng.random() < 0.45:
            for month, day in self._habits.days(life, rng.randint(12, 28), 1):
                if month.month in (4, 5):
                    office, fen = self._habits.payee(life, "tax"), rng.randint(20_000, 520_000)
                    life.pay("tax_refund", at(rng, day, 10, 16), fen, office)
                    break

    def _other_income(self, life: Life) -> None:
        person = life.person
        if person.segment == "retired" and person.main_bank:
            self._pension(life)
        elif person.segment == "owner" and person.main_bank:
            self._trade(life)
        elif person.segment == "farmer":
            self._harvest(life)
        elif person.segment == "freelance":
            self._fees(life)
        elif person.segment in ("student", "homemaker") and not life.person.family[1:]:
            sender = self._habits.someone(life)
            wanted, fen = life.rng.randint(1, 28), round_to(person.income, 100) * 100
            for _, day in self._habits.days(life, wanted):
                life.pay("family_in", at(life.rng, day, 9, 21), fen, sender)
        if (
            person.band in ("gold", "wealth", "private")
            and person.age(self._habits.world.as_of) > 36
            and life.rng.random() < 0.1
        ):
            tenant, wanted = self._habits.someone(life), life.rng.randint(1, 15)
            fen = round_to(life.rng.lognormvariate(8.0, 0.35), 100) * 100
            for _, day in self._habits.days(life, wanted):
                life.pay("rent_in", at(life.rng, day, 9, 20), fen, tenant)

    def _pension(self, life: Life) -> None:
        pay = float(life.person.income)
        life.salary_day = life.rng.choice((10, 12, 15, 15))
        for month, day in self._habits.days(life, life.salary_day, -1):
            if month.month == 7:
                pay *= life.rng.uniform(1.015, 1.03)
            fund = self._habits.payee(life, "pension")
            life.pay("pension", at(life.rng, day, 7.5, 10), int(pay * 100), fund)

    def _trade(self, life: Life) -> None:
        rng, person = life.rng, life.person
        firms = self._habits.payees(life, "trade", 4)
        for month, _ in self._habits.days(life, 28):
            turnover = person.income * rng.uniform(1.2, 2.6)
            for flow, share in (("trade_in", 1.0), ("trade_out", 0.62)):
                for _ in range(rng.randint(1, 3)):
                    day = self._habits.world.calendar.on_or_before(month.day(rng.randint(5, 27)))
                    if not self._habits.booked(life, day):
                        continue
                    fen = round_to(turnover * share / 2 * rng.lognormvariate(0, 0.4), 100) * 100
                    life.pay(flow, at(rng, day, 9, 18), fen, rng.choice(firms))

    def _harvest(self, life: Life) -> None:
        buyer = self._habits.payees(life, "produce", 1)[0]
        for month, day in self._habits.days(life, life.rng.randint(5, 25), 1):
            if month.month in (6, 10):
                fen = round_to(life.person.income * life.rng.uniform(3.0, 6.0), 100) * 100
                life.pay("trade_in", at(life.rng, day, 9, 17), fen, buyer)
            elif month.month == 5:
                bureau = Party(self._habits.employers["government"][0])
                life.pay("subsidy", at(life.rng, day, 9, 11), life.rng.randint(60_000, 260_000), bureau)

    def _fees(self, life: Life) -> None:
        rng = life.rng
        firms = self._habits.payees(life, "company", 3)
        for month, _ in self._habits.days(life, 28):
            for _ in range(rng.randint(0, 3)):
                day = self._habits.world.calendar.on_or_before(month.day(rng.randint(4, 27)))
                if self._habits.booked(life, day):
                    fen = round_to(life.person.income / 1.5 * rng.lognormvariate(0, 0.5), 50) * 100
                    life.pay("fee_income", at(rng, day, 9.5, 18), fen, rng.choice(firms))
