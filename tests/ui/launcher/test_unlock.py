"""The page for unlocking, by itself: typing, submitting, refusals, both languages."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from advisor_app.data.errors import ThrottledError, WrongPassphraseError
from advisor_app.services.whose_book import Owner
from advisor_app.ui.launcher.notice import Notice
from advisor_app.ui.launcher.window import LauncherWindow
from advisor_app.ui.say import speak

WRONG = WrongPassphraseError(
    "The passphrase does not open this store.", what_to_do="Check Caps Lock and the keyboard language."
)


@pytest.fixture
def window(themed: QApplication, qtbot: QtBot) -> LauncherWindow:
    window = LauncherWindow(enrolling=False)
    qtbot.addWidget(window)
    window.decorate()
    window.show()
    window.activateWindow()
    return window


@pytest.fixture
def edit(window: LauncherWindow) -> QLineEdit:
    return window.unlock.field.edit


@pytest.fixture
def notice(window: LauncherWindow) -> Notice:
    assert window.unlock.notice
    return window.unlock.notice


@pytest.fixture
def submitted(window: LauncherWindow) -> list[str]:
    found: list[str] = []
    window.unlock.submitted.connect(found.append)
    return found


def test_enter_submits_once(
    window: LauncherWindow, edit: QLineEdit, submitted: list[str], qtbot: QtBot
) -> None:
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "correct horse")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    window.unlock.submit()
    assert submitted == ["correct horse"]
    assert window.unlock.button.text() == "正在解锁…"
    assert not edit.isEnabled()
    assert not window.unlock.button.isEnabled()


def test_nothing_is_not_submitted(window: LauncherWindow, submitted: list[str], qtbot: QtBot) -> None:
    qtbot.mouseClick(window.unlock.button, Qt.MouseButton.LeftButton)
    assert submitted == []
    assert not window.unlock.busy


def test_a_refusal_says_why_and_what_was_typed_can_be_typed_over(
    window: LauncherWindow, edit: QLineEdit, notice: Notice, submitted: list[str], qtbot: QtBot
) -> None:
    edit.setText("wrong one")
    window.unlock.submit()
    window.refuse("WrongPassphraseError", WRONG)
    assert notice.text == "口令不正确，无法解锁。请检查大写锁定键和输入法。"
    assert notice.isVisible()
    assert edit.hasFocus()
    assert edit.selectedText() == "wrong one"
    qtbot.keyClicks(edit, "right")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert submitted == ["wrong one", "right"]
    assert not notice.isVisible()


def test_what_is_said_follows_the_language(window: LauncherWindow, notice: Notice, qtbot: QtBot) -> None:
    error = ThrottledError(
        "Too many wrong passphrases.", what_to_do="Try again in {minutes} minutes.", minutes=9
    )
    window.refuse("ThrottledError", error)
    chinese = notice.text
    assert "9" in chinese
    window.languages.chosen.connect(speak)
    qtbot.mouseClick(window.languages.buttons["en"], Qt.MouseButton.LeftButton)
    assert notice.text == "Too many wrong passphrases. Try again in 9 minutes."
    assert window.unlock.button.text() == "Unlock"
    labels = {label.text() for label in window.findChildren(QLabel)}
    assert {"Unlock your book", "Passphrase", "Works without a connection"} <= labels
    qtbot.mouseClick(window.languages.buttons["zh_CN"], Qt.MouseButton.LeftButton)
    assert notice.text == chinese


def test_the_eye_shows_and_hides_what_is_typed(window: LauncherWindow, edit: QLineEdit, qtbot: QtBot) -> None:
    eye = window.unlock.field.eye
    edit.setText("secret")
    assert edit.displayText() != "secret"
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert eye.hasFocus()
    qtbot.keyClick(eye, Qt.Key.Key_Space)
    assert edit.displayText() == "secret"
    qtbot.keyClick(eye, Qt.Key.Key_Space)
    assert edit.displayText() != "secret"
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_capital_letters_without_shift_warn_of_caps_lock(
    window: LauncherWindow, edit: QLineEdit, qtbot: QtBot
) -> None:
    warning = window.unlock.field.caps_lock
    assert not warning.isVisible()
    edit.keyPressEvent(_letter("A", Qt.KeyboardModifier.ShiftModifier))
    assert not warning.isVisible()
    edit.keyPressEvent(_letter("A", Qt.KeyboardModifier.NoModifier))
    assert warning.isVisible()
    edit.keyPressEvent(_letter("a", Qt.KeyboardModifier.NoModifier))
    assert not warning.isVisible()
    edit.keyPressEvent(_letter("a", Qt.KeyboardModifier.ShiftModifier))
    assert warning.isVisible()
    edit.keyPressEvent(_letter("7", Qt.KeyboardModifier.NoModifier))
    assert warning.isVisible()


def _letter(text: str, modifiers: Qt.KeyboardModifier) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, ord(text.upper()), modifiers, text)


def test_whose_book_it_is_is_said_as_far_as_it_is_known(window: LauncherWindow) -> None:
    page = window.unlock
    page.show_owner(Owner("江城银行", "李敏", "A0017"))
    assert page.owner.text() == "江城银行 · 李敏 (A0017)"
    page.show_owner(Owner(number="A0017"))
    assert page.owner.text() == "A0017"
    page.show_owner(Owner("<b>Bank</b>"))
    assert page.owner.text() == "<b>Bank</b>"
    assert page.owner.textFormat() is Qt.TextFormat.PlainText
    page.show_owner(Owner())
    assert page.owner.text().strip() == ""


def test_invented_people_are_said_to_be_and_whether_anything_protects_them(
    window: LauncherWindow, qtbot: QtBot
) -> None:
    def said() -> list[str]:
        texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        return [text for text in texts if text.startswith("示范数据")]

    for owner, sentence in (
        (Owner("江城银行", "李敏", "A0017"), []),
        (Owner("江城银行", "李敏", "A0017", demo=True, bare=True), ["示范数据 · 密钥在数据旁，未受保护"]),
        (Owner("江城银行", "李敏", "A0017", demo=True), ["示范数据 · 本机加密"]),
        (Owner("江城银行", "李敏", "A0017"), []),
    ):
        window.unlock.show_owner(owner)
        qtbot.waitUntil(lambda wanted=sentence: said() == wanted)  # type: ignore[misc]  # bound now


def test_what_is_in_the_way_can_be_looked_at_again(
    window: LauncherWindow, edit: QLineEdit, notice: Notice, qtbot: QtBot
) -> None:
    again: list[bool] = []
    window.unlock.retried.connect(lambda: again.append(True))
    window.bar(WRONG)
    assert not edit.isEnabled()
    assert notice.retry_button.hasFocus()
    qtbot.keyClick(notice.retry_button, Qt.Key.Key_Space)
    assert again == [True]
    window.unbar()
    assert edit.isEnabled()
    assert not notice.isVisible()


def test_the_report_of_a_bug_can_be_copied(window: LauncherWindow, notice: Notice, qtbot: QtBot) -> None:
    window.report("advisor-app 0.1\nValueError\n  advisor_app/x.py:1 f")
    assert "不含客户数据" in notice.text
    qtbot.mouseClick(notice.copy_button, Qt.MouseButton.LeftButton)
    assert "advisor_app/x.py:1" in QGuiApplication.clipboard().text()
    window.refuse("", WRONG)
    assert not notice.copy_button.isVisible()


def test_the_keyboard_reaches_everything(window: LauncherWindow, edit: QLineEdit, qtbot: QtBot) -> None:
    reached = set()
    for _ in range(8):
        focused = QApplication.focusWidget()
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    page = window.unlock
    assert {edit, page.field.eye, page.button} <= reached
    assert reached & set(window.languages.buttons.values())
    assert all(widget.accessibleName() for widget in (edit, page.field.eye))
