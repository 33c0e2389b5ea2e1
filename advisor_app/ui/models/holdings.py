"""All that a customer has, group by group, each group with what it adds to the assets or to the debts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum, IntEnum
from operator import itemgetter
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.positions import OWNER, Position, State, convert, totals
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.rows import Cell, RowsModel
from advisor_app.ui.theme import Tone

AMBER_DAYS, RED_DAYS = 30, 7
"""How many days before it matures a position is marked."""
_BAD_STATUSES = ("arrears", "defaulted")


class Group(Enum):
    """What positions are grouped by, in the order in which the groups are shown."""

    ACCOUNTS = N_("Deposits and accounts")
    TERM_DEPOSITS = N_("Term deposits")
    WEALTH = N_("Wealth products")
    FUNDS = N_("Funds")
    INSURANCE = N_("Insurance")
    OTHERS = N_("Metals and others")
    LOANS = N_("Loans")
    CARDS = N_("Cards")


_OF_HOLDING = {
    "term_deposit": Group.TERM_DEPOSITS,
    "wealth": Group.WEALTH,
    "fund": Group.FUNDS,
    "insurance": Group.INSURANCE,
}
_OF_ENTITY = {"accounts": Group.ACCOUNTS, "loans": Group.LOANS, "cards": Group.CARDS}


class Column(IntEnum):
    """The columns."""

    POSITION = 0
    VALUE = 1
    RATE = 2
    GRADE = 3
    FROM = 4
    UNTIL = 5
    STATE = 6


class Line(NamedTuple):
    """A line of the table: a position, or the heading of a group with how many and how much lie below it."""

    group: Group
    position: Position | None = None
    members: int = 0
    subtotal_minor: int | None = None


def group_of(position: Position) -> Group:
    """Return the group that a position is shown in."""
    return _OF_ENTITY.get(position.entity) or _OF_HOLDING.get(position.kind, Group.OTHERS)


def urgency(day: int, today: int) -> str:
    """Return the token that a day of maturity is written in: the nearer, the louder."""
    left = day - today
    return "bad" if left <= RED_DAYS else "warn" if left <= AMBER_DAYS else "muted"


class PositionCells:
    """What the cells of the positions of one customer show."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._today = profile.today
        self._base = profile.bank.base_currency

    def of(self, position: Position) -> Sequence[Cell]:
        """Return the cells of a position, column by column."""
        return (
            self._name(position),
            self._value(position),
            self._rate(position),
            self._grade(position),
            Cell(words.column_day(position.starts_on), sort=position.starts_on),
            self._until(position),
            self._state(position),
        )

    def heading(self, line: Line) -> Sequence[Cell]:
        """Return the cells of the heading of a group."""
        blank = Cell("", strong=True, spoken=" ")
        name = Cell(_(line.group.value), format_number(line.members), strong=True)
        value = words.money(line.subtotal_minor, self._base)
        subtotal = Cell(value, strong=True, spoken=_("in all {amount}", amount=value)) if value else blank
        return (name, subtotal, blank, blank, blank, blank, blank)

    def _name(self, position: Position) -> Cell:
        policy = self._profile.policy
        name = words.kind(policy, position)
        kind = words.kind_of_thing(policy, position) if position.name else None
        role = words.code(policy.codes.holder_roles, position.role) if position.role != OWNER else None
        ink = "muted" if position.state(self._today) is State.CLOSED else "text"
        second = " · ".join(part for part in (kind, position.number, role) if part)
        return Cell(name or words.NOTHING, second, ink, sort=name)

    def _value(self, position: Position) -> Cell:
        minor, currency = position.value_minor, position.currency
        shown = words.money(minor, currency)
        if shown is None or minor is None or currency is None:
            return Cell()
        value = convert(minor, currency, self._base, self._profile.rates)
        second = ""
        if position.role != OWNER:
            second = _("not counted")
        elif value is None:
            second = _("no rate")
        elif currency != self._base:
            second = f"≈ {words.money(value, self._base)}"
        return Cell(shown, second, "text" if position.counts(self._today) else "muted", sort=value)

    def _rate(self, position: Position) -> Cell:
        if not position.rate:
            return Cell()
        rate = Decimal(position.rate)
        return Cell(format_percent(rate, 2), sort=rate)

    def _grade(self, position: Position) -> Cell:
        grade = position.risk_grade
        if not grade:
            return Cell()
        names = {one.code: one.name for one in self._profile.policy.suitability.product_grades}
        name = words.code(names, grade)
        spoken = grade if name == grade else f"{grade} {name}"
        return Cell(grade, tone=Tone.NEUTRAL, spoken=spoken, sort=grade)

    def _until(self, position: Position) -> Cell:
        day = position.ends_on
        if day is None:
            return Cell()
        shown = words.column_day(day)
        if position.state(self._today) in (State.CLOSED, State.FUTURE):
            return Cell(shown, ink="muted", sort=day)
        left = words.days_until(day, self._today)
        return Cell(shown, left, second_ink=urgency(day, self._today), sort=day)

    def _state(self, position: Position) -> Cell:
        state = position.state(self._today)
        name = words.state(state)
        if state is State.CLOSED:
            return Cell(name, words.column_day(position.closed_on), "muted", sort=name)
        if state is not State.ACTIVE:
            return Cell(name, tone=Tone.BAD if state is State.MATURED else Tone.ACCENT, sort=name)
        if position.status:
            name = words.code(self._profile.policy.codes.loan_statuses, position.status) or name
        tone = Tone.BAD if position.status in _BAD_STATUSES else None
        return Cell(name, ink="muted", tone=tone, sort=name)


