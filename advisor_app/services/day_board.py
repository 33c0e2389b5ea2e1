"""What the day holds beside the prompts: complaints, promises, contacts due, birthdays, and what nobody logged."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.data.reads import tasks as reads
from advisor_app.domain.dates import day_of, start_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.board import Block, blocks, is_appointment, unlogged, unlogged_since
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.records import Bank
from advisor_app.domain.tasks import Item, TaskQuery
from advisor_app.services import prompt_engine
from advisor_app.services.calendars import calendar_of
from advisor_app.services.open_book import Book

MOST = 40
"""So many lines of a block are shown; whoever needs more has the list of customers."""
_MOST_TASKS = 500


@dataclass(frozen=True, slots=True)
class DayBoard:
    """The blocks by their rule (`domain.prompts.board`), and the appointments that nobody logged.

    `names` says what the customers of lines are called. `today` is the day by which dues count, `data_on` that of the
    data.
    """

    blocks: Mapping[str, Block]
    unlogged: tuple[Item, ...]
    names: Mapping[bytes, str | None]
    policy: Policy
    bank: Bank
    today: int
    data_on: int


def day_board(book: Book, *, refines: bool = False, now: int | None = None) -> DayBoard | None:
    """Return what is on the board, None while nothing has been synced.

    It is logged before anything of it is seen; `refines` says that it is only read again.
    """
    at = utc_now() if now is None else now
    if not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "prompts.board")
    with book.store.read() as tx:
        found = prompt_engine.of_book(tx, book.store, at)
        if found is None:
            return None
        engine = Engine(found.policy, found.moment, found.bank.base_currency, calendar_of(found.bank))
        shown = blocks(found.snapshots.values(), engine, MOST)
        keys = {line.customer_id for block in shown.values() for line in block.lines}
        return DayBoard(
            blocks=shown,
            unlogged=_unlogged(tx, found.bank, found.policy, at),
            names=customers.names(tx, keys),
            policy=found.policy,
            bank=found.bank,
            today=found.moment.today,
            data_on=found.moment.data_on,
        )


def _unlogged(tx: Transaction, bank: Bank, policy: Policy, now: int) -> tuple[Item, ...]:
    today = day_of(now, bank.time_zone)
    first = unlogged_since(calendar_of(bank), today)
    items = [
        item._replace(made_at=start_of(item.due_on, bank.time_zone))
        for settled in (False, True)
        for item in reads.page(tx, TaskQuery(settled, first=first, last=today, limit=_MOST_TASKS))[0]
        if is_appointment(item, policy)
    ]
    found = unlogged(items, reads.contacts_since(tx, items), policy, bank.time_zone, now)
    return tuple(sorted(found, key=lambda item: item.order))
