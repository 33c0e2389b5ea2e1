"""Who in a book of the demo bank has money that comes free, has just put some in, or took it away."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from advisor_app.domain.permission import ALL
from advisor_app.head_office.db.models import (
    Bank,
    BookMember,
    Consent,
    Customer,
    Holding,
    Product,
    RiskAssessment,
)


class Placed(NamedTuple):
    """A position of somebody who may be contacted; `minor` is what was put in, in the bank's currency."""

    customer_id: bytes
    product: str
    product_id: int
    kind: str
    minor: int
    starts_on: int
    matures_on: int | None
    closed_on: int | None


def maturing(connection: Connection, bucket: int, today: int, days: int) -> list[Placed]:
    """Return what comes free within so many days, one position a customer, the largest amounts first."""
    return _placed(connection, bucket, Holding.matures_on.between(today + 1, today + days), open_on=today)


def begun(connection: Connection, bucket: int, today: int, days: int) -> list[Placed]:
    """Return what was put in within so many days."""
    return _placed(connection, bucket, Holding.starts_on.between(today - days, today), open_on=today)


def ended(connection: Connection, bucket: int, today: int, days: int) -> list[Placed]:
    """Return what was taken out within so many days."""
    return _placed(connection, bucket, Holding.closed_on.between(today - days, today), open_on=None)


def _placed(
    connection: Connection, bucket: int, when: ColumnElement[bool], open_on: int | None
) -> list[Placed]:
    day, base = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    refusing = select(Consent.customer_id).where(Consent.channel == ALL, Consent.granted == 0)
    assessed = select(RiskAssessment.customer_id).where(RiskAssessment.expires_on >= day)
    statement = (
        select(
            Holding.customer_id,
            func.coalesce(Holding.name, Product.name),
            Product.id,
            Holding.kind,
            Holding.principal_minor,
            Holding.starts_on,
            Holding.matures_on,
            Holding.closed_on,
        )
        .join(Product, Product.id == Holding.product_id)
        .join(BookMember, BookMember.customer_id == Holding.customer_id)
        .join(Customer, Customer.id == Holding.customer_id)
        .where(
            BookMember.bucket_id == bucket,
            Customer.closed_on.is_(None),
            Customer.id.not_in(refusing),
            # Whoever has no valid assessment is offered deposits only.
            (Holding.kind == "term_deposit") | ((Holding.kind == "wealth") & Customer.id.in_(assessed)),
            Holding.currency == base,
            Holding.principal_minor > 0,
            when,
        )
        .order_by(Holding.principal_minor.desc(), Holding.id)
    )
    if open_on is not None:
        statement = statement.where(Holding.closed_on.is_(None))
    found: dict[bytes, Placed] = {}
    for row in connection.execute(statement):
        found.setdefault(row[0], Placed._make(row))
    return list(found.values())
