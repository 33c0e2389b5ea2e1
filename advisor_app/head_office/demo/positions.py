"""Holdings: what a customer's assets are in, bought, matured and sold through the account as a bank books it.

What is bought inside the window was paid from a position that matured, from money that came from another bank,
or, where it is small, from the balance; so a current account keeps a plausible balance by itself. For each
product of an account: what was bought in the window = the principal of the holdings that began in it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from advisor_app.head_office.demo.accounts import Account
from advisor_app.head_office.demo.catalogue import Catalogue, Product
from advisor_app.head_office.demo.flows import Party, Plan
from advisor_app.head_office.demo.people import Person
from advisor_app.head_office.demo.words import Weighted, words
from advisor_app.head_office.demo.world import DAY, World, at, months_after, round_to, years_after

_MIX = {
    "mass": {"current": 55, "term_deposit": 27, "wealth": 11, "fund": 4, "insurance": 3},
    "gold": {"current": 17, "term_deposit": 40, "wealth": 24, "fund": 8, "insurance": 7, "metal": 2, "bond": 2},
    "wealth": {"current": 8, "term_deposit": 35, "wealth": 30, "fund": 12, "insurance": 9, "metal": 2, "bond": 4},
    "private": {
        "current": 6, "term_deposit": 25, "wealth": 28, "fund": 14, "insurance": 10, "metal": 3, "trust": 14,
    },
}  # fmt: skip
_OLD = {"term_deposit": 1.5, "fund": 0.35, "bond": 3.0, "insurance": 0.5}
_PIECE = {"mass": 20_000, "gold": 100_000, "wealth": 500_000, "private": 2_500_000}
_TERMS = Weighted([("TD03M", 10), ("TD06M", 12), ("TD01Y", 34), ("TD02Y", 14), ("TD03Y", 26), ("TD05Y", 4)])
_RISKY = ("wealth", "fund", "metal", "trust")
MATURED_MEMO = {"term_deposit": "到期转活期", "bond": "国债兑付", "wealth": "到期兑付", "trust": "信托分配"}


@dataclass(slots=True)
class Holding:
    """A position, open or closed; `bought` are (day, fen) of its purchases, also those before the window."""

    key: str
    account: Account
    product: Product
    starts: int
    matures: int | None
    principal: int
    value: int
    quantity: int | None = None
    rate_bp: int | None = None
    closed: int | None = None
    bought: list[tuple[int, int]] = field(default_factory=list)

    @property
    def quantity_text(self) -> str:
        """The quantity as a decimal."""
        if self.quantity is None:
            return ""
        places = self.product.places
        return f"{self.quantity // 10**places}.{self.quantity % 10**places:0{places}}"


class Positions:
    """Plans the holdings of customers with all bookings that belong to them."""

    def __init__(self, world: World, catalogue: Catalogue) -> None:
        self._world = world
        self._products: dict[str, list[Product]] = {}
        for product in catalogue.products:
            if product.held:
                self._products.setdefault(product.kind, []).append(product)
        self._by_code = {product.code: product for product in catalogue.products}
        self._issues = [product for product in catalogue.products if product.closes and product.held]
        self._count = 0

    def plan(self, rng: Random, person: Person, account: Account, plan: Plan) -> list[Holding]:
        """Return all holdings of a customer, plan their bookings, and set what the account should end with."""
        held: list[Holding] = []
        if account.closed is not None:
            return held
        amounts = self._split(rng, person)
        for kind in ("term_deposit", "bond", "wealth", "trust", "fund", "metal", "insurance"):
            amount = amounts.get(kind, 0)
            before = len(held)
            spent = 0
            for piece in self._pieces(rng, person, amount):
                bought = self._acquire(rng, person, account, plan, held, kind, piece, first=len(held) == before)
                spent += bought
            amounts["current"] += max(0, amount - spent)
        account.wanted = int(amounts["current"] * 100) + rng.randrange(100)
        self._moves(rng, person, account, plan, held)
        return held

    def _split(self, rng: Random, person: Person) -> dict[str, int]:
        mix = _MIX[person.band]
        old = person.age(self._world.as_of) >= 60
        weights = {
            kind: share * (_OLD.get(kind, 1.0) if old else 1.0) * rng.gammavariate(1.3, 1.0)
            for kind, share in mix.items()
        }
        if not person.online and not old:
            weights["fund"] = 0.0
        if person.tolerance < 3:
            # Gold and trusts are R3 and above.
            weights.pop("metal", None), weights.pop("trust", None)
        if person.active_until < self._world.as_of:
            weights.pop("insurance", None)
        total = sum(weights.values())
        return {kind: int(person.assets * weight / total) for kind, weight in weights.items()}

    def _pieces(self, rng: Random, person: Person, amount: int) -> list[int]:
        count = 1 + min(4, int(rng.expovariate(1.0) * amount / _PIECE[person.band]))
        cuts = sorted(rng.random() for _ in range(count - 1))
        edges = [0.0, *cuts, 1.0]
        parts = [amount * (b - a) for a, b in zip(edges, edges[1:], strict=False)]
        return [round_to(part, _step(part)) for part in parts if part >= 0.9 * _step(part)]

    def _acquire(
        self,
        rng: Random,
        person: Person,
        account: Account,
        plan: Plan,
        held: list[Holding],
        kind: str,
        amount: int,
        first: bool,
    ) -> int:
        """Put about `amount` yuan into a product of a kind; return how many were put in."""
        if kind == "insurance":
            return self._insure(rng, person, account, plan, held, amount)
        product = self._choose(rng, person, kind, amount)
        if product is None:
            return 0
        dates = self._dates(rng, person, account, product, first)
        if dates is None:
            return 0
        product, start, matures = dates
        if kind == "fund" and amount >= 12_000 and start >= account.opened + 400 and rng.random() < 0.3:
            self._save_monthly(rng, person, account, plan, held, product, amount)
        else:
            self._buy(rng, person, account, plan, held, product, start, amount * 100, matures)
        return amount

    def _choose(self, rng: Random, person: Person, kind: str, amount: int) -> Product | None:
        if kind == "term_deposit":
            if amount >= 200_000 and rng.random() < 0.6:
                return self._by_code[rng.choice(("CD01Y", "CD03Y"))]
            return self._by_code[_TERMS.draw(rng)]
        fitting = [
            product
            for product in self._products[kind]
            if product.minimum <= amount
            and product.grade <= person.tolerance
            and (not product.tiers or person.band in product.tiers)
        ]
        # A tolerant customer takes risk with a part of the money only, so every grade has a chance.
        codes = sorted({product.code[:3] for product in fitting})
        if not codes:
            return None
        code = rng.choice(codes)
        return rng.choice([product for product in fitting if product.code[:3] == code])

    def _dates(
        self, rng: Random, person: Person, account: Account, product: Product, first: bool
    ) -> tuple[Product, int, int | None] | None:
        """Return the product (of a series: the issue), the first day and the maturity of a position."""
        world = self._world
        latest = min(world.as_of - 1, person.active_until)
        if product.closes is not None:
            # A series: the issue follows from the day; one that is still running at the business date.
            running = [
                issue
                for issue in self._issues
                if issue.code[:3] == product.code[:3]
                and account.opened < self._issue_day(issue) <= latest
                and self._issue_day(issue) + issue.days > world.as_of
            ]
            if not running:
                return None
            issue = rng.choice(running)
            start = self._issue_day(issue)
            return issue, start, world.calendar.on_or_after(start + issue.days)
        if product.months and (day := self._wanted_maturity(rng, person, product, first)):
            start = months_after(day, -product.months)
            if start >= account.opened and start <= latest:
                return product, start, months_after(start, product.months)
        term = product.term_days or 1400
        earliest = max(account.opened, world.as_of - term + 1)
        if earliest > latest:
            # Only a longer term, or none, began while the customer was still active.
            return None
        start = rng.randint(earliest, latest)
        if product.days or product.kind == "bond" or not person.online:
            start = world.calendar.on_or_after(start)
            if start > latest:
                start = world.calendar.on_or_before(latest)
            if start < account.opened:
                return None
        matures = product.maturity(start)
        if product.days and matures is not None:
            matures = world.calendar.on_or_after(matures)
        if matures is not None and matures < world.as_of:
            return None
        return product, start, matures

    def _issue_day(self, issue: Product) -> int:
        assert issue.closes is not None
        return self._world.calendar.on_or_after(issue.closes + 1)

    def _wanted_maturity(self, rng: Random, person: Person, product: Product, first: bool) -> int | None:
        """Return a maturity close to the business date for some, so that every advisor has some to call."""
        world = self._world
        if product.kind != "term_deposit" or not first:
            return None
        if world.happens(person.index, "maturing", 0.2):
            return world.as_of + rng.choice((0, rng.randint(1, 7), rng.randint(8, 30), rng.randint(8, 30)))
        if world.happens(person.index, "not rolled over", 0.05):
            return world.as_of - rng.randint(1, 50)
        return None

    def _buy(
        self,
        rng: Random,
        person: Person,
        account: Account,
        plan: Plan,
        held: list[Holding],
        product: Product,
        start: int,
        fen: int,
        matures: int | None,
    ) -> Holding:
        """Add an open position and everything before it that paid for it."""
        holding = self._holding(account, product, start, fen, matures)
        held.append(holding)
        world = self._world
        moment = self._moment(rng, person, start)
        while start >= world.start:
            self._book_purchase(rng, person, plan, holding, moment)
            holding = self._predecessor(rng, person, account, plan, held, holding) or holding
            if holding.starts == start:
                self._fund(rng, person, account, plan, holding.principal, moment)
                break
            start = holding.starts
            moment = self._moment(rng, person, start)
        return held[-1] if holding is held[-1] else holding

    def _predecessor(
        self, rng: Random, person: Person, account: Account, plan: Plan, held: list[Holding], after: Holding
    ) -> Holding | None:
        """Perhaps let a position of the same product, that has just matured, pay for the next one."""
        product, world = after.product, self._world
        if not product.term_days or product.closes is not None or rng.random() > 0.6:
            return None
        start = months_after(after.starts, -product.months) if product.months else after.starts - product.days - 3
        if product.days or not person.online:
            start = world.calendar.on_or_before(start)
        matures = product.maturity(start)
        assert matures is not None
        if product.days:
            matures = world.calendar.on_or_after(matures)
        if start < account.opened or matures > after.starts:
            return None
        minimum = product.minimum * 100
        fen = max(minimum, round_to(after.principal * rng.uniform(0.8, 1.0), 100 * _step(after.principal / 100)))
        if fen > after.principal:
            return None
        before = self._holding(account, product, start, fen, matures)
        self._pay_out(rng, plan, before, matures)
        held.append(before)
        rest = after.principal - self._proceeds(before, matures)
        if rest > self._pocket(person):
            self._bring_in(rng, person, account, plan, rest, after.starts * DAY + 8 * 3600)
        return before

    def _holding(
        self, account: Account, product: Product, start: int, fen: int, matures: int | None
    ) -> Holding:
        self._count += 1
        holding = Holding(
            f"P{self._count:08}", account, product, start, matures, fen, fen, bought=[(start, fen)]
        )
        if product.units is not None:
            holding.quantity = product.quantity(fen, start)
            holding.value = product.value(holding.quantity, self._world.as_of)
        elif product.rate_bp is not None:
            # Rates have been falling: an older contract has a better one.
            years = min(4.0, (self._world.as_of - start) / 365)
            holding.rate_bp = product.rate_bp + 5 * round(4 * years) if product.kind == "term_deposit" else (
                product.rate_bp + 10 * round(3 * years)
            )
        return holding

    def _proceeds(self, holding: Holding, day: int) -> int:
        """Return principal and yield in fen when a position ends on `day`."""
        if holding.quantity is not None:
            return holding.product.value(holding.quantity, day)
        assert holding.rate_bp is not None
        return holding.principal + (holding.principal * holding.rate_bp * holding.product.months + 60_000) // 120_000

    def _pay_out(self, rng: Random, plan: Plan, holding: Holding, day: int) -> None:
        """Close a position: on `day` its value comes to the account."""
        product = holding.product
        if day >= self._world.start:
            flow = "deposit_out" if product.kind in ("term_deposit", "bond") else (
                "invest_matured" if holding.matures is not None else "redeem"
            )
            memo = f"{product.name} {MATURED_MEMO[product.kind] if holding.matures is not None else '赎回'}"
            plan.add(rng, flow, holding.account.index, at(rng, day, 5.0, 7.5), self._proceeds(holding, day), memo=memo)
        holding.closed = day
        holding.value = 0
        holding.quantity = 0 if holding.quantity is not None else None

    def _book_purchase(self, rng: Random, person: Person, plan: Plan, holding: Holding, moment: int) -> None:
        product = holding.product
        flow = "deposit" if product.kind in ("term_deposit", "bond") else "invest"
        verb = {"term_deposit": "开立", "bond": "认购", "metal": "买入"}.get(product.kind, "申购")
        plan.add(
            rng,
            flow,
            holding.account.index,
            moment,
            holding.principal,
            memo=f"{product.name} {verb}",
            channel=self._channel(person, moment, product),
        )

    def _channel(self, person: Person, moment: int, product: Product) -> str:
        """Return "counter" where that is the only way, or likely and open; else the mobile bank."""
        day, second = divmod(moment, DAY)
        could = self._world.calendar.is_open(day) and 9 * 3600 <= second <= 17 * 3600
        must = not person.online or product.channels == "counter"
        return "counter" if could and (must or person.age(day) >= 60) else "mobile"

    def _moment(self, rng: Random, person: Person, day: int) -> int:
        """Return a time at which this person does such things: in opening hours, or online until the evening."""
        if self._world.calendar.is_open(day) and (not person.online or rng.random() < 0.7):
            return at(rng, day, 9.2, 16.6)
        return at(rng, day, 8.5, 17.0)

    def _pocket(self, person: Person) -> int:
        """Return how many fen a person pays from the balance without moving money for it."""
        return 100 * min(2 * person.income, max(2_000, person.assets // 12))

    def _fund(
        self, rng: Random, person: Person, account: Account, plan: Plan, fen: int, moment: int
    ) -> None:
        if fen > self._pocket(person):
            self._bring_in(rng, person, account, plan, fen, moment)

    def _bring_in(
        self, rng: Random, person: Person, account: Account, plan: Plan, fen: int, before: int
    ) -> None:
        """Transfer money from an account elsewhere, less than a day before a moment."""
        earliest = max(account.opened * DAY + 10 * 3600, before - rng.randint(1200, 60_000), self._world.start * DAY)
        moment = min(earliest, before - 300) if before - 300 > account.opened * DAY else before - 1
        amount = -(-fen // 100_000) * 100_000
        plan.add(rng, "own_in", account.index, moment, amount, party=own_account_elsewhere(person))

    def _save_monthly(
        self,
        rng: Random,
        person: Person,
        account: Account,
        plan: Plan,
        held: list[Holding],
        product: Product,
        amount: int,
    ) -> None:
        """A savings plan: the same amount into a fund every month until the business date."""
        world = self._world
        months = rng.randint(6, 36)
        while months > 6 and months_after(world.as_of, -months) < account.opened + 5:
            months -= 1
        each = min(5_000, round_to(amount / months, 100)) * 100
        wanted = rng.randint(1, 28)
        holding = self._holding(account, product, world.as_of, each, None)
        holding.bought, holding.quantity = [], 0
        for back in range(months, -1, -1):
            month = months_after(world.as_of, -back)
            day = world.calendar.on_or_after(month - (month - wanted) % 28)
            if not account.opened <= day <= min(person.active_until, world.as_of - 1):
                continue
            holding.bought.append((day, each))
            holding.quantity += product.quantity(each, day)
            if day >= world.start:
                memo = f"{product.name} 定投"
                plan.add(rng, "invest_plan", account.index, at(rng, day, 9.0, 9.5), each, memo=memo)
        if holding.bought:
            holding.starts = holding.bought[0][0]
            holding.principal = sum(fen for _, fen in holding.bought)
            holding.value = product.value(holding.quantity, world.as_of)
            held.append(holding)

    def _insure(
        self, rng: Random, person: Person, account: Account, plan: Plan, held: list[Holding], amount: int
    ) -> int:
        """Sign an insurance contract; premiums are debited on each anniversary of the first."""
        world = self._world
        earliest = max(account.opened, years_after(world.as_of, -6), years_after(person.birth, 20))
        latest = min(world.as_of - 3, years_after(person.birth, 64))
        if earliest >= latest:
            return 0
        start = world.calendar.on_or_before(rng.randint(earliest, latest))
        if start < earliest:
            return 0
        product = rng.choice(self._products["insurance"])
        days = [years_after(start, year) for year in range(product.payments)]
        due = [day for day in days if day < world.as_of]
        premium = round_to(amount / len(due), 1000)
        # Nobody signs for more than they earn in a third of the year, unless it is paid once.
        if premium < product.minimum or (product.payments > 1 and premium > 4 * person.income):
            return 0
        self._count += 1
        holding = Holding(f"P{self._count:08}", account, product, start, None, premium * 100 * len(due), 0)
        year = min(len(product.cash_value), (world.as_of - start) // 365 + 1) - 1
        holding.value = round(holding.principal * product.cash_value[year])
        party = Party(product.issuer)
        for number, day in enumerate(due):
            holding.bought.append((day, premium * 100))
            if day < world.start:
                continue
            moment = at(rng, day, 9.5, 16.0) if number == 0 else at(rng, day, 6.0, 6.9)
            flow = "premium_first" if number == 0 else "premium"
            memo = f"{product.name} {'首期' if number == 0 else '续期'}保费"
            plan.add(rng, flow, account.index, moment, premium * 100, party=party, memo=memo)
            self._fund(rng, person, account, plan, premium * 100, moment)
        held.append(holding)
        return premium * len(due)

    def _moves(
        self, rng: Random, person: Person, account: Account, plan: Plan, held: list[Holding]
    ) -> None:
        """What stands out: a fund sold, a deposit that matured and left the bank, much money that came."""
        world = self._world
        if person.active_until < world.as_of - 1 or account.opened > world.start - 30:
            return
        if person.tolerance >= 3 and person.online and world.happens(person.index, "fund sold", 0.2):
            product = self._by_code["F3001"]
            start = rng.randint(max(account.opened, world.start - 400), world.as_of - 120)
            sold = world.calendar.on_or_after(rng.randint(max(start + 60, world.start), world.as_of - 20))
            fen = round_to(max(2_000, person.assets * rng.uniform(0.03, 0.1)), 1000) * 100
            holding = self._buy(rng, person, account, plan, held, product, start, fen, None)
            self._pay_out(rng, plan, holding, sold)
        if person.band in ("gold", "wealth", "private"):
            if world.happens(person.index, "money left", 0.06):
                self._money_leaves(rng, person, account, plan, held)
            elif world.happens(person.index, "money came", 0.05):
                self._money_comes(rng, person, account, plan)

    def _money_leaves(
        self, rng: Random, person: Person, account: Account, plan: Plan, held: list[Holding]
    ) -> None:
        world = self._world
        product = self._by_code["TD01Y"]
        ended = world.as_of - rng.randint(4, 26)
        start = months_after(ended, -12)
        if start < account.opened:
            return
        fen = round_to(max(50_000, person.assets * rng.uniform(0.3, 0.55)), 10_000) * 100
        matures = months_after(start, 12)
        holding = self._buy(rng, person, account, plan, held, product, start, fen, matures)
        self._pay_out(rng, plan, holding, matures)
        day = min(world.calendar.on_or_after(matures + 1), world.as_of - 1)
        flow = "own_out" if person.online else "own_counter"
        if flow == "own_counter":
            day = world.calendar.on_or_before(day)
        moment = at(rng, day, 9.5, 16.5)
        plan.add(rng, flow, account.index, moment, fen, party=own_account_elsewhere(person))

    def _money_comes(self, rng: Random, person: Person, account: Account, plan: Plan) -> None:
        day = self._world.as_of - rng.randint(2, 24)
        fen = round_to(max(50_000, person.assets * rng.uniform(0.15, 0.4)), 10_000) * 100
        if rng.random() < 0.35 and person.age(day) > 30:
            buyer = Party(f"{rng.choice('王李张陈林周')}先生"[:1] + rng.choice(("海", "敏", "强", "丽娟")), *elsewhere(rng))
            plan.add(rng, "house_sale", account.index, at(rng, day, 9.5, 16.5), fen, party=buyer)
        else:
            party = own_account_elsewhere(person)
            plan.add(rng, "own_in", account.index, at(rng, day, 9.0, 17.0), fen, party=party)
        account.wanted = max(account.wanted, int(fen * 0.92))


def elsewhere(rng: Random) -> tuple[str, str]:
    """Return another bank and an account number there."""
    bank = rng.choice(words("places")["words"]["other_banks"])
    return bank, f"9999{rng.randrange(10**12):012}"


def own_account_elsewhere(person: Person) -> Party:
    """Return the one account that a person has at another bank."""
    banks = words("places")["words"]["other_banks"]
    number = person.index * 7919 + 31
    return Party(person.name, banks[number % len(banks)], f"9999{number * 104_729 % 10**12:012}")


def _step(yuan: float) -> int:
    """Return the unit to which people round an amount of this size."""
    return 100 if yuan < 5_000 else 1_000 if yuan < 50_000 else 10_000 if yuan < 2_000_000 else 100_000


_NeedsGrade = Callable[[Holding], bool]


def needs_assessment(holding: Holding) -> bool:
    """Return whether buying a position needs a risk assessment: wealth products, funds, metals, trusts."""
    return holding.product.kind in _RISKY and holding.product.grade > 0
