"""Unusual activity of a customer: what head office found, and what the advisor says about it.

The advisor calls back; then the customer has explained it, or it goes to fraud control. What was escalated is decided
at head office alone: nothing that is said here afterwards changes it.
"""

from typing import NamedTuple

from advisor_app.data import writes
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, anomalies, policies, sources
from advisor_app.domain.anomalies import ANSWERS, ESCALATED, RULE, Unusual, subject_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import DONE
from advisor_app.domain.records import PromptOutcome
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services import prompt_engine
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book

_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")
_WITHDRAWN = N_("The bank has corrected this since; nothing is left to verify.")
_ESCALATED = N_("This is with fraud control at head office, which alone decides further.")


class Line(NamedTuple):
    """Unusual activity with the last thing that was done about it, None while nothing was."""

    unusual: Unusual
    outcome: PromptOutcome | None

    @property
    def answer(self) -> str | None:
        """What the advisor said: one of `domain.anomalies.ANSWERS`, or None."""
        reason = self.outcome.reason if self.outcome else None
        return reason if reason in ANSWERS else None

    @property
    def waits(self) -> bool:
        """Whether it is still to be verified: neither answered nor withdrawn."""
        return self.answer is None and self.unusual.evidence.withdrawn_on is None


class Activity(NamedTuple):
    """The unusual activity of a customer, the newest first, and the date of the data."""

    lines: tuple[Line, ...]
    policy: Policy
    data_on: int


def unusual_activity(book: Book, customer_id: bytes) -> Activity:
    """Return what was found unusual for a customer."""
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        said: dict[str, PromptOutcome] = {}
        for outcome in anomalies.outcomes(tx, customer_id):
            known = said.get(outcome.subject)
            if known is None or known.reason != ESCALATED:
                said[outcome.subject] = outcome
        found = anomalies.of_customer(tx, customer_id)
        lines = tuple(Line(one, said.get(one.subject)) for one in found)
        return Activity(lines, policy, bank.as_of if bank else 0)


def answer_anomaly(book: Book, anomaly_id: bytes, answer: str, *, now: int | None = None) -> Edited:
    """Say that the customer has "explained" unusual activity, or that it is "escalated" to fraud control.

    Raises InputError where it is not in the book, with fraud control already, or withdrawn.
    """
    if answer not in ANSWERS:
        raise ValueError(f"unusual activity is not {answer}")
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        bank, row = sources.bank(tx), anomalies.row(tx, anomaly_id)
        if bank is None or row is None:
            raise InputError(_GONE, what_to_do=_AGAIN)
        subject = subject_of(anomaly_id)
        before = anomalies.outcomes(tx, row.customer_id)
        if any(one.subject == subject and one.reason == ESCALATED for one in before):
            raise InputError(_ESCALATED)
        policy = policies.in_force(tx)
        moment = prompt_engine.moment_of(bank, policy, at)
        one = Unusual.of(row)
        if one is not None and one.evidence.withdrawn_on is not None:
            raise InputError(_WITHDRAWN)
        outcome = PromptOutcome(
            id=new_id(),
            customer_id=row.customer_id,
            advisor_id=advisors.own(tx, book.store.actor),
            rule=RULE,
            subject=subject,
            action=DONE,
            until_on=None,
            reason=answer,
            interaction_id=None,
            value_minor=one.evidence.total_minor if one else None,
            currency=one.evidence.currency if one else None,
            shown_on=moment.today,
            policy_version=policy.version,
            data_on=moment.data_on,
            made_at=at,
        )
        return Edited((writes.insert(tx, book.store, outcome, action=f"anomaly.{answer}"),))
