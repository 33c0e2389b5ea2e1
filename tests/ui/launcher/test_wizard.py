"""The wizard by itself: what is wrong stands beside its field, and whatever is refused, what was typed stays."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.data.errors import KeyStoreError, PassphraseRuleError
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.api.server import demo_certificate
from advisor_app.sync.transport import DeviceRefused, NoConnection
from advisor_app.ui.launcher.window import LauncherWindow
from advisor_app.ui.launcher.wizard.wizard import OFFICE, PASSPHRASE, WORK, Wizard
from advisor_app.ui.say import speak

GOOD = "seven otters polish my violin"
ADDRESS = "https://head-office.bank:8443"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_certificate(tmp_path_factory.mktemp("tls")).authority


@pytest.fixture
def window(themed: QApplication, qtbot: QtBot) -> LauncherWindow:
    window = LauncherWindow(enrolling=True)
    qtbot.addWidget(window)
    window.decorate()
    window.show()
    window.activateWindow()
    return window


@pytest.fixture
def wizard(window: LauncherWindow) -> Wizard:
    assert window.wizard
    return window.wizard


@pytest.fixture
def asked(wizard: Wizard) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    wizard.asked.connect(found.append)
    return found


@pytest.fixture
def filled(wizard: Wizard, authority: Path) -> Wizard:
    """Return the wizard with a first step that is right."""
    wizard.office.server.edit.setText(ADDRESS)
    wizard.office.authority.edit.setText(str(authority))
    wizard.office.code.edit.setText(" ABCD-EFGH-JKLM-NPQR ")
    return wizard


def complaints(wizard: Wizard) -> list[str]:
    return [str(field.complaint.error or "") for field in wizard.office.fields]


def type_passphrase(wizard: Wizard, first: str, second: str, qtbot: QtBot) -> None:
    wizard.passphrase.first.edit.setText(first)
    wizard.passphrase.second.edit.setText(second)


def test_the_first_step_says_what_is_missing(wizard: Wizard, asked: list[Any], qtbot: QtBot) -> None:
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    assert complaints(wizard) == [
        "总行地址须以 https:// 开头。",
        "请选择总行发来的证书文件。",
        "请填写总行发来的登记码。",
    ]
    assert all(field.complaint.isVisible() for field in wizard.office.fields)
    assert wizard.office.server.edit.hasFocus()
    assert (asked, wizard.step) == ([], OFFICE)
    qtbot.keyClicks(wizard.office.server.edit, "h")
    assert complaints(wizard)[0] == ""
    speak("en")
    assert wizard.office.code.complaint.text() == "Type the code that head office has sent."


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://head-office.bank", "https://"),
        ("head-office.bank", "https://"),
        ("https://", "https://head-office.example:8443"),
        ("https://a b", "https://head-office.example:8443"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(
    filled: Wizard, asked: list[Any], qtbot: QtBot, address: str, sentence: str
) -> None:
    filled.office.server.edit.setText(address)
    qtbot.keyClick(filled.office.server.edit, Qt.Key.Key_Return)
    assert [sentence in complaints(filled)[0], *complaints(filled)[1:]] == [True, "", ""]
    assert asked == []
    assert filled.office.server.text == address


@pytest.mark.parametrize("content", [b"no certificate", b"", None])
def test_a_file_that_is_no_certificate_is_refused(
    filled: Wizard, asked: list[Any], tmp_path: Path, qtbot: QtBot, content: bytes | None
) -> None:
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_bytes(content)
    filled.office.authority.edit.setText(str(file))
    qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
    assert str(file) in complaints(filled)[1]
    assert (asked, filled.office.authority.text) == ([], str(file))


def test_a_file_can_be_dropped(wizard: Wizard, authority: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(authority))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    wizard.office.authority.edit.dropEvent(drop)
    assert wizard.office.authority.path == authority


def test_the_way_through(
    filled: Wizard, window: LauncherWindow, authority: Path, asked: list[dict[str, Any]], qtbot: QtBot
) -> None:
    qtbot.keyClick(filled.office.code.edit, Qt.Key.Key_Return)
    office = {"server": ADDRESS, "authority": str(authority)}
    assert asked == [{"do": "reach", **office}]
    assert filled.busy
    assert not filled.next_button.isEnabled()
    window.reached()
    assert (filled.step, filled.busy) == (PASSPHRASE, False)
    assert filled.passphrase.first.edit.hasFocus()
    qtbot.keyClicks(filled.passphrase.first.edit, GOOD)
    qtbot.keyClick(filled.passphrase.first.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(filled.passphrase.second.edit, GOOD)
    qtbot.keyClick(filled.passphrase.second.edit, Qt.Key.Key_Return)
    assert asked[1] == {"do": "enrol", **office, "code": "ABCD-EFGH-JKLM-NPQR", "passphrase": GOOD}
    assert (filled.step, filled.busy) == (WORK, True)


def test_the_rules_are_said_while_the_passphrase_is_typed(filled: Wizard, qtbot: QtBot) -> None:
    filled.reached()
    page = filled.passphrase
    qtbot.keyClicks(page.first.edit, "short")
    qtbot.waitUntil(lambda: page.rule.isVisible())
    assert "15" in page.rule.text()
    assert "5" in page.rule.text()
    page.first.edit.setText(GOOD)
    qtbot.waitUntil(lambda: page.fine.isVisible())
    assert not page.rule.isVisible()
    page.first.edit.clear()
    qtbot.waitUntil(lambda: not page.fine.isVisible())
    assert not page.rule.isVisible()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("", "", "15"),
        ("too short", "too short", "15"),
        ("abcabcabcabcabcabc", "abcabcabcabcabcabc", "重复"),
        (GOOD, GOOD + "!", "两次输入的口令不一致。"),
        (GOOD, "", "两次输入的口令不一致。"),
    ],
)
def test_a_passphrase_that_may_not_be_is_refused(
    filled: Wizard, asked: list[Any], qtbot: QtBot, first: str, second: str, sentence: str
) -> None:
    filled.reached()
    type_passphrase(filled, first, second, qtbot)
    qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
    page = filled.passphrase
    said = [label.text() for label in (page.rule, page.difference) if label.isVisible()]
    assert len(said) == 1
    assert sentence in said[0]
    assert (asked, filled.step) == ([], PASSPHRASE)
    assert (page.first.edit.text(), page.second.edit.text()) == (first, second)


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (NoConnection("Head office has a fault (status {status}); try again later.", status=500), 0),
        (RefusedError("The address of head office must begin with https://."), 1),
    ],
)
def test_a_head_office_that_does_not_answer_is_said_beside_its_field(
    filled: Wizard, window: LauncherWindow, error: InputError, place: int, qtbot: QtBot
) -> None:
    qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
    window.refuse(type(error).__name__, error)
    assert [bool(text) for text in complaints(filled)] == [index == place for index in range(3)]
    assert (filled.step, filled.busy) == (OFFICE, False)
    assert filled.office.fields[place].edit.hasFocus()
    assert filled.office.code.text == "ABCD-EFGH-JKLM-NPQR"


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (
            DeviceRefused("The enrolment code is wrong, used or expired. Ask head office for a new one."),
            OFFICE,
        ),
        (NoConnection("Head office has a fault (status {status}); try again later.", status=500), OFFICE),
        (PassphraseRuleError("The passphrase is made of what many people use."), PASSPHRASE),
        (
            KeyStoreError(
                "The store asks for a key store that this version does not know: {kind}.", kind="x"
            ),
            WORK,
        ),
    ],
)
def test_an_enrolment_that_is_refused_leads_to_what_must_be_changed(
    filled: Wizard, window: LauncherWindow, asked: list[Any], qtbot: QtBot, error: InputError, step: int
) -> None:
    filled.reached()
    type_passphrase(filled, GOOD, GOOD, qtbot)
    qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
    window.refuse(type(error).__name__, error)
    assert (filled.step, filled.busy) == (step, False)
    page = filled.passphrase
    said = [*complaints(filled), filled.notice.text, str(page.rule.error or "")]
    assert [text for text in said if text] == [str(error)]
    assert (filled.office.code.text, page.passphrase) == ("ABCD-EFGH-JKLM-NPQR", GOOD)
    if step == WORK:
        qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
        assert [request["do"] for request in asked] == ["enrol", "enrol"]
        window.refuse(type(error).__name__, error)
        qtbot.mouseClick(filled.back_button, Qt.MouseButton.LeftButton)
        assert filled.step == PASSPHRASE


def test_waiting_for_head_office_can_be_given_up(filled: Wizard, qtbot: QtBot) -> None:
    assert not filled.back_button.isVisible()
    qtbot.mouseClick(filled.next_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(filled.cancelled):
        qtbot.mouseClick(filled.back_button, Qt.MouseButton.LeftButton)
    assert (filled.step, filled.busy) == (OFFICE, False)
    assert filled.next_button.isEnabled()


def test_the_panel_shows_the_steps(window: LauncherWindow, filled: Wizard) -> None:
    def shown() -> list[tuple[str, bool]]:
        labels = window.brand._labels
        return [(label.text(), label.property("kind") == "brand-strong") for label in labels]

    assert shown() == [("连接总行", True), ("设置口令", False), ("登记本机", False)]
    window.reached()
    assert shown() == [("连接总行", False), ("设置口令", True), ("登记本机", False)]
    speak("en")
    assert shown()[1] == ("Choose a passphrase", True)
    window.show_unlock()
    assert shown()[0] == ("Encrypted on this machine", False)


def test_a_bug_is_reported_in_the_wizard(window: LauncherWindow, filled: Wizard) -> None:
    window.report("advisor-app\nKeyError")
    assert filled.notice.copy_button.isVisible()
