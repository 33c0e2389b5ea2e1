"""Prompts (行动提示): the day's list, those of one customer, and what the advisor does with one."""

from collections.abc import Iterable, Mapping

from advisor_app.data import writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, customers, policies, sources
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS, Contact
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.clearing import answered_by
from advisor_app.domain.prompts.minutes import best_set
from advisor_app.domain.prompts.ranking import Bundle, bundle, day_list
from advisor_app.domain.prompts.types import (
    ACTIONS,
    DISMISSED,
    DONE,
    SNOOZED,
    Group,
    Moment,
    Prompt,
    RuleFigure,
    Today,
)
from advisor_app.domain.records import Bank, PromptOutcome
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import prompt_engine, shown_advice
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.prompt_engine import BookPrompts, Judged
from advisor_app.working_days import CHINESE_ZONES, calendar_in

_EMPTY = N_("The book is empty. Synchronise first.")
_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")
_MIN_REASON = 2


def prompts_today(
    book: Book,
    *,
    minutes: int | None = None,
    further: bool = False,
    refines: bool = False,
    now: int | None = None,
) -> Today:
    """Return the day's list: at most as many prompts as the policy says, less those done today.

    With `minutes` it is instead the best set of customers that fits into them; `further` leaves out of account what
    was done today. The list is logged before anything of it is seen; `refines` says that it is only read again.
    """
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        found = prompt_engine.of_book(tx, book.store, at)
        today, judged = (
            (Today((), 0, 0, policies.in_force(tx), None, 0, 0), ())
            if found is None
            else _day(tx, found, minutes, further)
        )
    shown = shown_advice.new_prompts(book.store, judged, today.policy, found.bank, at) if found else ()
    if shown or not refines:
        with book.store.write() as tx:
            if not refines:
                book.store.audit.append(tx, "prompts.today")
            shown_advice.keep(tx, book.store, shown)
    return today


def customer_prompts(book: Book, customer_id: bytes, *, now: int | None = None) -> tuple[Prompt, ...]:
    """Return the open prompts of one customer, best first; the whole book is not read for it."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        known = prompt_engine.warm(tx, book.store, at)
        if known is not None:
            judged = known.judged(customer_id) if customer_id in known.prompts else None
            ranked = known.bundle(customer_id).prompts if judged else ()
        else:
            judged = prompt_engine.of_customers(tx, [customer_id], at).get(customer_id)
            ranked = bundle(judged.prompts, policy.prompts, {}).prompts if judged else ()
    if bank is None or judged is None:
        return ()
    if shown := shown_advice.new_prompts(book.store, [judged], policy, bank, at):
        with book.store.write() as tx:
            shown_advice.keep(tx, book.store, shown)
    return ranked


def prompt_day(book: Book, *, now: int | None = None) -> int:
    """Return the day by which prompts are due. Raises InputError while the book is empty."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        return prompt_engine.moment_of(_bank(tx), policies.in_force(tx), at).today


def prompt_counts(book: Book, *, now: int | None = None) -> Mapping[bytes, int]:
    """Return how many prompts are open, by customer; customers with none are left out."""
    with book.store.read() as tx:
        found = prompt_engine.of_book(tx, book.store, utc_now() if now is None else now)
        return {key: len(prompts) for key, prompts in found.prompts.items()} if found else {}


def warm_up() -> None:
    """Load what the first look at a book needs and what no book is needed for: the default policy, the calendars."""
    policies.default()
    calendar = calendar_in(next(iter(CHINESE_ZONES)))
    calendar.is_open(0)
    calendar.lunar_anniversary(0, 0)


def keep_prompts(book: Book, *, now: int | None = None) -> bool:
    """Keep what the prompts of the book are made from, so that the next day begins sooner; tell whether it was new."""
    return prompt_engine.keep(book.store, utc_now() if now is None else now)


def rule_figures(book: Book, *, now: int | None = None) -> tuple[RuleFigure, ...]:
    """Return how the prompts of each rule fared in this book, in the order of the policy."""
    with book.store.read() as tx:
        found = prompt_engine.of_book(tx, book.store, utc_now() if now is None else now)
        return found.figures() if found else ()


