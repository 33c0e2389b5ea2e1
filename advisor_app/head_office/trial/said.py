"""What was said with the customers of one book, what they were asked, and what was found out about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, or_, select

from advisor_app.domain import records
from advisor_app.domain.anomalies import Unusual
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.prompts.snapshot import Event, Graded, Listed, Promised, Spoken, Told
from advisor_app.head_office.db.models import (
    Anomaly,
    Call,
    Campaign,
    Feedback,
    Interaction,
    Promise,
    Proposal,
    RiskAssessment,
)
from advisor_app.head_office.trial.rows import BookRows

_OVER = ("refused", "withdrawn")


def contacts(book: BookRows) -> Mapping[bytes, list[Spoken]]:
    """Return the contacts, the newest first."""
    columns = (getattr(Interaction, field) for field in ("id", "happened_at", *Spoken._fields[2:]))
    statement = (
        select(Interaction.customer_id, *columns)
        .where(Interaction.status.is_(None), Interaction.happened_at <= book.moment.now)
        .order_by(Interaction.happened_at.desc(), Interaction.id)
    )
    return book.by_customer(statement, Interaction, Spoken._make)


def feedback(book: BookRows) -> Mapping[bytes, list[Told]]:
    """Return the complaints, and other feedback that is open."""
    columns = (getattr(Feedback, field) for field in Told._fields)
    statement = (
        select(Feedback.customer_id, *columns)
        .where(
            or_(Feedback.kind == "complaint", Feedback.status.in_(("open", "in_progress"))),
            Feedback.happened_at <= book.moment.now,
        )
        .order_by(Feedback.id)
    )
    return book.by_customer(statement, Feedback, Told._make)


def promises(book: BookRows) -> Mapping[bytes, list[Promised]]:
    """Return the promises that were not settled on the day of the data."""
    columns = (getattr(Promise, field) for field in Promised._fields)
    statement = (
        select(Promise.customer_id, *columns)
        .where(
            or_(Promise.outcome.is_(None), Promise.settled_on > book.moment.data_on),
            Promise.made_at <= book.moment.now,
        )
        .order_by(Promise.id)
    )
    return book.by_customer(statement, Promise, _promised)


def assessments(book: BookRows) -> Mapping[bytes, list[Graded]]:
    """Return the assessments, the newest last."""
    columns = (getattr(RiskAssessment, field) for field in Graded._fields)
    statement = (
        select(RiskAssessment.customer_id, *columns)
        .where(RiskAssessment.assessed_on <= book.moment.data_on)
        .order_by(RiskAssessment.assessed_on, RiskAssessment.id)
    )
    return book.by_customer(statement, RiskAssessment, Graded._make)


def events(book: BookRows) -> Mapping[bytes, list[Event]]:
    """Return the life events that were recorded."""
    columns = (getattr(Proposal, field) for field in Event._fields)
    return book.by_customer(_proposed(book, "life_event", *columns), Proposal, _event)


def lunar(book: BookRows) -> set[bytes]:
    """Return those who keep their birthday by the lunar calendar."""
    rows = book.rows(_proposed(book, "preference", Proposal.value), Proposal)
    return {key for key, value in rows if book.reach.is_lunar(value)}


def calls(book: BookRows) -> Mapping[bytes, list[Listed]]:
    """Return the calls of campaigns that run."""
    statement = (
        select(
            Call.customer_id,
            Call.id,
            Campaign.title,
            Campaign.product_id,
            Campaign.opens_on,
            Campaign.closes_on,
            Call.outcome,
            Call.outcome_on,
        )
        .join(Campaign, Campaign.id == Call.list_id)
        .where(func.coalesce(Campaign.status, "") != "closed")
        .order_by(Call.id)
    )
    return book.by_customer(statement, Call, Listed._make)


def unusual(book: BookRows) -> Mapping[bytes, list[Unusual]]:
    """Return what was found unusual, the newest first; what this program does not understand is left out."""
    columns = (getattr(Anomaly, field) for field in records.Anomaly._fields)
    statement = (
        select(Anomaly.customer_id, *columns)
        .where(Anomaly.found_on.between(book.reach.anomalies_since, book.moment.data_on))
        .order_by(Anomaly.day.desc(), Anomaly.id)
    )
    found: defaultdict[bytes, list[Unusual]] = defaultdict(list)
    for key, *row in book.rows(statement, Anomaly):
        if (one := Unusual.of(records.Anomaly._make(row))) is not None:
            found[key].append(one)
    return found


def those_of(book: BookRows, table: Any, record: Any, at: Any) -> Mapping[bytes, list[Any]]:
    """Return records as they are, up to the moment by the column `at`."""
    columns = (table.c[field] for field in record._fields)
    statement = select(table.c.customer_id, *columns).where(at <= book.moment.now).order_by(table.c.id)
    return book.by_customer(statement, table.c, record._make)


def _proposed(book: BookRows, kind: str, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Proposal.customer_id, *columns)
        .where(
            Proposal.kind == kind,
            func.coalesce(Proposal.state, "").not_in(_OVER),
            Proposal.made_at <= book.moment.now,
        )
        .order_by(Proposal.id)
    )


def _promised(row: Iterable[Any]) -> Promised:
    raw = Promised._make(row)
    return raw._replace(text=mask_free_text(raw.text))


def _event(row: Iterable[Any]) -> Event:
    raw = Event._make(row)
    return raw._replace(value=mask_free_text(raw.value))
