"""Loans with equal instalments: the schedule, the debits that follow from it, and what is left to pay.

For each loan: outstanding = what the schedule says after the instalments that were debited. A mortgage and a
car loan are paid out to the seller, only a consumer loan comes to the account.
"""

from dataclasses import dataclass

from advisor_app.head_office.demo.accounts import Account
from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.world import DAY, World, at, months_after, pick, round_to, years_after

_KINDS = {
    # share by band; months; yuan from, to; yearly rate in hundredths of a percent
    "mortgage": (
        {"mass": 0.10, "gold": 0.26, "wealth": 0.22, "private": 0.1},
        (180, 240, 300, 360),
        (280, 2600),
        310,
    ),
    "car": ({"mass": 0.06, "gold": 0.10, "wealth": 0.06}, (24, 36, 60), (60, 320), 360),
    "consumer": ({"mass": 0.09, "gold": 0.08, "wealth": 0.03}, (12, 24, 36), (20, 200), 430),
}


@dataclass(slots=True)
class Loan:
    """A loan; amounts in fen, `paid` instalments were debited before the business date."""

    key: str
    account: Account
    kind: str
    principal: int
    payment: int
    outstanding: int
    rate_bp: int
    starts: int
    ends: int
    months: int
    status: str = "performing"
    closed: int | None = None


def instalment(principal: int, rate_bp: int, months: int) -> int:
    """Return the equal monthly instalment in fen of a loan (annuity), rounded to the fen."""
    rate = rate_bp / 120_000
    return round(principal * rate / (1 - (1 + rate) ** -months))


def outstanding_after(principal: int, rate_bp: int, payment: int, paid: int) -> int:
    """Return what is owed after `paid` instalments; each month's interest is rounded to the fen."""
    for _ in range(paid):
        interest = (principal * rate_bp + 60_000) // 120_000
        principal -= payment - interest
    return principal


class Loans:
    """Plans the loans of customers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._count = 0

    def plan(self, life: Life) -> None:
        """Add the loans that this customer can afford, with their bookings in the window."""
        person, world = life.person, self._world
        if life.account.closed is not None or person.active_until < world.as_of or not person.main_bank:
            return
        if not 24 <= person.age(world.as_of) <= 58 or person.segment == "student":
            return
        room = person.income * 0.45 * 100
        for kind, (shares, terms, (low, high), base) in _KINDS.items():
            if not world.happens(person.index, kind, shares.get(person.band, 0) / 0.62):
                continue
            if kind == "car" and not person.car:
                continue
            months = life.rng.choice(terms)
            yuan = life.rng.triangular(low, high, low * 1.6) * 1000
            rate = base + 5 * life.rng.randint(0, 24)
            principal = round_to(yuan, 10_000 if kind != "consumer" else 1_000) * 100
            while (payment := instalment(principal, rate, months)) > room and principal > 2_000_000:
                principal = principal * 4 // 5 // 100_000 * 100_000
            if payment <= room and self._add(life, kind, principal, payment, rate, months):
                room -= payment

    def _add(self, life: Life, kind: str, principal: int, payment: int, rate: int, months: int) -> bool:
        world, rng, account = self._world, life.rng, life.account
        earliest = max(account.opened + 5, world.as_of - int(min(months - 2, 170) * 30.4))
        adult = years_after(life.person.birth, 23)
        if max(earliest, adult) > world.as_of - 45:
            return False
        starts = world.calendar.on_or_before(rng.randint(max(earliest, adult), world.as_of - 40))
        if starts <= account.opened:
            return False
        self._count += 1
        due = [months_after(starts, number) for number in range(1, months + 1)]
        paid = sum(1 for day in due if day < world.as_of)
        if paid >= months:
            return False
        loan = Loan(f"N{self._count:07}", account, kind, principal, payment, 0, rate, starts, due[-1], months)
        if world.happens(life.person.index, "in arrears", 0.05) and paid > 6:
            paid -= rng.randint(1, 3)
            loan.status = "arrears"
        elif (
            world.happens(life.person.index, "repaid early", 0.08)
            and paid > 8
            and due[paid - 1] > world.start + 200
        ):
            paid = self._repay_early(life, loan, due, paid)
        loan.outstanding = 0 if loan.closed is not None else outstanding_after(principal, rate, payment, paid)
        for day in due[:paid]:
            if day >= world.start:
                life.pay("loan_payment", at(rng, day, 20.0, 20.5), payment, memo=f"{_MEMO[kind]}还款")
        if starts >= world.start:
            self._begin(life, loan)
        life.loans.append(loan)
        return True

    def _repay_early(self, life: Life, loan: Loan, due: list[int], paid: int) -> int:
        """Repay the rest at once some months ago; return the instalments paid before."""
        world = self._world
        paid -= life.rng.randint(2, 5)
        day = world.calendar.on_or_after(due[paid - 1] + 3)
        rest = outstanding_after(loan.principal, loan.rate_bp, loan.payment, paid)
        moment = at(life.rng, day, 10.0, 16.0)
        life.pay("own_in", moment - 3000, -(-rest // 100_000) * 100_000, life.elsewhere)
        channel = "mobile" if life.person.online else "counter"
        life.pay("loan_prepayment", moment, rest, memo=f"{_MEMO[loan.kind]}提前还清", channel=channel)
        loan.status, loan.closed = "repaid", day
        return paid

    def _begin(self, life: Life, loan: Loan) -> None:
        """What happens on the account around the day on which a loan is paid out."""
        payees, rng = words("places")["payees"], life.rng
        moment = at(rng, loan.starts, 10.0, 15.0)
        if loan.kind == "consumer":
            life.pay("loan_payout", moment, loan.principal)
            firm = Party(pick(rng, payees["decorator"]), *life.stranger("")[1:])
            later = moment + rng.randint(1, 3) * DAY
            life.pay("decoration", later, loan.principal * rng.randint(75, 98) // 1_000_000 * 10_000, firm)
            return
        day = self._world.calendar.on_or_before(loan.starts - rng.randint(6, 20))
        if day < max(self._world.start, life.account.opened):
            return
        flow, firms, share = (
            ("down_payment", payees["developer"], rng.uniform(0.25, 0.6))
            if loan.kind == "mortgage"
            else ("car_payment", payees["dealer"], rng.uniform(0.3, 0.8))
        )
        fen = round_to(loan.principal * share, 1_000_000)
        moment = at(rng, day, 10.0, 16.0)
        life.pay("own_in", moment - rng.randint(900, 4000), fen, life.elsewhere)
        life.pay(flow, moment, fen, Party(pick(rng, firms), *life.stranger("")[1:]))


_MEMO = {"mortgage": "个人住房贷款", "car": "汽车贷款", "consumer": "个人消费贷款"}
