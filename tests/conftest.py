"""The fixtures that every test may use, and the guards around every test."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from advisor_app import i18n
from tests.support import guards, keyring_service, postgres, shared

hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
guards.refuse_network()


def pytest_configure(config: pytest.Config) -> None:
    """Declare our markers."""
    config.addinivalue_line("markers", "linux: what is tested exists on Linux only")
    config.addinivalue_line(
        "markers", "expected_log(pattern): a warning or error that matches may be logged by this test"
    )


def pytest_report_header() -> str | None:
    """Say at the top when tests are left out for want of the real data."""
    if shared.DATA.is_dir():
        return None
    return "no ../shared/data beside the checkout: tests that use the fixture shared_data are left out"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be tested here: real data where nobody has put any, Linux elsewhere.

    Only one file missing among the real data makes its tests fail.
    """

    def left_out(item: pytest.Item) -> bool:
        wants_data = "shared_data" in getattr(item, "fixturenames", ())
        wants_linux = item.get_closest_marker("linux") is not None
        return (wants_data and not shared.DATA.is_dir()) or (wants_linux and sys.platform != "linux")

    config.hook.pytest_deselected(items=[item for item in items if left_out(item)])
    items[:] = [item for item in items if not left_out(item)]


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test out of the folders and settings of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        (home / "runtime").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
        for variable in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(variable, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield


@pytest.fixture(autouse=True)
def _guards(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on threads and log messages that a test leaves, and start each in Chinese."""
    i18n.set_language("zh_CN")
    with guards.no_leaked_threads():
        yield
    expected = [mark.args[0] for mark in request.node.iter_markers("expected_log")]
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    if messages := guards.stray(records, expected):
        pytest.fail("\n".join(["unexpected log messages:", *messages]), pytrace=False)


@pytest.fixture
def shared_data() -> Callable[..., Path]:
    """Return the function that finds a file of the real data: `shared_data("berka", "client.asc")`."""
    return shared.shared_file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Run one real PostgreSQL for the session."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Return the SQLAlchemy URL of an empty database that is dropped after the test."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def keyring_environment() -> Iterator[Mapping[str, str]]:
    """Run one real key store service for the session; return the environment for subprocesses."""
    with keyring_service.running() as environment:
        yield environment


@pytest.fixture
def system_keyring(keyring_environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process find the real key store service during a test."""
    for variable, value in keyring_environment.items():
        if variable != "HOME":
            monkeypatch.setenv(variable, value)
