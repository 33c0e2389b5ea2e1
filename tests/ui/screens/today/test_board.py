"""The tiles of today and what they open, by key; and a morning from first to last with the hands on the keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry, PromiseEntry
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.dates import from_day
from advisor_app.domain.prompts.board import BIRTHDAYS, COMPLAINTS, CONTACTS, PROMISES, Line
from advisor_app.domain.prompts.types import Prompt
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.timeline import TimelineQuery
from advisor_app.services.day_board import day_board
from advisor_app.services.drafts import save_draft
from advisor_app.services.log_contact import log_contact
from advisor_app.services.tasks import TaskForm, add_task, task_form
from advisor_app.services.timeline import timeline_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.models.day_board import BLOCKS, UNLOGGED
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.today.screen import TodayScreen
from advisor_app.ui.theme import Tone
from tests.support.rich_book import People
from tests.ui.screens.forms import CTRL, press, settled

Key = Qt.Key


@pytest.fixture
def form(desk: Desk) -> TaskForm:
    return task_form(desk.book)


@pytest.fixture
def changed(qtbot: QtBot, desk: Desk) -> Callable[[], None]:
    """Let the screens read again."""

    def tell() -> None:
        desk.book_changed.emit()
        settled(qtbot, desk)

    return tell


def meet(desk: Desk, customer: bytes, form: TaskForm) -> None:
    """Write an appointment that is over since the first minute of today."""
    day = from_day(form.today).isoformat()
    entry = TaskEntry(customer_id=customer, title="面谈", kind="meeting", day=day, time="0:00", duration="1")
    add_task(desk.book, entry)


def figure(screen: TodayScreen, block: str) -> str:
    return screen.tiles.tiles[block].figure.text()


def badges(screen: TodayScreen, block: str) -> list[tuple[str, Tone]]:
    return [(badge.text, badge.tone) for badge in screen.tiles.tiles[block].badges if badge.text]


def test_tiles_say_what_the_service_finds(desk: Desk, screen: TodayScreen) -> None:
    found = day_board(desk.book, refines=True)
    assert found is not None
    for block in (COMPLAINTS, PROMISES, CONTACTS, BIRTHDAYS):
        assert figure(screen, block) == str(found.blocks[block].total)
    contacts = found.blocks[CONTACTS]
    assert contacts.red
    assert badges(screen, CONTACTS)[0] == (f"{contacts.red} 超期", Tone.BAD)
    assert str(contacts.total) in screen.tiles.tiles[CONTACTS].accessibleName()


def test_a_number_opens_its_block_and_esc_goes_back(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    assert screen.detail.isVisible()
    for number, block in enumerate(BLOCKS, 1):
        press(Key(Key.Key_0 + number))
        assert screen.tiles.chosen == block
        assert screen.board.isVisible()
        assert not screen.detail.isVisible()
        assert screen.board.title.text()
        assert screen.board.none.isVisible() != screen.board.list.isVisible()
    press(Key.Key_5)
    assert screen.tiles.chosen == ""
    press(Key.Key_4)
    assert screen.board.list.hasFocus()
    press(Key.Key_Escape)
    assert not screen.board.isVisible()
    assert screen.detail.isVisible()
    assert screen.list.hasFocus()


def test_the_lines_are_a_sound_model(
    screen: TodayScreen, qtmodeltester: ModelTester, desk: Desk, people: People, form: TaskForm,
    changed: Callable[[], None],
) -> None:  # fmt: skip
    meet(desk, people.qiu, form)
    changed()
    for number in (1, 4):
        press(Key(Key.Key_0 + number))
        assert screen.board.list.lines.rowCount()
        qtmodeltester.check(screen.board.list.lines, force_py=False)


def test_every_state_is_told_in_words_too(screen: TodayScreen) -> None:
    press(Key.Key_4)
    lines = screen.board.list.lines
    for place in range(lines.rowCount()):
        entry = lines.entry_at(place)
        assert entry.mark
        assert entry.mark_tone in (Tone.BAD, Tone.WARN)
        assert entry.body


def test_enter_shows_the_customer_and_l_logs_a_contact(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    press(Key.Key_4)
    row = screen.board.list.chosen
    assert isinstance(row, Line)
    with qtbot.waitSignal(desk.log_wanted) as wanted:
        press(Key.Key_L)
    assert wanted.args[0].customer_id == row.customer_id
    settled(qtbot, desk)
    press(Key.Key_Escape)
    settled(qtbot, desk)
    screen.board.list.setFocus()
    with qtbot.waitSignal(desk.customer_wanted) as shown:
        press(Key.Key_Return)
    assert shown.args == [row.customer_id]
    settled(qtbot, desk)


def test_a_complaint_opens_where_it_is_handled(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    press(Key.Key_2)
    row = screen.board.list.chosen
    assert isinstance(row, Line)
    with qtbot.waitSignal(desk.feedback_wanted) as wanted:
        press(Key.Key_Return)
    assert row.finding.subject == f"feedback:{wanted.args[0].hex()}"
    settled(qtbot, desk)


def test_all_contacts_that_are_due_are_in_the_list_of_customers(
    qtbot: QtBot, desk: Desk, screen: TodayScreen
) -> None:
    press(Key.Key_4)
    with qtbot.waitSignal(desk.customers_wanted) as wanted:
        screen.board.all_button.click()
    query = wanted.args[0]
    assert isinstance(query, CustomerQuery)
    assert set(query.rhythms) == {"red", "amber"}
    settled(qtbot, desk)


def test_an_appointment_is_logged_with_its_day_and_settled(
    qtbot: QtBot, desk: Desk, screen: TodayScreen, people: People, form: TaskForm, window: MainWindow,
    changed: Callable[[], None],
) -> None:  # fmt: skip
    meet(desk, people.qiu, form)
    save_draft(desk.book, ContactEntry(customers=(people.zeng,), channel="phone", note="谈到一半"))
    changed()
    assert figure(screen, UNLOGGED) == "2"
    assert [text for text, _tone in badges(screen, UNLOGGED)] == ["1 次约见", "1 份草稿"]
    press(Key.Key_1)
    press(Key.Key_Return)
    settled(qtbot, desk)
    [sheet] = window.findChildren(LogSheet)
    entry = sheet.form.entry
    assert entry.customers == (people.qiu,)
    assert (entry.day, entry.time) == (from_day(form.today).isoformat(), "00:00")
    assert len(entry.settle) == 1


def test_a_promise_stands_until_it_is_kept(
    qtbot: QtBot, desk: Desk, screen: TodayScreen, people: People, form: TaskForm,
    changed: Callable[[], None],
) -> None:  # fmt: skip
    before = int(figure(screen, PROMISES))
    promised = PromiseEntry("寄资料", from_day(form.today).isoformat())
    log_contact(
        desk.book,
        ContactEntry(
            (people.ouyang,), "phone", "out", "service", "connected", "问利率", promises=(promised,)
        ),
    )
    changed()
    assert figure(screen, PROMISES) == str(before + 1)
    press(Key.Key_3)
    assert "寄资料" in screen.board.list.lines.entry_at(screen.board.list.lines.rowCount() - 1).body


def test_closing_the_day_counts_what_is_not_logged(
    desk: Desk, screen: TodayScreen, people: People, form: TaskForm, changed: Callable[[], None]
) -> None:
    press(Key.Key_E)
    assert screen.day_end.unlogged.text() == "联系均已记录。"
    meet(desk, people.qiu, form)
    changed()
    assert "1 次联系未记录" in screen.day_end.unlogged.text()
    press(Key.Key_1)
    assert not screen.day_end.isVisible()
    assert screen.board.isVisible()


def test_blocks_speak_the_other_language(screen: TodayScreen) -> None:
    press(Key.Key_4)
    speak("en")
    assert screen.board.title.text() == "Contacts due"
    assert "late" in badges(screen, CONTACTS)[0][0]
    assert (
        "overdue" in screen.board.list.lines.entry_at(0).mark
        or "never" in screen.board.list.lines.entry_at(0).mark
    )


def test_a_morning_by_keyboard_alone(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: TodayScreen, people: People
) -> None:
    """Look at what is due, work the list, log a contact in the form, go on with the next, and close the day."""
    press(Key.Key_4)
    press(Key.Key_Down)
    press(Key.Key_Escape)
    first = screen.list.chosen
    assert first is not None
    press(Key.Key_W)
    settled(qtbot, desk)
    assert screen.looked_at == first.customer_id
    assert not screen.tiles.isVisible()
    press(Key.Key_4)  # there are no tiles to choose from now
    assert screen.tiles.chosen == ""
    press(Key.Key_L)
    settled(qtbot, desk)
    [sheet] = window.findChildren(LogSheet)
    qtbot.waitUntil(sheet.isVisible)
    sheet.form.quick.field.setPlainText("#电话 #到期 #接通 谈了到期安排")
    press(Key.Key_Return, CTRL)
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: not sheet.is_open)
    settled(qtbot, desk)
    event = timeline_page(desk.book, TimelineQuery(first.customer_id)).events[0]
    assert event.text is not None
    assert "谈了到期安排" in event.text
    screen.list.setFocus()
    settled(qtbot, desk)
    then = screen.list.chosen
    assert then is not None
    assert (then.customer_id, then.rule, then.subject) != (first.customer_id, first.rule, first.subject)
    press(Key.Key_D)
    settled(qtbot, desk)
    rows = [row[:3] for row in screen.list.prompts.rows if isinstance(row, Prompt)]
    assert then[:3] not in rows
    press(Key.Key_E)
    settled(qtbot, desk)
    assert not screen.working
    assert screen.day_end.isVisible()
    assert "条记录待发送" in screen.day_end.own.text()
    press(Key.Key_E)
    assert screen.detail.isVisible()
    press(Key.Key_Return)
    settled(qtbot, desk)
    [customers] = window.findChildren(CustomersScreen)
    assert customers.isVisible()
    assert QApplication.focusWidget() is not None
