"""A customer's habits in words: one sentence for each, with the chart that shows what it says."""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.insights import Habits, Rfm
from advisor_app.domain.insights.habits import IncomeState, Recurring
from advisor_app.domain.insights.rfm import FIFTHS
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, format_number, format_percent, money_unit, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.charts.bars import Bar, Bars
from advisor_app.ui.charts.columns import Columns, Part
from advisor_app.ui.models.insight_names import segment_name
from advisor_app.ui.screens.customer.pictures import Picture, month_label

_HUNDRED = 100
_IN, _OUT, _SPENT = 0, 2, 1
"""Places of colours among those of charts."""
_EVERY = (
    (6, 8, N_("every week")),
    (27, 33, N_("every month")),
    (88, 94, N_("every quarter")),
    (179, 185, N_("every half year")),
)
"""How often a payment comes: from so many days to so many, and what that is called."""


class HabitLine(NamedTuple):
    """One habit: the icon, the sentence, and its chart. `ink` is the colour of the icon."""

    drawing: str
    sentence: str
    picture: Picture
    ink: str = "muted"


def lines(habits: Habits, policy: Policy) -> tuple[HabitLine, ...]:
    """Return the habits that were found, in the order in which they are told."""
    said = _Said(habits, policy)
    parts = (
        said.flows,
        said.income,
        said.spending,
        said.merchants,
        said.recurring,
        said.season,
        said.elsewhere,
        said.other_banks,
        said.channels,
    )
    return tuple(line for part in parts if (line := part()) is not None)


def standing(rfm: Rfm, policy: Policy) -> HabitLine:
    """Return where a customer stands among those of the bank: the segment, and what it was judged by."""
    said = {
        "segment": segment_name(policy, rfm.segment),
        "n": format_number(rfm.frequency),
        "amount": words.money(rfm.average_minor, rfm.currency, compact=True) or words.NOTHING,
    }
    sentence = (
        _("{segment}: no transaction of their own in 12 months, average assets {amount}.", **said)
        if rfm.last_on is None
        else _(
            "{segment}: last transaction of their own on {last}, {n} in 12 months, average assets {amount}.",
            last=words.day(rfm.last_on),
            **said,
        )
    )
    places = (
        (_("How recent"), rfm.recency_place),
        (_("How often"), rfm.frequency_place),
        (_("How much"), rfm.average_place),
    )
    bars = tuple(Bar(name, float(place), f"{place}/{FIFTHS}") for name, place in places)
    unit = _("fifths of {n} customers", n=format_number(rfm.customers))
    return HabitLine("chart-column", sentence, Picture(Bars(bars, full=FIFTHS), unit, _told(bars)))


