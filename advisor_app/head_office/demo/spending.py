"""What goes out by the calendar: rent and fees, schooling, bills, card repayments, gifts, cash, savings.

Each habit is one method; it decides by the person's circumstances whether they have it, then plans its
bookings for the days of the window on which they were an active customer.
"""

from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.habits import Habits
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.working_days import spring_festival
from advisor_app.head_office.demo.world import age_on, at, round_to

_SEASON = (1.25, 1.15, 0.9, 0.8, 0.85, 1.05, 1.5, 1.6, 1.2, 0.85, 0.85, 1.1)
_PLANS = (29, 39, 59, 79, 99, 129, 159, 199)
_GIFTS = (200, 200, 300, 500, 500, 600, 800, 1000, 1000, 2000)


class Spending:
    """Plans the regular payments of customers."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    def plan(self, life: Life) -> None:
        """Add the regular payments of one customer."""
        if life.account.closed is not None:
            return
        self._home(life)
        self._schooling(life)
        self._bills(life)
        self._repay_card(life)
        self._gifts(life)
        self._cash(life)
        self._second_account(life)

    def _home(self, life: Life) -> None:
        rng, person = life.rng, life.person
        if not (person.main_bank and person.online):
            return
        if person.tenant:
            landlord, wanted = self._habits.someone(life), rng.randint(1, 12)
            fen = round_to(min(6_500, max(900, person.income * rng.uniform(0.16, 0.3))), 50) * 100
            ordered = rng.random() < 0.55
            if ordered and person.active_until >= self._habits.world.as_of:
                self._habits.order(life, landlord, fen, "rent")
            for _, day in self._habits.days(life, wanted):
                if ordered:
                    life.pay("rent_order", at(rng, day, 8, 8.4), fen, landlord)
                else:
                    life.pay("rent_out", at(rng, day, 9, 21), fen, landlord)
        elif person.role in ("", "head") and rng.random() < 0.4:
            firm = self._habits.payees(life, "property", 1)[0]
            fen = rng.randint(900, 4200) * 100
            for month, day in self._habits.days(life, rng.randint(3, 27)):
                if month.month in (1, 7):
                    life.pay("property", at(rng, day, 9, 20), fen, firm)

    def _schooling(self, life: Life) -> None:
        rng, person = life.rng, life.person
        if person.child_birth is None or not person.main_bank or person.role == "spouse":
            return
        private = person.band in ("wealth", "private") and rng.random() < 0.4
        schools: dict[str, Party] = {}
        surname = person.surname if person.sex == "male" else self._habits.names.surname(rng)
        given = self._habits.names.given(rng, rng.choice(("female", "male")), person.child_birth)
        child = life.stranger(surname + given)
        for month, day in self._habits.days(life, rng.randint(22, 27)):
            age = age_on(person.child_birth, day)
            stage = _stage(age)
            if stage is None:
                continue
            if stage == "student" and month.month not in (1, 2, 7, 8):
                life.pay(
                    "family_out", at(rng, day, 9, 21), round_to(rng.uniform(1500, 2800), 100) * 100, child
                )
            if month.month not in ((8,) if stage == "student" else (2, 8)):
                continue
            if stage not in schools:
                schools[stage] = self._habits.payees(life, stage, 1)[0]
            low, high = {"kindergarten": (4800, 9800), "pupil": (700, 1900), "secondary": (1100, 2800)}.get(
                stage, (5500, 14_000)
            )
            yuan = rng.uniform(low, high) * (9 if private and stage in ("pupil", "secondary") else 1)
            # Autumn fees are paid in the first days of September.
            paid = month.day(31) + rng.randint(1, 6) if month.month == 8 else day
            if paid < min(self._habits.world.as_of, person.active_until):
                moment = at(rng, paid, 9.5, 16.5)
                counter = not person.online and self._habits.world.calendar.is_open(paid)
                life.pay(
                    "school_counter" if counter else "school",
                    moment,
                    round_to(yuan, 10) * 100,
                    schools[stage],
                )

    def _bills(self, life: Life) -> None:
        rng, person = life.rng, life.person
        if not person.main_bank:
            return
        if person.role in ("", "head") and rng.random() < 0.6:
            power = rng.uniform(70, 260) * (1.8 if person.band in ("wealth", "private") else 1.0)
            for month, day in self._habits.days(life, rng.randint(10, 26)):
                fen = int(power * _SEASON[month.month - 1] * rng.uniform(0.88, 1.12) * 100)
                life.pay("electricity", at(rng, day, 6.5, 7.5), fen, self._habits.payee(life, "electricity"))
                if month.month % 2:
                    fen = int(power * 0.5 * rng.uniform(0.8, 1.2) * 100)
                    life.pay("water", at(rng, day, 7.5, 8), fen, self._habits.payee(life, "water"))
                else:
                    fen = int(power * 0.55 * _SEASON[month.month - 1] * rng.uniform(0.8, 1.2) * 100)
                    life.pay("gas", at(rng, day, 7.5, 8), fen, self._habits.payee(life, "gas"))
        if rng.random() < 0.45:
            fen, firm = rng.choice(_PLANS) * 100, self._habits.payee(life, "telecom")
            for _, day in self._habits.days(life, rng.randint(1, 8)):
                life.pay("telecom", at(rng, day, 6, 6.5), fen, firm)
        if rng.random() < 0.28:
            for month, day in self._habits.days(life, 26, 1):
                if month.month % 3 == 0:
                    life.pay("notice_fee", at(rng, day, 3, 3.5), 600)
        if person.car and rng.random() < 0.5:
            firm, when = self._habits.payee(life, "insurer_elsewhere"), rng.randint(1, 12)
            fen = rng.randint(2600, 6800) * 100
            for month, day in self._habits.days(life, rng.randint(2, 26)):
                if month.month == when:
                    life.pay("premium_elsewhere", at(rng, day, 6, 7), fen, firm, "机动车商业险")
        if person.segment == "owner" and rng.random() < 0.15:
            fen = round_to(person.income * rng.uniform(0.1, 0.25), 10) * 100
            for _, day in self._habits.days(life, rng.randint(8, 25)):
                life.pay("leasing", at(rng, day, 6, 7), fen, self._habits.payee(life, "leasing"))

    def _repay_card(self, life: Life) -> None:
        card = life.opened.credit_card
        if card is None or not life.person.main_bank:
            return
        usual, memo = life.person.income * life.rng.uniform(0.06, 0.3), f"信用卡还款 尾号{card.number[-4:]}"
        for _, day in self._habits.days(life, life.rng.randint(3, 27)):
            if day > card.issued + 25:
                fen = int(usual * life.rng.lognormvariate(0, 0.35) * 100)
                life.pay("card_repayment", at(life.rng, day, 20.5, 21), fen, memo=memo)

    def _gifts(self, life: Life) -> None:
        rng, person = life.rng, life.person
        if not (person.main_bank and person.online):
            return
        scale = 2 if person.band in ("wealth", "private") else 1
        for month, _ in self._habits.days(life, 28):
            feast = spring_festival(month.year)
            chance = 0.9 if month.start <= feast < month.end else 0.1
            if rng.random() > chance:
                continue
            day = feast - rng.randint(0, 2) if chance > 0.5 else month.day(rng.randint(2, 26))
            if self._habits.booked(life, day):
                fen = rng.choice(_GIFTS) * scale * 100
                flow = "gift_in" if rng.random() < 0.3 else "gift_out"
                life.pay(flow, at(rng, day, 9, 21.5), fen, self._habits.someone(life))

    def _cash(self, life: Life) -> None:
        rng, person, calendar = life.rng, life.person, self._habits.world.calendar
        old = person.age(self._habits.world.as_of) >= 60
        if old and person.main_bank:
            habit = round_to(person.income * rng.uniform(0.15, 0.6), 100)
            for _, day in self._habits.days(life, (life.salary_day or 15) + rng.randint(1, 5), 1):
                fen = round_to(habit * rng.choice((0.5, 1, 1, 1, 1.5)), 100) * 100
                flow = "cash_counter" if not person.online and calendar.is_open(day) else "cash_atm"
                life.pay(flow, at(rng, day, 9.2, 11.5), min(fen, 2_000_000))
            return
        often = 0.3 if person.main_bank else 0.12
        for month, _ in self._habits.days(life, 28):
            day = month.day(rng.randint(1, 26))
            if rng.random() < often and self._habits.booked(life, day):
                life.pay("cash_atm", at(rng, day, 9, 21), rng.choice((2, 3, 5, 5, 10, 10, 20, 30)) * 10_000)
            if person.segment in ("owner", "farmer") and rng.random() < 0.35:
                day = calendar.on_or_before(month.day(rng.randint(12, 27)))
                if self._habits.booked(life, day):
                    fen = round_to(min(60_000, person.income * rng.uniform(0.1, 0.7)), 100) * 100
                    life.pay("cash_in", at(rng, day, 9.2, 16.6), fen, channel="counter")

    def _second_account(self, life: Life) -> None:
        """Some keep a savings account beside the main one and put something into it every month."""
        if len(life.opened.accounts) < 2:
            return
        second, rng = life.opened.accounts[1], life.rng
        share = life.account.wanted * rng.randint(20, 60) // 100
        second.wanted, life.account.wanted = share, life.account.wanted - share
        fen = round_to(min(20_000, life.person.income * rng.uniform(0.03, 0.12)), 100) * 100
        days = [day for _, day in self._habits.days(life, (life.salary_day or 10) + 2) if day > second.opened]
        if days and life.person.active_until >= self._habits.world.as_of:
            self._habits.order(life, second.party, fen, "own_accounts")
        for day in days:
            moment = at(rng, day, 8, 8.5)
            life.pay("between_order", moment, fen, second.party)
            life.book.add(rng, "between_in", second.index, moment, fen, life.account.party)


def _stage(age: int) -> str | None:
    """Return what a child of this age goes to."""
    if 3 <= age < 6:
        return "kindergarten"
    if 6 <= age < 12:
        return "pupil"
    if 12 <= age < 18:
        return "secondary"
    return "student" if 18 <= age < 22 else None
