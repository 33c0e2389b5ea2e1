"""What a customer's money earns the bank in a year, and how that is reached; from what the device holds."""

from typing import NamedTuple

from advisor_app.data.reads import contribution as reads
from advisor_app.domain.contribution import Contribution, Part, balance_of, part, total
from advisor_app.domain.policy import Policy
from advisor_app.domain.profile import Profile
from advisor_app.services.open_book import Book


class CustomerContribution(NamedTuple):
    """The figure, and the deposits and loans that it is made of, in minor units of `currency`."""

    found: Contribution
    parts: tuple[Part, ...]
    currency: str
    policy: Policy


def customer_contribution(book: Book, profile: Profile) -> CustomerContribution:
    """Return the contribution of a customer whose profile is being shown (that is logged)."""
    rules, base, rates = profile.policy.contribution, profile.bank.base_currency, profile.rates
    with book.store.read() as tx:
        fees = reads.fees(tx, profile.person.id, rules, profile.today)
    balances = (balance_of(rules, position, profile.today) for position in profile.positions)
    parts = tuple(part(rules, of, base, rates) for of in balances if of is not None)
    return CustomerContribution(total(parts, fees, base, rates), parts, base, profile.policy)
