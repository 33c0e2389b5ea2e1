"""The parts that other tests lean on: each guard lets pass what it should and catches what it should."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from advisor_app.data.errors import KeyStoreError
from advisor_app.data.keystores import KeyringStore
from tests.support import guards, postgres, shared


def test_a_thread_that_ends_is_not_leaked() -> None:
    with guards.no_leaked_threads():
        threading.Thread(target=time.sleep, args=(0.05,)).start()


def test_a_thread_that_stays_is_leaked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_PATIENCE", 0.05)
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="stays")
    with pytest.raises(AssertionError, match="stays"), guards.no_leaked_threads():
        thread.start()
    stop.set()
    thread.join()


@pytest.mark.expected_log("the expected one")
def test_only_expected_warnings_are_not_stray(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("some.library")
    logger.info("nothing of note")
    logger.warning("the expected one")
    assert guards.stray(caplog.records, ["the expected one"]) == []
    assert guards.stray(caplog.records, []) == ["some.library WARNING: the expected one"]


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(PermissionError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    with pytest.raises(PermissionError, match="example"):
        socket.getaddrinfo("example.org", 80)


def test_loopback_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.connect(("127.0.0.1", listener.getsockname()[1]))


def test_postgres_is_real_and_each_database_new(postgres_server: postgres.Server) -> None:
    first, second = postgres_server.create(), postgres_server.create()
    with postgres_server.connect(first) as connection:
        connection.execute("CREATE TABLE t (x int)")
        version = connection.info.server_version
    with postgres_server.connect(second) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM t")
    assert version >= 180000
    postgres_server.drop(first)
    postgres_server.drop(second)


@pytest.mark.linux
def test_postgres_dies_with_the_process_that_started_it() -> None:
    program = (
        "import time\n"
        "from tests.support import postgres\n"
        "with postgres.running() as server:\n"
        "    print(server.connect().execute('show data_directory').fetchone()[0], flush=True)\n"
        "    time.sleep(60)\n"
    )
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as starter:
        assert starter.stdout is not None
        data = Path(starter.stdout.readline().strip())
        pid = int((data / "postmaster.pid").read_text().split()[0])
        starter.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    gone = not Path(f"/proc/{pid}").exists()
    if not gone:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(data.parent)
    assert gone


@pytest.mark.usefixtures("system_keyring")
def test_the_key_store_service_keeps_a_secret() -> None:
    store = KeyringStore()
    store.set("test", b"a secret")
    assert store.get("test") == b"a secret"
    store.delete("test")
    assert store.get("test") is None


@pytest.mark.linux
def test_a_subprocess_finds_the_key_store_service(keyring_environment: Mapping[str, str]) -> None:
    program = (
        "from advisor_app.data.keystores import KeyringStore\n"
        "store = KeyringStore()\n"
        "store.set('test of a child', b'kept')\n"
        "print(store.get('test of a child'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | dict(keyring_environment),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "b'kept'\n"


@pytest.mark.linux
def test_without_the_service_there_is_no_key_store() -> None:
    with pytest.raises(KeyStoreError):
        KeyringStore()


def test_a_file_missing_among_the_real_data_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"berka/client\.asc"):
        shared.shared_file("berka", "client.asc")
