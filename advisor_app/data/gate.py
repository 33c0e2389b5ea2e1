"""The gate that every contact passes before it is written: no marketing against a red light, no unsuitable product.

It stands in this layer, so that no screen, command or import goes round it. A contact is judged at the time at which
it happened, a product that was recommended in it by what the book knows now about that day. What head office sends is
not judged: it happened, whatever another device knew of it.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection

from advisor_app.data.reads import customers, policies, sources, suitability
from advisor_app.data.reads.permission import facts
from advisor_app.domain.contacts import NO_SERVICE, RED_LIGHT, UNSUITABLE, ContactError, Problem
from advisor_app.domain.permission import OUT, Light, Reason, is_marketing, may_contact
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Interaction
from advisor_app.domain.suitability import Verdict, gate
from advisor_app.words import NOTHING

JUDGED = frozenset({"channel", "direction", "purpose", "recommends", "product_id", "happened_at", "status"})
"""The fields of a contact that the light depends on: where others change, it is not judged again."""


class Judged(NamedTuple):
    """What of a contact the light depends on; an `Interaction` has it all."""

    id: bytes
    customer_id: bytes
    channel: str
    direction: str
    purpose: str | None
    recommends: int | None
    happened_at: int
    status: str | None
    product_id: int | None = None


def check(tx: Connection, contacts: Iterable[Interaction | Judged]) -> None:
    """Let contacts pass, or raise ContactError with their `problems`."""
    if found := problems(tx, contacts):
        raise ContactError(found)


def problems(tx: Connection, contacts: Iterable[Interaction | Judged]) -> tuple[Problem, ...]:
    """Return what the light is red for, and which products do not suit whoever they were recommended to.

    A problem has the `reasons` or the `verdict`, the `policy`, and the `people` it is about where the contacts are
    several.
    """
    every = tuple(contacts)
    policy, bank = policies.in_force(tx), sources.bank(tx)
    time_zone = bank.time_zone if bank else policy.bank.time_zone
    refused: dict[tuple[bool, tuple[Reason, ...]], list[Interaction | Judged]] = {}
    for contact in every:
        marketing = is_marketing(policy, contact.purpose, contact.recommends)
        light = _light(tx, contact, policy, time_zone, marketing=marketing)
        if not light.green:
            refused.setdefault((marketing, light.reasons), []).append(contact)
    made = []
    for (marketing, reasons), found in refused.items():
        values: dict[str, Any] = {"reasons": reasons, "policy": policy}
        field = _field(found[0], policy, marketing=marketing)
        if len(every) > 1:
            field = "customers"
            values["people"] = tuple(_name(tx, contact.customer_id) for contact in found)
        made.append(Problem(field, RED_LIGHT if marketing else NO_SERVICE, values))
    refusing = [one for one in every if one.direction in policy.suitability.refused]
    return (*made, *unsuitable(tx, refusing, several=len(every) > 1))


def unsuitable(
    tx: Connection, contacts: Iterable[Interaction | Judged], *, several: bool = False
) -> tuple[Problem, ...]:
    """Return the products that were recommended in contacts, whoever began them, and do not suit the customer."""
    made = []
    for contact in contacts:
        found = _verdict(tx, contact)
        if found is None or found[1].allowed:
            continue
        name, verdict = found
        values: dict[str, Any] = {"product": name, "verdict": verdict, "policy": policies.in_force(tx)}
        if several:
            values["people"] = (_name(tx, contact.customer_id),)
        made.append(Problem("customers" if several else "recommends", UNSUITABLE, values))
    return tuple(made)


def check_start(
    tx: Connection,
    customer_id: bytes,
    channel: str,
    purpose: str | None,
    *,
    recommends: bool,
    at: int,
    product_id: int | None = None,
) -> None:
    """Let a contact that the bank is about to begin pass, or raise ContactError."""
    check(tx, [Judged(b"", customer_id, channel, OUT, purpose, int(recommends), at, None, product_id)])


def _verdict(tx: Connection, contact: Interaction | Judged) -> tuple[str, Verdict] | None:
    """Return the product of a contact, by name, with the verdict of the day; None where none was recommended."""
    bank = sources.bank(tx)
    if bank is None or contact.status is not None or not contact.recommends or contact.product_id is None:
        return None
    terms = suitability.terms(tx, bank, contact.happened_at)
    customer = suitability.facts(tx, contact.customer_id, bank, terms.today)
    product = suitability.product(tx, contact.product_id)
    if customer is None or product is None:
        return None
    return product.name, gate(customer, product, terms)


def _light(
    tx: Connection, contact: Interaction | Judged, policy: Policy, time_zone: str, *, marketing: bool
) -> Light:
    if contact.status is not None or (not marketing and policy.consent.service_despite_do_not_contact):
        return Light()
    return may_contact(
        facts(tx, contact.customer_id, contact.happened_at, policy, without=contact.id),
        contact.channel,
        marketing=marketing,
        at=contact.happened_at,
        policy=policy,
        time_zone=time_zone,
        direction=contact.direction,
    )


def _field(contact: Interaction | Judged, policy: Policy, *, marketing: bool) -> str:
    """Return what of a contact makes it one that is refused."""
    if not marketing:
        return "channel"
    return "purpose" if is_marketing(policy, contact.purpose, recommends=False) else "recommends"


def _name(tx: Connection, customer_id: bytes) -> str:
    number, name, *_ = customers.reach(tx, customer_id) or (None, None)
    return name or number or NOTHING
