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
from advisor_app.services.feedback import feedback_page
from advisor_app.services.opportunities import pipeline_of, save_opportunity
from advisor_app.services.tasks import add_task, task_form, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import PLACES
from advisor_app.ui.screens.calendar.screen import CalendarScreen
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
        return bool(sheet.fields.customer.ids)

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


def test_a_whole_day_by_keyboard(qtbot: QtBot, desk: Desk, people: People, day: Day) -> None:
    today = from_day(task_form(desk.book).today).isoformat()
    for title in ("Prepare the brief", "Send the leaflet"):
        add_task(desk.book, TaskEntry(title=title, day=today, kind="todo"))
    record_consent(desk.book, people.zeng, ConsentEntry("phone", "marketing", True, "phone", "form 12"))
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
    if not sheet.fields.customer.ids:
        day.tab_to(sheet.fields.customer.search)
        day.write("ouyang")
        qtbot.waitUntil(lambda: day.chosen(sheet))
    day.tab_to(sheet.fields.text)
    day.write("The branch was closed")
    day.tab_to(sheet.fields.channel.chips["hotline"])
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
    assert contact_permissions(desk.book, people.zeng).light("phone", marketing=True).green
    day.press(Key.Key_8, ALT)
    card = day.screen(ConsentsCard)
    day.tab_to(card.matrix)
    place = card.matrix_model.place("phone", "marketing")
    assert place is not None
    while card.matrix_model.pair(card.matrix.currentIndex()) != ("phone", "marketing"):
        below = card.matrix.currentIndex().row() < place.row()
        right = card.matrix.currentIndex().column() < place.column()
        vertical = Key.Key_Down if below else Key.Key_Up
        same_row = card.matrix.currentIndex().row() == place.row()
        day.press((Key.Key_Right if right else Key.Key_Left) if same_row else vertical)
    day.press(Key.Key_W)
    assert not contact_permissions(desk.book, people.zeng).light("phone", marketing=True).green

    # a prospect is won
    day.go_to("opportunities")
    day.press(Key.Key_W)
    [won] = [row for row in pipeline_of(desk.book).rows if row.title == "First deposit"]
    assert won.stage == "won"
