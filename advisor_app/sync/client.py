"""The device's half of a pull: fetch a few pages ahead, write it in one transaction, go on where it was cut.

The checkpoint is committed with the rows that it stands for, so a cut or a kill at any point resumes after the
last page that was committed: nothing is lost, nothing applied twice. What the advisor wrote and head office has not
acknowledged is laid on top of the rows that arrive, in the same transaction. A customer who leaves while work for
them waits stays until that has been pushed.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, Queue

import msgspec

from advisor_app.data import apply, outbox, removals
from advisor_app.data.apply import Transaction
from advisor_app.data.errors import ForeignRowsError
from advisor_app.data.reads import policies
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.domain.writable import WRITABLE
from advisor_app.errors import DamagedError, RefusedError
from advisor_app.i18n import N_
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Page
from advisor_app.sync.transport import BadAnswer, NoConnection, Transport

PAGE_ROWS = 20_000
BESIDE_ROWS = 5_000  # of a page while others use the store, who wait for as long as it is written
PAGES_AHEAD = 3  # fetched while one is written, so that a cut is over before the writer has to wait
ATTEMPTS = 6  # of one page: about eight seconds of silence, then the person is told
_BAD_PAGE = N_("Head office sent a page that does not follow the protocol; it was refused.")
_SEARCHED = {"customers": "id", "aum_months": "customer_id"}  # what a search finds or ranks customers by
_TURN = 0.005  # seconds after each page in which others who wait to write have their turn
_LOOK = 0.1  # seconds between two looks at whether to stop, while a page is awaited
Progress = Callable[[int, int, int], None]
"""Called after each page with rows written, rows expected in all (0: unknown), and bytes received."""
Stopped = Callable[[], bool]
"""Asked between pages whether to leave it at what is committed."""


@dataclass
class Pulled:
    """What a round brought. `waited` is the time in seconds spent backing off.

    `stopped`: it was told to stop, so that there is more to come. `sent`, `conflicts` and `refused` say what
    became of the advisor's own work, which went first: taken, in conflict, refused.
    """

    rows: int = 0
    pages: int = 0
    removed: int = 0
    bytes: int = 0
    cuts: int = 0
    waited: float = 0.0
    stopped: bool = False
    sent: int = 0
    conflicts: int = 0
    refused: int = 0


class HeldBack(RefusedError):
    """Head office wants to take much of the book away; nothing was applied. Values: `customers`, `total`."""

    title = N_("Held for confirmation")


class Pull:
    """One pull into one store over one transport; `run` may be stopped at any point and run again."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        progress: Progress | None = None,
        stopped: Stopped | None = None,
        *,
        confirmed: bool = False,
        beside: bool = False,
    ) -> None:
        """`confirmed`: a person has agreed that much of the book may go. `beside`: others use the store meanwhile."""
        self._store = store
        self._transport = transport
        self._progress = progress
        self._stopped = stopped or (lambda: False)
        self._confirmed = confirmed
        self._beside = beside
        self._done = Pulled()
        self._expected = 0

    def run(self) -> Pulled:
        """Pull until the device agrees with head office, or until it is told to stop.

        Raises NoConnection when head office stays away, BadAnswer for a page that is not one, HeldBack for one that
        takes much of the book away, and DamagedError if the control totals disagree after the book has been fetched
        a second time.
        """
        for attempt in range(2):
            totals = self._until_complete()
            if self._done.stopped:
                return self._done
            with self._store.read() as connection:
                wrong = _disagreements(connection, totals) if totals else []
            if not wrong:
                return self._done
            if attempt == 0:
                # Never choose a side: what head office sent is fetched again, whole.
                with self._store.write() as connection:
                    book = apply.count_customers(connection)
                    self._hold(connection, book - totals.get("customers", protocol.Total(0)).rows, book)
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
                self._commit(body, page)
                if page.complete:
                    return page.totals
        self._done.stopped = True
        return {}

    def _pages(self, checkpoint: bytes | None) -> Generator[tuple[bytes, Page], None, None]:
        """Yield pages until the device agrees or is to stop; while one is written the next few are under way."""
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
            while not self._stopped():
                try:
                    found = arrived.get(timeout=_LOOK)
                except Empty:
                    continue
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
        rows = BESIDE_ROWS if self._beside else PAGE_ROWS
        request = protocol.PullRequest(protocol.SCHEMA_VERSION, checkpoint, rows)
        for attempt in range(ATTEMPTS):
            try:
                body = self._transport.call_body("pull", request)
                return body, _decode(body)
            except NoConnection as error:
                if attempt + 1 == ATTEMPTS or self._stopped() or error.retry_after is not None:
                    raise
                self._done.cuts += 1
                pause = random.uniform(0.5, 1.0) * 0.2 * 2**attempt  # noqa: S311  # jitter
                self._done.waited += pause
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _commit(self, body: bytes, page: Page) -> None:
        try:
            with apply.fitting():
                self._store_page(body, page)
        except (ForeignRowsError, BadAnswer):
            # What was kept for later is as bad, so the next pull goes on from the last state that was shown.
            with self._store.write() as connection:
                if apply.staged(connection):
                    apply.clear_staged(connection)
                    apply.set_state(connection, "checkpoint", apply.get_state(connection, "visible"))
            raise
        self._done.pages += 1
        self._done.bytes = self._transport.bytes_received
        self._expected = max(self._expected, page.rows_total)
        if self._progress:
            self._progress(self._done.rows, self._expected, self._done.bytes)
        if self._beside:
            time.sleep(_TURN)

    def _store_page(self, body: bytes, page: Page) -> None:
        with self._store.write() as connection:
            if page.visible:
                self._show(connection, page)
                apply.set_state(connection, "visible", page.checkpoint)
            else:
                apply.stage(connection, body)
            apply.set_state(connection, "checkpoint", page.checkpoint)
            if page.complete:
                if counted := page.totals.get("customers"):
                    apply.sweep(connection, counted.rows)
                now = str(time.time_ns() // 1000).encode()
                apply.set_state(connection, "completed_at", now)
                self._store.audit.append(connection, "sync.pull")

    def _show(self, connection: Transaction, page: Page) -> None:
        """Apply a page and those that were kept until it came."""
        bodies = apply.staged(connection)
        leaving = set(page.revokes).union(*(_decode(body).revokes for body in bodies))
        if leaving:
            gone = len(apply.customers_among(connection, leaving))
            self._hold(connection, gone, apply.count_customers(connection))
        arrived: dict[str, list[bytes]] = defaultdict(list)
        for each in (*map(_decode, bodies), page):
            self._apply(connection, each, arrived)
        if bodies:
            apply.clear_staged(connection)
        outbox.lay(connection, arrived)
        if page.complete:
            self._done.removed += removals.carry_out(connection)

    def _hold(self, connection: Transaction, gone: int, total: int) -> None:
        """Raise HeldBack if so many customers may not go without a person's word."""
        rule = policies.in_force(connection).sync
        if not self._confirmed and gone >= rule.hold_customers and gone * 100 > rule.hold_percent * total:
            raise HeldBack(
                N_("Head office would take {customers} of your {total} customers out of your book."),
                customers=gone,
                total=total,
                what_to_do=N_("Nothing was changed. Ask head office whether that is meant, then confirm it."),
            )

    def _apply(self, connection: Transaction, page: Page, arrived: dict[str, list[bytes]]) -> None:
        self._done.removed += removals.remove(connection, page.revokes)
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
            if name in WRITABLE:
                arrived[name] += columns["id"]
            if name in _SEARCHED:
                changed.update(columns[_SEARCHED[name]])
        if page.tables.customers is not None:
            removals.came_back(connection, page.tables.customers.id)
        if changed:
            refresh(connection, changed)


def _decode(body: bytes) -> Page:
    try:
        return protocol.decode(body, Page)
    except (ValueError, msgspec.DecodeError):
        raise BadAnswer(
            N_("Head office sent a page that does not follow the protocol; it was refused.")
        ) from None


def _disagreements(connection: Transaction, wanted: dict[str, protocol.Total]) -> list[str]:
    """Return the tables that do not hold what head office counted, besides what it cannot know of."""
    if removals.waiting(connection):
        return []
    found, own = apply.totals(connection), outbox.own_rows(connection)
    # Head office may or may not have counted what it has not acknowledged.
    unsure = own.keys() if outbox.uncertain(connection) else ()
    return [
        name
        for name, total in wanted.items()
        if name in found
        and name not in unsure
        and (found[name][0] - own.get(name, 0), found[name][1]) != (total.rows, total.amount_minor)
    ]
