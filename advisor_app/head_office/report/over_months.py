"""The sections of a report that go over months: assets, customers, movements between tiers, flows, maturities."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.money import exponent
from advisor_app.head_office.report.document import Month, Months, Series
from advisor_app.head_office.report.figures import Report
from advisor_app.i18n import format_number, format_short_month, money_unit
from advisor_app.i18n import gettext as _

_UP, _DOWN, _IN, _OUT, _DUE = 1, 4, 0, 2, 5


def assets(found: Report) -> Months:
    """Return the average assets of each tier."""
    months, tiers = _tiers(found)
    amounts = {(one.month, one.tier): one.assets_minor for one in found.tier_months}
    rows = [[amounts.get((month, code), 0) for month in months] for code in tiers]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    series, unit = _money(
        found, [*zip(_names(found, tiers), rows, strict=True)], [(_("Together"), sums)], sums
    )
    about = ""
    if months and not found.is_over(months[-1]):
        about = _(
            "{month} is not over: its customers stand in their present tier with the average of the month before.",
            month=words.month(months[-1]),
        )
    return Months(
        _("AUM by tier"),
        unit,
        _months(months, found),
        series,
        stacked=True,
        about=about,
        nothing=_("Nothing has been computed yet."),
    )


def customers(found: Report) -> Months:
    """Return how many customers each tier has."""
    months, tiers = _tiers(found)
    counts = {(one.month, one.tier): one.customers for one in found.tier_months}
    rows = [[counts.get((month, code), 0) for month in months] for code in tiers]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    drawn = [
        _counted(name, row, place)
        for place, (name, row) in enumerate(zip(_names(found, tiers), rows, strict=True))
    ]
    return Months(
        _("Customers by tier"),
        _("Customers"),
        _months(months, found),
        (*drawn, Series(_("Together"), _numbers(sums))),
        stacked=True,
        nothing=_("Nothing has been computed yet."),
    )


def moves(found: Report) -> Months:
    """Return how many customers went up and down."""
    months = [one.month for one in found.moves]
    return Months(
        _("Movements between tiers"),
        _("Customers"),
        _months(months, found),
        (
            _counted(_("Moved up"), [one.up for one in found.moves], _UP),
            _counted(_("Moved down"), [one.down for one in found.moves], _DOWN),
            Series(_("Net"), tuple(_signed(one.up - one.down) for one in found.moves)),
        ),
        about=_("Against the month before, where its tiers are known."),
        nothing=_("Nothing has been computed yet."),
    )


def flows(found: Report) -> Months:
    """Return what came and what left, and of how many customers more came than left."""
    came, left = [one.in_minor for one in found.flows], [one.out_minor for one in found.flows]
    net = [one.in_minor - one.out_minor for one in found.flows]
    drawn = [(_("Inflow"), came), (_("Outflow"), left)]
    series, unit = _money(found, drawn, [(_("Net"), net)], [*came, *left], colours=(_IN, _OUT))
    counts = (
        Series(_("Customers with a gain"), _numbers([one.gaining for one in found.flows])),
        Series(_("Customers with a loss"), _numbers([one.losing for one in found.flows])),
    )
    return Months(
        _("Flows"),
        unit,
        _months([one.month for one in found.flows], found),
        (*series, *counts),
        about=_("What only moves within the bank is left out."),
        nothing=_("Nothing has been computed yet."),
    )


def maturities(found: Report) -> Months:
    """Return what falls due in the months ahead."""
    amounts = [one.amount_minor for one in found.maturities]
    series, unit = _money(found, [(_("Amount"), amounts)], [], amounts, colours=(_DUE,))
    counts = Series(_("Customers"), _numbers([one.customers for one in found.maturities]))
    return Months(
        _("Maturities ahead"),
        unit,
        _months([one.month for one in found.maturities], found),
        (*series, counts),
        about=_(
            "Of open positions. Amounts are in {currency} only; customers are counted whatever the currency.",
            currency=found.currency,
        ),
        nothing=_("Nothing matures in the months ahead."),
    )


def _tiers(found: Report) -> tuple[list[int], list[str]]:
    """Return the months and the tiers that there are, the tiers as the policy orders them and then the others."""
    ours = [tier.code for tier in found.policy.tiers]
    there = {one.tier for one in found.tier_months}
    codes = [code for code in ours if code in there]
    return sorted({one.month for one in found.tier_months}), codes + sorted(there - set(ours))


def _names(found: Report, tiers: Sequence[str]) -> list[str]:
    return [words.tier(found.policy, code) or code for code in tiers]


def _months(months: Sequence[int], found: Report) -> tuple[Month, ...]:
    days = [from_day(month) for month in months]
    return tuple(
        Month(
            format_short_month(day),
            str(day.year) if place == 0 or day.year != days[place - 1].year else "",
            is_open=months[place] <= found.as_of and not found.is_over(months[place]),
        )
        for place, day in enumerate(days)
    )


def _money(
    found: Report,
    drawn: Sequence[tuple[str, Sequence[int]]],
    told: Sequence[tuple[str, Sequence[int]]],
    largest: Sequence[int],
    colours: Sequence[int] = (),
) -> tuple[tuple[Series, ...], str]:
    """Return series of amounts, of which some are only told, and the unit that all are in.

    The largest is at least ten of it, so that the amounts of small tiers can be told apart too.
    """
    most = max(map(abs, largest), default=0)
    size, unit = money_unit(most // 10, found.currency)
    minor = size * 10 ** exponent(found.currency)
    decimals = 0 if most >= 1_000 * minor else 2
    series = []
    for place, (name, amounts) in enumerate((*drawn, *told)):
        values = tuple(amount / minor for amount in amounts)
        is_drawn = place < len(drawn)
        colour = colours[place] if place < len(colours) else place
        series.append(
            Series(name, tuple(_decimal(one, decimals) for one in values), values if is_drawn else (), colour)
        )
    return tuple(series), unit


def _counted(name: str, counts: Sequence[int], colour: int) -> Series:
    return Series(name, _numbers(counts), tuple(map(float, counts)), colour)


def _numbers(counts: Sequence[int]) -> tuple[str, ...]:
    return tuple(format_number(count) for count in counts)


def _decimal(value: float, decimals: int) -> str:
    told = format_number(abs(value), decimals)
    return f"−{told}" if value < 0 and any(digit in told for digit in "123456789") else told


def _signed(count: int) -> str:
    return words.NOTHING if count == 0 else f"{'+' if count > 0 else '−'}{format_number(abs(count))}"
