"""What was advised on a past day, made again: by the policy, the data and the rating of then.

What was shown is judged anew from what it was made from, and compared with what came out then. For a day on which
nothing was shown the prompts are reckoned back from the book, which names what it does not keep as it was.
"""

from typing import NamedTuple

from advisor_app.data import advice
from advisor_app.data.advice import Advice, PromptsFrom, RecommendedFrom
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import customers, policies, snapshots, sources
from advisor_app.domain.dates import start_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.ranking import bundle
from advisor_app.domain.prompts.replay import rewind
from advisor_app.domain.prompts.types import Moment, Prompt, Replay
from advisor_app.domain.recommendations import recommend
from advisor_app.domain.records import Bank
from advisor_app.domain.suitability import Terms
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.calendars import calendar_of
from advisor_app.services.open_book import Book
from advisor_app.services.recommendations import Recommendations

_EMPTY = N_("The book is empty. Synchronise first.")
_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")

SAME, OTHER, UNREADABLE = "same", "other", "unreadable"
"""What making it again came to: what was shown then, something else, or nothing, for want of policy or form."""


class Again(NamedTuple):
    """A piece of advice made again: when it was shown (UTC µs), by which version of the policy, and how that went.

    `outcome` is SAME, OTHER or UNREADABLE; `prompts` or `recommended` are what was shown then, as far as this program
    can read it. `policy` is that of then.
    """

    at: int
    policy_version: int
    outcome: str
    policy: Policy | None = None
    prompts: tuple[Prompt, ...] = ()
    recommended: Recommendations | None = None


class PastAdvice(NamedTuple):
    """What was shown of a customer on a day, in order; or, where nothing was, the prompts as reckoned back."""

    day: int
    shown: tuple[Again, ...]
    rebuilt: Replay | None
    days: tuple[int, ...]
    customer: str | None
    bank: Bank


def past_advice(book: Book, customer_id: bytes, day: int | None = None) -> PastAdvice:
    """Return what was advised on a day, the last one on which something was shown unless it is given.

    Raises InputError if the customer is not in the book, or for a day that has not come.
    """
    with book.store.write() as tx:
        book.store.audit.append(tx, "advice.replay", f"customers:{customer_id.hex()}")
    with book.store.read() as tx:
        bank = sources.bank(tx)
        if bank is None:
            raise InputError(_EMPTY)
        name = customers.names(tx, [customer_id])
        if not name:
            raise InputError(_GONE, what_to_do=_AGAIN)
        days = advice.days(tx, customer_id)
        wanted = day if day is not None else next(iter(days), bank.as_of)
        shown = tuple(_again(tx, one, bank) for one in advice.of_day(tx, customer_id, wanted))
        rebuilt = None if shown else _rebuilt(tx, customer_id, wanted, bank)
        return PastAdvice(wanted, shown, rebuilt, days, name[customer_id], bank)


def _again(tx: Transaction, kept: Advice, bank: Bank) -> Again:
    policy = policies.of_version(tx, kept.policy_version)
    again = Again(kept.at, kept.policy_version, UNREADABLE, policy)
    if policy is None:
        return again
    came_out: object = None
    if kept.kind == advice.PROMPTS:
        again = again._replace(prompts=_ranked(advice.shown_prompts(kept), policy))
        if made := advice.unpacked(kept.made_from, PromptsFrom):
            came_out = Engine(policy, made.moment, made.currency, calendar_of(bank)).prompts(made.snapshot)
    elif offered := advice.unpacked(kept.made_from, RecommendedFrom):
        days = offered.clock_day, offered.catalogue_day
        terms = Terms(policy, offered.judged_on, offered.currency, offered.rates, *days)
        came_out = recommend(offered.known, offered.customer, offered.products, terms, offered.today)
        again = again._replace(recommended=_recommended(kept, offered, policy))
    if came_out is None:
        return again
    return again._replace(outcome=SAME if advice.packed(came_out) == kept.came_out else OTHER)


def _ranked(prompts: tuple[Prompt, ...], policy: Policy) -> tuple[Prompt, ...]:
    return bundle(prompts, policy.prompts, {}).prompts if prompts else ()


def _recommended(kept: Advice, offered: RecommendedFrom, policy: Policy) -> Recommendations | None:
    """Return the recommendations as they were shown, None where their form is not known any more."""
    found = advice.shown_recommendations(kept)
    return found and Recommendations(
        kept.customer_id,
        found,
        offered.against,
        offered.known.affinity,
        policy,
        offered.currency,
        offered.customer.data_on,
    )


def _rebuilt(tx: Transaction, customer_id: bytes, day: int, bank: Bank) -> Replay:
    """Return the prompts as of the end of a day, by the policy and the outcomes of then."""
    if day > bank.as_of:
        raise InputError(N_("There are no data of that day yet."))
    moment = Moment(start_of(day + 1, bank.time_zone) - 1, day, day, bank.time_zone)
    policy = policies.in_force_at(tx, moment.now)
    snapshot = snapshots.read(tx, moment, [customer_id], policy)[customer_id]
    then, unknown = rewind(snapshot, moment)
    found = Engine(policy, moment, bank.base_currency, calendar_of(bank)).prompts(then)
    return Replay(day, _ranked(found, policy), policy, unknown)
