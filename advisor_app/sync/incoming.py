"""What a pull brings, put into the book: page by page in one transaction each, or the whole book in one.

Unsent work is laid on top of the rows that arrive, in the same transaction. A customer who leaves while work
for them waits stays until that was pushed. Much of the book goes only with a person's word.

If the control totals disagree the book is fetched again, and what was fetched replaces it only when it is whole and
agrees: until then, and if it does not, the book stays as it is.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import msgspec

from advisor_app.data import apply, covers, outbox, removals
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
from advisor_app.sync.transport import BadAnswer

_BAD_PAGE = N_("Head office sent a page that does not follow the protocol; it was refused.")
_REMEMBERED = 60_000_000  # microseconds for which the time of a sync without news is near enough
_SEARCHED = {"customers": "id", "aum_months": "customer_id", "conversions": "prospect_id"}
"""What a search finds or ranks customers by, or no longer finds them for."""


class HeldBack(RefusedError):
    """Head office wants to take much of the book away; nothing was applied. Values: `customers`, `total`."""

    title = N_("Held for confirmation")


@dataclass
class Taken:
    """How many rows were written and removed."""

    rows: int = 0
    removed: int = 0


class Incoming:
    """Takes the pages of a pull into one store."""

    def __init__(self, store: Store, *, confirmed: bool) -> None:
        self._store = store
        self._confirmed = confirmed
        self.taken = Taken()
        self._known: bytes | None = None

    def checkpoint(self) -> bytes | None:
        """Return up to where head office has been heard."""
        with self._store.read() as connection:
            checkpoint = apply.get_state(connection, "checkpoint")
            completed = int(apply.get_state(connection, "completed_at") or 0)
            at_rest = (
                apply.get_state(connection, "repairing") is None
                and not apply.has_staged(connection)
                and not removals.waiting(connection)
            )
        recent = abs(time.time_ns() // 1000 - completed) < _REMEMBERED
        self._known = checkpoint if recent and at_rest else None
        return checkpoint

    def take(self, body: bytes, page: Page) -> None:
        """Take a page (`body` is the same, as it came) and commit it.

        Raises BadAnswer, ForeignRowsError and DamagedError for what cannot be taken, and HeldBack.
        """
        if self._nothing_new(page):
            return
        try:
            with apply.fitting():
                self._commit(body, page)
        except (ForeignRowsError, BadAnswer, DamagedError):
            self._go_back()
            raise

    def disagreements(self, totals: dict[str, protocol.Total]) -> list[str]:
        """Return the tables in which the book does not hold what head office counted."""
        if not totals:
            return []
        with self._store.read() as connection:
            return _disagreements(connection, totals)

    def begin_again(self) -> None:
        """Fetch the whole book with the next pages, beside the present one."""
        with self._store.write() as connection:
            apply.set_state(connection, "repairing", b"1")
            apply.set_state(connection, "checkpoint", None)

    def _nothing_new(self, page: Page) -> bool:
        """Whether a page says only what was written within the last minute: that is not written again."""
        return (
            page.complete
            and page.checkpoint == self._known
            and not page.revokes
            and not page.totals
            and not any(msgspec.structs.astuple(page.tables))
        )

    def _commit(self, body: bytes, page: Page) -> None:
        with self._store.write() as connection:
            repairing = apply.get_state(connection, "repairing") is not None
            if page.complete and repairing:
                self._replace(connection, page)
            elif page.visible and not repairing:
                self._show(connection, page)
            else:
                apply.stage(connection, body)
            if page.complete or (page.visible and not repairing):
                apply.set_state(connection, "visible", page.checkpoint)
            apply.set_state(connection, "checkpoint", page.checkpoint)
            if page.complete:
                self._complete(connection, page)

    def _complete(self, connection: Transaction, page: Page) -> None:
        self.taken.removed += removals.carry_out(connection)
        if counted := page.totals.get("customers"):
            apply.sweep(connection, counted.rows)
        now = str(time.time_ns() // 1000).encode()
        apply.set_state(connection, "completed_at", now)
        apply.set_state(connection, "repairing", None)
        self._store.audit.append(connection, "sync.pull")

    def _go_back(self) -> None:
        """Forget what was kept for later, which is as bad: the next pull goes on from what was shown last."""
        with self._store.write() as connection:
            repairing = apply.get_state(connection, "repairing") is not None
            if repairing or apply.has_staged(connection):
                apply.clear_staged(connection)
                apply.set_state(connection, "repairing", None)
                apply.set_state(connection, "checkpoint", apply.get_state(connection, "visible"))

    def _show(self, connection: Transaction, page: Page) -> None:
        """Apply a page and those that were kept until it came."""
        bodies = apply.staged(connection)
        leaving = set(page.revokes).union(*(decode(body).revokes for body in bodies))
        if leaving:
            # Customers who are covered for a colleague go when the time is over: nobody has to agree.
            leaving -= covers.lent(connection, self._store.actor)
            gone = len(apply.customers_among(connection, leaving))
            self._hold(connection, gone, self._count(connection))
        self._apply_all(connection, chain(map(decode, bodies), (page,)))

    def _replace(self, connection: Transaction, page: Page) -> None:
        """Put what was fetched again in the place of the book, if it agrees with what head office counted."""
        before = self._count(connection)
        bodies = apply.staged(connection)
        apply.clear_book(connection)
        self._apply_all(connection, chain(map(decode, bodies), (page,)))
        wrong = _disagreements(connection, page.totals)
        if wrong:
            raise disagreement(wrong)
        self._hold(connection, before - self._count(connection), before)

    def _apply_all(self, connection: Transaction, pages: Iterable[Page]) -> None:
        arrived: dict[str, list[bytes]] = defaultdict(list)
        for page in pages:
            self._apply(connection, page, arrived)
        apply.clear_staged(connection)
        outbox.lay(connection, arrived, self._store.actor)

    def _count(self, connection: Transaction) -> int:
        return covers.count_others(connection, self._store.actor)

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
        self.taken.removed += removals.remove(connection, page.revokes)
        changed: set[bytes] = set()
        for name in page.tables.__struct_fields__:
            if (table := getattr(page.tables, name)) is None:
                continue
            try:
                columns, rows = protocol.to_rows(name, table)
            except ValueError:
                raise BadAnswer(_BAD_PAGE) from None
            apply.write_rows(connection, name, list(columns), rows)
            self.taken.rows += len(next(iter(columns.values()), ()))
            if name in WRITABLE:
                arrived[name] += columns["id"]
            if name in _SEARCHED:
                changed.update(columns[_SEARCHED[name]])
        if page.tables.customers is not None:
            removals.came_back(connection, page.tables.customers.id)
        if changed:
            refresh(connection, changed)


def decode(body: bytes) -> Page:
    """Return the page in a body. Raises BadAnswer if there is none."""
    try:
        return protocol.decode(body, Page)
    except (ValueError, msgspec.DecodeError):
        raise BadAnswer(_BAD_PAGE) from None


def disagreement(tables: Iterable[str]) -> DamagedError:
    """Return the error for a book that does not agree with head office in some tables."""
    return DamagedError(
        N_("The book does not agree with head office in: {tables}. Call head office."),
        tables=", ".join(tables),
    )


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
