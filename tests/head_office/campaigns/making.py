"""What tests of campaigns put into a bank."""

import json
from typing import Any

from sqlalchemy import Engine, insert, select

from advisor_app.domain.campaigns import Audience, Document
from advisor_app.domain.ids import new_id
from advisor_app.head_office import policies
from advisor_app.head_office.campaigns.audience import check, chosen
from advisor_app.head_office.db.models import (
    Holding,
    Product,
    RiskAssessment,
    Source,
)
from tests.support.bank import AS_OF


def document(audience: Audience | None = None, **values: Any) -> Document:
    """Return a campaign of the whole bank, with other values."""
    given: dict[str, Any] = {
        "format": 1,
        "code": "Q4",
        "title": "年末定期存款",
        "opens_on": "2026-11-01",
        "closes_on": "2026-12-31",
        "control_percent": 25,
        "audience": audience or Audience(),
    }
    return Document(**(given | values))


def found(engine: Engine, **audience: Any) -> list[bytes]:
    """Return the audience that conditions choose."""
    with engine.connect() as connection:
        policy = policies.in_force(connection)
        check(connection, Audience(**audience), policy)
        return list(connection.execute(chosen(connection, Audience(**audience), policy)).scalars())


def source(connection: Any) -> int:
    """Return the source of the holdings."""
    key: int = connection.execute(select(Source.id).where(Source.entity == "holdings")).scalar_one()
    return key


def hold(engine: Engine, customer: bytes, kind: str, **values: Any) -> None:
    """Give a customer a position."""
    with engine.begin() as connection:
        connection.execute(
            insert(Holding).values(
                source_id=source(connection),
                source_key=new_id().hex(),
                customer_id=customer,
                kind=kind,
                currency="CNY",
                value_minor=100,
                as_of=AS_OF,
                **values,
            )
        )


def product(engine: Engine, **values: Any) -> int:
    """Put a product into the catalogue."""
    with engine.begin() as connection:
        row = {"code": "TD12", "name": "一年定期", "kind": "term_deposit", "currency": "CNY", "as_of": AS_OF}
        row |= {"issuer_kind": "own"}
        key: int = connection.execute(
            insert(Product)
            .values(source_id=source(connection), source_key=new_id().hex(), **(row | values))
            .returning(Product.id)
        ).scalar_one()
        return key


def assess(engine: Engine, customer: bytes, grade: str, **values: Any) -> None:
    """Give a customer a risk assessment that counts."""
    row = {
        "assessed_on": AS_OF - 30,
        "expires_on": AS_OF + 300,
        "place": "outlet",
        "questionnaire": "risk_2026",
    }
    answers = json.dumps({"goal": "high_growth", "horizon": "longer", "liquidity": "not_needed"})
    with engine.begin() as connection:
        connection.execute(
            insert(RiskAssessment).values(
                id=new_id(), customer_id=customer, grade=grade, **(row | {"answers": answers} | values)
            )
        )
