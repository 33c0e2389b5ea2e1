"""The conflict inbox: what clashed and nothing else, decided with one key, undone, and what is in the book then."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.services.outbox_state import outbox_state
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.sync.conflict import ConflictItem
from advisor_app.ui.screens.sync.conflicts import AT_ONCE
from advisor_app.ui.screens.sync.screen import SyncScreen
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.marked_label import MarkedLabel
from tests.support.head_office_says import arrived, clash
from tests.support.rich_book import People
from tests.support.seen import said
from tests.support.writing import NOON, log, promise, row_of
from tests.ui.screens.sync.conftest import Open

HOUR = 3_600_000_000
OURS, THEIRS = "左边写的，改拨13911112222", "右边写的"


@pytest.fixture
def contact(desk: Desk, people: People) -> bytes:
    """Return a contact that clashed in note and time."""
    contact = log(desk.book.store, people.zeng, "原文", outcome="replied")
    arrived(desk.book.store)
    clash(
        desk.book.store,
        contact,
        {"note": OURS, "happened_at": NOON + HOUR, "outcome": "met"},
        {"note": THEIRS, "happened_at": NOON},
    )
    return contact


@pytest.fixture
def promised(desk: Desk, people: People) -> bytes:
    """Return a promise that clashed in its day; it is newer than the contact."""
    promised = promise(desk.book.store, people.shanyu, "寄送年金资料")
    arrived(desk.book.store)
    clash(desk.book.store, promised, {"due_on": 20_785}, {"due_on": 20_790}, "promises")
    return promised


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def colours(image: QImage) -> list[QColor]:
    """Return the colour of every pixel."""
    return [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]


def focused_item(screen: SyncScreen) -> ConflictItem | None:
    focused = QApplication.focusWidget()
    return next(
        (item for item in screen.conflicts.inbox.items if focused and item.isAncestorOf(focused)), None
    )


def test_what_clashed_is_shown_field_by_field_and_nothing_else(
    open_screen: Open, contact: bytes, promised: bytes
) -> None:
    screen = open_screen()
    first, second = screen.conflicts.inbox.items
    assert first.lines == [("到期日", "2026年12月1日", "2026年12月3日", "2026年11月28日")]
    assert second.lines == [
        ("记录", "原文", THEIRS, "左边写的，改拨139****2222"),
        ("日期和时间", "2026-11-24 12:00", "2026-11-24 12:00", "2026-11-24 13:00"),
    ]
    assert second.customer.text() == "曾国藩 · C0001"
    assert not screen.nothing.isVisible()
    assert "13911112222" not in " ".join(text for _, text in said(screen))
    speak("en")
    assert first.lines == [("Due on", "1 Dec 2026", "3 Dec 2026", "28 Nov 2026")]


def test_of_two_texts_what_differs_is_marked_and_the_text_stays_plain(
    open_screen: Open, contact: bytes
) -> None:
    [item] = open_screen().conflicts.inbox.items
    theirs, ours = item.findChildren(MarkedLabel)  # those of the note; a time is no text
    assert (theirs.text(), ours.text()) == (THEIRS, "左边写的，改拨139****2222")
    assert (theirs.marked, ours.marked) == (["右"], ["左", "，改拨139****2222"])
    assert [theirs.accessibleName(), ours.accessibleName()] == ["", ""]  # the text is what is read out
    ground = QColor(theme.current().gold.ground)
    assert ground in colours(theirs.grab().toImage())
    assert ground not in colours(item._lines[0][1].grab().toImage())
    assert ground not in colours(item._lines[1][2].grab().toImage())


def test_a_text_beside_none_is_not_marked(open_screen: Open, desk: Desk, people: People) -> None:
    contact = log(desk.book.store, people.zeng, "原文")
    arrived(desk.book.store)
    clash(desk.book.store, contact, {"note": None}, {"note": "右边写的"})
    [item] = open_screen().conflicts.inbox.items
    assert item.lines == [("记录", "原文", "右边写的", "—")]
    assert item.findChildren(MarkedLabel) == []


@pytest.mark.parametrize(
    ("key", "note", "waiting"), [(Qt.Key.Key_1, THEIRS, 0), (Qt.Key.Key_2, OURS, 1)], ids=["theirs", "ours"]
)
def test_one_key_decides_and_a_toast_undoes(
    qtbot: QtBot, desk: Desk, open_screen: Open, contact: bytes, key: Qt.Key, note: str, waiting: int
) -> None:
    offers: list[tuple[str, str, Callable[[], object]]] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    screen = open_screen()
    [item] = screen.conflicts.inbox.items
    item.first.setFocus()
    focused = QApplication.focusWidget()
    qtbot.keyClick(focused, key)
    settled(qtbot, desk)
    assert row_of(desk.book.store, contact).note == note
    assert outbox_state(desk.book).waiting == waiting
    assert screen.conflicts.inbox.items == []
    assert outbox_state(desk.book).conflicts == 0
    [(_, action, undo)] = offers
    assert action == "撤销"
    undo()
    settled(qtbot, desk)
    assert row_of(desk.book.store, contact).note == THEIRS
    assert (outbox_state(desk.book).waiting, outbox_state(desk.book).conflicts) == (0, 1)
    assert len(screen.conflicts.inbox.items) == 1


def test_the_arrows_go_to_the_other_side_and_the_other_conflict_and_enter_decides(
    qtbot: QtBot, desk: Desk, open_screen: Open, contact: bytes, promised: bytes
) -> None:
    screen = open_screen()
    first, second = screen.conflicts.inbox.items
    first.first.setFocus()
    for key, item, side in (
        (Qt.Key.Key_Down, second, "theirs"),
        (Qt.Key.Key_Down, second, "theirs"),
        (Qt.Key.Key_Right, second, "ours"),
        (Qt.Key.Key_Left, second, "theirs"),
        (Qt.Key.Key_Up, first, "theirs"),
        (Qt.Key.Key_Right, first, "ours"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert item.buttons[side].hasFocus()  # type: ignore[index]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, desk)
    assert row_of(desk.book.store, promised, "promises").due_on == 20_785
    assert focused_item(screen) is second  # so that the next one can be decided without looking for it


def test_what_was_decided_is_folded_away_and_can_be_undone_there(
    qtbot: QtBot, desk: Desk, open_screen: Open, contact: bytes
) -> None:
    screen = open_screen()
    assert not screen.conflicts.fold.isVisible()
    screen.conflicts.inbox.items[0].buttons["ours"].click()
    settled(qtbot, desk)
    assert screen.conflicts.isVisible()
    assert screen.conflicts.fold.text() == "已决定 1 项"
    assert screen.conflicts.past.items == []
    screen.conflicts.fold.click()
    [past] = screen.conflicts.past.items
    assert "采用我的" in past._badge.text
    assert (
        past._text.accessibleName()
        == "曾国藩 · C0001 · 联系记录 · 记录 · 日期和时间 · 左边写的，改拨139****2222"
    )
    past.undo.click()
    settled(qtbot, desk)
    assert row_of(desk.book.store, contact).note == THEIRS
    assert len(screen.conflicts.inbox.items) == 1


def test_what_was_decided_elsewhere_meanwhile_is_said_and_read_again(
    qtbot: QtBot, desk: Desk, open_screen: Open, contact: bytes
) -> None:
    failures: list[object] = []
    desk.failed.connect(failures.append)
    screen = open_screen()
    [item] = screen.conflicts.inbox.items
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("UPDATE conflicts SET decision = 'theirs', decided_at = 1")
    item.buttons["ours"].click()
    settled(qtbot, desk)
    assert len(failures) == 1
    assert row_of(desk.book.store, contact).note == THEIRS
    assert screen.conflicts.inbox.items == []


def test_of_many_conflicts_some_are_shown_and_the_others_follow(
    qtbot: QtBot, desk: Desk, open_screen: Open, people: People
) -> None:
    contacts = [log(desk.book.store, people.zeng, "原文") for _ in range(AT_ONCE + 2)]
    arrived(desk.book.store)
    for each in contacts:
        clash(desk.book.store, each, {"note": "甲"}, {"note": "乙"})
    screen = open_screen()
    assert len(screen.conflicts.inbox.items) == AT_ONCE
    assert "其余 2 项随后显示。" in [label.text() for label in screen.conflicts.findChildren(Label)]
    kept = screen.conflicts.inbox.items[1]
    screen.conflicts.inbox.items[0].buttons["theirs"].click()
    settled(qtbot, desk)
    assert len(screen.conflicts.inbox.items) == AT_ONCE
    assert screen.conflicts.inbox.items[0] is kept


def test_tab_goes_through_the_conflicts_where_they_stand(
    qtbot: QtBot, open_screen: Open, contact: bytes, promised: bytes
) -> None:
    screen = open_screen()
    first, second = screen.conflicts.inbox.items
    screen.state.start_button.setFocus()
    for expected in (
        first.customer,
        first.buttons["theirs"],
        first.buttons["ours"],
        second.customer,
        second.buttons["theirs"],
        second.buttons["ours"],
    ):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected


def test_the_customer_is_one_step_away(
    qtbot: QtBot, desk: Desk, open_screen: Open, contact: bytes, people: People
) -> None:
    screen = open_screen()
    with qtbot.waitSignal(desk.customer_wanted) as wanted:
        screen.conflicts.inbox.items[0].customer.click()
    assert wanted.args == [people.zeng]


def test_a_screen_reader_hears_what_each_button_leaves_in_force(open_screen: Open, contact: bytes) -> None:
    [item] = open_screen().conflicts.inbox.items
    assert item.buttons["theirs"].accessibleDescription() == f"记录: {THEIRS}；日期和时间: 2026-11-24 12:00"
    assert "2026-11-24 13:00" in item.buttons["ours"].accessibleDescription()
