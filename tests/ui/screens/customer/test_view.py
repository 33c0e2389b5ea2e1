"""The whole view of a customer: what it shows when, what of two wishes wins, and what stays when the book changes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from advisor_app.errors import UnavailableError
from advisor_app.i18n import gettext as _
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.background import Lane
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer import view as module
from advisor_app.ui.screens.customer.tabs import TITLES
from advisor_app.ui.screens.customer.view import CustomerView
from tests.support.factories import Book
from tests.support.rich_book import People


@pytest.fixture
def view(qtbot: QtBot, desk: Desk) -> Iterator[CustomerView]:
    view = CustomerView(desk)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    qtbot.waitExposed(view)
    yield view
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


def shown(qtbot: QtBot, view: CustomerView, customer: bytes) -> None:
    view.show_customer(customer)
    qtbot.waitUntil(lambda: view.profile is not None and view.profile.person.id == customer)


def views_in_the_log(desk: Desk) -> list[str]:
    with desk.book.store.read() as tx:
        rows = tx.exec_driver_sql(
            "SELECT object_id FROM audit WHERE action = 'customer.view' ORDER BY sequence"
        )
        return [row[0] for row in rows]


def test_nobody_is_shown_until_somebody_is_chosen(view: CustomerView) -> None:
    assert view.nobody.isVisible()
    assert view.nobody.sentence.text() == "请选择客户"
    assert not view.header.isVisible()
    assert view.customer_id is None


def test_a_customer_is_shown_whole(qtbot: QtBot, desk: Desk, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    assert view.customer_id == people.zeng
    assert view.header.isVisible()
    assert not view.nobody.isVisible()
    assert view.header.name.text() == "曾国藩"
    assert view.kpis.aum.figure.accessibleName() == "¥820.00万"
    assert view.accessibleName() == "曾国藩"
    qtbot.waitUntil(lambda: not view.kpis.net_inflow.figure.isHidden())
    assert views_in_the_log(desk) == [f"customers:{people.zeng.hex()}"]


@pytest.mark.parametrize("who", ["nobody", "prospect", "closed", "ouyang", "child"])
def test_whoever_little_is_known_of_is_shown_too(
    qtbot: QtBot, people: People, view: CustomerView, who: str
) -> None:
    shown(qtbot, view, getattr(people, who))
    for place in range(view.tabs.bar.count()):
        view.tabs.bar.setCurrentIndex(place)
        QApplication.processEvents()
    said = [label.text() for label in view.findChildren(QLabel)]
    assert not [text for text in said if "None" in text]


def test_of_two_quick_clicks_the_later_wins(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView
) -> None:
    view.show_customer(people.zeng)
    view.show_customer(people.shanyu)
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)
    assert view.customer_id == people.shanyu
    assert view.header.name.text() == "单于丹"
    assert view.kpis.aum.figure.accessibleName() == "¥88.00万"


def test_the_same_customer_chosen_again_is_not_read_again(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView
) -> None:
    shown(qtbot, view, people.zeng)
    view.show_customer(people.zeng)
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)
    assert len(views_in_the_log(desk)) == 1


def test_tab_and_scrolling_stay_when_the_book_changes(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView
) -> None:
    shown(qtbot, view, people.zeng)
    view.resize(700, 420)
    bar = view.tabs.overview.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    outer = view.column.verticalScrollBar()
    outer.setValue(30)
    Book(desk.book.store).add(
        "aum_months", customer_id=people.zeng, month=20_758, average_minor=99_000_000_00
    )
    desk.book_changed.emit()
    qtbot.waitUntil(lambda: view.kpis.aum.figure.accessibleName() == "¥9,900.00万")
    assert (bar.value(), outer.value()) == (40, 30)
    view.tabs.bar.setCurrentIndex(5)
    desk.book_changed.emit()
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)
    assert view.tabs.bar.currentIndex() == 5
    assert view.tabs.household.isVisible()


def test_another_customer_begins_at_the_top(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    view.resize(700, 420)
    bar = view.tabs.overview.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    shown(qtbot, view, people.shanyu)
    assert bar.value() == 0


def test_a_tab_shows_the_customer_who_is_shown(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.shanyu)
    view.tabs.bar.setCurrentIndex(5)
    assert [button.accessibleName()[:3] for button in view.tabs.household.members] == ["曾国藩", "曾小凡"]
    view.tabs.bar.setCurrentIndex(0)
    shown(qtbot, view, people.qiu)
    view.tabs.bar.setCurrentIndex(5)
    assert view.tabs.household.members == []


def test_keys_choose_tabs(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    view.activateWindow()
    for place, title in reversed(list(enumerate(TITLES))):
        qtbot.keyClick(view, Qt.Key(Qt.Key.Key_1.value + place), Qt.KeyboardModifier.AltModifier)
        assert view.tabs.bar.currentIndex() == place
        assert view.tabs.bar.tabText(place) == _(title)
    assert view.tabs.bar.hasFocus()
    qtbot.keyClick(view.tabs.bar, Qt.Key.Key_Right)
    assert view.tabs.bar.currentIndex() == 1


def test_a_customer_who_left_the_book_is_told_of(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView
) -> None:
    shown(qtbot, view, people.zeng)
    failures: list[object] = []
    desk.failed.connect(failures.append)
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM customers WHERE id = ?", (people.zeng,))
    desk.book_changed.emit()
    qtbot.waitUntil(view.nobody.isVisible)
    assert view.nobody.sentence.text() == "这位客户已不在您的管户内。"
    assert (view.profile, failures) == (None, [])
    shown(qtbot, view, people.shanyu)
    view.clear()
    assert view.nobody.sentence.text() == "请选择客户"


def test_a_book_that_cannot_be_read_is_told_of(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(book: object, customer_id: bytes) -> None:
        raise UnavailableError("The disk of {folder} is full, so this was not saved.", folder="x")

    monkeypatch.setattr(module, "show_customer", broken)
    with qtbot.waitSignal(desk.failed):
        view.show_customer(people.zeng)
    assert view.nobody.isVisible()
    assert view.nobody.sentence.text() == "暂时无法显示这位客户。"
    monkeypatch.undo()
    shown(qtbot, view, people.zeng)  # chosen again


def test_what_takes_long_does_not_leave_another_customer_standing(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView
) -> None:
    import threading

    shown(qtbot, view, people.zeng)
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)
    gate = threading.Event()
    desk.background.run(view, lambda: gate.wait(10), lambda _: None, lane=Lane.BOOK)
    view.show_customer(people.shanyu)
    assert view.header.isVisible()
    qtbot.waitUntil(lambda: not view.header.isVisible())
    assert not view.nobody.isVisible()
    gate.set()
    qtbot.waitUntil(view.header.isVisible)
    assert view.header.name.text() == "单于丹"


def test_a_pin_is_kept_and_told_of(qtbot: QtBot, desk: Desk, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    assert not view.header.pin.isChecked()
    with qtbot.waitSignals([view.pin_toggled, desk.book_changed]):
        qtbot.mouseClick(view.header.pin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.profile is not None and view.profile.pinned)
    assert view.header.pin.isChecked()
    assert show_customer(desk.book, people.zeng).pinned
    with qtbot.waitSignal(view.pin_toggled) as toggled:
        view.toggle_pin()
    assert toggled.args == [people.zeng, False]
    qtbot.waitUntil(lambda: not view.header.pin.isChecked())


def test_a_pin_that_cannot_be_kept_is_taken_back(
    qtbot: QtBot, desk: Desk, people: People, view: CustomerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(book: object, customer_id: bytes, pinned: bool) -> None:
        raise UnavailableError("The disk of {folder} is full, so this was not saved.", folder="x")

    monkeypatch.setattr(module, "pin", broken)
    shown(qtbot, view, people.zeng)
    with qtbot.waitSignal(desk.failed):
        qtbot.mouseClick(view.header.pin, Qt.MouseButton.LeftButton)
    assert not view.header.pin.isChecked()


def test_a_revealed_value_goes_as_soon_as_another_customer_is_chosen(
    qtbot: QtBot, people: People, view: CustomerView
) -> None:
    shown(qtbot, view, people.zeng)
    view.header.reveal.ask(people.zeng, "phone")
    view.header.reveal.reason.setText("客户要求回电")
    view.header.reveal.confirm.click()
    qtbot.waitUntil(lambda: view.header.reveal.revealed)
    view.show_customer(people.shanyu)
    assert not view.header.reveal.revealed


def test_prompts_stand_beside_where_there_is_room(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    assert not view.prompts.isVisible()
    assert not view.header.prompts.isChecked()
    qtbot.waitUntil(lambda: view.prompts.list.prompts.rowCount() > 0)
    count = view.prompts.list.prompts.rowCount()
    assert view.header.prompts.text() == str(count)  # what is not seen is counted
    assert view.header.prompts.accessibleName() == f"显示行动提示：{count}"
    qtbot.mouseClick(view.header.prompts, Qt.MouseButton.LeftButton)
    assert view.prompts.isVisible()
    view.resize(1300, 700)
    assert view.prompts.isVisible()
    view.prompts.close_wanted.emit()
    assert not view.prompts.isVisible()
    assert view.header.prompts.hasFocus()
    view.resize(1000, 700)
    assert view.prompts.isVisible()  # as it was left at this width


def test_the_view_follows_the_language(qtbot: QtBot, people: People, view: CustomerView) -> None:
    assert view.nobody.sentence.text() == "请选择客户"
    speak("en")
    assert view.nobody.sentence.text() == "Choose a customer"
    shown(qtbot, view, people.zeng)
    assert view.tabs.bar.tabText(0) == "Overview"
    speak("zh_CN")
    assert view.tabs.bar.tabText(0) == "概览"
    assert view.header.facts.accessibleName().startswith("男 · 51 岁")


def test_all_is_reached_by_tab(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    qtbot.waitUntil(lambda: not view.kpis.net_inflow.figure.isHidden())
    header = view.header
    header.reveal_phone.setFocus()
    wanted = [header.details, header.pin, header.prompts, header.reveal_phone, view.tabs.bar]
    wanted += [section.chart for section in (view.tabs.overview.aum, view.tabs.overview.allocation)]
    reached = []
    for _step in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert set(wanted) <= set(reached)


def test_nothing_lies_outside_a_small_view(qtbot: QtBot, people: People, view: CustomerView) -> None:
    shown(qtbot, view, people.zeng)
    view.resize(520, 400)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()
    for part in (view.header, view.kpis, view.tabs):
        right = part.mapTo(view, QPoint(part.width(), 0)).x()
        assert right <= view.width()
