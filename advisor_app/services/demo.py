"""The demonstration: a head office of invented people on this machine, and this workstation enrolled at it.

Head office runs as a process of its own, as it would elsewhere, and is asked by its command line only. All
that was made stays in one folder, so the second time is a matter of seconds.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from advisor_app.data.files import write_atomically
from advisor_app.data.keystores import DEMO
from advisor_app.data.vault.header import FILE_NAME
from advisor_app.errors import UnavailableError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.paths import AppPaths
from advisor_app.services.enrolment import enrol
from advisor_app.services.program import program
from advisor_app.settings import SERVER, WORKBENCH, Settings

CUSTOMERS = 5_000
_SEED = 2026
_FEWEST = 500  # customers: of fewer no scorecard comes out


class DemoError(UnavailableError):
    """The demonstration's head office did not do what it was asked."""

    title = N_("The demonstration cannot start")


def _command(folder: Path, *arguments: str) -> list[str]:
    if getattr(sys, "frozen", False):
        program = [str(Path(sys.executable).with_name("head-office"))]
    else:
        program = [sys.executable, "-m", "advisor_app.head_office"]
    return [*program, "--db", f"sqlite:///{folder / 'head-office.db'}", "--json", *arguments]


def _ask(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(_command(folder, *arguments), stdout=subprocess.PIPE, text=True, check=False)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if done.returncode or not answer:
        raise DemoError(
            N_("Head office stopped at “{step}”: {reason}"),
            step=arguments[0],
            reason=answer.get("sentence", f"exit {done.returncode}"),
            what_to_do=N_("Delete the folder of the demonstration and start it again."),
        )
    return answer


def prepare(folder: Path, customers: int, told: Callable[[str], None]) -> None:
    """Make the demo bank with one advisor and so many customers, unless the folder has a whole one.

    `told` is given a sentence for each step that takes time, and for each scorecard. Raises DemoError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ready = folder / "ready"
    if ready.exists():
        return
    for left in ("head-office.db", "head-office.db-wal", "head-office.db-shm"):
        (folder / left).unlink(missing_ok=True)
    told(_("Inventing a bank and importing it; this takes about a minute, the first time only."))
    _ask(folder, "init", "--demo", "--name", "江城银行")
    extracts = folder / "extracts"
    number = 0
    while extracts.exists():  # a run that was stopped left them
        number += 1
        extracts = folder / f"extracts-{number}"
    size = ("--customers", str(customers), "--advisors", "1", "--seed", str(_SEED))
    made = _ask(folder, "demo-data", str(extracts), *size, *(("--cards",) if customers >= _FEWEST else ()))
    for card in made.get("cards", ()):
        told(card["sentence"])
    write_atomically(ready, b"")


@contextmanager
def head_office(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield address and certificate authority of the demo's head office, which runs until the block ends."""
    command = _command(folder, "serve", "--port", "0", "--demo-tls", str(folder / "tls"))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        try:
            started = json.loads(line)
            address, authority = str(started["url"]), Path(started["ca"])
        except (ValueError, KeyError):
            raise DemoError(N_("Head office did not start on this machine.")) from None
        yield address, authority
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def passphrase_file(folder: Path) -> Path:
    """Return the file with the demonstration's passphrase, made at its first start (owner-only)."""
    path = folder / "passphrase.txt"
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(18).encode())
    return path


def passphrase(folder: Path) -> str:
    """Return the demonstration's passphrase."""
    return passphrase_file(folder).read_text(encoding="utf-8").strip()


def enrolled(folder: Path, data_dir: Path, address: str, authority: Path) -> None:
    """Enrol this workstation at the demo's head office, unless it is."""
    if (data_dir / FILE_NAME).exists():
        return
    status = _ask(folder, "status")
    advisor = next(iter(status["books"]), None)
    if advisor is None:
        raise DemoError(N_("The demo bank has no book."))
    code = str(_ask(folder, "enrol", advisor)["code"])
    enrol(data_dir, address, authority, code, passphrase(folder), DEMO)


def point_at(data_dir: Path, address: str) -> None:
    """Let the workstation know where head office is this time: the system chose the port."""
    Settings.load(WORKBENCH, user_file=AppPaths.locate(data_dir).settings).change(SERVER, address)


def has_display() -> bool:
    """Tell whether there is a screen on which somebody would see a window."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_window(data_dir: Path, passphrase_file: Path) -> None:
    """Open the workbench and wait until the last of its processes has ended, however often it is locked between.

    They hand their standard error on from one to the next; when it is closed, none is left.
    """
    options = ("--data-dir", str(data_dir), "--passphrase-file", str(passphrase_file))
    with subprocess.Popen(program(*options), stderr=subprocess.PIPE, text=True) as first:
        for line in first.stderr or ():
            print(line, end="", file=sys.stderr)


def take_pictures(data_dir: Path, passphrase_file: Path, folder: Path) -> list[Path]:
    """Walk through the window without a display, and return the numbered pictures of its screens.

    Raises DemoError.
    """
    options = ("--data-dir", str(data_dir), "--passphrase-file", str(passphrase_file), "--json")
    done = subprocess.run(
        program(*options, "tour", str(folder)),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        return [Path(name) for name in json.loads(done.stdout)["pictures"]]
    except (ValueError, KeyError):
        raise DemoError(N_("The pictures could not be made (exit {code})."), code=done.returncode) from None
