"""The table of features: one row per customer, the columns of `domain.insights.features`."""

from collections.abc import Callable

import narwhals as nw

from advisor_app.analysis.features import lists, money
from advisor_app.analysis.features.held import held, touched
from advisor_app.analysis.features.inputs import Frame, Inputs, Span, flag, percent
from advisor_app.domain.dates import add_months
from advisor_app.domain.insights.features import FEATURES, HELD, PAID
from advisor_app.domain.policy import Policy

_DAYS_OF_A_YEAR = 365.2425
_MONTH_DAYS = 30
_BEFORE_MONTHS = 3


def columns(policy: Policy) -> list[str]:
    """Return the names of the features that this policy makes, in their order."""
    of_kinds = [HELD.format(kind=kind) for kind in policy.aum.holdings]
    return [*FEATURES, *of_kinds, *(PAID.format(category=code) for code in policy.features.elsewhere)]


def _anew(frame: Frame) -> Frame:
    return frame


class Parts:
    """The frames that features and habits are both made of.

    `kept` may have an engine compute a frame once, however often it is used; by default it is computed anew each time.
    """

    def __init__(
        self, inputs: Inputs, policy: Policy, span: Span, kept: Callable[[Frame], Frame] = _anew
    ) -> None:
        self.inputs, self.policy, self.span = inputs, policy, span
        self.transactions = money.flows(inputs, policy)
        self.numbers = kept(money.numbers(self.transactions, inputs.accounts))
        self.incomes = kept(money.incomes(self.transactions, inputs.accounts, span))
        self.categories = kept(lists.categories(self.transactions, inputs.accounts))
        self.recurring = kept(
            lists.recurring(self.transactions, inputs.accounts, span.as_of, policy.features)
        )

    def totals(self) -> Frame:
        """Return customer and the sums that habits tell, of everybody with a transaction, in the order of customers."""
        sums = ("spent_365_minor", "out_365_minor", "cash_out_365_minor")
        return self.numbers.select("customer", *sums).sort("customer")


def features(parts: Parts) -> Frame:
    """Return customer and `columns` for every customer; null where nothing is known."""
    inputs, policy, span = parts.inputs, parts.policy, parts.span
    table = inputs.customers.select(
        "customer", age_years=_years(span.as_of, "birth_day"), tenure_years=_years(span.as_of, "opened_on")
    )
    for part in (
        _assets(inputs.averages, span),
        parts.numbers,
        money.newest_incomes(parts.incomes),
        _recurring(parts.recurring),
        _paid(parts.categories, policy),
        held(inputs, policy, span),
        touched(inputs, policy, span),
    ):
        table = table.join(part, on="customer", how="left")
    wanted = columns(policy)
    counted = [name for name in wanted if name not in _UNKNOWN]
    return (
        table.with_columns(
            cash_percent=percent(nw.col("cash_out_365_minor"), nw.col("out_365_minor")),
            digital_percent=percent(nw.col("digital_365"), nw.col("own_365")),
            aum_change_percent=percent(
                nw.col("aum_minor") - nw.col("aum_before_minor"), nw.col("aum_before_minor")
            ),
        )
        .with_columns(nw.col(*counted).fill_null(0), *(_day(name) for name in _DAYS))
        .select("customer", *(nw.col(name).cast(nw.Int64) for name in wanted))
    )


_DAYS = ("own_last_on", "income_last_on", "contact_last_on")
_UNKNOWN = {
    *("age_years", "tenure_years", "aum_minor", "aum_before_minor", "aum_change_percent", "largest_percent"),
    *("cash_percent", "digital_percent", "income_minor", "visit_last_on", "bought_last_on", *_DAYS),
}


def _day(name: str) -> nw.Expr:
    """Return a day, null where it is 0, as which "never" comes out of a maximum."""
    return nw.when(nw.col(name) > 0).then(nw.col(name)).alias(name)


def _years(as_of: int, name: str) -> nw.Expr:
    return ((as_of - nw.col(name)) / _DAYS_OF_A_YEAR).floor().cast(nw.Int64)


def _assets(averages: Frame, span: Span) -> Frame:
    newest = averages.filter(nw.col("month") == span.whole_month).select(
        "customer", aum_minor="average_minor"
    )
    month = add_months(span.whole_month, -_BEFORE_MONTHS)
    before = averages.filter(nw.col("month") == month).select("customer", aum_before_minor="average_minor")
    return newest.join(before, on="customer", how="left")


def _recurring(recurring: Frame) -> Frame:
    return (
        recurring.with_columns(
            recurring=nw.lit(1).cast(nw.Int64),
            recurring_minor=(nw.col("minor") * _MONTH_DAYS / nw.col("every_days") + 0.5)
            .floor()
            .cast(nw.Int64),
        )
        .group_by("customer")
        .agg(nw.col("recurring", "recurring_minor").sum())
    )


def _paid(categories: Frame, policy: Policy) -> Frame:
    names = {PAID.format(category=code): code for code in policy.features.elsewhere}
    if not names:
        return categories.group_by("customer").agg(nw.len().alias("nothing"))
    amounts = {name: nw.col("minor") * flag(nw.col("category") == code) for name, code in names.items()}
    return categories.with_columns(**amounts).group_by("customer").agg(nw.col(*names).sum())
