"""The line: coloured by what is understood, deaf to what is still being composed, one line whatever is put in."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.quick_line import Kind, Span
from advisor_app.ui import theme
from advisor_app.ui.screens.contact.line_field import TONES, LineField
from tests.ui.screens.contact.conftest import CTRL, compose


def names(text: str) -> Sequence[Span]:
    """Understand what stands after @ up to a blank as a customer, and after ! as something unknown."""
    found, place = [], 0
    for word in text.split(" "):
        kind = {"@": Kind.CUSTOMER, "!": Kind.UNKNOWN}.get(word[:1])
        if kind:
            found.append(Span(place, place + len(word), kind))
        place += len(word) + 1
    return found


@pytest.fixture
def field(qtbot: QtBot, themed: QApplication) -> LineField:
    field = LineField(names)
    field.resize(400, 40)
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    field.setFocus()
    return field


def coloured(field: LineField) -> dict[str, str]:
    """Return the parts of the text that have a ground of their own, with its colour."""
    block = field.document().firstBlock()
    units = block.text().encode("utf-16-le")
    return {
        units[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le"): (
            part.format.background().color().name()
        )
        for part in block.layout().formats()
    }


def test_what_is_understood_is_coloured(field: LineField, themed: QApplication) -> None:
    compose(field, "见了 @张三 谈了 !那个")
    tokens = theme.current()
    assert coloured(field) == {
        "@张三": tokens.tone(TONES[Kind.CUSTOMER]).ground,
        "!那个": tokens.tone(TONES[Kind.UNKNOWN]).ground,
    }
    theme.apply(themed, "dark")
    assert (
        coloured(field)["@张三"]
        == theme.current().tone(TONES[Kind.CUSTOMER]).ground
        != tokens.accented.ground
    )


def test_the_unknown_is_underlined_too(field: LineField) -> None:
    compose(field, "!那个")
    [part] = field.document().firstBlock().layout().formats()
    assert part.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline


def test_characters_of_two_units_move_no_colour(field: LineField) -> None:
    compose(field, "😀𠮷 @张三 后")
    assert list(coloured(field)) == ["@张三"]


def test_nothing_is_read_while_it_is_composed(qtbot: QtBot, field: LineField) -> None:
    heard: list[str] = []
    field.edited.connect(heard.append)
    compose(field, preedit="zhang")
    compose(field, preedit="zhang'san")
    assert heard == []
    assert field.text == ""
    compose(field, committed="@张三")
    assert heard == ["@张三"]
    assert field.text == "@张三"


def test_a_composition_in_the_middle_is_no_text(field: LineField) -> None:
    compose(field, "@张三 谈了")
    heard: list[str] = []
    field.edited.connect(heard.append)
    compose(field, preedit="cun'dan")
    field.colour()
    assert (heard, field.text) == ([], "@张三 谈了")
    assert "@张三" in coloured(field)


def test_a_change_of_colours_is_no_edit(qtbot: QtBot, field: LineField) -> None:
    compose(field, "@张三")
    with qtbot.assertNotEmitted(field.edited):
        field.colour()


def test_lines_that_are_pasted_become_one(field: LineField) -> None:
    pasted = QMimeData()
    pasted.setText("@张三\n谈了\n存单")
    field.insertFromMimeData(pasted)
    assert field.text == "@张三 谈了 存单"
    assert field.document().blockCount() == 1


def test_markup_that_is_pasted_stays_text(field: LineField) -> None:
    pasted = QMimeData()
    pasted.setHtml("<b>粗</b>")
    pasted.setText("<b>粗</b>")
    field.insertFromMimeData(pasted)
    assert field.text == "<b>粗</b>"
    assert all(
        not part.format.fontWeight() > 400 for part in field.document().firstBlock().layout().formats()
    )


def test_files_are_left_to_the_form(field: LineField) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile("/x/a.pdf")])
    dragged.setText("file:///x/a.pdf")
    assert not field.canInsertFromMimeData(dragged)
    field.insertFromMimeData(dragged)
    assert field.text == ""


def test_enter_confirms_and_adds_no_line(qtbot: QtBot, field: LineField) -> None:
    compose(field, "@张三")
    with qtbot.waitSignal(field.confirmed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(field.confirmed):
        qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert field.text == "@张三"


def test_down_leaves_from_the_last_line_only(qtbot: QtBot, field: LineField) -> None:
    compose(field, "很长的一行文字" * 12)
    assert field.height() > 50
    field.moveCursor(field.textCursor().MoveOperation.Start)
    with qtbot.assertNotEmitted(field.left_downwards):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.left_downwards):
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Down)


def test_it_is_high_enough_for_three_lines_at_most(field: LineField) -> None:
    low = field.height()
    compose(field, "长" * 500)
    high = field.height()
    compose(field, "长" * 500)
    assert low < high == field.height()