class _Said:
    """Makes the sentences of one customer."""

    def __init__(self, habits: Habits, policy: Policy) -> None:
        self._habits, self._policy = habits, policy
        self._currency = habits.currency

    def flows(self) -> HabitLine | None:
        """What comes and leaves in an average month, and how much of it in cash."""
        average = self._habits.average_month
        if average is None:
            return None
        amounts = {"came": self._money(average.in_minor), "left": self._money(average.out_minor)}
        cash = self._habits.cash_percent
        sentence = (
            _(
                "In an average month {came} comes and {left} leaves, {cash} of it as cash.",
                **amounts,
                cash=_share(cash),
            )
            if cash
            else _("In an average month {came} comes and {left} leaves.", **amounts)
        )
        return HabitLine("arrow-up-down", sentence, self._months())

    def income(self) -> HabitLine | None:
        """The salary or pension: that it comes, has changed or has stopped."""
        income = self._habits.income
        if income is None:
            return None
        said = {
            "income": self._category(income.category),
            "amount": self._money(income.monthly_minor),
            "day": income.day,
            "last": words.day(income.last_on),
        }
        if income.state == IncomeState.STOPPED:
            sentence = _(
                "{income} has stopped: the last came on {last}, {amount} a month until then.", **said
            )
            return HabitLine("trending-down", sentence, self._months(), "bad")
        if income.state == IncomeState.CHANGED and income.before_minor is not None:
            before = self._money(income.before_minor)
            sentence = _("{income} changed from {before} to {amount} a month.", **said, before=before)
            rises = income.monthly_minor > income.before_minor
            return HabitLine("trending-up" if rises else "trending-down", sentence, self._months(), "warn")
        sentence = _("{income} of {amount} a month, usually on day {day}.", **said)
        return HabitLine("wallet", sentence, self._months())

    def spending(self) -> HabitLine | None:
        """What most is spent on."""
        found = self._habits.spending
        if not found:
            return None
        first = found[0]
        sentence = _(
            "Spends most on {category}: {amount}, {percent} of {whole} in 12 months.",
            category=self._category(first.category),
            amount=self._money(first.minor),
            percent=_share(first.percent),
            whole=self._money(self._habits.spent_minor),
        )
        return HabitLine(
            "receipt", sentence, self._bars((self._category(one.category), one.minor) for one in found)
        )

    def merchants(self) -> HabitLine | None:
        """With whom most is spent."""
        found = self._habits.merchants
        if not found:
            return None
        sentence = ngettext(
            "Buys most from {name}: {n} payment, {amount}.",
            "Buys most from {name}: {n} payments, {amount}.",
            found[0].times,
            name=found[0].name,
            amount=self._money(found[0].minor),
        )
        return HabitLine("building-2", sentence, self._bars((one.name, one.minor) for one in found))

    def recurring(self) -> HabitLine | None:
        """What is paid again and again, the largest of it in full."""
        found = self._habits.recurring
        if not found:
            return None
        first, many = found[0], len(found)
        said = {"amount": self._money(first.minor), "every": _every(first.every_days)}
        if first.name:
            sentence = ngettext(
                "Has {n} recurring payment: {amount} to {name} {every}.",
                "Has {n} recurring payments, the largest {amount} to {name} {every}.",
                many,
                name=first.name,
                **said,
            )
        else:
            sentence = ngettext(
                "Has {n} recurring payment: {amount} {every}.",
                "Has {n} recurring payments, the largest {amount} {every}.",
                many,
                **said,
            )
        bars = ((f"{self._payee(one)} · {_every(one.every_days)}", one.minor) for one in found)
        return HabitLine("refresh-cw", sentence, self._bars(bars))

    def season(self) -> HabitLine | None:
        """The month in which most is spent."""
        season = self._habits.season
        if season is None:
            return None
        month = words.month(season.month)
        sentence = _(
            "Spent most in {month}: {percent} of an average month.",
            month=month,
            percent=_share(season.percent),
        )
        return HabitLine("calendar-days", sentence, self._months(spent=True, marked=season.month))

    def elsewhere(self) -> HabitLine | None:
        """What is paid for products of somebody else."""
        found = self._habits.elsewhere
        if not found:
            return None
        names = _(", ").join(self._category(one.category) for one in found)
        sentence = _(
            "Pays elsewhere for {products}: {amount} in 12 months, last on {last}.",
            products=names,
            amount=self._money(sum(one.minor for one in found)),
            last=words.day(max(one.last_on for one in found)),
        )
        bars = self._bars((self._category(one.category), one.minor) for one in found)
        return HabitLine("external-link", sentence, bars, "warn")

    def other_banks(self) -> HabitLine | None:
        """What went to accounts at other banks, and came from them."""
        found = [one for one in self._habits.other_banks if one.out_minor or one.in_minor]
        if not found:
            return None
        sent = sum(one.out_minor for one in found)
        sentence = _(
            "Sent {out} to other banks and got {back} from them, most with {bank}.",
            out=self._money(sent),
            back=self._money(sum(one.in_minor for one in found)),
            bank=found[0].bank,
        )
        unit, size = self._unit(max(max(one.out_minor, one.in_minor) for one in found))
        chart = Columns(
            labels=tuple(one.bank for one in found),
            parts=(
                Part(_("Transferred out"), tuple(one.out_minor / size for one in found), _OUT),
                Part(_("Transferred in"), tuple(one.in_minor / size for one in found), _IN),
            ),
            stacked=False,
        )
        told = tuple(
            _(
                "{bank}: sent {out}, received {back}",
                bank=one.bank,
                out=self._money(one.out_minor),
                back=self._money(one.in_minor),
            )
            for one in found
        )
        return HabitLine("landmark", sentence, Picture(chart, unit, told))

    def channels(self) -> HabitLine | None:
        """Which channel is used most."""
        found = self._habits.channels
        whole = sum(one.times for one in found)
        if not whole:
            return None
        names = self._policy.codes.transaction_channels
        named = [(words.code(names, one.channel) or one.channel, one.times) for one in found]
        sentence = _(
            "Uses {channel} for {percent} of their own transactions.",
            channel=named[0][0],
            percent=format_percent(named[0][1] / whole, 0),
        )
        bars = tuple(
            Bar(name, float(times), ngettext("{n} time", "{n} times", times)) for name, times in named
        )
        return HabitLine("smartphone", sentence, Picture(Bars(bars), "", _told(bars)))

    def _months(self, *, spent: bool = False, marked: int | None = None) -> Picture:
        """Return what came and left by months, or what was spent."""
        months = self._habits.months
        amounts = [(one.spent_minor,) if spent else (one.in_minor, one.out_minor) for one in months]
        unit, size = self._unit(max((max(each) for each in amounts), default=0))
        names = ((_("Spent"), _SPENT),) if spent else ((_("Inflow"), _IN), (_("Outflow"), _OUT))
        parts = tuple(
            Part(name, tuple(each[place] / size for each in amounts), colour)
            for place, (name, colour) in enumerate(names)
        )
        days = [one.month for one in months]
        labels = tuple(month_label(day, first=at == 0) for at, day in enumerate(days))
        told = tuple(
            _(", ").join(
                f"{words.month(day)} {name} {self._money(minor)}"
                for (name, _colour), minor in zip(names, each, strict=True)
            )
            for day, each in zip(days, amounts, strict=True)
        )
        place = days.index(marked) if marked in days else None
        return Picture(Columns(labels, parts, stacked=False, marked=place), unit, told)

    def _bars(self, amounts: Iterable[tuple[str, int]]) -> Picture:
        bars = tuple(Bar(name, float(max(0, minor)), self._money(minor)) for name, minor in amounts)
        return Picture(Bars(bars), "", _told(bars))

    def _unit(self, largest: int) -> tuple[str, int]:
        """Return the unit of an axis up to an amount, and how many minor units it is."""
        size, unit = money_unit(largest, self._currency)
        return unit, size * 10 ** exponent(self._currency)

    def _payee(self, one: Recurring) -> str:
        """Return who is paid; where only an account is known, what for."""
        return one.name or (self._category(one.category) if one.category else words.NOTHING)

    def _category(self, code: str) -> str:
        return words.code(self._policy.codes.transaction_categories, code) or code

    def _money(self, minor: int) -> str:
        return words.money(minor, self._currency, compact=True) or words.NOTHING


def _every(days: int) -> str:
    for least, most, said in _EVERY:
        if least <= days <= most:
            return _(said)
    return ngettext("every {n} day", "every {n} days", days)


def _share(percent: int | None) -> str:
    return format_percent((percent or 0) / _HUNDRED, 0)


def _told(bars: tuple[Bar, ...]) -> tuple[str, ...]:
    return tuple(f"{bar.name} {bar.amount}" for bar in bars)