def settle_prompt(
    book: Book, prompt: Prompt, action: str, *, until: str = "", reason: str = "", now: int | None = None
) -> Edited:
    """Say that a prompt is "done", "snoozed" until a day that is typed, or "dismissed" for a reason.

    Raises IssuesError with a FieldError for `until` or `reason`, InputError if the customer is not in the book.
    """
    if action not in ACTIONS:
        raise ValueError(f"a prompt is not {action}")
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        bank, policy = _bank(tx), policies.in_force(tx)
        if not customers.exists(tx, prompt.customer_id):
            raise InputError(_GONE, what_to_do=_AGAIN)
        moment = prompt_engine.moment_of(bank, policy, at)
        until_on = _until(until, moment.today, policy) if action == SNOOZED else None
        why = clean(reason)
        if action == DISMISSED and len(why) < _MIN_REASON:
            raise not_saved([FieldError(N_("Say in a few words why this is dismissed."), field="reason")])
        if len(why) > SHORT_CHARACTERS:
            message = N_("That is {characters} characters; {most} fit.")
            raise not_saved([FieldError(message, field="reason", characters=len(why), most=SHORT_CHARACTERS)])
        outcome = _outcome(tx, book, prompt, action, moment)._replace(until_on=until_on, reason=why or None)
        return Edited((writes.insert(tx, book.store, outcome, action=f"prompt.{action}"),))


def answerable(tx: Transaction, contact: Contact, at: int) -> tuple[Prompt, ...]:
    """Return the open prompts that a contact may answer; to be asked before the contact is written."""
    found = prompt_engine.of_customers(tx, contact.customers, at)
    every = (prompt for judged in found.values() for prompt in judged.prompts)
    return answered_by(every, contact.purpose, contact.outcome, policies.in_force(tx))


def settle_answered(
    tx: Transaction, book: Book, prompts: Iterable[Prompt], interactions: Mapping[bytes, bytes], at: int
) -> list[bytes]:
    """Say of those prompts that a contact has cleared that they are done; return the mutations.

    To be called in the transaction in which the contact was written, with its row for each customer; without any where
    something else has cleared them. What an older contact does not clear stays open.
    """
    asked = tuple(prompts)
    if not asked:
        return []
    moment = prompt_engine.moment_of(_bank(tx), policies.in_force(tx), at)
    customers_asked = {one.customer_id for one in asked}
    still = {
        (one.customer_id, one.rule, one.subject)
        for found in prompt_engine.of_customers(tx, customers_asked, at).values()
        for one in found.prompts
    }
    outcomes = [
        _outcome(tx, book, one, DONE, moment)._replace(interaction_id=interactions.get(one.customer_id))
        for one in asked
        if (one.customer_id, one.rule, one.subject) not in still
    ]
    return [writes.insert(tx, book.store, outcome, action="prompt.done") for outcome in outcomes]


def _day(
    tx: Transaction, found: BookPrompts, minutes: int | None, further: bool
) -> tuple[Today, tuple[Judged, ...]]:
    """Return the list with what its prompts were made from."""
    ranked, settled = found.ranked(), found.settled_today()
    exact = True
    if minutes is None:
        most = found.policy.prompts.per_day - (0 if further else settled)
        chosen = day_list(ranked, most, found.policy.prompts)
    else:
        chosen, exact = best_set(ranked, minutes)
    groups = tuple(group for one in chosen if (group := _group(tx, one)) is not None)
    today = Today(
        groups=groups,
        more=sum(map(len, found.prompts.values())) - sum(len(one.prompts) for one in groups),
        settled=settled,
        policy=found.policy,
        bank=found.bank,
        today=found.moment.today,
        data_on=found.moment.data_on,
        exact=exact,
    )
    return today, tuple(found.judged(one.customer.id) for one in groups)


def _group(tx: Transaction, one: Bundle) -> Group | None:
    row = customers.get(tx, one.customer_id)
    return None if row is None else Group(row, one.prompts, one.score, one.minutes)


def _outcome(tx: Transaction, book: Book, prompt: Prompt, action: str, moment: Moment) -> PromptOutcome:
    return PromptOutcome(
        id=new_id(),
        customer_id=prompt.customer_id,
        advisor_id=advisors.own(tx, book.store.actor),
        rule=prompt.rule,
        subject=prompt.subject,
        action=action,
        until_on=None,
        reason=None,
        interaction_id=None,
        value_minor=prompt.value_minor,
        currency=None if prompt.value_minor is None else prompt.currency,
        shown_on=moment.today,
        policy_version=prompt.policy_version,
        data_on=prompt.data_on,
        made_at=moment.now,
    )


def _until(typed: str, today: int, policy: Policy) -> int:
    day = spoken_day(typed, today)
    if day is None:
        message = N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.")
        raise not_saved([FieldError(message, field="until", text=typed.strip())])
    if day <= today:
        raise not_saved([FieldError(N_("Choose a day after today."), field="until")])
    if day - today > policy.contacts.ahead_days:
        message = N_("That is more than {days} days ahead.")
        raise not_saved([FieldError(message, field="until", days=policy.contacts.ahead_days)])
    return day


def _bank(tx: Transaction) -> Bank:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(_EMPTY)
    return bank
