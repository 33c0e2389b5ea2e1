"""Two advisors, each in a real window over a real store, and one real head office that both sync with.

Both hold one book, because the second is granted that of the first. Offline both write about the same: what they
changed in different fields is merged, what clashed stands in the inbox of whoever came later, and nothing else does.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from sqlalchemy import Engine, insert, select

from advisor_app.data import apply, vault
from advisor_app.domain.contacts import ContactEntry, PromiseEntry
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor, DeviceGrant
from advisor_app.services.edit_contact import contact_to_edit, edit_contact
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.outbox_state import outbox_state
from advisor_app.services.promises import promises, settle_promise
from advisor_app.settings import SERVER, WORKBENCH, Settings
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.sync.screen import SyncScreen
from advisor_app.ui.sync_process import SyncControl
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE, Office, demo_bank, device, serving
from tests.support.writing import at_head_office, row_of

MS = 60_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOTHING = Qt.KeyboardModifier.NoModifier


@dataclass
class Workplace:
    """One advisor at a window."""

    qtbot: QtBot
    book: Book
    settings: Settings
    desk: Desk
    sync: SyncControl
    window: MainWindow

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NOTHING) -> None:
        """Press a key where the focus of this window is."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.sync.running, timeout=MS)
        self.qtbot.waitUntil(lambda: not self.desk.background.busy, timeout=MS)

    def synchronise(self) -> None:
        """Synchronise by key, and wait for the end."""
        self.press(Qt.Key.Key_F5)
        assert self.sync.running
        self.settle()

    def do(self, service: Callable[[Book], Any]) -> Any:
        """Let a service work as a screen would, and return its answer."""
        answers: list[Any] = []
        self.desk.ask(self.window, service, answers.append)
        self.qtbot.waitUntil(lambda: len(answers) == 1)
        self.desk.book_changed.emit()
        self.settle()
        return answers[0]

    def inbox(self) -> SyncScreen:
        """Go to the screen of sync by key."""
        self.press(Qt.Key.Key_F5, SHIFT)
        self.settle()
        [screen] = self.window.findChildren(SyncScreen)
        assert screen.isVisible()
        return screen


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[tuple[Engine, Filled]]:
    engine = demo_bank(tmp_path)
    yield engine, fill(engine, advisors=2, customers=30, transactions=4)
    engine.dispose()


@pytest.fixture
def switch(bank: tuple[Engine, Filled], tmp_path: Path) -> Iterator["Switch"]:
    with ExitStack() as stack:
        yield Switch(bank[0], tmp_path / "tls", stack)


class Switch:
    """Turns head office on, each time on another port, and off."""

    def __init__(self, engine: Engine, folder: Path, stack: ExitStack) -> None:
        self._engine, self._folder, self._stack = engine, folder, stack
        self.office = self._serve()

    def off(self) -> None:
        self._stack.close()

    def on(self, *places: Workplace) -> None:
        self.office = self._serve()
        for place in places:
            place.settings.change(SERVER, self.office.url)

    def _serve(self) -> Office:
        return self._stack.enter_context(serving(self._engine, self._folder))


@contextmanager
def at_work(qtbot: QtBot, folder: Path, settings: Settings) -> Iterator[Workplace]:
    """Open a window on a store and let it show what a sync brought, as a sitting does."""
    with open_book(folder, PASSPHRASE) as book:
        desk = Desk(book, settings)
        sync = SyncControl(book, settings)
        window = MainWindow(desk, sync, folder / "window.ini")
        sync.finished.connect(lambda: desk.book_changed.emit())
        qtbot.addWidget(window)
        window.show()
        place = Workplace(qtbot, book, settings, desk, sync, window)
        place.settle()
        yield place
        for dialog in window.findChildren(Dialog):
            dialog.close()
        window.close()
        place.settle()
        sync.stop()
        desk.close()
        delete(sync)
        delete(desk)


def settings_of(folder: Path) -> Settings:
    return Settings.load(WORKBENCH, user_file=folder / "settings.toml")


def grant(engine: Engine, folder: Path, advisor: str) -> None:
    """Let the device in a folder have the book of an advisor too."""
    with engine.begin() as connection:
        key = connection.execute(select(Advisor.id).where(Advisor.number == advisor)).scalar_one()
        bucket = assignments.book_of(connection, key)
        own = bytes.fromhex(vault.load(folder).device)
        connection.execute(insert(DeviceGrant).values(device_id=own, bucket_id=bucket))


@pytest.fixture
def pair(
    bank: tuple[Engine, Filled], switch: Switch, tmp_path: Path, qtbot: QtBot, themed: QApplication
) -> Iterator[tuple[Workplace, Workplace]]:
    """Return the windows of two advisors who both hold the book of the first."""
    engine, filled = bank
    with ExitStack() as stack:
        places = []
        for advisor in filled.advisors:
            folder = tmp_path / advisor
            with device(switch.office, advisor, folder):
                pass
            if advisor != filled.advisors[0]:
                grant(engine, folder, filled.advisors[0])
            place = stack.enter_context(at_work(qtbot, folder, settings_of(tmp_path / f"config-{advisor}")))
            place.synchronise()
            places.append(place)
        yield places[0], places[1]


def correct_in_the_form(place: Workplace, contact: bytes, note: str, participants: str) -> None:
    """Correct a contact as an advisor does: in the panel, saved by key."""
    place.desk.contact_wanted.emit(contact)
    place.settle()
    [sheet] = place.window.findChildren(EditSheet)
    place.qtbot.waitUntil(sheet.isVisible)
    fields = sheet.form.fields
    assert isinstance(fields.note, QPlainTextEdit)
    fields.note.setPlainText(note)
    fields.participants.setText(participants)
    fields.edited.emit("note")
    fields.note.setFocus()
    place.press(Qt.Key.Key_Return, CTRL)
    place.settle()
    assert not sheet.isVisible()


