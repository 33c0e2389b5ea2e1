"""The device's half of a pull: fetch a few pages ahead, write it in one transaction, go on where it was cut.

The checkpoint is committed with the rows that it stands for, so a cut or a kill at any point resumes after the
last page that was committed: nothing is lost, nothing applied twice.
"""

import random
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, Queue

import msgspec

from advisor_app.data import apply, shelves
from advisor_app.data.apply import Transaction
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.errors import DamagedError
from advisor_app.i18n import N_
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Page
from advisor_app.sync.transport import BadAnswer, NoConnection, Transport

PAGE_ROWS = 20_000
PAGES_AHEAD = 3  # fetched while one is written, so that a cut is over before the writer has to wait
ATTEMPTS = 6  # of one page: about eight seconds of silence, then the person is told
_BAD_PAGE = N_("Head office sent a page that does not follow the protocol; it was refused.")
_SEARCHED = {"customers": "id", "aum_months": "customer_id"}  # what a search finds or ranks customers by
Progress = Callable[[int, int, int], None]
"""Called after each page with rows written, rows expected in all (0: unknown), and bytes received."""


@dataclass
class Pulled:
    """What a pull brought. `waited` is the time in seconds spent backing off."""

    rows: int = 0
    pages: int = 0
    removed: int = 0
    bytes: int = 0
    cuts: int = 0
    waited: float = 0.0


class Pull:
    """One pull into one store over one transport; `run` may be stopped at any point and run again."""

    def __init__(self, store: Store, transport: Transport, progress: Progress | None = None) -> None:
        self._store = store
        self._transport = transport
        self._progress = progress
        self._done = Pulled()
        self._expected = 0

    def run(self) -> Pulled:
        """Pull until the device agrees with head office.

        Raises NoConnection when head office stays away, BadAnswer for a page that is not one, and
        DamagedError if the control totals disagree after the book has been fetched a second time.
        """
        for attempt in range(2):
            totals = self._until_complete()
            with self._store.read() as connection:
                wrong = _disagreements(totals, apply.totals(connection)) if totals else []
            if not wrong:
                return self._done
            if attempt == 0:
                # Never choose a side: what head office sent is fetched again, whole.
                with self._store.write() as connection:
                    apply.clear_book(connection)
                    apply.set_state(connection, "checkpoint", None)
        raise DamagedError(
            N_("The book does not agree with head office in: {tables}. Call head office."),
            tables=", ".join(wrong),
        )

    def _until_complete(self) -> dict[str, protocol.Total]:
        with self._store.read() as connection:
            checkpoint = apply.get_state(connection, "checkpoint")
        with closing(self._pages(checkpoint)) as pages:
            for body, page in pages:
                self._store_page(body, page)
        return page.totals

    def _pages(self, checkpoint: bytes | None) -> Generator[tuple[bytes, Page], None, None]:
        """Yield pages until the device agrees; while one is written the next few are under way."""
        arrived: Queue[tuple[bytes, Page] | BaseException] = Queue(PAGES_AHEAD)
        stop = threading.Event()

        def fetch() -> None:
            following = checkpoint
            try:
                while not stop.is_set():
                    body, page = self._fetch(following)
                    arrived.put((body, page))
                    following = page.checkpoint
                    if page.complete:
                        return
            except BaseException as error:  # noqa: BLE001  # raised again where the pages are read
                arrived.put(error)

        network = threading.Thread(target=fetch, name="pull")
        network.start()
        try:
            while True:
                found = arrived.get()
                if isinstance(found, BaseException):
                    raise found
                yield found
                if found[1].complete:
                    return
        finally:
            stop.set()
            while network.is_alive():  # it may be waiting for room
                with suppress(Empty):
                    arrived.get(timeout=0.05)
            network.join()

    def _fetch(self, checkpoint: bytes | None) -> tuple[bytes, Page]:
        request = protocol.PullRequest(protocol.SCHEMA_VERSION, checkpoint, PAGE_ROWS)
        for attempt in range(ATTEMPTS):
            try:
                body = self._transport.call_body("pull", request)
                return body, _decode(body)
            except NoConnection:
                if attempt + 1 == ATTEMPTS:
                    raise
                self._done.cuts += 1
                pause = random.uniform(0.5, 1.0) * 0.2 * 2**attempt  # noqa: S311  # jitter
                self._done.waited += pause
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _store_page(self, body: bytes, page: Page) -> None:
        with self._store.write() as connection:
            if page.visible:
                pages = [_decode(staged) for staged in apply.staged(connection)]
                for one in [*pages, page]:
                    self._apply(connection, one)
                if pages:
                    apply.clear_staged(connection)
            else:
                apply.stage(connection, body)
            apply.set_state(connection, "checkpoint", page.checkpoint)
            if page.complete:
                if customers := page.totals.get("customers"):
                    shelves.sweep(connection, customers.rows)
                now = str(time.time_ns() // 1000).encode()
                apply.set_state(connection, "completed_at", now)
                self._store.audit.append(connection, "sync.pull")
        self._done.pages += 1
        self._done.bytes = self._transport.bytes_received
        self._expected = max(self._expected, page.rows_total)
        if self._progress:
            self._progress(self._done.rows, self._expected, self._done.bytes)

    def _apply(self, connection: Transaction, page: Page) -> None:
        self._done.removed += apply.remove_customers(connection, page.revokes)
        changed: set[bytes] = set()
        for name in page.tables.__struct_fields__:
            if (table := getattr(page.tables, name)) is None:
                continue
            try:
                columns, rows = protocol.to_rows(name, table)
            except ValueError:
                raise BadAnswer(_BAD_PAGE) from None
            apply.write_rows(connection, name, list(columns), rows)
            self._done.rows += len(next(iter(columns.values()), ()))
            if name in _SEARCHED:
                changed.update(columns[_SEARCHED[name]])
        if changed:
            refresh(connection, changed)


def _decode(body: bytes) -> Page:
    try:
        return protocol.decode(body, Page)
    except (ValueError, msgspec.DecodeError):
        raise BadAnswer(
            N_("Head office sent a page that does not follow the protocol; it was refused.")
        ) from None


def _disagreements(wanted: dict[str, protocol.Total], found: dict[str, tuple[int, int]]) -> list[str]:
    return [name for name, total in wanted.items() if found[name] != (total.rows, total.amount_minor)]
