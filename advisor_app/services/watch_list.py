"""The watch list (流失预警): who may leave by the newest card, the likeliest first, with what it says of each."""

from typing import NamedTuple

from advisor_app.data.reads import customers, leaving, policies, sources
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHURN, Predicted, average, predict
from advisor_app.domain.records import Bank
from advisor_app.services.open_book import Book


class Watched(NamedTuple):
    """A customer of the watch list with what is predicted."""

    customer: CustomerRow
    predicted: Predicted


class WatchList(NamedTuple):
    """Who is watched: of `customers` in all, the likeliest. `bank` is None while nothing has been synced.

    `version` is that of the card, None without one; `percent` how often leaving is expected of whoever is watched, the
    average being 100, None where the policy names no such prompt. `average` is the share of all customers who leave
    within `horizon_days`, None where the card is not calibrated.
    """

    policy: Policy
    bank: Bank | None
    version: int | None = None
    percent: int | None = None
    horizon_days: int | None = None
    average: float | None = None
    customers: int = 0
    watched: tuple[Watched, ...] = ()


def watch_list(book: Book, *, most: int = 50, refines: bool = False) -> WatchList:
    """Return who may leave, as often as the policy prompts for; nobody without a card.

    That it was looked at is logged with policy, data and card before anything is seen, so that it can be made again;
    `refines` says that it is only read again.
    """
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        trigger, adder = policy.prompts.triggers.get(CHURN), leaving.card(tx)
        percent = None if trigger is None else trigger.percent or 0
        if bank is None or adder is None or percent is None:
            return WatchList(policy, bank, adder.card.version if adder else None, percent)
        card = adder.card
        found = leaving.leaving(tx, policy, bank, percent)
        rows = ((customers.get(tx, one.customer), one) for one in found[:most])
        watched = tuple(
            Watched(row, predict(card, None, one.values, one.data_on)) for row, one in rows if row is not None
        )
    if not refines:
        with book.store.write() as tx:
            reason = f"policy:{policy.version} data:{bank.as_of} cards:{CHURN}//{card.version}"
            book.store.audit.append(tx, "predictions.watch", reason=reason)
    return WatchList(
        policy, bank, card.version, percent, card.horizon_days, average(card), len(found), watched
    )
