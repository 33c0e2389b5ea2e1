"""Tables, heads that sort, choices, fields for days, and text that is marked."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QDate, QEvent, QPoint, Qt
from PySide6.QtGui import QFont, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.errors import InputError
from advisor_app.i18n import set_language
from advisor_app.ui import theme
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.rows import Cell, RowsModel
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.calendar import Calendar
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.date_field import DateField
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.marked_text import Line, broken, spans, within
from advisor_app.ui.widgets.table import Table
from tests.support.factories import TODAY

KEY = Qt.Key


class Words(RowsModel[str, Cell]):
    HEADINGS = ("Name", "Amount", "Phone")
    RIGHT = frozenset({1})

    def cells(self, row: str) -> Sequence[Cell]:
        return (Cell(row, "second"), Cell("1", tone=Tone.BAD), Cell(strong=True))


class Notes(EntriesModel[str]):
    def entry(self, row: str) -> Entry:
        return Entry("title", body=row, drawing="phone", foot="foot", mark="mark", heading=row == "#")


@pytest.fixture
def table(qtbot: QtBot, themed: QApplication) -> Table:
    table = Table(40, below=True, several=True)
    qtbot.addWidget(table)
    model = Words()
    model.setParent(table)
    table.setModel(model)
    model.set_rows([f"row {number}" for number in range(50)])
    table.head.allow((0, 1), falling=(1,))
    table.resize(400, 300)
    table.show()
    qtbot.waitExposed(table)
    return table


def test_a_head_asks_for_an_order_and_then_for_the_other(qtbot: QtBot, table: Table) -> None:
    asked: list[tuple[int, bool]] = []
    table.head.sort_chosen.connect(lambda column, ascending: asked.append((column, ascending)))
    for column in (1, 1, 0, 0, 2):
        table.head.choose(column)
    assert asked == [(1, False), (1, True), (0, True), (0, False)]


def test_a_click_on_the_head_sorts(qtbot: QtBot, table: Table) -> None:
    place = QPoint(table.head.sectionPosition(1) + 10, 10)
    with qtbot.waitSignal(table.head.sort_chosen) as chosen:
        QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [1, False]


def test_keys_choose_a_column_of_those_that_can_be_seen(qtbot: QtBot, table: Table) -> None:
    head = table.head
    head.setFocus()
    assert head.accessibleName() == "姓名"
    QTest.keyClick(head, KEY.Key_Right)
    QTest.keyClick(head, KEY.Key_Right)
    assert head.accessibleName() == "金额"
    QTest.keyClick(head, KEY.Key_Space)
    assert head.sorted_by == (1, False)
    table.setColumnHidden(1, True)
    QTest.keyClick(head, KEY.Key_Left)
    assert head.accessibleName() == "姓名"


def test_the_end_is_told_before_it_is_reached(qtbot: QtBot, table: Table) -> None:
    told: list[bool] = []
    table.near_end.connect(lambda: told.append(True))
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert told == []
    bar.setValue(bar.maximum() - bar.pageStep())
    assert told == [True]


def test_all_chosen_rows_are_copied_and_hidden_columns_are_not(table: Table) -> None:
    table.setColumnHidden(2, True)
    table.selectAll()
    lines = table.chosen_text().splitlines()
    assert lines[0] == "row 0 second\t1"
    assert len(lines) == 50
    table.clearSelection()
    QApplication.clipboard().setText("before")
    table.copy_chosen()
    assert QApplication.clipboard().text() == "before"


def test_what_does_not_fit_is_told_as_plain_text(qtbot: QtBot, table: Table) -> None:
    model = table.model()
    assert isinstance(model, Words)
    model.set_rows(["<b>" + "wide " * 40])
    place = table.visualRect(model.index(0, 0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
    QApplication.sendEvent(table.viewport(), event)
    assert QToolTip.text().startswith("<qt>&lt;b&gt;wide")
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_every_kind_of_cell_is_painted(table: Table, themed: QApplication) -> None:
    pictures = []
    for setting in ("light", "dark"):
        theme.apply(themed, setting)
        table.setCurrentIndex(table.model().index(1, 0))
        pictures.append(table.grab().toImage())
    assert pictures[0] != pictures[1]


def test_entries_grow_with_their_words_and_their_width(qtbot: QtBot, themed: QApplication) -> None:
    model = Notes()
    shown = EntryList(model, line=True)
    qtbot.addWidget(shown)
    model.setParent(shown)
    shown.resize(500, 400)
    shown.show()
    qtbot.waitExposed(shown)
    model.set_rows(["#", "short", "long " * 60])
    model.add_rows(["short"])
    heights = [shown.rowHeight(place) for place in range(4)]
    assert heights[1] == heights[3] < heights[2]
    shown.resize(300, 400)
    assert shown.rowHeight(2) > heights[2]
    assert not shown.grab().isNull()


def test_many_entries_stay_quick(qtbot: QtBot, themed: QApplication) -> None:
    model = Notes()
    shown = EntryList(model, line=True)
    qtbot.addWidget(shown)
    model.setParent(shown)
    shown.resize(500, 400)
    shown.show()
    qtbot.waitExposed(shown)
    model.set_rows(["note"] * 10_000)
    asked = 0
    real = shown.painter.height

    def counted(entry: Entry, place: int) -> int:
        nonlocal asked
        asked += 1
        return real(entry, place)

    shown.painter.height = counted  # type: ignore[method-assign]
    model.add_rows(["note"] * 50)
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum())
    QApplication.processEvents()
    assert asked == 50


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("大额存单到期，存单", "存单", [(2, 4), (7, 9)]),
        ("Abc abC", "ABC", [(0, 3), (4, 7)]),
        ("abc", "", []),
        ("abc", "  ", []),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("İx", "x", []),  # its small letter is longer
    ],
)
def test_what_was_searched_for_is_found(text: str, needle: str, found: list[tuple[int, int]]) -> None:
    assert spans(text, needle) == found


def test_text_is_broken_without_losing_a_character(qtbot: QtBot) -> None:
    text = "第一段很长" * 30 + "\n\n😀" + "第二段" * 30 + "  \nlast"
    lines = broken(text, QFont(), 120)
    assert all(text[line.start : line.start + len(line.text)] == line.text for line in lines)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert len(lines) > 10


def test_marks_are_counted_from_the_beginning_of_a_line() -> None:
    assert within([(2, 6)], Line(4, "efgh")) == [(0, 2)]
    assert within([(2, 4)], Line(4, "efgh")) == []
    assert within([(5, 20)], Line(4, "efgh")) == [(1, 4)]


def test_a_choice_keeps_its_value_when_names_change(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    told: list[bool] = []
    choice.chosen.connect(lambda: told.append(True))
    choice.offer([(None, "全部"), ("a", "甲"), ("b", "乙")])
    assert choice.value is None
    choice.setFocus()
    QTest.keyClick(choice, KEY.Key_Down)
    QTest.keyClick(choice, KEY.Key_Down)
    assert [choice.value, len(told)] == ["b", 2]
    choice.offer([(None, "All"), ("b", "B")])
    assert [choice.value, choice.currentText(), len(told)] == ["b", "B", 2]
    choice.offer([(None, "All")])
    assert choice.value is None


@pytest.fixture
def field(qtbot: QtBot, themed: QApplication) -> DateField:
    window = QWidget()
    qtbot.addWidget(window)
    field = DateField(window)
    field.today = TODAY
    window.show()
    qtbot.waitExposed(window)
    return field


def calendar_of(field: DateField) -> Calendar:
    calendar = field.findChild(Calendar)
    assert isinstance(calendar, Calendar)
    return calendar


def test_a_day_is_typed(field: DateField) -> None:
    assert field.day() is None
    field.setText("11-20")
    assert field.day() == TODAY - 4
    field.setText("x")
    with pytest.raises(InputError):
        field.day()


@pytest.mark.parametrize(
    ("typed", "shown"), [("", "2026-11-24"), ("2026-10-05", "2026-10-05"), ("x", "2026-11-24")]
)
def test_a_key_opens_the_calendar_at_the_day(qtbot: QtBot, field: DateField, typed: str, shown: str) -> None:
    field.setText(typed)
    QTest.keyClick(field, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = calendar_of(field)
    assert calendar.selectedDate().toString(Qt.DateFormat.ISODate) == shown
    calendar.window().close()
    assert field.text() == typed


def test_a_day_is_chosen_from_the_calendar_by_key(qtbot: QtBot, field: DateField) -> None:
    field.open_calendar()
    calendar = calendar_of(field)
    assert not calendar.window().grab().isNull()
    with qtbot.waitSignal(field.editingFinished):
        view = calendar.focusProxy() or calendar
        QTest.keyClick(view, KEY.Key_Left)
        QTest.keyClick(view, KEY.Key_Return)
    assert field.text() == "2026-11-23"


def test_a_calendar_speaks_the_language_of_the_moment(qtbot: QtBot, themed: QApplication) -> None:
    pictures = []
    for language in ("zh_CN", "en"):
        set_language(language)
        calendar = Calendar(QDate(2026, 11, 24))
        qtbot.addWidget(calendar)
        assert calendar.accessibleName() == {"zh_CN": "日历", "en": "Calendar"}[language]
        pictures.append(calendar.grab().toImage())
    assert pictures[0] != pictures[1]
