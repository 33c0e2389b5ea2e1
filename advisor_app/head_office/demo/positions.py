"""What a customer's assets are in, and which of it stands out: maturing, not rolled over, gone, just
arrived.
"""

from itertools import pairwise
from random import Random

from advisor_app.head_office.demo.catalogue import Catalogue, Product
from advisor_app.head_office.demo.dealing import Dealer, Holding, step
from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.life import Life, Occasion, wan
from advisor_app.head_office.demo.names import Names
from advisor_app.head_office.demo.person import Person
from advisor_app.head_office.demo.words import Weighted
from advisor_app.head_office.demo.world import World, at, months_after, round_to, years_after

# Percent of the assets on average, by band of assets.
_MIX = {
    "mass": {"current": 55, "term_deposit": 27, "wealth": 11, "fund": 4, "insurance": 3},
    "gold": {
        "current": 17,
        "term_deposit": 40,
        "wealth": 24,
        "fund": 8,
        "insurance": 7,
        "metal": 2,
        "bond": 2,
    },
    "wealth": {
        "current": 8,
        "term_deposit": 35,
        "wealth": 30,
        "fund": 12,
        "insurance": 9,
        "metal": 2,
        "bond": 4,
    },
    "private": {
        "current": 6,
        "term_deposit": 25,
        "wealth": 28,
        "fund": 14,
        "insurance": 10,
        "metal": 3,
        "trust": 14,
    },
}
_OLD = {"term_deposit": 1.5, "fund": 0.35, "bond": 3.0, "insurance": 0.5}
_PIECE = {"mass": 20_000, "gold": 100_000, "wealth": 500_000, "private": 2_500_000}
_TERMS = Weighted([("TD03M", 10), ("TD06M", 12), ("TD01Y", 34), ("TD02Y", 14), ("TD03Y", 26), ("TD05Y", 4)])
_GRADED = ("wealth", "fund", "metal", "trust")
_OPEN_ENDED_DAYS = 1400
_LEAST_SAVED = 1_000
_LEAST_FOR_A_HOUSE = 40_000_000


def needs_assessment(holding: Holding) -> bool:
    """Return whether buying a position needs a risk assessment."""
    return holding.product.kind in _GRADED