class HoldingsModel(RowsModel[Line, Cell]):
    """The positions of one customer."""

    HEADINGS = (
        N_("Position"),
        N_("Value"),
        N_("Rate"),
        N_("Risk grade"),
        N_("From"),
        N_("Until"),
        N_("State"),
    )
    RIGHT = frozenset({Column.VALUE, Column.RATE})

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._with_closed = False
        self._order: tuple[int, bool] = (Column.VALUE, False)

    def show(self, profile: Profile | None, *, with_closed: bool) -> None:
        """Show the positions of a customer, without the closed ones unless they are asked for."""
        self._profile, self._with_closed = profile, with_closed
        self._arrange()

    def order_by(self, column: int, ascending: bool) -> None:
        """Put the positions of each group in another order; the unknown comes last."""
        self._order = (column, ascending)
        self._arrange()

    def find(self, position: Position) -> int | None:
        """Return the line of a position, by table and id."""
        wanted = (position.entity, position.id)
        for place, line in enumerate(self.rows):
            if line.position and (line.position.entity, line.position.id) == wanted:
                return place
        return None

    def cells(self, row: Line) -> Sequence[Cell]:
        """Return the cells of a heading or of a position."""
        if self._profile is None:
            return ()
        made = PositionCells(self._profile)
        return made.of(row.position) if row.position else made.heading(row)

    def _arrange(self) -> None:
        self.set_rows(list(self._lines(self._profile)) if self._profile else [])

    def _lines(self, profile: Profile) -> Iterator[Line]:
        made = PositionCells(profile)
        closed = State.CLOSED
        shown = [p for p in profile.positions if self._with_closed or p.state(profile.today) is not closed]
        for group in Group:
            members = [position for position in shown if group_of(position) is group]
            if not members:
                continue
            yield Line(group, None, len(members), _subtotal(members, profile))
            yield from (Line(group, position) for position in self._sorted(members, made))

    def _sorted(self, members: Sequence[Position], made: PositionCells) -> list[Position]:
        column, ascending = self._order
        values = [(made.of(position)[column].sort, position) for position in members]
        known = [pair for pair in values if pair[0] is not None]
        known.sort(key=itemgetter(0), reverse=not ascending)
        return [p for _, p in known] + [p for value, p in values if value is None]


def _subtotal(members: Sequence[Position], profile: Profile) -> int | None:
    """Return what positions add up to in the base currency, None where none of them can be counted."""
    base, rates = profile.bank.base_currency, profile.rates
    counted = [position for position in members if position.counts(profile.today)]
    known = [
        p for p in counted if p.currency and convert(p.value_minor or 0, p.currency, base, rates) is not None
    ]
    if not known:
        return None
    sums = totals(known, profile.today, base, rates)
    return sums.assets_minor - sums.debts_minor


def maturities(profile: Profile, days: int) -> list[Position]:
    """Return what matures within so many days, the next first; before it what has matured and still counts."""
    last = profile.today + days
    ending = [
        (position.ends_on, place, position)
        for place, position in enumerate(profile.positions)
        if position.ends_on is not None and position.ends_on <= last
        if position.value_minor and position.counts(profile.today)
    ]
    return [position for _, _, position in sorted(ending, key=itemgetter(0, 1))]
