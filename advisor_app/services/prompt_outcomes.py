"""What prompts were good for in this book: what the advisor did with them, and what became of maturing money."""

from typing import NamedTuple

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, retention, sources
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import RuleFigure
from advisor_app.domain.records import Bank
from advisor_app.domain.retention import Figures, figures, settled_of
from advisor_app.services import prompt_engine
from advisor_app.services.open_book import Book

_DAYS = 365


class PromptOutcomes(NamedTuple):
    """How the prompts of each rule fared, without rules of which nothing can be said, and the ledger of the last year.

    `since` is the first day of that year. `bank` is None while nothing has been synced.
    """

    rules: tuple[RuleFigure, ...]
    ledger: Figures
    since: int
    bank: Bank | None
    policy: Policy


def prompt_outcomes(book: Book, *, now: int | None = None) -> PromptOutcomes:
    """Return what prompts were good for; names of customers are in none of it."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        if bank is None:
            return PromptOutcomes((), figures(()), 0, None, policy)
        found = prompt_engine.of_book(tx, book.store, at)
        rules = found.figures() if found else ()
        since = bank.as_of - _DAYS
        unit = 10 ** exponent(bank.base_currency)
        rows = [
            settled_of(row, policy, unit)
            for row in retention.settled(tx, since)
            if row.currency == bank.base_currency
        ]
    known = tuple(one for one in rules if one.open or one.done or one.snoozed or one.dismissed)
    return PromptOutcomes(known, figures(rows), since, bank, policy)
