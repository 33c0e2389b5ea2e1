"""What of a snapshot is offered to a customer, judged by the gate: nobody is to be called for what does not suit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from sqlalchemy import Connection

from advisor_app.data.reads import suitability
from advisor_app.data.reads.predictions import Likely
from advisor_app.domain.predictions import NEED, Predicted
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment
from advisor_app.domain.records import Bank, Product
from advisor_app.domain.suitability import suits


def suiting(
    connection: Connection,
    found: dict[bytes, CustomerSnapshot],
    likely: Mapping[bytes, tuple[Likely, ...]],
    bank: Bank,
    moment: Moment,
) -> dict[bytes, CustomerSnapshot]:
    """Return snapshots without the campaigns for whose product a customer is not suited, and with what is predicted.

    `likely` has the likeliest first. Of each task the likeliest is told, of needs the likeliest for which something
    suits: the rules look at no other, and to judge them all would take longer than to read the book.
    """
    offered = {key: snapshot for key, snapshot in found.items() if _is_offered(snapshot, likely.get(key, ()))}
    terms = suitability.terms(connection, bank, moment.now)
    catalogue = suitability.catalogue(connection)
    products = {product.id: product for product in catalogue}
    families = {
        family.code: [product for product in catalogue if product.kind in family.kinds]
        for family in terms.policy.predictions.families
    }
    facts = suitability.facts_of(connection, offered, bank, terms.today)
    for key, snapshot in offered.items():
        allows = partial(suits, facts[key], terms=terms)
        calls = tuple(
            one
            for one in snapshot.calls
            if one.outcome is not None
            or one.product_id is None
            # Of a product that the book does not have nothing is known that speaks for it.
            or ((product := products.get(one.product_id)) and allows(product))
        )
        told = _told(likely.get(key, ()), partial(_any_suits, allows, families))
        found[key] = snapshot._replace(calls=calls, predicted=tuple(told))
    for key in (likely.keys() - offered.keys()) & found.keys():
        found[key] = found[key]._replace(predicted=tuple(_told(likely[key], bool)))  # none is a need
    return found


def _told(likely: Iterable[Likely], is_met: Callable[[str], bool]) -> Iterator[Predicted]:
    tasks = set[str]()
    for one in likely:
        if one.task not in tasks and (one.task != NEED or is_met(one.card.family or "")):
            tasks.add(one.task)
            yield one.told()


def _any_suits(allows: Callable[[Product], bool], families: Mapping[str, list[Product]], family: str) -> bool:
    return any(map(allows, families.get(family, ())))


def _is_offered(snapshot: CustomerSnapshot, likely: Iterable[Likely]) -> bool:
    return any(one.product_id is not None and one.outcome is None for one in snapshot.calls) or any(
        one.task == NEED for one in likely
    )
