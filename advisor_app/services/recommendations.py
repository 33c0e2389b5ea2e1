"""Recommendations (推荐) for one customer: at most a few products with what speaks for each and against it.

What was shown is logged so that it can be made again: versions of policy and cards, date of the data, products. Whoever
is not interested is not asked again for a while, and can have the list that is made without a profile.
"""

from typing import NamedTuple

from advisor_app.data import writes
from advisor_app.data.advice import RecommendedFrom
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, customers, predictions, recommendations, sources, suitability
from advisor_app.data.reads.permission import facts
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS
from advisor_app.domain.dates import day_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.insights import Affinity
from advisor_app.domain.permission import MUTED, QUIET_HOURS, Outlook, Reason, outlook
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import NEED
from advisor_app.domain.prompts.types import DISMISSED
from advisor_app.domain.recommendations import RULE, Known, Recommended, general, recommend, subject_of
from advisor_app.domain.records import Bank, Product, PromptOutcome
from advisor_app.domain.suitability import CustomerFacts, Terms, Verdict
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import shown_advice
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book

_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")


class Recommendations(NamedTuple):
    """What is recommended to a customer; `against` is what stands against marketing where that mutes it.

    In quiet hours (`quiet`) it is for later, or for a customer who is there.
    """

    customer_id: bytes
    found: Recommended
    against: tuple[Reason, ...]
    affinity: Affinity | None
    policy: Policy
    currency: str
    data_on: int
    quiet: bool = False


class General(NamedTuple):
    """The products that are offered without a profile; what stands `against` marketing leaves it to who asks for them.

    While selling is muted because of unusual activity there are none: whoever is being swindled asks as well.
    """

    customer_id: bytes
    products: tuple[tuple[Product, Verdict], ...]
    against: tuple[Reason, ...]
    policy: Policy
    data_on: int

    @property
    def muted(self) -> bool:
        """Whether selling is muted."""
        return any(one.code == MUTED for one in self.against)


class _Read(NamedTuple):
    bank: Bank
    terms: Terms
    customer: CustomerFacts
    products: tuple[Product, ...]


def recommendations_for(book: Book, customer_id: bytes, *, now: int | None = None) -> Recommendations:
    """Return what to recommend to a customer now, and log it. Raises InputError if the customer is not in the book."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        read = _read(tx, customer_id, at)
        policy, bank = read.terms.policy, read.bank
        light = _light(tx, customer_id, at, read)
        against = _against(light)
        affinity = recommendations.affinity(tx, customer_id, bank.as_of)
        has_card = any(card.adder.card.task == NEED for card in predictions.cards(tx))
        needs = predictions.predicted(tx, bank.as_of, {NEED: 0}, customer_id)
        known = Known(
            needs=needs if has_card else None,
            affinity=affinity,
            may_market=not against,
            outcomes=recommendations.outcomes(tx, customer_id, RULE),
        )
        made_from = _made_from(known, read, day_of(at, bank.time_zone), against)
        found = recommend(known, read.customer, made_from.products, read.terms, made_from.today)
    pieces = shown_advice.new_recommendations(book.store, customer_id, made_from, found, policy, at)
    with book.store.write() as tx:
        shown = " ".join(
            f"products:{one.product.id}/{one.family}/{one.need.version}/{one.score}" for one in found.offers
        )
        reason = f"policy:{policy.version} data:{bank.as_of} {shown or found.why_none}"
        book.store.audit.append(tx, "recommendations.view", f"customers:{customer_id.hex()}", reason=reason)
        shown_advice.keep(tx, book.store, pieces)
    return Recommendations(
        customer_id,
        found,
        against,
        affinity,
        policy,
        bank.base_currency,
        bank.as_of,
        quiet=not light.green and not against,
    )


def general_offers(book: Book, customer_id: bytes, *, now: int | None = None) -> General:
    """Return what is offered without a profile: the same list for everybody, less what does not suit; it is logged."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        read = _read(tx, customer_id, at)
        against = _against(_light(tx, customer_id, at, read))
        found = General(customer_id, (), against, read.terms.policy, read.bank.as_of)
        products = () if found.muted else general(read.customer, read.products, read.terms)
    with book.store.write() as tx:
        reason = f"policy:{read.terms.policy.version} data:{read.bank.as_of} products:{len(products)}"
        book.store.audit.append(
            tx, "recommendations.general", f"customers:{customer_id.hex()}", reason=reason
        )
    return found._replace(products=products)


def decline(
    book: Book, recommended: Recommendations, product_id: int, reason: str = "", *, now: int | None = None
) -> Edited:
    """Say that a customer is not interested in a product that was recommended; it can be taken back.

    Raises IssuesError with a FieldError for `reason`, InputError if it was not recommended or the customer is gone.
    """
    at = utc_now() if now is None else now
    offer = next((one for one in recommended.found.offers if one.product.id == product_id), None)
    if offer is None:
        raise InputError(N_("This product was not recommended."))
    why = clean(reason)
    if len(why) > SHORT_CHARACTERS:
        message = N_("That is {characters} characters; {most} fit.")
        raise not_saved([FieldError(message, field="reason", characters=len(why), most=SHORT_CHARACTERS)])
    with book.store.write() as tx:
        bank = sources.bank(tx)
        if bank is None or not customers.exists(tx, recommended.customer_id):
            raise InputError(_GONE, what_to_do=_AGAIN)
        outcome = PromptOutcome(
            id=new_id(),
            customer_id=recommended.customer_id,
            advisor_id=advisors.own(tx, book.store.actor),
            rule=RULE,
            subject=subject_of(product_id),
            action=DISMISSED,
            until_on=None,
            reason=why or None,
            interaction_id=None,
            value_minor=None,
            currency=None,
            shown_on=day_of(at, bank.time_zone),
            policy_version=recommended.policy.version,
            data_on=recommended.data_on,
            made_at=at,
        )
        return Edited((writes.insert(tx, book.store, outcome, action="recommendation.declined"),))


def _made_from(known: Known, read: _Read, today: int, against: tuple[Reason, ...]) -> RecommendedFrom:
    """Return all that recommendations are made from; of the products only those that can be recommended at all."""
    terms = read.terms
    kinds = {kind for family in terms.policy.predictions.families for kind in family.kinds}
    return RecommendedFrom(
        known=known,
        customer=read.customer,
        products=tuple(product for product in read.products if product.kind in kinds),
        judged_on=terms.today,
        clock_day=terms.clock_day,
        currency=terms.base_currency,
        rates=terms.rates,
        today=today,
        catalogue_day=terms.catalogue_day,
        against=against,
    )


def _light(tx: Transaction, customer_id: bytes, at: int, read: _Read) -> Outlook:
    policy = read.terms.policy
    return outlook(facts(tx, customer_id, at, policy), at, policy, read.bank.time_zone)


def _against(light: Outlook) -> tuple[Reason, ...]:
    """Return what stands against marketing; at night nobody is called, and yet a customer may be talked of."""
    return tuple(one for one in light.reasons if one.code != QUIET_HOURS)


def _read(tx: Transaction, customer_id: bytes, at: int) -> _Read:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    terms = suitability.terms(tx, bank, at)
    customer = suitability.facts(tx, customer_id, bank, terms.today)
    if customer is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    return _Read(bank, terms, customer, suitability.catalogue(tx))
