"""Documents out of frames: what `domain.insights` describes, one customer after another.

Frames are read side by side in the order of customers, so that a bank of millions takes no more memory than one batch
of each does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from advisor_app.analysis.features.habits import Habits
from advisor_app.analysis.features.inputs import Frame, Span
from advisor_app.domain import insights
from advisor_app.domain.insights import habits as told
from advisor_app.domain.insights.flows import Flow
from advisor_app.domain.insights.income import Came, income_of, season_of
from advisor_app.domain.policy.features import FeatureRules

Rows = Callable[[Frame], Iterable[Sequence[tuple[Any, ...]]]]
"""How the rows of a frame are read: in batches."""

_customer = itemgetter(0)


class Document(NamedTuple):
    """One insight of one customer, who is named as the frames name them: by anything that has an order."""

    customer: Any
    kind: str
    facts: str


def features(table: Frame, names: Sequence[str], currency: str, rows: Rows) -> Iterator[Document]:
    """Yield the features of all customers; `table` has the customer and then `names`."""
    for customer, *values in _each(table, rows):
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        yield Document(customer, insights.FEATURES, insights.Features(currency, known).to_json())


def rfm(table: Frame, currency: str, rows: Rows) -> Iterator[Document]:
    """Yield where the customers with an active holding stand."""
    chosen = table.select("customer", *(name for name in insights.Rfm._fields if name != "currency"))
    for customer, *values in _each(chosen, rows):
        yield Document(customer, insights.RFM, insights.Rfm(currency, *values).to_json())


def flows(months: Frame, currency: str, rows: Rows) -> Iterator[Document]:
    """Yield what came and left with each customer; `months` is as `lists.months` returns it."""
    chosen = months.select("customer", *Flow._fields).sort("customer", "month")
    for customer, group in groupby(_each(chosen, rows), key=_customer):
        found = tuple(Flow(*row[1:]) for row in group)
        yield Document(customer, insights.FLOWS, insights.Flows(currency, found).to_json())


def habits(
    found: Habits, totals: Frame, currency: str, span: Span, rules: FeatureRules, rows: Rows
) -> Iterator[Document]:
    """Yield the habits of all customers with a transaction; `totals` is as `Parts.totals` returns it."""
    lists = {
        name: _Lists(getattr(found, name), rows)
        for name in ("months", "incomes", "spending", "merchants", "recurring", *_COPIED)
    }
    for customer, spent, out, cash in _each(totals, rows):
        of = {name: each.of(customer) for name, each in lists.items()}
        months = tuple(told.Month(*row) for row in of["months"])
        facts = told.Habits(
            currency=currency,
            since_on=span.year_from,
            spent_minor=spent,
            out_minor=out,
            cash_minor=cash,
            income=income_of([Came(*row) for row in of["incomes"]], span.as_of, rules),
            season=season_of(months, span.whole_month, rules),
            months=months,
            spending=tuple(_spent(row, spent) for row in of["spending"]),
            merchants=tuple(told.Merchant(*row) for row in of["merchants"]),
            recurring=tuple(told.Recurring(*row) for row in of["recurring"]),
            channels=tuple(told.Used(*row) for row in of["channels"]),
            other_banks=tuple(told.OtherBank(*row) for row in of["other_banks"]),
            elsewhere=tuple(told.Elsewhere(*row) for row in of["elsewhere"]),
        )
        yield Document(customer, insights.HABITS, facts.to_json())


_COPIED = ("channels", "other_banks", "elsewhere")


def _spent(row: tuple[Any, ...], whole: int) -> told.Spent:
    category, minor, times = row
    return told.Spent(category, minor, minor * 100 // whole if whole else 0, times)


def _each(frame: Frame, rows: Rows) -> Iterator[tuple[Any, ...]]:
    for batch in rows(frame):
        yield from batch


class _Lists:
    """The rows of a frame in the order of customers, one customer's after the other's."""

    def __init__(self, frame: Frame, rows: Rows) -> None:
        self._groups = groupby(_each(frame, rows), key=_customer)
        self._ahead: Any = None
        self._next()

    def of(self, customer: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a customer, without the customer; asked for in their order."""
        while self._ahead is not None and self._ahead < customer:
            self._next()
        if self._ahead != customer:
            return []
        rows = self._rows
        self._next()
        return rows

    def _next(self) -> None:
        self._ahead, rows = next(self._groups, (None, iter(())))
        self._rows = [row[1:] for row in rows]
