"""The reports of a day: in the morning what it brings, in the evening what came of it. One look makes both."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from advisor_app.data.audit import utc_now
from advisor_app.data.files import write_atomically
from advisor_app.data.reads import advisors, day_work, targets
from advisor_app.data.reads.day_work import DayWork
from advisor_app.domain.dates import day_of, start_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import Group, Today
from advisor_app.domain.records import Bank
from advisor_app.domain.targets import Progress
from advisor_app.domain.tasks import Item, TaskQuery, at_minute
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.day_board import day_board
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import prompts_today
from advisor_app.services.tasks import tasks_page

_MOST = 200


class Which(Enum):
    """Which report."""

    MORNING = "morning"
    DAY = "day"


class Stake(NamedTuple):
    """How many prompts of one rule the day's list has, and the money at stake in the base currency."""

    rule: str
    many: int
    minor: int


class DayReport(NamedTuple):
    """What both reports say.

    `today` is the day by the clock, `data_on` that of the data. `planned` are the items that are due up to today and
    open, `tomorrow` those of the next day. `waits` are how many lines each block of the day's board has, red and
    amber. `work` is what was done so far, by the advisor of this device; None where the bank does not know whose it is.
    `closing`: the time to close the day has come, by the policy.
    """

    planned: tuple[Item, ...]
    tomorrow: tuple[Item, ...]
    groups: tuple[Group, ...]
    stakes: tuple[Stake, ...]
    more: int
    waits: Mapping[str, tuple[int, int]]
    unlogged: tuple[Item, ...]
    targets: tuple[Progress, ...]
    work: DayWork | None
    closing: bool
    today: int
    data_on: int
    bank: Bank
    policy: Policy


def day_report(book: Book, *, now: int | None = None) -> DayReport:
    """Return what the reports of the day say, after logging that it is looked at.

    Raises InputError while the book is empty.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        book.store.audit.append(tx, "report.day")
    prompts, board = prompts_today(book, refines=True, now=at), day_board(book, refines=True, now=at)
    if prompts.bank is None or board is None:
        raise InputError(
            N_("The book is empty. Synchronise first."), what_to_do=N_("Synchronise and look again.")
        )
    bank, policy = prompts.bank, prompts.policy
    today = day_of(at, bank.time_zone)
    planned = tasks_page(book, TaskQuery(last=today, limit=_MOST), now=at).items
    tomorrow = tasks_page(book, TaskQuery(first=today + 1, last=today + 1, limit=_MOST), now=at).items
    start, end = start_of(today, bank.time_zone), start_of(today + 1, bank.time_zone)
    with book.store.read() as tx:
        own = advisors.own(tx, book.store.actor)
        reached = () if own is None else targets.of_advisor(tx, own, bank, policy, prompts.today)
        work = None if own is None else day_work.of_advisor(tx, own, today, start, end)
    return DayReport(
        planned=planned,
        tomorrow=tomorrow,
        groups=prompts.groups,
        stakes=_stakes(prompts),
        more=prompts.more,
        waits={rule: (block.red, block.amber) for rule, block in board.blocks.items()},
        unlogged=board.unlogged,
        targets=reached,
        work=work,
        closing=at >= at_minute(today, policy.tasks.day_ends, bank.time_zone),
        today=today,
        data_on=prompts.data_on,
        bank=bank,
        policy=policy,
    )


def report_taken(book: Book, which: Which, path: Path | None, text: str) -> None:
    """Log that a report leaves the window, and write it where a path is given; without one it is being copied.

    It is logged before the file is there. Raises UnavailableError for a place that cannot be written to.
    """
    with book.store.write() as tx:
        book.store.audit.append(tx, "report.copy" if path is None else "report.save", which.value)
    if path is None:
        return
    try:
        write_atomically(path, text.encode("utf-8-sig"))
    except OSError:
        raise UnavailableError(
            N_("The file cannot be written to {folder}."),
            folder=path.parent,
            what_to_do=N_("Choose a folder that you may write to."),
        ) from None


def _stakes(prompts: Today) -> tuple[Stake, ...]:
    """Return the rules of the day's list, the most prompts first."""
    counts: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for group in prompts.groups:
        for prompt in group.prompts:
            counts[prompt.rule] += 1
            money[prompt.rule] += prompt.value_minor or 0
    ranked = sorted(counts, key=lambda rule: (-counts[rule], rule))
    return tuple(Stake(rule, counts[rule], money[rule]) for rule in ranked)
