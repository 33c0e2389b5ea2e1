"""Publishing a campaign to the devices, taking in who fits later, and closing it.

Members of both arms are remembered; calls are made for those in the arm "call" only, so that no device can tell who is
left alone. A call follows its customer from book to book.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from advisor_app.domain import campaigns as domain
from advisor_app.domain.campaigns import CALL, CLOSED, Audience, Document, arm_of
from advisor_app.domain.dates import from_day
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import FORMAT, PolicyError
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.head_office.campaigns.audience import check, chosen
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Bank, Base, Call, Campaign, CampaignMember, Product
from advisor_app.head_office.db.raw import insert_many
from advisor_app.head_office.suitability import Suited, suited
from advisor_app.i18n import N_

_TABLES = Base.metadata.tables
_MEMBER = ("campaign_id", "customer_id", "arm")
_CALL = ("id", "customer_id", "list_id", "position")

REASONS = policies.REASONS | {
    domain.ENDS_BEFORE: N_("{key}: {value} is before {opens}, the day on which the campaign opens."),
    domain.NOBODY: N_("{key} must be above {least}, or nobody is left; it is {value}."),
}


class CampaignRefused(InputError):
    """A campaign is not taken as it is."""

    title = N_("The campaign was refused")


class Published(NamedTuple):
    """What publishing did: `new` is False for a campaign that was there; customers that were added, by arm.

    The product does not suit `unsuitable` others of the audience, and `against` says for how many by which rule.
    """

    id: bytes
    code: str
    new: bool
    calls: int
    control: int
    unsuitable: int
    against: Mapping[str, int]


class Listed(NamedTuple):
    """A campaign as it stands: days, how many are in each arm, and how many calls are settled."""

    code: str
    title: str
    opens_on: int
    closes_on: int
    status: str | None
    quota: int | None
    calls: int
    control: int
    settled: int


def read(text: str) -> Document:
    """Return the campaign of a document. Raises CampaignRefused with the place and the reason."""
    try:
        return domain.read(text)
    except PolicyError as error:
        values: dict[str, Any] = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in error.values.items()
        }
        raise CampaignRefused(REASONS[error.reason], **{**values, "key": error.key or "campaign"}) from None


def publish(connection: Connection, document: Document) -> Published:
    """Publish a campaign; one that is there already, unchanged, takes in the customers who fit since.

    Customers whom its product does not suit are in neither arm: nobody may recommend it to them.

    Raises InputError for a name that the bank does not know, an audience of nobody and a campaign that was published
    otherwise, RefusedError for one that is closed or whose last day has passed.
    """
    policy = policies.in_force(connection)
    check(connection, document.audience, policy)
    present = connection.execute(select(Campaign).where(Campaign.code == document.code)).mappings().first()
    values = _values(connection, document)
    bank = connection.execute(select(Bank.as_of, Bank.hash_key)).one()
    if values["closes_on"] < bank.as_of:
        raise RefusedError(N_("The campaign ended on {day}; nothing was published."), day=document.closes_on)
    if present is None:
        campaign = new_id()
        published_at = time.time_ns() // 1000
        connection.execute(insert(Campaign).values(id=campaign, published_at=published_at, **values))
        feed.record(connection, "campaigns", select(Campaign.id).where(Campaign.id == campaign))
    else:
        campaign = present["id"]
        if present["status"] == CLOSED:
            raise RefusedError(
                N_("Campaign {code} is closed; give a new one another code."), code=document.code
            )
        if changed := [name for name, value in values.items() if present[name] != value]:
            raise CampaignRefused(
                N_("Campaign {code} was published with another {fields}; nothing was changed."),
                what_to_do=N_("Close it, and publish the new one under another code."),
                code=document.code,
                fields=", ".join(changed),
            )
    audience = chosen(connection, document.audience, policy)
    fitting: Sequence[bytes] = connection.execute(audience).scalars().all()
    suits = Suited(list(fitting), {})
    if values["product_id"] is not None:
        suits = suited(connection, fitting, values["product_id"], policy)
    unsuitable = len(fitting) - len(suits.customers)
    arms = _take_in(connection, campaign, document, bank.hash_key, suits.customers)
    if present is None and not any(arms):
        raise _nobody(len(fitting), suits.against)
    return Published(campaign, document.code, present is None, *arms, unsuitable, suits.against)


def close(connection: Connection, code: str) -> None:
    """Close a campaign: its calls stay for the record, and are worked off no more.

    Raises InputError for an unknown code, RefusedError for one that is closed.
    """
    row = get(connection, code)
    if row.status == CLOSED:
        raise RefusedError(N_("Campaign {code} is closed already."), code=code)
    connection.execute(update(Campaign).where(Campaign.id == row.id).values(status=CLOSED))
    feed.record(connection, "campaigns", select(Campaign.id).where(Campaign.id == row.id))


def listed(connection: Connection) -> list[Listed]:
    """Return all campaigns, the one that opens last first."""
    members = _counts(connection, CampaignMember.campaign_id, CampaignMember.arm)
    settled = _counts(connection, Call.list_id, Call.outcome.is_not(None))
    rows = connection.execute(select(Campaign).order_by(Campaign.opens_on.desc(), Campaign.code)).mappings()
    return [
        Listed(
            row["code"],
            row["title"],
            row["opens_on"],
            row["closes_on"],
            row["status"],
            row["quota"],
            members.get((row["id"], CALL), 0),
            members.get((row["id"], domain.CONTROL), 0),
            settled.get((row["id"], True), 0),
        )
        for row in rows
    ]


def get(connection: Connection, code: str) -> Campaign:
    """Return a campaign by its code. Raises InputError where there is none."""
    row = connection.execute(select(Campaign.__table__).where(Campaign.code == code)).mappings().first()
    if row is None:
        codes = connection.execute(select(Campaign.code).order_by(Campaign.code)).scalars()
        raise InputError(
            N_("No campaign has the code {code}."),
            what_to_do=N_("There are: {codes}."),
            code=code,
            codes=", ".join(codes) or "—",
        )
    return Campaign(**row)


def _nobody(fitting: int, against: Mapping[str, int]) -> CampaignRefused:
    if not fitting:
        return CampaignRefused(N_("The audience has no customers; nothing was published."))
    return CampaignRefused(
        N_("The product suits none of the {n} customers of the audience ({rules}); nothing was published."),
        n=f"{fitting:,}",
        rules=", ".join(f"{rule} {count:,}" for rule, count in against.items()),
    )


def _values(connection: Connection, document: Document) -> dict[str, Any]:
    """Return the columns of a document."""
    opens_on, closes_on = document.days
    return {
        "code": document.code,
        "title": document.title,
        "script": document.script,
        "product_id": _product(connection, document.product, closes_on),
        "opens_on": opens_on,
        "closes_on": closes_on,
        "quota": document.quota,
        "status": None,
        "audience": audience_text(document.audience),
        "control_percent": document.control_percent,
    }


def audience_text(audience: Audience) -> str:
    """Return an audience as it is kept: JSON, without what narrows nothing."""
    said = {name: value for name, value in asdict(audience).items() if value not in (None, ())}
    return json.dumps({"format": FORMAT, **said}, ensure_ascii=False, sort_keys=True)


def _product(connection: Connection, code: str | None, closes_on: int) -> int | None:
    if code is None:
        return None
    found = connection.execute(
        select(Product.id, Product.opens_on, Product.closes_on, Product.closed_on)
        .where(Product.code == code)
        .order_by(Product.id)
    ).first()
    if found is None:
        raise InputError(N_("product: no product of the catalogue has the code {code}."), code=code)
    if found.opens_on is not None and found.opens_on > closes_on:
        raise RefusedError(
            N_("product: {code} is sold from {day} on, when the campaign is over."),
            code=code,
            day=from_day(found.opens_on).isoformat(),
        )
    as_of = connection.execute(select(Bank.as_of)).scalar_one()
    for day in (found.closed_on, found.closes_on):
        if day is not None and day < as_of:
            raise RefusedError(
                N_("product: {code} has not been sold since {day}."), code=code, day=from_day(day).isoformat()
            )
    product: int = found.id
    return product


def _take_in(
    connection: Connection, campaign: bytes, document: Document, key: bytes, fitting: Sequence[bytes]
) -> tuple[int, int]:
    """Make members of customers who are none yet; return how many are called and how many left alone."""
    members = select(CampaignMember.customer_id).where(CampaignMember.campaign_id == campaign)
    known = set(connection.execute(members).scalars())
    new = [customer for customer in fitting if customer not in known]
    arms = {customer: arm_of(key, document.code, customer, document.control_percent) for customer in new}
    insert_many(
        connection,
        _TABLES["campaign_members"],
        _MEMBER,
        [(campaign, customer, arms[customer]) for customer in new],
    )
    last = connection.execute(select(func.max(Call.position)).where(Call.list_id == campaign)).scalar() or 0
    called = [customer for customer in new if arms[customer] == CALL]
    calls = [(new_id(), customer, campaign, place) for place, customer in enumerate(called, last + 1)]
    insert_many(connection, _TABLES["calls"], _CALL, list(calls))
    feed.record(connection, "calls", select(Call.id).where(Call.list_id == campaign, Call.position > last))
    return len(called), len(new) - len(called)


def _counts(connection: Connection, of: object, by: object) -> dict[tuple[bytes, object], int]:
    found = connection.execute(select(of, by, func.count()).group_by(of, by))  # type: ignore[call-overload]
    return {(row[0], bool(row[1]) if isinstance(row[1], int) else row[1]): row[2] for row in found}
