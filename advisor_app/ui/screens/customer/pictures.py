"""What the charts of a customer show: plain numbers and texts in the present language, and the figures in words.

A picture is None where there is nothing to draw; what to say instead is the screen's.
"""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.dates import add_months, from_day
from advisor_app.domain.figures import Figures
from advisor_app.domain.money import exponent
from advisor_app.domain.profile import Profile
from advisor_app.domain.records import AumMonth
from advisor_app.i18n import format_percent, format_short_month, money_unit
from advisor_app.i18n import gettext as _
from advisor_app.ui.charts import Chart
from advisor_app.ui.charts.bars import Bar, Bars
from advisor_app.ui.charts.donut import Donut, Slice
from advisor_app.ui.charts.trend import Trend

MONTHS = 13
"""The newest month and the twelve before it: the line begins where the change in 12 months is counted from."""
SHOWN = 8
"""Categories that get a bar of their own."""
_WHOLE = 100


class Picture(NamedTuple):
    """A chart, the unit that it is measured in where it has an axis, and its figures in words, one a line."""

    chart: Chart
    unit: str
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """The figures in one sentence."""
        return _("; ").join(self.lines)


def aum(profile: Profile) -> Picture | None:
    """Return the averages of twelve months up to the newest that is known, and of the one before them."""
    if not profile.aum:
        return None
    known = {month.month: month for month in profile.aum}
    newest = profile.aum[0]
    months = [add_months(newest.month, back - MONTHS + 1) for back in range(MONTHS)]
    there = [known.get(month) for month in months]
    largest = max(abs(month.average_minor) for month in there if month)
    size, unit = money_unit(largest, newest.currency)
    minor = size * 10 ** exponent(newest.currency)
    chart = Trend(
        labels=tuple(month_label(month, first=index == 0) for index, month in enumerate(months)),
        values=tuple(month and month.average_minor / minor for month in there),
        last=_money(newest.average_minor, newest.currency),
        partly=tuple(month is not None and month.coverage < _WHOLE for month in there),
    )
    said = tuple(f"{words.month(day)} {_average(month)}" for day, month in zip(months, there, strict=True))
    if any(chart.partly):
        unit = _("{unit} · ○ known in part", unit=unit)
    return Picture(chart, unit, said)


def spending(profile: Profile, figures: Figures) -> Picture | None:
    """Return the largest categories of a year's spending, and the others in one."""
    if not figures.spending:
        return None
    names = profile.policy.codes.transaction_categories
    parts = [(words.code(names, category) or category, minor) for category, minor in figures.spending]
    shown, others = parts[:SHOWN], parts[SHOWN:]
    if others:
        shown.append((_("Other"), sum(minor for _name, minor in others)))
    bars = tuple(Bar(name, float(minor), _money(minor, figures.currency)) for name, minor in shown)
    return Picture(Bars(bars, rest=bool(others)), "", tuple(f"{bar.name} {bar.amount}" for bar in bars))


def allocation(profile: Profile) -> Picture | None:
    """Return what the assets consist of."""
    parts = profile.allocation()
    if not parts:
        return None
    whole = sum(minor for _kind, minor in parts)
    names = profile.policy.codes.product_kinds
    slices = tuple(
        Slice(words.code(names, kind) or kind, float(minor), format_percent(minor / whole))
        for kind, minor in parts
    )
    currency = profile.bank.base_currency
    said = [
        f"{part.name} {part.share} {_money(minor, currency)}"
        for part, (_kind, minor) in zip(slices, parts, strict=True)
    ]
    chart = Donut(slices, _money(whole, currency), _("Assets"))
    return Picture(chart, "", (f"{chart.caption} {chart.total}", *said))


def _average(month: AumMonth | None) -> str:
    if month is None:
        return words.NOTHING
    amount = _money(month.average_minor, month.currency)
    if month.coverage == _WHOLE:
        return amount
    known = format_percent(month.coverage / _WHOLE, 0)
    return _("{amount} ({share} known)", amount=amount, share=known)


def _money(minor: int, currency: str) -> str:
    return words.money(minor, currency, compact=True) or words.NOTHING


def month_label(day: int, *, first: bool) -> str:
    """Return the label of a month, with its year where one begins."""
    date = from_day(day)
    month = format_short_month(date)
    return f"{month}\n{date.year}" if first or date.month == 1 else month
