"""What the cards of the book over time say: a chart, and for each of its steps the figures that open customers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from advisor_app import words
from advisor_app.domain import insight_figures as figures
from advisor_app.domain.insight_figures import Assets, Cohort, Flows, Shares, counted_by
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, format_number, money_unit, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.charts.bars import Bar, Bars
from advisor_app.ui.charts.columns import Columns, Part
from advisor_app.ui.models.insight_names import insight_name, segment_name
from advisor_app.ui.screens.book.figure import Counted
from advisor_app.ui.screens.customer.pictures import month_label

_IN, _OUT, _UP, _DOWN, _ONE = 0, 2, 1, 4, 5
"""Places of colours among those of charts."""


class Entry(NamedTuple):
    """A figure of a step: what it counts, and what it is called beside its number."""

    counted: Counted
    name: str


class Step(NamedTuple):
    """One place of a chart: what it is called, what makes its figures, and what the chart shows there in words.

    Figures are made when their step is looked at: a chart has a dozen steps, of which one is.
    """

    name: str
    entries: Callable[[], tuple[Entry, ...]]
    told: str = ""


class Topic(NamedTuple):
    """A card: its chart, the unit of the axis, its steps, which step is looked at first, and what else is said.

    `table` is what the chart shows, in rows below a heading. Without steps there is nothing but `about`.
    """

    chart: Columns | Bars
    unit: str
    steps: tuple[Step, ...]
    first: int
    about: str
    table: tuple[tuple[str, ...], ...]


class Series(NamedTuple):
    """One part of a chart by months in minor units or customers, and the colour of it."""

    name: str
    values: tuple[int, ...]
    colour: int


def assets(found: Assets) -> Topic | None:
    """Return the assets of each tier by months."""
    if found.bank is None or not found.tier_months:
        return None
    months = sorted({one.month for one in found.tier_months})
    by = {(one.month, one.tier): one for one in found.tier_months}
    codes = [tier.code for tier in found.policy.tiers if any((month, tier.code) in by for month in months)]
    series = [
        Series(
            words.tier(found.policy, code) or code,
            tuple(by[month, code].assets_minor if (month, code) in by else 0 for month in months),
            place,
        )
        for place, code in enumerate(codes)
        if any((month, code) in by and by[month, code].assets_minor for month in months)
    ]
    currency = found.bank.base_currency

    def entries(month: int) -> tuple[Entry, ...]:
        return tuple(
            _entry(found.policy, one.customers, one.assets_minor, currency, figures.IN_TIER, month, code)
            for code in reversed(codes)
            if (one := by.get((month, code)))
        )

    return _by_months(months, series, currency, entries)


def moves(found: Flows) -> Topic | None:
    """Return the movements between tiers by months: up above the line, down below it."""
    if not found.moves:
        return None
    months = [one.month for one in found.moves]
    series = [
        Series(_("Moved up"), tuple(one.up for one in found.moves), _UP),
        Series(_("Moved down"), tuple(-one.down for one in found.moves), _DOWN),
    ]
    by = {one.month: one for one in found.moves}

    def entries(month: int) -> tuple[Entry, ...]:
        return (
            _entry(found.policy, by[month].up, None, None, figures.MOVED, month, "up"),
            _entry(found.policy, by[month].down, None, None, figures.MOVED, month, "down"),
        )

    return _by_months(months, series, None, entries)


def flows(found: Flows) -> Topic | None:
    """Return the money that came and left by months."""
    if found.bank is None or not found.months:
        return None
    currency, by = found.bank.base_currency, {one.month: one for one in found.months}
    series = [
        Series(_("Inflow"), tuple(one.in_minor for one in found.months), _IN),
        Series(_("Outflow"), tuple(one.out_minor for one in found.months), _OUT),
    ]

    def entries(month: int) -> tuple[Entry, ...]:
        one = by[month]
        return (
            _entry(found.policy, one.gaining, None, None, figures.GAINING, month),
            _entry(found.policy, one.losing, None, None, figures.LOSING, month),
        )

    made = _by_months(list(by), series, currency, entries, stacked=False, balance=True)
    if found.data_on is None:
        return made
    # The newest month is not over: it is told until when its money was counted.
    *before, newest = made.steps
    until = _("until {day}", day=words.day(found.data_on))
    return made._replace(steps=(*before, newest._replace(told=" · ".join((newest.told, until)))))


def maturities(found: Flows) -> Topic | None:
    """Return what matures in the months ahead."""
    if found.bank is None or not found.maturities:
        return None
    currency, by = found.bank.base_currency, {one.month: one for one in found.maturities}
    series = [Series(_("Matures"), tuple(one.amount_minor for one in found.maturities), _ONE)]

    def entries(month: int) -> tuple[Entry, ...]:
        one = by[month]
        return (_entry(found.policy, one.customers, one.amount_minor, currency, figures.MATURES, month),)

    other = found.other_currencies
    about = (
        ngettext(
            "without {n} position in another currency", "without {n} positions in other currencies", other
        )
        if other
        else ""
    )
    return _by_months(list(by), series, currency, entries, first=0, about=about)


def segments(found: Shares) -> Topic | None:
    """Return the RFM segments, all in one step."""
    if found.bank is None or not found.segments:
        return None
    currency = found.bank.base_currency
    named = [(segment_name(found.policy, one.code), one) for one in found.segments]
    bars = tuple(Bar(name, float(one.customers), format_number(one.customers)) for name, one in named)

    def entries() -> tuple[Entry, ...]:
        return tuple(
            _entry(found.policy, one.customers, one.assets_minor, currency, figures.SEGMENT, one.code)
            for one in found.segments
        )

    table = [(name, str(one.customers), words.money(one.assets_minor, currency) or "") for name, one in named]
    whole = sum(one.customers for one in found.segments)
    about = _(
        "days since the last own transaction, how many in a year, average AUM; n = {n} who may be profiled",
        n=format_number(whole),
    )
    return Topic(
        Bars(bars), "", (Step("", entries),), 0, about, ((_("Segment"), _("Customers"), _("AUM")), *table)
    )


def cohorts(found: Shares) -> Topic | None:
    """Return the customers by the year in which they came, those who have left on top."""
    if found.bank is None or not found.cohorts:
        return None
    currency = found.bank.base_currency
    chart = Columns(
        tuple(str(one.year) for one in found.cohorts),
        (
            Part(_("With the bank"), tuple(float(one.customers - one.left) for one in found.cohorts), _IN),
            Part(_("Have left"), tuple(float(one.left) for one in found.cohorts), _DOWN),
        ),
    )

    def entries(one: Cohort) -> tuple[Entry, ...]:
        entry = _entry(found.policy, one.customers, one.assets_minor, currency, figures.OPENED, one.year)
        left = ngettext("{n} has left", "{n} have left", one.left) if one.left else ""
        return (entry._replace(name=" · ".join(filter(None, (entry.name, left)))),)

    steps = tuple(Step(str(one.year), partial(entries, one)) for one in found.cohorts)
    table = (
        (str(one.year), str(one.customers), str(one.left), words.money(one.assets_minor, currency) or "")
        for one in found.cohorts
    )
    heading = (_("Opened"), _("Customers"), _("Have left"), _("AUM"))
    return Topic(chart, "", steps, len(steps) - 1, "", (heading, *table))


def _by_months(
    months: Sequence[int],
    series: Sequence[Series],
    currency: str | None,
    entries: Callable[[int], tuple[Entry, ...]],
    *,
    first: int = -1,
    stacked: bool = True,
    about: str = "",
    balance: bool = False,
) -> Topic:
    """Return a topic whose steps are months; the values of its series are customers where there is no currency.

    With `balance` the second series is taken from the first where a month is told in words.
    """
    size, unit = 1, ""
    if currency is not None:
        totals = [sum(part.values[at] for part in series) if stacked else 0 for at in range(len(months))]
        largest = max((abs(value) for part in series for value in part.values), default=0)
        size, unit = money_unit(max((*totals, largest)), currency)
        size *= 10 ** exponent(currency)
    chart = Columns(
        tuple(month_label(month, first=at == 0) for at, month in enumerate(months)),
        tuple(Part(one.name, tuple(value / size for value in one.values), one.colour) for one in series),
        stacked,
    )

    def told(value: int) -> str:
        return str(abs(value)) if currency is None else words.money(value, currency) or ""

    heading = (_("Month"), *(one.name for one in series))
    rows = (
        (words.month(month), *(told(one.values[at]) for one in series)) for at, month in enumerate(months)
    )

    def together(at: int) -> str:
        if currency is None or len(series) == 1:
            return ""
        if not balance:
            return words.money(sum(one.values[at] for one in series), currency, compact=True) or ""
        came, left = (one.values[at] for one in series)
        return _("net {amount}", amount=words.money(came - left, currency, compact=True))

    steps = tuple(
        Step(words.month(month), partial(entries, month), together(at)) for at, month in enumerate(months)
    )
    return Topic(chart, unit, steps, first % len(steps), about, (heading, *rows))


def _entry(
    policy: Policy, customers: int, minor: int | None, currency: str | None, about: str, *values: int | str
) -> Entry:
    """Return a figure; beside its number stands what the step that it is shown with does not say."""
    query = counted_by(about, *values)
    name = insight_name(policy, query.insights[0])
    short = (words.tier(policy, str(values[1])) or name) if about == figures.IN_TIER else name
    amount = words.money(minor, currency, compact=True)
    return Entry(Counted(name, customers, query), " · ".join(filter(None, (short, amount))))


TITLES = {
    "assets": N_("AUM by tier"),
    "moves": N_("Movements between tiers"),
    "flows": N_("Flows"),
    "maturities": N_("Maturities ahead"),
    "segments": N_("Segments by activity and assets (RFM)"),
    "cohorts": N_("Customers by year of opening"),
}
"""The cards that are charts, by the name under which they are saved."""
NOTHING = {
    "assets": N_("Head office has computed no months of tiers yet."),
    "moves": N_("Movements are known once head office has computed the tiers of two months."),
    "flows": N_("Head office has computed no flows yet."),
    "maturities": N_("Nothing matures in the months ahead."),
    "segments": N_("Head office has computed no segments yet."),
    "cohorts": N_("It is not known when customers came to the bank."),
}
"""What is said where there is nothing to show."""

TOPICS: dict[str, Callable[[Any], Topic | None]] = {
    "assets": assets,
    "moves": moves,
    "flows": flows,
    "maturities": maturities,
    "segments": segments,
    "cohorts": cohorts,
}
"""What makes them of the part of the figures that they are in."""
