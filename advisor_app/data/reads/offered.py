"""What of a snapshot is offered to a customer, judged by the gate: nobody is to be called for what does not suit."""

from sqlalchemy import Connection

from advisor_app.data.reads import suitability
from advisor_app.domain.predictions import NEED
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment
from advisor_app.domain.records import Bank
from advisor_app.domain.suitability import gate


def suiting(
    connection: Connection, found: dict[bytes, CustomerSnapshot], bank: Bank, moment: Moment
) -> dict[bytes, CustomerSnapshot]:
    """Leave out campaigns and needs for which nothing suits the customer: nobody is to be called for them."""
    offered = {key: snapshot for key, snapshot in found.items() if _is_offered(snapshot)}
    if not offered:
        return found
    terms = suitability.terms(connection, bank, moment.now)
    catalogue = suitability.catalogue(connection)
    products = {product.id: product for product in catalogue}
    families = {
        family.code: [product for product in catalogue if product.kind in family.kinds]
        for family in terms.policy.predictions.families
    }
    facts = suitability.facts_of(connection, offered, bank, terms.today)
    for key, snapshot in offered.items():
        customer = facts[key]
        calls = tuple(
            one
            for one in snapshot.calls
            if one.outcome is not None
            or one.product_id is None
            # Of a product that the book does not have nothing is known that speaks for it.
            or ((product := products.get(one.product_id)) and gate(customer, product, terms).allowed)
        )
        predicted = tuple(
            one
            for one in snapshot.predicted
            if one.task != NEED
            or any(gate(customer, product, terms).allowed for product in families.get(one.family or "", ()))
        )
        found[key] = snapshot._replace(calls=calls, predicted=predicted)
    return found


def _is_offered(snapshot: CustomerSnapshot) -> bool:
    return any(one.product_id is not None and one.outcome is None for one in snapshot.calls) or any(
        one.task == NEED for one in snapshot.predicted
    )
