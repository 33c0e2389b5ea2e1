"""The table of transactions of a customer with 100,000 of them: opened, sorted, filtered, the next page.

Each from the key or click until the rows are painted, while the number of rows is counted aside as it is in
the window. What is typed is taken as typed: the pause that waits for the next letter is not measured.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.profile import Profile
from advisor_app.domain.records import Transaction
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from advisor_app.ui.screens.customer.transactions.period import Period
from benchmarks import Result
from benchmarks.synthetic_book import Person, people, transactions, write_people, write_positions
from benchmarks.window import Painted, application, desk, p95

ROWS, FEW, TIMES, PAGES, LIMIT_MS = 100_000, 200, 40, 100, 120.0
SHOPS = ("江城粮油总店", "东湖超市", "城南加油站", "云上咖啡", "江城一中", "江城置业有限公司", "滨江药房")
MEMOS = ("购物", "转账", None, "缴费 2026年11月", None)
CATEGORIES = ("groceries", "fuel", "dining", "education", "salary", "medical")


def varied(rows: Iterable[Transaction]) -> Iterator[Transaction]:
    """Give each transaction a counterparty, a memo, a category; every tenth comes in."""
    for place, row in enumerate(rows):
        yield row._replace(
            counterparty=f"{SHOPS[place % len(SHOPS)]}{place % 97}",
            memo=MEMOS[place % len(MEMOS)],
            category=CATEGORIES[place % len(CATEGORIES)],
            amount_minor=row.amount_minor * (-1 if place % 10 == 0 else 1),
        )


def fill(persons: Sequence[Person], store: Store) -> None:
    """Write customers, the first of them with all transactions on one account, the others with a few each."""
    write_people(store, persons)
    write_positions(store, persons)
    few = (row for row in transactions(len(persons), FEW) if row.account_id != 1)
    with store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, varied(transactions(1, ROWS)))
        write_rows(
            tx, "transactions", Transaction._fields, varied(row._replace(id=ROWS + row.id) for row in few)
        )


class Measured:
    """The tab on a customer, and how long each thing takes."""

    def __init__(self, tab: TransactionsTab, profile: Profile) -> None:
        self._tab, self._profile = tab, profile
        self._painted = Painted(tab)

    def timed(self, act: Callable[[], object]) -> float:
        """Return how long an act takes until its rows are painted."""
        paging, before = self._tab.paging, (self._tab.paging.query, len(self._tab.model.rows))

        def answered() -> bool:
            now = (paging.query, len(self._tab.model.rows))
            return now != before and paging.query is not None and not paging.waiting

        return self._painted.seconds(act, answered)

    def opened(self) -> float:
        """Return how long it takes to open the tab on the customer."""
        self._tab.clear()
        return self.timed(partial(self._tab.show_profile, self._profile))

    def all_opened(self) -> list[float]:
        """Measure opening."""
        return [self.opened() for _ in range(TIMES)]

    def all_sorted(self) -> list[float]:
        """Measure each order in both directions."""
        self.opened()
        columns = cycle((Column.AMOUNT, Column.AMOUNT, Column.COUNTERPARTY, Column.COUNTERPARTY, Column.DAY))
        return [self.timed(partial(self._tab.table.head.choose, next(columns))) for _ in range(TIMES)]

    def all_filtered(self) -> list[float]:
        """Measure words that many rows have, that few and that none have, and each other filter."""
        self.opened()
        return [self.timed(act) for _ in range(TIMES // 8) for act in self._filters()]

    def all_pages(self) -> list[float]:
        """Measure the next page, in the order of days and of amounts."""
        self.opened()
        by_day = [self.timed(self._tab.more_button.click) for _ in range(PAGES // 2)]
        self.timed(partial(self._tab.table.head.choose, Column.AMOUNT))
        return by_day + [self.timed(self._tab.more_button.click) for _ in range(PAGES // 2)]

    def _filters(self) -> Iterator[Callable[[], object]]:
        bar = self._tab.filters
        for text in ("咖啡", "药房96", "没有这一家"):
            yield partial(_typed, self._tab, text)
        yield bar.reset
        yield bar.directions[True].click
        yield bar.reset
        yield partial(_chosen, self._tab, Period.MONTHS_3)
        yield bar.reset


def _typed(tab: TransactionsTab, text: str) -> None:
    tab.filters.text.setText(text)
    tab.filters.text.returnPressed.emit()


def _chosen(tab: TransactionsTab, period: Period) -> None:
    tab.filters.period.choose(period)
    tab.filters.period.chosen.emit()


def run() -> Iterable[Result]:
    """Measure."""
    application()
    [person] = persons = people(1)
    with desk(partial(fill, persons)) as made:
        tab = TransactionsTab(made)
        tab.resize(900, 620)
        tab.show()
        measured = Measured(tab, show_customer(made.book, person.id))
        measured.opened()
        for name, seconds in (
            ("open", measured.all_opened()),
            ("sort", measured.all_sorted()),
            ("filter", measured.all_filtered()),
            ("next_page", measured.all_pages()),
        ):
            took = p95(seconds)
            ratio = took / LIMIT_MS
            yield Result(
                f"window_transactions.{name}", took, "ms p95", "limit", ratio, "≤ 120 ms", ratio <= 1
            )
        tab.close()
