"""The device's half of a pull: fetch a few pages ahead, write it in one transaction, go on where it was cut.

The checkpoint is committed with the rows that it stands for, so a cut or a kill at any point resumes after the
last page that was committed: nothing is lost, nothing applied twice. How a page gets into the book stands in
`sync.incoming`.
"""

import random
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, Queue

from advisor_app.data.store import Store
from advisor_app.i18n import N_
from advisor_app.sync import protocol
from advisor_app.sync.incoming import HeldBack, Incoming, decode, disagreement
from advisor_app.sync.protocol import Page
from advisor_app.sync.transport import BadAnswer, DeviceRefused, NoConnection, Transport

__all__ = ["HeldBack", "Progress", "Pull", "Pulled", "Stopped"]

PAGE_ROWS = 20_000
BESIDE_ROWS = 5_000  # of a page while others use the store, who wait for as long as it is written
PAGES_AHEAD = 3  # fetched while one is written, so that a cut is over before the writer has to wait
ATTEMPTS = 6  # of one page: about eight seconds of silence, then the person is told
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
    became of the advisor's own work, which went first: taken, in conflict, refused. `known` are new prospects whom the
    bank knows beyond this book.
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
    known: int = 0


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
        self._incoming = Incoming(store, confirmed=confirmed)
        self._transport = transport
        self._progress = progress
        self._stopped = stopped or (lambda: False)
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
            try:
                totals = self._until_complete()
            except DeviceRefused as refused:
                if attempt or refused.code != "checkpoint_unknown":
                    raise
                # Another may have answered in head office's place, or its database was set back.
                self._incoming.begin_again()
                continue
            wrong = self._incoming.disagreements(totals)
            if self._done.stopped or not wrong:
                return self._done
            if attempt == 0:
                self._incoming.begin_again()  # never choose a side: what head office sent is fetched again, whole
        raise disagreement(wrong)

    def _until_complete(self) -> dict[str, protocol.Total]:
        with closing(self._pages(self._incoming.checkpoint())) as pages:
            for body, page in pages:
                self._take(body, page)
                if page.complete:
                    return page.totals
        self._done.stopped = True
        return {}

    def _pages(self, checkpoint: bytes | None) -> Generator[tuple[bytes, Page], None, None]:
        """Yield pages until the device agrees or is to stop; while one is written the next few are under way."""
        if self._stopped():
            return
        first = self._fetch(checkpoint)
        if first[1].complete:  # as most are, so that a sync with little to do needs no thread
            yield first
            return
        arrived: Queue[tuple[bytes, Page] | BaseException] = Queue(PAGES_AHEAD)
        stop = threading.Event()
        network = threading.Thread(target=self._fetch_ahead, args=(first[1], arrived, stop), name="pull")
        network.start()
        try:
            yield first
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

    def _fetch_ahead(
        self, page: Page, arrived: "Queue[tuple[bytes, Page] | BaseException]", stop: threading.Event
    ) -> None:
        """Fetch the pages that follow one until the last, or until told to stop."""
        try:
            while not page.complete and not stop.is_set():
                body, page = self._fetch(page.checkpoint)
                arrived.put((body, page))
        except BaseException as error:  # noqa: BLE001  # raised again where the pages are read
            arrived.put(error)

    def _fetch(self, checkpoint: bytes | None) -> tuple[bytes, Page]:
        rows = BESIDE_ROWS if self._beside else PAGE_ROWS
        request = protocol.PullRequest(protocol.SCHEMA_VERSION, checkpoint, rows)
        for attempt in range(ATTEMPTS):
            try:
                body = self._transport.call_body("pull", request)
                return body, self._next(checkpoint, decode(body))
            except NoConnection as error:
                if attempt + 1 == ATTEMPTS or self._stopped() or error.retry_after is not None:
                    raise
                self._done.cuts += 1
                pause = random.uniform(0.5, 1.0) * 0.2 * 2**attempt  # noqa: S311  # jitter
                self._done.waited += pause
                time.sleep(pause)
        raise AssertionError("unreachable")

    @staticmethod
    def _next(checkpoint: bytes | None, page: Page) -> Page:
        """Return the page. Raises BadAnswer for one that leads nowhere, which would be fetched for ever."""
        if page.checkpoint == checkpoint and not page.complete:
            raise BadAnswer(N_("Head office sent a page that does not follow the protocol; it was refused."))
        return page

    def _take(self, body: bytes, page: Page) -> None:
        self._incoming.take(body, page)
        self._done.rows, self._done.removed = self._incoming.taken.rows, self._incoming.taken.removed
        self._done.pages += 1
        self._done.bytes = self._transport.bytes_received
        self._expected = max(self._expected, page.rows_total)
        if self._progress:
            self._progress(self._done.rows, self._expected, self._done.bytes)
        if self._beside:
            time.sleep(_TURN)
