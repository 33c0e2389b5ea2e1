"""Sync in a process of its own beside the window, so that writing a book never holds up whoever reads in it.

Standard input brings one line with what is needed, the keys among it; when it ends, sync stops after the page
under way. Standard output says in lines how far it is, and last what came or what went wrong. The store is
opened beside the one of the window: that process holds its lock and seals it. What prompts are made from is read here
too, once all has come, so that the window need not.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from advisor_app.data import vault
from advisor_app.data.audit import utc_now
from advisor_app.data.errors import StorageError
from advisor_app.data.opening import beside
from advisor_app.data.pinyin import readings
from advisor_app.data.store import Store
from advisor_app.errors import AppError
from advisor_app.services import prompt_engine
from advisor_app.services.bug_report import bug_report
from advisor_app.services.carried import carry
from advisor_app.services.open_book import Book
from advisor_app.services.sync_log import noted
from advisor_app.services.synchronise import synchronise

_PAUSE = 0.1  # seconds between two reports


def request(book: Book, server: str = "", *, proxy: str = "", confirmed: bool = False) -> bytes:
    """Return the line that a worker is given; it holds keys and goes nowhere but into a worker's input.

    `confirmed`: head office may take much of the book away.
    """
    secrets = book.secrets
    line = {
        "directory": str(book.directory),
        "data_key": secrets.data_key.hex(),
        "signing_seed": secrets.signing_seed.hex(),
        "server": server,
        "proxy": proxy,
        "confirmed": confirmed,
    }
    return json.dumps(line).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Beside:
    directory: Path
    secrets: vault.Secrets = field(repr=False)
    store: Store


def run(told: IO[bytes] | None = None, says: IO[str] | None = None) -> int:
    """Synchronise as standard input asks for, report on standard output, and return the exit code."""
    told = told or os.fdopen(0, "rb", buffering=0, closefd=False)
    says = says or sys.stdout
    line = told.readline()
    if not line:
        return 0  # whoever started this has gone

    def say(document: Mapping[str, Any]) -> None:
        says.write(json.dumps(document) + "\n")
        says.flush()

    stop = threading.Event()
    _give_way()
    threading.Thread(target=_wait_for_end, args=(told, stop), name="input", daemon=True).start()
    try:
        say({"done": _synchronise(json.loads(line), _reporting(say), stop.is_set)})
    except AppError as error:
        say({"refused": carry(error)})
    except BrokenPipeError:
        return 1  # the window has gone; what is committed stays
    except Exception as error:  # noqa: BLE001  # whatever is left is a bug
        say({"bug": bug_report(error)})
    return 0


def _give_way() -> None:
    """Let the window go first where both want the processor."""
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(10)


def _wait_for_end(told: IO[bytes], stop: threading.Event) -> None:
    while told.read(4096):
        pass
    stop.set()


def _synchronise(
    asked: Mapping[str, Any], report: Callable[[int, int, int], None], stopped: Callable[[], bool]
) -> dict[str, Any]:
    directory = Path(asked["directory"])
    secrets = vault.Secrets(bytes.fromhex(asked["data_key"]), bytes.fromhex(asked["signing_seed"]))
    readings("曾")  # loads the dictionary of names: within a transaction the window would wait for that
    with beside(directory, secrets) as store:
        book = _Beside(directory, secrets, store)
        work = partial(
            synchronise,
            book,
            server=asked["server"] or None,
            stopped=stopped,
            confirmed=asked["confirmed"],
            proxy=asked["proxy"],
            beside=True,
        )
        pulled = noted(book, work, report)
        if not stopped():
            with suppress(StorageError):  # what came is there; the window then reads the book itself
                prompt_engine.prepare(store, utc_now())
        return asdict(pulled)


def _reporting(say: Callable[[Mapping[str, Any]], None]) -> Callable[[int, int, int], None]:
    """Return what reports progress: the first and last of it, and ten times a second in between."""
    last = 0.0

    def report(rows: int, total: int, size: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PAUSE or 0 < total <= rows:
            last = now
            say({"rows": rows, "total": total, "bytes": size})

    return report
