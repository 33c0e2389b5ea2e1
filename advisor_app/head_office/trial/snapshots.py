"""Snapshots of the customers of one book for the rules of prompts, as their device would read them from its own store.

What an advisor has written and not sent yet head office cannot know; what scorecards predict, and whether the product
of a campaign suits, only the device judges. All else comes out the same, which a test holds.
"""

from sqlalchemy import Connection, select

from advisor_app.domain import records
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.head_office.db.models import Consent, Customer, PromptOutcome
from advisor_app.head_office.trial import money, said
from advisor_app.head_office.trial.rows import BookRows, Terms


def of_book(connection: Connection, bucket: int, terms: Terms) -> dict[bytes, CustomerSnapshot]:
    """Return the snapshots of the customers of a book by id, without their tiers."""
    book = BookRows(connection, bucket, terms)
    people = connection.execute(
        select(
            Customer.id,
            Customer.kind,
            Customer.birth_day,
            Customer.id_expires_on,
            Customer.opened_on,
            Customer.closed_on,
        ).where(Customer.id.in_(book.ids))
    ).all()
    aum = money.aum(book)
    deposits, own = money.accounts(book)
    flows, held, pays = money.flows(book), money.held(book), money.pays(book)
    contacts, feedback = said.contacts(book), said.feedback(book)
    promises, assessments, events = said.promises(book), said.assessments(book), said.events(book)
    lunar, calls, unusual = said.lunar(book), said.calls(book), said.unusual(book)
    consents = said.those_of(book, Consent.__table__, records.Consent, Consent.recorded_at)
    outcomes = said.those_of(book, PromptOutcome.__table__, records.PromptOutcome, PromptOutcome.made_at)
    return {
        key: CustomerSnapshot(
            id=key,
            kind=kind,
            birth_day=birth_day,
            id_expires_on=id_expires_on,
            opened_on=opened_on,
            closed_on=closed_on,
            aum_minor=aum.get(key),
            deposits_minor=deposits.get(key, 0),
            held=tuple(held.get(key, ())),
            flows=tuple(flows.get(key, ())),
            pays=tuple(sorted(pays.get(key, ()))),
            last_own_on=own.get(key),
            contacts=tuple(contacts.get(key, ())),
            feedback=tuple(feedback.get(key, ())),
            promises=tuple(promises.get(key, ())),
            assessments=tuple(assessments.get(key, ())[-1:]),
            events=tuple(events.get(key, ())),
            calls=tuple(calls.get(key, ())),
            consents=tuple(consents.get(key, ())),
            outcomes=tuple(outcomes.get(key, ())),
            lunar_birthday=key in lunar,
            anomalies=tuple(unusual.get(key, ())),
        )
        for key, kind, birth_day, id_expires_on, opened_on, closed_on in people
    }
