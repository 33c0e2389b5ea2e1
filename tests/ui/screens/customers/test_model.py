"""The model of the list: pages that arrive beside the window, the newest query's only, each search logged once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery, CustomerSort
from advisor_app.errors import UnavailableError
from advisor_app.services.find_customers import Found, find_customers
from advisor_app.services.open_book import Book
from advisor_app.services.shortlist import pin
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers import model as module
from advisor_app.ui.screens.customers.model import SHOWN_ROLE, CustomersModel
from tests.support.rich_book import People
from tests.ui.screens.customers.conftest import CROWD, RICH, Settle

NOWHERE = QModelIndex()


def titles(model: QAbstractItemModel) -> list[str]:
    return [model.index(place, 0).data() for place in range(model.rowCount())]


def searches_logged(desk: Desk) -> int:
    with desk.book.store.read() as tx:
        return tx.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'customers.search'").scalar_one()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[CustomerQuery]:
    """Return the queries that the service was really asked, in order."""
    seen: list[CustomerQuery] = []

    def watched(book: Book, query: CustomerQuery, *, refines: bool = False) -> Found:
        seen.append(query)
        return find_customers(book, query, refines=refines)

    monkeypatch.setattr(module, "find_customers", watched)
    return seen


def test_it_keeps_the_rules_of_item_models(
    qtmodeltester: ModelTester, model: CustomersModel, crowd: list[bytes], settle: Settle
) -> None:
    qtmodeltester.check(model, force_py=False)
    model.find(CustomerQuery(), begins=True)
    settle()
    while model.canFetchMore(NOWHERE):
        model.fetchMore(NOWHERE)
        settle()
    assert model.rowCount() == RICH + CROWD
    model.read_again()
    settle()
    model.find(CustomerQuery("曾"), begins=True)
    settle()
    model.find(CustomerQuery("没有这个人"), begins=False)
    settle()
    assert model.rowCount() == 0


def test_pages_follow_one_another(
    model: CustomersModel, crowd: list[bytes], people: People, settle: Settle, asked: list[CustomerQuery]
) -> None:
    model.find(CustomerQuery(), begins=True)
    settle()
    counts = [model.rowCount()]
    while model.canFetchMore(NOWHERE):
        model.fetchMore(NOWHERE)
        settle()
        counts.append(model.rowCount())
    assert counts == [50, 250, 450, RICH + CROWD]
    assert [(query.limit, query.offset) for query in asked] == [(50, 0), (200, 50), (200, 250), (200, 450)]
    assert model.complete
    listed = [model.row(place).id for place in range(model.rowCount())]
    assert listed[:3] == [people.zeng, people.shanyu, people.qiu]
    assert [key for key in listed if key in set(crowd)] == crowd
    assert len(set(listed)) == len(listed)
    assert model.place(crowd[7]) == listed.index(crowd[7])


def test_nothing_is_asked_twice_at_a_time(
    model: CustomersModel, crowd: list[bytes], settle: Settle, asked: list[CustomerQuery]
) -> None:
    model.fetchMore(NOWHERE)  # before anybody was asked for
    model.find(CustomerQuery(), begins=True)
    model.fetchMore(NOWHERE)
    settle()
    for _ in range(3):
        model.fetchMore(NOWHERE)
    settle()
    assert [query.offset for query in asked] == [0, 50]


def test_looking_at_a_row_asks_nothing(
    model: CustomersModel, settle: Settle, asked: list[CustomerQuery], monkeypatch: pytest.MonkeyPatch
) -> None:
    model.find(CustomerQuery(), begins=True)
    settle()
    monkeypatch.setattr(Desk, "ask", lambda *_arguments, **_more: pytest.fail("the book was asked"))
    roles = [*Qt.ItemDataRole, SHOWN_ROLE]
    values = [model.index(place).data(role) for place in range(model.rowCount()) for role in roles]
    assert values.count(None) < len(values)


@pytest.mark.parametrize(("key", "first_seen"), [(True, ["仇英"]), (False, ["曾国藩", "曾小凡"])])
def test_an_older_answer_never_shows_after_a_newer_question(
    desk: Desk,
    model: CustomersModel,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    key: bool,
    first_seen: list[str],
) -> None:
    """Without the key, which is the control, the slow answer to the older question does show."""
    gate, begun = threading.Event(), threading.Event()

    def slow(book: Book, query: CustomerQuery, *, refines: bool = False) -> Found:
        if query.text == "曾":
            begun.set()
            gate.wait(10)
        return find_customers(book, query, refines=refines)

    monkeypatch.setattr(module, "find_customers", slow)
    if not key:
        ask = Desk.ask
        monkeypatch.setattr(Desk, "ask", lambda *given, **more: ask(*given, **{**more, "key": ""}))
    shown: list[list[str]] = []
    model.replaced.connect(lambda: shown.append(titles(model)))
    model.find(CustomerQuery("曾"), begins=True)
    begun.wait(10)
    model.find(CustomerQuery("仇"), begins=False)
    gate.set()
    settle()
    assert shown[0] == first_seen
    assert len(shown) == 1


def test_a_search_is_logged_once_whatever_its_letters_and_pages(
    desk: Desk, model: CustomersModel, crowd: list[bytes], settle: Settle
) -> None:
    steps: list[tuple[Callable[[], None], int]] = [
        (lambda: model.find(CustomerQuery(), begins=True), 1),
        (lambda: model.fetchMore(NOWHERE), 1),
        (lambda: model.find(CustomerQuery("z"), begins=True), 2),
        (lambda: model.find(CustomerQuery("zh"), begins=False), 2),
        (lambda: model.fetchMore(NOWHERE), 2),
        (lambda: model.find(CustomerQuery("zh", sort=CustomerSort.NAME), begins=False), 2),
        (model.read_again, 2),
        (lambda: model.find(CustomerQuery("q"), begins=True), 3),
    ]
    logged = []
    for step, _ in steps:
        step()
        settle()
        logged.append(searches_logged(desk))
    assert logged == [wanted for _, wanted in steps]


def test_a_search_is_logged_although_its_first_letter_was_overtaken(
    desk: Desk, model: CustomersModel, settle: Settle
) -> None:
    gate = threading.Event()
    desk.ask(desk, lambda _book: gate.wait(10), lambda _: None)  # so that neither has begun
    model.find(CustomerQuery("q"), begins=True)
    model.find(CustomerQuery("qi"), begins=False)
    gate.set()
    settle()
    assert titles(model) == ["仇英"]
    assert searches_logged(desk) == 1


def test_reading_again_keeps_rows_that_are_the_same(
    qtbot: QtBot, desk: Desk, model: CustomersModel, people: People, settle: Settle
) -> None:
    model.find(CustomerQuery(), begins=True)
    settle()
    resets: list[Any] = []
    model.modelReset.connect(lambda: resets.append(1))
    pin(desk.book, people.qiu, True)
    with qtbot.waitSignal(model.dataChanged):
        model.read_again()
    place = model.place(people.qiu)
    assert place is not None
    assert model.index(place).data(SHOWN_ROLE).pinned
    assert resets == []


def test_reading_again_brings_all_pages_that_were_there(
    desk: Desk, model: CustomersModel, crowd: list[bytes], settle: Settle
) -> None:
    model.find(CustomerQuery(), begins=True)
    settle()
    model.fetchMore(NOWHERE)
    settle()
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM customer_search WHERE customer_id = ?", (crowd[3],))
    model.read_again()
    settle()
    assert model.rowCount() >= 250
    assert model.place(crowd[3]) is None
    assert model.place(crowd[4]) is not None


def test_a_customer_who_moved_between_two_pages_stands_once(
    desk: Desk, model: CustomersModel, crowd: list[bytes], settle: Settle
) -> None:
    model.find(CustomerQuery(), begins=True)
    settle()
    last = model.row(49).id
    with desk.book.store.write() as tx:
        tx.exec_driver_sql(
            "UPDATE customer_search SET rank = -99999999999 WHERE customer_id = ?", (crowd[-1],)
        )
    model.fetchMore(NOWHERE)  # the last of the first page is now the first of the second
    settle()
    listed = [model.row(place).id for place in range(model.rowCount())]
    assert listed.count(last) == 1
    assert len(listed) == len(set(listed)) == 249


def test_rows_are_said_in_the_language_that_is_on(
    model: CustomersModel, people: People, settle: Settle
) -> None:
    model.find(CustomerQuery("曾国藩"), begins=True)
    settle()
    index = model.index(0)
    sentence = Qt.ItemDataRole.AccessibleTextRole
    assert (index.data(SHOWN_ROLE).tier, index.data(SHOWN_ROLE).aum) == ("私行", "¥820.00万")
    assert index.data(sentence).startswith("曾国藩，私行，管理资产¥820.00万，最近联系9 天前，")
    assert "营销" in index.data(Qt.ItemDataRole.ToolTipRole)
    speak("en")
    model.say_again()
    assert (index.data(SHOWN_ROLE).tier, index.data(SHOWN_ROLE).aum) == ("Private", "¥8.20M")
    assert index.data(sentence).startswith("曾国藩, Private, AUM ¥8.20M, last contact 9 days ago, ")
    assert index.data(Qt.ItemDataRole.ToolTipRole) in index.data(sentence)


def test_after_a_failure_the_list_can_be_asked_again(
    desk: Desk, model: CustomersModel, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(book: Book, query: CustomerQuery, *, refines: bool = False) -> Found:
        raise UnavailableError("There is no such value for this customer.")

    told: list[object] = []
    desk.failed.connect(told.append)
    with monkeypatch.context() as patch:
        patch.setattr(module, "find_customers", broken)
        model.find(CustomerQuery(), begins=True)
        settle()
    assert [type(error) for error in told] == [UnavailableError]
    assert not model.loading
    model.find(CustomerQuery(), begins=False)
    settle()
    assert model.rowCount() == RICH
    assert searches_logged(desk) == 1
