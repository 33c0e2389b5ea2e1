"""What scorecards predict of a customer (预测), scored on the device."""

from typing import NamedTuple

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers, policies, predictions, sources
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHANNEL, CHURN, CONTACT, NEED, Attempt, Predicted, best_attempt
from advisor_app.domain.records import Bank
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book

_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")
_ALL = {NEED: 0, CHURN: 0}


class Predictions(NamedTuple):
    """What is predicted of one customer, the likeliest first; nothing without a card or the right to profile."""

    customer_id: bytes
    found: tuple[Predicted, ...]
    policy: Policy
    currency: str
    data_on: int

    def of(self, task: str) -> tuple[Predicted, ...]:
        """Return what is predicted for one task."""
        return tuple(one for one in self.found if one.task == task)


class Reach(NamedTuple):
    """The channel and hour of today at which a customer most likely answers, None without a card."""

    attempt: Attempt | None
    policy: Policy
    currency: str


def customer_predictions(book: Book, customer_id: bytes) -> Predictions:
    """Return what all cards say of a customer, with their reasons; that it was looked at is logged.

    Raises InputError if the customer is not in the book.
    """
    with book.store.read() as tx:
        bank, policy = _bank(tx), policies.in_force(tx)
        if not customers.exists(tx, customer_id):
            raise InputError(_GONE, what_to_do=_AGAIN)
        found = predictions.predicted(tx, bank.as_of, _ALL, customer_id)
    ranked = sorted(found, key=lambda one: (-one.lift_percent, one.task, one.family or ""))
    cards = " ".join(f"{one.task}/{one.family or ''}/{one.version}" for one in ranked)
    with book.store.write() as tx:
        reason = f"policy:{policy.version} data:{bank.as_of} cards:{cards}"
        book.store.audit.append(tx, "predictions.view", f"customers:{customer_id.hex()}", reason=reason)
    return Predictions(customer_id, tuple(ranked), policy, bank.base_currency, bank.as_of)


def best_reach(book: Book, customer_id: bytes, *, now: int | None = None) -> Reach:
    """Return how a customer is best reached today, of the channels and hours of the policy and by the newest card.

    Raises InputError if the customer is not in the book.
    """
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank, policy = _bank(tx), policies.in_force(tx)
        if not customers.exists(tx, customer_id):
            raise InputError(_GONE, what_to_do=_AGAIN)
        card = next((one.adder.card for one in predictions.cards(tx) if one.adder.card.task == CONTACT), None)
        known = next(predictions.features(tx, bank.as_of, customer_id), None)
    if card is None or known is None:
        return Reach(None, policy, bank.base_currency)
    _, data_on, values = known
    learned = {
        code
        for one in card.characteristics
        if one.field == CHANNEL
        for band in one.bands
        for code in band.codes
    }
    times = policy.prompts.best_time
    # Of a channel that the card has not seen it says nothing.
    channels = [channel for channel in times.timed if channel in learned]
    hours = sorted(rate.hour for rate in times.hours)
    found = best_attempt(card, values, channels, hours, day_of(at, bank.time_zone), data_on)
    return Reach(found, policy, bank.base_currency)


def _bank(tx: Transaction) -> Bank:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    return bank