def correct(place: Workplace, contact: bytes, **changes: str) -> None:
    """Correct a contact that a colleague logged."""
    shown = place.do(partial(contact_to_edit, interaction_id=contact))
    place.do(partial(edit_contact, shown=shown, entry=replace(shown.entry, **changes)))


def test_two_advisors_write_offline_and_only_what_clashed_asks_for_a_decision(
    pair: tuple[Workplace, Workplace], bank: tuple[Engine, Filled], switch: Switch
) -> None:
    left, right = pair
    engine, filled = bank
    shared = filled.books[filled.advisors[0]][0]
    entry = ContactEntry(
        (shared,), "phone", "out", note="原来的记录", promises=(PromiseEntry("寄送资料", "3天后"),)
    )
    clashing = left.do(partial(log_contact, entry=entry)).interactions[0]
    merging = left.do(partial(log_contact, entry=replace(entry, note="另一条", promises=()))).interactions[0]
    left.synchronise()
    right.synchronise()
    [promised] = [row.id for row in promises(right.book, shared).rows]

    # Both go to villages without a network.
    switch.off()
    correct_in_the_form(left, clashing, note="左边的说法", participants="客户的儿子")
    correct_in_the_form(left, merging, note="另一条，左边改了记录", participants="")
    left.do(partial(settle_promise, promise_id=promised, outcome="kept"))
    correct(right, clashing, note="右边的说法", next_step="寄送产品资料")
    correct(right, merging, next_step="下周回访", outcome="met")
    right.do(partial(settle_promise, promise_id=promised, outcome="withdrawn"))
    for place in pair:
        place.synchronise()
        assert place.window.status.sync.text.startswith("无法连接总行")
        assert place.window.status.outbox.waiting.text() == "3 项待上传"
        assert not place.window.status.outbox.decisions.isVisible()
        place.press(Qt.Key.Key_Escape)

    # Back in town: the first brings theirs, the second meets it.
    switch.on(*pair)
    left.synchronise()
    right.synchronise()
    left.synchronise()
    assert [outbox_state(place.book).waiting for place in pair] == [0, 0]
    assert left.inbox().conflicts.inbox.items == []
    assert right.window.status.outbox.decisions.text() == "2 项冲突"
    screen = right.inbox()
    items = {item.view.entity: item for item in screen.conflicts.inbox.items}
    assert items["interactions"].lines == [("记录", "原来的记录", "左边的说法", "右边的说法")]
    assert items["promises"].lines == [("结果", "—", "已履行", "已撤回")]
    assert len(items) == len(screen.conflicts.inbox.items) == 2
    assert not screen.refused.isVisible()
    for place in pair:  # what did not clash is in both books, from both sides
        row, other = row_of(place.book.store, clashing), row_of(place.book.store, merging)
        assert (row.note, row.participants, row.next_step) == ("左边的说法", "客户的儿子", "寄送产品资料")
        assert (other.note, other.next_step, other.outcome) == ("另一条，左边改了记录", "下周回访", "met")

    # The second takes back what was theirs in the note, and keeps head office's word about the promise.
    items["interactions"].first.setFocus()
    right.press(Qt.Key.Key_2)
    right.settle()
    items["promises"].first.setFocus()
    right.press(Qt.Key.Key_1)
    right.settle()
    assert screen.conflicts.inbox.items == []
    assert not right.window.status.outbox.decisions.isVisible()
    right.synchronise()
    left.synchronise()
    assert row_of(left.book.store, clashing).note == "右边的说法"
    assert at_head_office(engine, clashing).note == "右边的说法"
    assert at_head_office(engine, promised, "promises").outcome == "kept"

    # And thinks again.
    screen.conflicts.fold.click()
    past = {item.view.entity: item for item in screen.conflicts.past.items}
    past["interactions"].undo.click()
    right.settle()
    assert [item.view.row_id for item in screen.conflicts.inbox.items] == [clashing]
    right.synchronise()
    left.synchronise()
    assert row_of(left.book.store, clashing).note == "左边的说法"
    for place in pair:
        with place.book.store.read() as tx:
            place.book.store.audit.verify(tx)
        assert (place is left) is (place.inbox().conflicts.inbox.items == [])


def test_a_book_that_is_about_to_go_waits_for_its_number_to_be_typed(
    bank: tuple[Engine, Filled], switch: Switch, tmp_path: Path, qtbot: QtBot, themed: QApplication
) -> None:
    engine, filled = bank
    first, second = filled.advisors
    folder = tmp_path / first
    with device(switch.office, first, folder):
        pass
    with at_work(qtbot, folder, settings_of(tmp_path / "config")) as place:
        place.synchronise()
        with engine.begin() as connection:
            key = connection.execute(select(Advisor.id).where(Advisor.number == second)).scalar_one()
            assignments.assign(connection, dict.fromkeys(filled.books[first][:12], key))
        place.synchronise()
        [screen] = place.window.findChildren(SyncScreen)  # who asked for the sync is led to what it waits for
        place.settle()
        bar = screen.held
        assert bar.isVisible()
        assert "12" in bar.title.text()
        assert customers(place.book) == 30
        bar.begin_button.click()
        bar.field.setText("12")
        place.press(Qt.Key.Key_Return)
        assert place.sync.running
        place.settle()
        assert not bar.isVisible()
        assert customers(place.book) == 18
        assert [entry.trouble for entry in screen.log.model.rows] == ["", "Held for confirmation", ""]


def customers(book: Book) -> int:
    with book.store.read() as tx:
        return apply.count_customers(tx)
