"""The screen of sync: how things stand, what waits, what was refused and the ways out of it, what is held, the log."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.data import apply, rounds
from advisor_app.domain.written import Round
from advisor_app.services.outbox_state import outbox_state
from advisor_app.sync.client import HeldBack
from advisor_app.sync.transport import NoConnection
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.rounds import RoundsModel
from advisor_app.ui.models.rows import CELL_ROLE
from advisor_app.ui.say import speak
from advisor_app.ui.screens.sync.refused import RefusedItem
from advisor_app.ui.screens.sync.screen import SyncScreen
from advisor_app.ui.screens.sync.waiting import UnsentModel
from advisor_app.ui.sync_rhythm import SyncRhythm
from tests.support.head_office_says import arrived, refuse
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.support.seen import said
from tests.support.writing import attach, edit, log, promise, row_of
from tests.ui.screens.sync.conftest import Open

MINUTE = 60_000_000
Offer = tuple[str, str, Callable[[], object]]


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def held() -> HeldBack:
    message = "Head office would take {customers} of your {total} customers out of your book."
    return HeldBack(message, customers=340, total=1_210)


@pytest.fixture
def offers(desk: Desk) -> list[Offer]:
    found: list[Offer] = []
    desk.offered.connect(lambda *offer: found.append(offer))
    return found


@pytest.fixture
def refused(qtbot: QtBot, desk: Desk, people: People) -> bytes:
    """Return a contact that head office refused."""
    contact = log(desk.book.store, people.ouyang, "改拨13911112222")
    refuse(desk.book.store, contact, "customer_foreign")
    return contact


def refused_item(screen: SyncScreen) -> RefusedItem:
    [item] = screen.refused.list.items
    return item


def test_where_there_is_nothing_it_says_so(open_screen: Open) -> None:
    screen = open_screen()
    assert screen.nothing.isVisible()
    assert [card.isVisible() for card in (screen.conflicts, screen.refused, screen.waiting, screen.held)] == [
        False
    ] * 4
    assert screen.state.title.text() == "尚未同步过"
    assert "还没有同步记录。" in [text for _, text in said(screen)]


def test_how_fresh_the_book_is(desk: Desk, open_screen: Open) -> None:
    with desk.book.store.write() as tx:
        apply.set_state(tx, "completed_at", str(time.time_ns() // 1000 - 5 * MINUTE).encode())
        tx.exec_driver_sql("UPDATE sources SET as_of_day = as_of_day - 9 WHERE entity = 'holdings'")
    screen = open_screen()
    assert screen.state.title.text() == "上次同步 5 分钟前"
    assert screen.sources.lines == [
        ("2026-11-15 · core", "持有"),
        ("2026-11-24 · core", "账户 · 银行卡 · 客户 · 联系记录 · 贷款 · 交易明细"),
    ]
    speak("en")
    assert screen.state.title.text() == "Synchronised 5 minutes ago"
    assert screen.sources.lines[0] == ("2026-11-15 · core", "Holdings")


def test_a_sync_is_started_seen_and_cancelled_here(
    qtbot: QtBot, desk: Desk, open_screen: Open, sync: ScriptedSync, rhythm: SyncRhythm
) -> None:
    screen = open_screen()
    rhythm.start()
    settled(qtbot, desk)
    assert screen.state.next.text() == "一分钟内自动同步。"
    screen.state.start_button.setFocus()
    screen.state.start_button.click()
    assert (sync.starts, sync.asked, sync.confirmed) == (1, True, False)
    assert screen.state.cancel_button.hasFocus()  # the way that Space goes is not lost
    sync.progressed.emit(120_000, 1_034_000, 5_000_000_000)
    assert screen.state.sentence.text() == "已收到 120,000 条，5,000.0 MB"
    screen.state.cancel_button.click()
    assert sync.cancels == 1
    assert screen.state.start_button.isVisible()
    assert screen.state.next.text() == "约 15 分钟后自动同步。"
    settled(qtbot, desk)


def test_a_failure_is_told_whole_also_to_who_comes_later(open_screen: Open, sync: ScriptedSync) -> None:
    sync.start(asked=False)
    sync.fail(NoConnection("The connection to head office broke. What has arrived is kept."))
    screen = open_screen()
    assert screen.state.title.text() == "无法连接总行"
    assert screen.state.sentence.text() == "与总行的连接中断，已收到的数据均已保留。"
    assert screen.state.start_button.text() == "重试"


def test_what_waits_is_counted_and_listed_with_its_customer(
    qtbot: QtBot, desk: Desk, open_screen: Open, people: People, qtmodeltester: ModelTester
) -> None:
    old = log(desk.book.store, people.zeng, "早就有了")
    arrived(desk.book.store)
    contact = log(desk.book.store, people.qiu, "改拨13911112222")
    promise(desk.book.store, people.nobody, "寄送资料")
    attach(desk.book.store, people.qiu, contact, b"%PDF-1.7")
    edit(desk.book.store, old, note="更正后的记录")
    screen = open_screen()
    counts = [badge.text for badge in screen.waiting._counts.values() if badge.text]
    assert counts == ["联系记录 2", "承诺 1", "附件 1"]
    model = screen.waiting.model
    entries = [model.entry_at(place) for place in range(model.rowCount())]
    assert [(each.title, each.badge, each.body, each.mark) for each in entries] == [
        ("曾国藩 · C0001", "联系记录", "更正后的记录", "更正"),
        ("仇英 · C0003", "附件", "a.pdf", ""),
        ("C0005", "承诺", "寄送资料", ""),
        ("仇英 · C0003", "联系记录", "改拨139****2222", ""),
    ]
    qtmodeltester.check(model, force_py=False)
    screen.waiting.list.setFocus()
    screen.waiting.list.setCurrentIndex(model.index(2, 0))
    with qtbot.waitSignal(desk.customer_wanted) as wanted:
        qtbot.keyClick(screen.waiting.list, Qt.Key.Key_Return)
    assert wanted.args == [people.nobody]


def test_why_it_was_refused_is_said_in_the_language_of_the_moment(open_screen: Open, refused: bytes) -> None:
    item = refused_item(open_screen())
    assert item.why.text() == "该客户在其他客户经理名下，此前也不在您名下。"
    assert item.drop.accessibleDescription().startswith("欧阳修 · C0004: 该客户")
    speak("en")
    assert item.why.text() == "The customer is in the book of another advisor, and was not in yours before."


def test_giving_up_is_undone_by_the_toast(
    qtbot: QtBot, desk: Desk, open_screen: Open, refused: bytes, offers: list[Offer]
) -> None:
    screen = open_screen()
    refused_item(screen).drop.click()
    settled(qtbot, desk)
    assert row_of(desk.book.store, refused) is None
    assert not screen.refused.isVisible()
    assert screen.nothing.isVisible()
    [(_, _, undo)] = offers
    undo()
    settled(qtbot, desk)
    assert row_of(desk.book.store, refused).note == "改拨13911112222"
    assert refused_item(screen).row.mutation_id == refused


def test_sent_once_more_it_waits(qtbot: QtBot, desk: Desk, open_screen: Open, refused: bytes) -> None:
    screen = open_screen()
    refused_item(screen).resend.click()
    settled(qtbot, desk)
    assert not screen.refused.isVisible()
    assert screen.waiting.isVisible()
    assert outbox_state(desk.book).waiting == 1


def test_a_contact_is_opened_to_be_corrected_other_things_are_not(
    qtbot: QtBot, desk: Desk, open_screen: Open, refused: bytes, people: People
) -> None:
    kept = promise(desk.book.store, people.ouyang, "寄送资料", refused)
    refuse(desk.book.store, kept, "reference_unknown")
    first, second = open_screen().refused.list.items
    with qtbot.waitSignal(desk.contact_wanted) as wanted:
        first.correct.click()
    assert wanted.args == [refused]
    assert not second.correct.isVisible()


def test_a_removal_that_is_held_goes_on_only_once_its_number_is_typed(
    qtbot: QtBot, desk: Desk, open_screen: Open, sync: ScriptedSync
) -> None:
    screen = open_screen()
    sync.start(asked=False)
    sync.fail(held())
    settled(qtbot, desk)
    bar = screen.held
    assert bar.isVisible()
    assert bar.title.text() == "总行要从您的管户中移除 340 位客户，您共有 1,210 位（28%）"
    assert not bar.confirm_button.isVisible()
    bar.begin_button.click()
    assert bar.field.hasFocus()
    for wrong in ("", "34", "1210", "3400"):
        bar.field.setText(wrong)
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        assert not bar.confirm_button.isEnabled()
    assert sync.starts == 1
    qtbot.keyClicks(bar.field, "\b\b\b\b340")
    bar.field.setText("340")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert (sync.starts, sync.confirmed, sync.asked) == (2, True, True)
    assert not bar.isVisible()
    sync.end(rows=5)
    settled(qtbot, desk)
    assert not bar.isVisible()


def test_a_removal_that_is_held_can_be_left_and_another_number_is_asked_anew(
    qtbot: QtBot, desk: Desk, open_screen: Open, sync: ScriptedSync
) -> None:
    sync.start(asked=False)
    sync.fail(held())
    screen = open_screen()  # who comes later sees it too
    bar = screen.held
    bar.begin_button.click()
    bar.field.setText("340")
    bar.leave_button.click()
    assert (sync.starts, bar.isVisible(), bar.field.text()) == (1, True, "")
    assert bar.begin_button.hasFocus()
    bar.begin_button.click()
    bar.field.setText("340")
    sync.start(asked=False)
    sync.fail(HeldBack("Head office would take {customers} of your {total}.", customers=800, total=1_210))
    assert not bar.confirm_button.isVisible()
    assert "800" in bar.title.text()
    settled(qtbot, desk)


def test_the_last_rounds_are_noted_in_words(
    desk: Desk, open_screen: Open, qtmodeltester: ModelTester
) -> None:
    noon = 1_795_492_800_000_000  # 2026-11-24 04:00 UTC
    with desk.book.store.write() as tx:
        for entry in (
            Round(noon, 61_340, 3, 32_400, 1_400_000, 2, 0, 1, 1, False, ""),
            Round(noon + MINUTE, 900, 0, 0, 380, 0, 0, 0, 0, True, ""),
            Round(noon + 2 * MINUTE, 8_200, 0, 0, 0, 0, 0, 0, 0, False, NoConnection.title),
        ):
            rounds.add(tx, entry)
    screen = open_screen()
    model = screen.log.model
    assert [[cell.shown for cell in model.cells_at(place)] for place in range(3)] == [
        ["11-24 12:02", "无法连接总行", "0", "0", "0.0 kB", "8.2 秒"],
        ["11-24 12:01", "已取消", "0", "0", "0.4 kB", "0.9 秒"],
        ["11-24 12:00", "成功 1 项冲突 · 1 项被拒收 · 中断 2 次", "3", "32,400", "1.4 MB", "61.3 秒"],
    ]
    qtmodeltester.check(model, force_py=False)
    speak("en")
    assert model.index(0, 1).data(CELL_ROLE).text == "No connection to head office"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "When"


def test_it_reads_again_when_the_book_has_changed_but_not_while_nobody_looks(
    qtbot: QtBot, desk: Desk, open_screen: Open, people: People
) -> None:
    screen = open_screen()
    log(desk.book.store, people.zeng, "谈了")
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert len(screen.waiting.model.rows) == 1
    screen.hide()
    log(desk.book.store, people.zeng, "又谈了")
    desk.book_changed.emit()
    assert not desk.background.busy
    assert len(screen.waiting.model.rows) == 1
    screen.show()
    settled(qtbot, desk)
    assert len(screen.waiting.model.rows) == 2


@pytest.mark.parametrize("width", [850, 1_290])
def test_nothing_is_wider_than_its_place(
    qtbot: QtBot, desk: Desk, open_screen: Open, refused: bytes, width: int
) -> None:
    screen = open_screen()
    screen.resize(width, 480)
    settled(qtbot, desk)
    QApplication.processEvents()
    for card in (screen.state, screen.refused, screen.sources, screen.log):
        right = card.mapTo(screen, card.rect().topRight()).x()
        assert right < width, card
    beside = screen.sources.mapTo(screen, screen.sources.rect().topLeft()).x() > width / 2
    assert beside is (width > 1_080)


def test_models_live_without_rows(qtmodeltester: ModelTester) -> None:
    models: list[Any] = [RoundsModel(), UnsentModel()]
    for model in models:
        qtmodeltester.check(model, force_py=False)
