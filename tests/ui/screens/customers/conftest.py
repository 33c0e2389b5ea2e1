"""A pane and a model on the rich book, and a book of many customers for what is about pages."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import write_rows
from advisor_app.data.search_key import refresh
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import AumMonth, Customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customers.model import CustomersModel
from advisor_app.ui.screens.customers.pane import ListPane
from tests.support.factories import TODAY
from tests.support.rich_book import PLAIN

RICH = 8 + PLAIN
"""How many customers the rich book has."""
CROWD = 500
"""How many more there are with `crowd`; their assets are smaller than any other's, the first has the most."""

Settle = Callable[[], None]


@pytest.fixture
def settle(qtbot: QtBot, desk: Desk) -> Settle:
    """Return what waits until all that was asked of the book is answered, and what follows from it too."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.background.busy)

    return wait


@pytest.fixture
def crowd(desk: Desk) -> list[bytes]:
    """Add many customers to the book of the desk, and return their ids in the order of the list."""
    ids = [new_id() for _ in range(CROWD)]
    blank = Customer(*[None] * len(Customer._fields))  # type: ignore[arg-type]
    with desk.book.store.write() as tx:
        people = (
            blank._replace(id=key, kind="customer", number=f"D{place:04}", name="周周")
            for place, key in enumerate(ids)
        )
        write_rows(tx, "customers", Customer._fields, people)
        months = (
            AumMonth(key, TODAY - 23, (CROWD - place) * 100, "CNY", 100) for place, key in enumerate(ids)
        )
        write_rows(tx, "aum_months", AumMonth._fields, months)
        refresh(tx, ids)
    return ids


@pytest.fixture
def model(desk: Desk) -> CustomersModel:
    """Return a model that has not been asked for anybody."""
    return CustomersModel(desk, desk)


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[ListPane]:
    """Return the pane, shown, with the whole rich book."""
    pane = ListPane(desk)
    pane.resize(330, 700)
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    settle()
    yield pane
    pane.close()
