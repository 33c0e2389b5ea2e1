"""A whole day in the window by keyboard alone: tasks done, a complaint taken, consent withdrawn, a prospect won."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day
from advisor_app.domain.feedback import FeedbackQuery
from advisor_app.domain.pipeline import OpportunityEntry
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import TaskQuery
from advisor_app.services.consents import ConsentEntry, record_consent
from advisor_app.services.contact_permissions import contact_permissions
from advisor_app.services.customer_contacts import customer_contacts
from advisor_app.services.feedback import feedback_page
from advisor_app.services.opportunities import pipeline_of, save_opportunity
from advisor_app.services.tasks import add_task, task_form, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.models.lights import GREEN, RED
from advisor_app.ui.navigation import PLACES
from advisor_app.ui.screens.calendar.screen import CalendarScreen
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customer.consents import ConsentsCard
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.feedback.record_sheet import FeedbackSheet
from advisor_app.ui.screens.feedback.screen import FeedbackScreen
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import CTRL, press, settled

ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key
_TABS = 80


class Day:
    """The window, and the keys of somebody who never takes a hand to the mouse."""

    def __init__(self, qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
        self._qtbot, self._desk, self.window = qtbot, desk, window

    def press(self, key: Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        press(key, modifiers)
        settled(self._qtbot, self._desk)

    def go_to(self, name: str) -> None:
        """Go to a screen by its place in the rail."""
        number = [place.name for place in PLACES].index(name) + 1
        self.press(Key(Key.Key_0.value + number), CTRL)

    def tab_to(self, widget: QWidget) -> None:
        """Press Tab until a widget has the focus."""
        for _press in range(_TABS):
            if QApplication.focusWidget() is widget:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {widget}")

    def write(self, text: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        self._qtbot.keyClicks(focused, text)
        settled(self._qtbot, self._desk)

    def chosen(self, sheet: FeedbackSheet) -> bool:
        """Press Enter where somebody is looked for, and say whether somebody was found and taken."""
        self.press(Key.Key_Return)
        return bool(sheet.form.customer.ids)

    def move_to(self, card: ConsentsCard, channel: str, purpose: str) -> None:
        """Go to a cell of the consents with the arrows."""
        place = card.matrix_model.place(channel, purpose)
        assert place is not None
        row, column = place
        for _press in range(_TABS):
            at = card.matrix.currentIndex()
            if card.matrix_model.pair(at) == (channel, purpose):
                return
            if at.row() != row:
                self.press(Key.Key_Down if at.row() < row else Key.Key_Up)
            else:
                self.press(Key.Key_Right if at.column() < column else Key.Key_Left)
        raise AssertionError(f"the arrows do not come to {channel}")

    def screen(self, kind: type[Any]) -> Any:
        [found] = self.window.findChildren(kind)
        return found


@pytest.fixture
def day(qtbot: QtBot, themed: QApplication, desk: Desk, tmp_path: Path) -> Day:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settled(qtbot, desk)
    return Day(qtbot, desk, window)


def lights(customers: CustomersScreen, customer_id: bytes) -> tuple[str, str]:
    """Return what the light says in the customer's head, and its sign in the list."""
    model = customers.pane.model
    place = model.place(customer_id)
    assert place is not None
    light = model._shown(place).light
    return customers.view.header.light.text, light.sign if light else ""


def contacts(desk: Desk, customer_id: bytes) -> int:
    """Return how many contacts stand for a customer."""
    return len(customer_contacts(desk.book, customer_id, 100).rows)


def test_a_whole_day_by_keyboard(qtbot: QtBot, desk: Desk, people: People, day: Day) -> None:
    today = from_day(task_form(desk.book).today).isoformat()
    for title in ("Prepare the brief", "Send the leaflet"):
        add_task(desk.book, TaskEntry(title=title, day=today, kind="todo"))
    record_consent(desk.book, people.zeng, ConsentEntry("email", "marketing", True, "phone", "form 12"))
    save_opportunity(
        desk.book, OpportunityEntry(people.prospect, "First deposit", None, "wealth", "qualified", "50万", "")
    )
    desk.book_changed.emit()
    settled(qtbot, desk)

    # 08:30: the tasks of the day
    day.go_to("calendar")
    calendar = day.screen(CalendarScreen)
    day.press(Key.Key_Return)
    assert calendar.agenda.list.hasFocus()
    day.press(Key.Key_Space)
    day.press(Key.Key_Down)
    day.press(Key.Key_Space)
    done = {item.title for item in tasks_page(desk.book, TaskQuery(settled=True)).items}
    assert {"Prepare the brief", "Send the leaflet"} <= done

    # a complaint is taken, and its clock runs
    day.go_to("feedback")
    settled(qtbot, desk)
    day.press(Key.Key_R, CTRL)
    sheet = day.screen(FeedbackSheet)
    before = feedback_page(desk.book, FeedbackQuery()).page.rows
    if not sheet.form.customer.ids:
        day.tab_to(sheet.form.customer.search)
        day.write("ouyang")
        qtbot.waitUntil(lambda: day.chosen(sheet))
    day.tab_to(sheet.form.text)
    day.write("The branch was closed")
    day.tab_to(sheet.form.channel.chips["hotline"])
    day.press(Key.Key_Space)
    day.press(Key.Key_Return, CTRL)
    taken = [row for row in feedback_page(desk.book, FeedbackQuery()).page.rows if row not in before]
    [complaint] = [row for row in taken if str(row.text) == "The branch was closed"]
    assert (complaint.kind, complaint.due_on is not None) == ("complaint", True)
    inbox = day.screen(FeedbackScreen)
    assert inbox.pane.model.find(complaint.id) is not None

    # consent is withdrawn, and the light turns red
    day.press(Key.Key_K, CTRL)
    day.write("zeng")
    qtbot.waitUntil(lambda: not desk.background.busy)
    day.press(Key.Key_Return)
    customers = day.screen(CustomersScreen)
    qtbot.waitUntil(lambda: customers.view.customer_id == people.zeng and customers.view.profile is not None)
    assert contact_permissions(desk.book, people.zeng).light("email", marketing=True).green
    assert lights(customers, people.zeng) == ("可营销", GREEN)
    day.press(Key.Key_8, ALT)
    card = day.screen(ConsentsCard)
    day.tab_to(card.matrix)
    for channel in ("phone", "wechat", "email"):
        day.move_to(card, channel, "marketing")
        day.press(Key.Key_W)
    assert lights(customers, people.zeng) == ("不可营销", RED)

    # a recommendation cannot be recorded against it, a service contact can
    there = contacts(desk, people.zeng)
    day.press(Key.Key_L, CTRL)
    contact = day.screen(LogSheet)
    qtbot.waitUntil(lambda: contact.is_open)
    for said, red, saved in (
        ("#email #rec spoke of the new fund", True, 0),
        ("#email sent the statement", False, 1),
    ):
        day.tab_to(contact.form.quick.field)
        day.press(Key.Key_A, CTRL)
        day.write(said)
        qtbot.waitUntil(lambda red=red: contact.form.fields.light.is_red == red)  # type: ignore[misc]
        day.press(Key.Key_Return, CTRL)
        assert contacts(desk, people.zeng) == there + saved
        assert contact.is_open != bool(saved)

    # a prospect is won
    day.go_to("opportunities")
    day.press(Key.Key_W)
    [won] = [row for row in pipeline_of(desk.book).rows if row.title == "First deposit"]
    assert won.stage == "won"
