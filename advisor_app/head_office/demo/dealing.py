"""Buying, valuing and paying out positions, each with the bookings that a bank makes for it.

What is bought inside the window is paid from a position of the same product that has just matured, from
money that comes from another bank or, where it is small, from the balance: so a current account keeps a
plausible balance by itself. For every product of an account: purchases in the window = principal of
holdings begun in it.
"""

from dataclasses import dataclass

from advisor_app.head_office.demo.accounts import Account
from advisor_app.head_office.demo.catalogue import Product
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import DAY, World, at, months_after, round_to

_ROLLED = 0.82
_VERBS = {"term_deposit": "开立", "bond": "认购", "metal": "买入"}
_ENDS = {"term_deposit": "到期转活期", "bond": "到期兑付", "wealth": "到期兑付", "trust": "到期分配"}


@dataclass(slots=True)
class Holding:
    """A position, open or closed; amounts in fen, `rate_bp` in hundredths of a percent a year."""

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

    @property
    def quantity_text(self) -> str:
        """The quantity as a decimal."""
        if self.quantity is None:
            return ""
        places = self.product.places
        return f"{self.quantity // 10**places}.{self.quantity % 10**places:0{places}}"

    def proceeds(self, day: int) -> int:
        """Return principal and yield in fen when the position ends on `day`."""
        if self.quantity is not None:
            return self.product.value(self.quantity, day)
        # 10,000 hundredths of a percent are one, 12 months a year; half a fen is rounded up.
        return (
            self.principal + (self.principal * (self.rate_bp or 0) * self.product.months + 60_000) // 120_000
        )


class Dealer:
    """Makes positions and their bookings."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._count = 0

    def new(self, life: Life, product: Product, start: int, fen: int, matures: int | None) -> Holding:
        """Return a position, valued at the business date, without any booking."""
        self._count += 1
        holding = Holding(f"P{self._count:08}", life.account, product, start, matures, fen, fen)
        if product.has_units:
            holding.quantity = product.quantity(fen, start)
            holding.value = product.value(holding.quantity, self._world.as_of)
        elif product.rate_bp is not None:
            # Rates have been falling by about 0.2 % a year: an older contract has a better one.
            quarters = min(16, (self._world.as_of - start) // 91)
            holding.rate_bp = product.rate_bp + 5 * quarters
        return holding

    def buy(self, life: Life, product: Product, start: int, fen: int, matures: int | None) -> Holding:
        """Open a position on `start`; inside the window with its booking and where the money came from."""
        holding = self.new(life, product, start, fen, matures)
        life.holdings.append(holding)
        if start >= self._world.start:
            moment = self._moment(life, start)
            memo = f"{product.name} {_VERBS.get(product.kind, '申购')}"
            flow = "deposit" if product.kind in ("term_deposit", "bond") else "invest"
            life.pay(flow, moment, fen, memo=memo, channel=self._channel(life, moment, product))
            if not self._rolled(life, holding, moment):
                self.fund(life, fen, moment)
        return holding

    def pay_out(self, life: Life, holding: Holding, day: int) -> int:
        """Close a position on `day` and return the fen that come to the account."""
        product, proceeds = holding.product, holding.proceeds(day)
        if day >= self._world.start:
            matured = holding.matures is not None
            flow = (
                "deposit_out"
                if product.kind in ("term_deposit", "bond")
                else "invest_matured"
                if matured
                else "redeem"
            )
            memo = f"{product.name} {_ENDS[product.kind] if matured else '赎回'}"
            life.pay(flow, at(life.rng, day, 5.0, 7.5), proceeds, memo=memo)
        holding.closed, holding.value = day, 0
        if holding.quantity is not None:
            holding.quantity = 0
        return proceeds

    def fund(self, life: Life, fen: int, moment: int) -> None:
        """Let money come from an account elsewhere before `moment`, unless the balance will do."""
        person = life.person
        if fen > 100 * min(2 * person.income, max(2_000, person.assets // 12)):
            amount = -(-fen // 100_000) * 100_000
            life.pay("own_in", moment - life.rng.randint(600, 5400), amount, life.elsewhere)

    def _rolled(self, life: Life, holding: Holding, moment: int) -> bool:
        """Perhaps let a position of the same product, that has just matured, have paid for this one."""
        product, rng, calendar = holding.product, life.rng, self._world.calendar
        if not product.term_days or product.closes is not None or rng.random() > _ROLLED:
            return False
        if product.months:
            start = months_after(holding.starts, -product.months)
            start = start if life.person.online else calendar.on_or_before(start)
            matures = months_after(start, product.months)
        else:
            start = calendar.on_or_before(holding.starts - product.days - 3)
            matures = calendar.on_or_after(start + product.days)
        if start < life.account.opened or matures > holding.starts:
            return False
        yuan = holding.principal // 100
        # Over a short term little is added.
        least = 0.88 if product.months >= 12 or product.days >= 300 else 0.94
        fen = round_to(yuan * life.rng.uniform(least, 1.0), step(yuan)) * 100
        if not product.minimum * 100 <= fen <= holding.principal:
            return False
        before = self.buy(life, product, start, fen, matures)
        self.fund(life, max(0, holding.principal - self.pay_out(life, before, matures)), moment)
        return True

    def _moment(self, life: Life, day: int) -> int:
        """Return a time at which this person does such things: while a branch is open, or online."""
        if self._world.calendar.is_open(day) and not life.person.online:
            return at(life.rng, day, 9.5, 16.6)
        return at(life.rng, day, 9.2, 17.0 if day == self._world.as_of else 21.5)

    def _channel(self, life: Life, moment: int, product: Product) -> str:
        """Return "counter" where that is possible and the only way, or likely; else the mobile bank."""
        day, second = divmod(moment, DAY)
        could = self._world.calendar.is_open(day) and 9 * 3600 <= second <= 17 * 3600
        must = not life.person.online or product.channels == "counter"
        return "counter" if could and (must or life.person.age(day) >= 62) else "mobile"


def step(yuan: float) -> int:
    """Return the unit to which people round an amount of this size."""
    return 100 if yuan < 5_000 else 1_000 if yuan < 50_000 else 10_000 if yuan < 2_000_000 else 100_000