class Positions:
    """Plans the holdings of customers with all bookings that belong to them."""

    def __init__(self, world: World, catalogue: Catalogue, names: Names) -> None:
        self._world = world
        self._names = names
        self._dealer = Dealer(world)
        held = [product for product in catalogue.products if product.held]
        self._by_code = {product.code: product for product in held}
        self._by_kind: dict[str, list[Product]] = {}
        for product in held:
            self._by_kind.setdefault(product.kind, []).append(product)

    def plan(self, life: Life) -> None:
        """Add all holdings of a customer, and set what the main account should end with."""
        account = life.account
        if account.closed is not None:
            return
        amounts = self._split(life.rng, life.person)
        left = life.person.assets
        for kind, amount in amounts.items():
            for number, piece in enumerate(self._pieces(life.rng, life.person, amount)):
                if kind != "current":
                    left -= self._acquire(life, kind, piece, first=number == 0)
        account.wanted = max(0, left) * 100 + life.rng.randrange(100)
        if life.person.active_until >= self._world.as_of and account.opened < self._world.start - 30:
            self._stand_out(life)

    def _split(self, rng: Random, person: Person) -> dict[str, int]:
        """Return yuan by kind of holding."""
        old = person.age(self._world.as_of) >= 60
        weights = {
            kind: share * (_OLD.get(kind, 1.0) if old else 1.0) * rng.gammavariate(shape, 1 / shape)
            for kind, share in _MIX[person.band].items()
            for shape in (4.0 if kind == "current" else 1.3,)
        }
        if person.tolerance < 3:
            # Gold and trusts are R3 and above.
            weights |= {kind: 0.0 for kind in ("metal", "trust") if kind in weights}
        if person.active_until < self._world.as_of:
            weights["insurance"] = 0.0
        total = sum(weights.values())
        return {kind: int(person.assets * weight / total) for kind, weight in weights.items()}

    def _pieces(self, rng: Random, person: Person, amount: int) -> list[int]:
        """Cut an amount into the amounts of single positions, round as people choose them."""
        count = 1 + min(4, int(rng.expovariate(1.0) * amount / _PIECE[person.band]))
        edges = [0.0, *sorted(rng.random() for _ in range(count - 1)), 1.0]
        parts = [amount * (end - start) for start, end in pairwise(edges)]
        return [round_to(part, step(part)) for part in parts if part >= step(part)]

    def _acquire(self, life: Life, kind: str, amount: int, first: bool) -> int:
        """Put about `amount` yuan into a product of a kind; return how many were put in."""
        if kind == "insurance":
            return self._insure(life, amount)
        chosen = self._choose(life, kind, amount)
        if chosen is None:
            return 0
        if chosen.closes is not None:
            dates = self._issue_dates(life, chosen)
        else:
            dates = self._dates(life, chosen, first, large=amount >= 200_000)
        if dates is None:
            return 0
        product, start, matures = dates
        if (
            kind == "fund"
            and amount >= 12_000
            and start > life.account.opened + 400
            and life.rng.random() < 0.3
        ):
            return self._save_monthly(life, product, amount)
        self._dealer.buy(life, product, start, amount * 100, matures)
        return amount

    def _choose(self, life: Life, kind: str, amount: int) -> Product | None:
        rng, person = life.rng, life.person
        if kind in ("term_deposit", "bond") and amount < _LEAST_SAVED:
            return None
        if kind == "term_deposit":
            large = amount >= 200_000 and rng.random() < 0.6
            return self._by_code[rng.choice(("CD01Y", "CD03Y")) if large else _TERMS.draw(rng)]
        fitting: dict[str, list[Product]] = {}
        for product in self._by_kind[kind]:
            allowed = product.grade <= person.tolerance and person.band in (product.tiers or (person.band,))
            if allowed and product.minimum <= amount:
                # Products of a family are one choice, however many issues there are of it.
                fitting.setdefault(product.code[:3], []).append(product)
        return rng.choice(fitting[rng.choice(list(fitting))]) if fitting else None

    def _issue_dates(self, life: Life, chosen: Product) -> tuple[Product, int, int | None] | None:
        """Return an issue of a series that is still running, with its dates."""
        world, running = self._world, list[tuple[Product, int, int | None]]()
        for issue in self._by_kind[chosen.kind]:
            if issue.closes is None or issue.code[:3] != chosen.code[:3]:
                continue
            start = world.calendar.on_or_after(issue.closes + 1)
            matures = world.calendar.on_or_after(start + issue.days)
            if (
                life.account.opened < start < min(world.as_of, life.person.active_until)
                and matures > world.as_of
            ):
                running.append((issue, start, matures))
        return life.rng.choice(running) if running else None

    def _dates(
        self, life: Life, product: Product, first: bool, large: bool
    ) -> tuple[Product, int, int | None] | None:
        """Return when a position began and when it matures, which is not before the business date."""
        world, opened = self._world, life.account.opened
        latest = min(world.as_of - 1, life.person.active_until)
        if first and product.kind == "term_deposit" and (day := self._near_maturity(life)):
            start = months_after(day, -product.months)
            start = start if life.person.online else world.calendar.on_or_before(start)
            if opened <= start <= latest:
                return product, start, months_after(start, product.months)
        earliest = max(opened, world.as_of - (product.term_days or _OPEN_ENDED_DAYS) + 1)
        if earliest > latest:
            return None
        start = life.rng.randint(earliest, latest)
        if product.kind != "term_deposit" or large or not life.person.online:
            start = world.calendar.on_or_before(start)
        matures = product.maturity(start)
        if matures is not None and product.days:
            matures = world.calendar.on_or_after(matures)
        if start < opened or (matures is not None and matures < world.as_of):
            return None
        return product, start, matures

    def _near_maturity(self, life: Life) -> int | None:
        """Return a maturity near the business date for some, so that every advisor has some to call."""
        as_of, rng = self._world.as_of, life.rng
        if self._world.happens(life.person.index, "maturing", 0.2):
            return as_of + rng.choice((0, rng.randint(1, 7), rng.randint(8, 30), rng.randint(8, 30)))
        if self._world.happens(life.person.index, "not rolled over", 0.06):
            return as_of - rng.randint(1, 50)
        return None

    def _save_monthly(self, life: Life, product: Product, amount: int) -> int:
        """A savings plan: the same amount into a fund every month; return what was put in, in yuan."""
        world, rng = self._world, life.rng
        count = rng.randint(8, 36)
        fen = min(5_000, round_to(amount / count, 100)) * 100
        first = months_after(world.as_of, -count)
        days = [world.calendar.on_or_after(months_after(first, number) + 3) for number in range(count)]
        latest = min(world.as_of - 1, life.person.active_until)
        days = [day for day in days if life.account.opened <= day <= latest]
        if not days:
            return 0
        holding = self._dealer.new(life, product, days[0], fen * len(days), None)
        holding.quantity = sum(product.quantity(fen, day) for day in days)
        holding.value = product.value(holding.quantity, world.as_of)
        life.holdings.append(holding)
        for day in days:
            if day >= world.start:
                life.pay("invest_plan", at(rng, day, 9.0, 9.5), fen, memo=f"{product.name} 定投")
        return fen * len(days) // 100

    def _insure(self, life: Life, amount: int) -> int:
        """An insurance contract; premiums are debited on each anniversary. Return what was paid, in yuan."""
        world, person, rng = self._world, life.person, life.rng
        earliest = max(life.account.opened, years_after(world.as_of, -6), years_after(person.birth, 20))
        latest = min(world.as_of - 3, years_after(person.birth, 64))
        if earliest > latest:
            return 0
        start = world.calendar.on_or_before(rng.randint(earliest, latest))
        product = rng.choice(self._by_kind["insurance"])
        due = [years_after(start, year) for year in range(product.payments)]
        due = [day for day in due if day < world.as_of]
        premium = round_to(amount / len(due), 1000)
        # A yearly premium above four months' pay would not pass the needs-and-ability check.
        too_much = product.payments > 1 and premium > 4 * person.income
        if start < earliest or premium < product.minimum or too_much:
            return 0
        holding = self._dealer.new(life, product, start, premium * 100 * len(due), None)
        year = min((world.as_of - start) // 365, len(product.cash_value) - 1)
        holding.value = round(holding.principal * product.cash_value[year])
        life.holdings.append(holding)
        for day in due:
            if day < world.start:
                continue
            moment = at(rng, day, 9.5, 16.0) if day == start else at(rng, day, 6.0, 6.9)
            memo = f"{product.name} {'首期' if day == start else '续期'}保费"
            flow = "premium_first" if day == start else "premium"
            life.pay(flow, moment, premium * 100, Party(product.issuer), memo)
            self._dealer.fund(life, premium * 100, moment)
        return premium * len(due)

    def _stand_out(self, life: Life) -> None:
        """Some sold a fund, some took a matured deposit out of the bank, to some much money came."""
        world, person = self._world, life.person
        earliest, latest = max(life.account.opened, world.start - 400), world.as_of - 140
        if earliest < latest and person.tolerance >= 3 and world.happens(person.index, "fund sold", 0.2):
            product = self._by_code["F3001"]
            start = world.calendar.on_or_after(life.rng.randint(earliest, latest))
            sold = world.calendar.on_or_after(
                life.rng.randint(max(start + 60, world.start), world.as_of - 15)
            )
            yuan = max(2_000, person.assets * life.rng.uniform(0.03, 0.1))
            holding = self._dealer.buy(life, product, start, round_to(yuan, 1000) * 100, None)
            self._dealer.pay_out(life, holding, sold)
        if world.happens(person.index, "money left before", 0.45):
            fen = round_to(max(1_000, person.assets * life.rng.uniform(0.2, 0.9)), 1_000) * 100
            self._money_leaves(life, world.as_of - life.rng.randint(40, 650), fen)
        if person.band == "mass":
            return
        if world.happens(person.index, "money left", 0.06):
            fen = round_to(max(50_000, person.assets * life.rng.uniform(0.3, 0.55)), 10_000) * 100
            day = self._money_leaves(life, world.as_of - life.rng.randint(6, 26), fen)
            if day and life.rng.random() < 0.6:
                about = {"amount": wan(fen)}
                life.occasions.append(Occasion(day + life.rng.randint(1, 4), "retention", about))
        elif world.happens(person.index, "money came", 0.05):
            self._money_comes(life)

    def _money_leaves(self, life: Life, ended: int, fen: int) -> int | None:
        """A deposit matures on about the day it `ended` and goes to another bank; return the day it goes."""
        world, rng = self._world, life.rng
        start = months_after(ended, -12)
        if start < life.account.opened:
            return None
        matures = months_after(start, 12)
        holding = self._dealer.buy(life, self._by_code["TD01Y"], start, fen, matures)
        self._dealer.pay_out(life, holding, matures)
        day = world.calendar.on_or_after(matures)
        if not world.start <= day < world.as_of:
            return None
        flow = "own_out" if life.person.online else "own_counter"
        life.pay(flow, at(rng, day, 9.5, 16.5), fen, life.elsewhere)
        return day

    def _money_comes(self, life: Life) -> None:
        rng, person = life.rng, life.person
        day = self._world.as_of - rng.randint(2, 24)
        fen = round_to(max(50_000, person.assets * rng.uniform(0.15, 0.4)), 10_000) * 100
        if fen >= _LEAST_FOR_A_HOUSE and rng.random() < 0.5 and person.age(day) > 30:
            buyer = self._names.full(rng, rng.choice(("female", "male")), person.birth)
            life.pay("house_sale", at(rng, day, 9.5, 16.5), fen, life.stranger(buyer))
        else:
            life.pay("own_in", at(rng, day, 9.0, 17.0), fen, life.elsewhere)
        life.account.wanted = max(life.account.wanted, int(fen * 0.92))
        if rng.random() < 0.5:
            life.occasions.append(Occasion(day + rng.randint(1, 3), "inflow", {"amount": wan(fen)}))
