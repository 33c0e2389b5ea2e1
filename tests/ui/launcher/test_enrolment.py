"""Enrolment from the wizard at a real head office, down to the first sync that the workbench starts by itself."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from advisor_app.data import apply, vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import DATABASE, beside
from advisor_app.head_office.api.server import demo_certificate
from advisor_app.ui.launcher.launcher import Launcher
from advisor_app.ui.launcher.wizard.wizard import OFFICE, PASSPHRASE, WORK, Wizard
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE as GOOD
from tests.support.office import Office, demo_bank, expired_certificate, serving
from tests.support.processes import PATIENCE, none_left, of_folder, wait_for
from tests.ui.launcher.conftest import Launch

MS = int(PATIENCE * 1000)
CUSTOMERS = 12


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Filled]]:
    engine = demo_bank(tmp_path_factory.mktemp("bank"))
    yield engine, fill(engine, advisors=1, customers=CUSTOMERS, transactions=5)
    engine.dispose()


@pytest.fixture
def office(bank: tuple[Engine, Filled], tmp_path: Path) -> Iterator[Office]:
    with serving(bank[0], tmp_path / "tls") as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder without a book."""
    with none_left(tmp_path / "book"):
        yield tmp_path / "book"


@pytest.fixture
def launcher(folder: Path, launch: Launch) -> Launcher:
    return launch(folder, key_store="demo")


@pytest.fixture
def wizard(launcher: Launcher, office: Office) -> Wizard:
    """Return the wizard of the launcher, filled with what head office has sent."""
    wizard = launcher.window.wizard
    assert wizard
    wizard.office.server.edit.setText(office.url)
    wizard.office.authority.edit.setText(str(office.certificate.authority))
    wizard.office.code.edit.setText("ABCD-EFGH-JKLM-NPQR")
    return wizard


def go_on(wizard: Wizard, qtbot: QtBot) -> None:
    """Press the button and wait for the answer."""
    wizard.next_button.click()
    qtbot.waitUntil(lambda: not wizard.busy, timeout=MS)


def enrol(wizard: Wizard, code: str, passphrase: str, qtbot: QtBot) -> None:
    """Go through the steps with what is right but for what is given."""
    wizard.office.code.edit.setText(code)
    go_on(wizard, qtbot)
    assert wizard.step == PASSPHRASE
    wizard.passphrase.first.edit.setText(passphrase)
    wizard.passphrase.second.edit.setText(passphrase)


def held(folder: Path) -> int | None:
    """Return how many customers the book holds, None until a sync is complete."""
    secrets = vault.unlock(folder, GOOD, DemoStore(folder))
    with beside(folder, secrets) as store, store.read() as tx:
        if apply.get_state(tx, "completed_at") is None:
            return None
        return apply.totals(tx)["customers"][0]


def test_a_machine_is_enrolled_and_its_book_fetched(
    folder: Path,
    launcher: Launcher,
    wizard: Wizard,
    bank: tuple[Engine, Filled],
    office: Office,
    qtbot: QtBot,
) -> None:
    process = launcher.process
    assert process
    enrol(wizard, office.code(bank[1].advisors[0]), GOOD, qtbot)
    with qtbot.waitSignal(launcher.ended, timeout=MS):
        wizard.next_button.click()
    wait_for(lambda: held(folder) == CUSTOMERS)
    psutil.Process(process.pid).send_signal(signal.SIGTERM)
    assert process._process.wait(PATIENCE) == 0
    assert of_folder(folder) == []
    assert not (folder / f"{DATABASE}-wal").exists()


def test_a_code_that_is_wrong_is_said_beside_it_and_another_one_serves(
    folder: Path,
    launcher: Launcher,
    wizard: Wizard,
    bank: tuple[Engine, Filled],
    office: Office,
    qtbot: QtBot,
) -> None:
    enrol(wizard, "ABCD-EFGH-JKLM-NPQR", GOOD, qtbot)
    go_on(wizard, qtbot)
    assert wizard.step == OFFICE
    assert "登记码" in wizard.office.code.complaint.text()
    assert wizard.office.code.text == "ABCD-EFGH-JKLM-NPQR"
    assert not (folder / DATABASE).exists()
    enrol(wizard, office.code(bank[1].advisors[0]), GOOD, qtbot)
    wizard.next_button.click()
    qtbot.waitUntil(lambda: launcher.opened, timeout=MS)


def test_a_head_office_that_is_not_there_is_said_beside_its_address(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.office.server.edit.setText("https://127.0.0.1:1")
    go_on(wizard, qtbot)
    assert wizard.step == OFFICE
    assert "https://127.0.0.1:1" in wizard.office.server.complaint.text()


def test_the_certificate_of_another_authority_is_refused(
    wizard: Wizard, tmp_path: Path, qtbot: QtBot
) -> None:
    other = demo_certificate(tmp_path / "other").authority
    wizard.office.authority.edit.setText(str(other))
    go_on(wizard, qtbot)
    assert wizard.step == OFFICE
    assert wizard.office.authority.complaint.isVisible()
    assert wizard.office.authority.text == str(other)


def test_an_expired_certificate_is_refused_with_its_reason(
    wizard: Wizard, bank: tuple[Engine, Filled], tmp_path: Path, qtbot: QtBot
) -> None:
    certificate = expired_certificate(tmp_path / "expired")
    with serving(bank[0], tmp_path, certificate) as office:
        wizard.office.server.edit.setText(office.url)
        wizard.office.authority.edit.setText(str(certificate.authority))
        go_on(wizard, qtbot)
    assert wizard.step == OFFICE
    assert "certificate has expired" in wizard.office.authority.complaint.text()


@pytest.mark.linux
def test_without_a_key_store_the_code_is_not_spent(
    folder: Path, office: Office, bank: tuple[Engine, Filled], launch: Launch, qtbot: QtBot
) -> None:
    launcher = launch(folder)
    wizard = launcher.window.wizard
    assert wizard
    wizard.office.server.edit.setText(office.url)
    wizard.office.authority.edit.setText(str(office.certificate.authority))
    code = office.code(bank[1].advisors[0])
    enrol(wizard, code, GOOD, qtbot)
    go_on(wizard, qtbot)
    assert wizard.step == WORK
    assert "密钥库" in wizard.notice.text
    launcher._start = launcher._start._replace(key_store="demo")
    launcher._on_cancelled()
    wizard.next_button.click()
    qtbot.waitUntil(lambda: launcher.opened, timeout=MS)


def test_a_folder_that_cannot_be_written_is_said_before_the_code_is_spent(
    folder: Path,
    launcher: Launcher,
    wizard: Wizard,
    bank: tuple[Engine, Filled],
    office: Office,
    qtbot: QtBot,
) -> None:
    enrol(wizard, office.code(bank[1].advisors[0]), GOOD, qtbot)
    blocked = folder / "head-office-ca.pem.new"
    blocked.mkdir(parents=True)
    go_on(wizard, qtbot)
    assert wizard.step == WORK
    assert str(folder) in wizard.notice.text
    blocked.rmdir()
    wizard.next_button.click()
    qtbot.waitUntil(lambda: launcher.opened, timeout=MS)


def test_waiting_for_a_silent_head_office_is_given_up_at_once(
    launcher: Launcher, wizard: Wizard, office: Office, qtbot: QtBot
) -> None:
    assert launcher.process
    first = launcher.process._process
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wizard.office.server.edit.setText(f"https://127.0.0.1:{silent.getsockname()[1]}")
        wizard.next_button.click()
        with silent.accept()[0]:  # it is being waited for
            wizard.back_button.click()
            assert not wizard.busy
            assert first.wait(PATIENCE) == 0
    wizard.office.server.edit.setText(office.url)
    go_on(wizard, qtbot)
    assert wizard.step == PASSPHRASE
