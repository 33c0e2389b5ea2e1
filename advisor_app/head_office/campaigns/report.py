"""What came of a campaign: how far its calls came, and who bought, beside the customers who were left alone."""

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)

from advisor_app.domain.campaigns import CALL, CONTROL, Effect, Funnel, effect
from advisor_app.domain.pipeline import WON as OPPORTUNITY_WON
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.calls import INTERESTED, SKIPPED, SPOKEN, WON
from advisor_app.head_office import policies
from advisor_app.head_office.campaigns.publishing import get
from advisor_app.head_office.db.models import (
    Bank,
    Call,
    Campaign,
    CampaignMember,
    Holding,
    Opportunity,
    Product,
)

Ids = Select[Any]
"""The customers who are counted."""


class Report(NamedTuple):
    """A campaign with its figures; `effect` is None without a product, because nothing can be compared then.

    `kind` is the product's: a new position of that kind counts, from the first day of the campaign to `until`.
    """

    campaign: Campaign
    funnel: Funnel
    kind: str | None
    until: int
    effect: Effect | None


def report(connection: Connection, code: str) -> Report:
    """Return the figures of a campaign on the business date. Raises InputError for an unknown code."""
    return _figures(connection, get(connection, code), None)


def reports(connection: Connection, ids: Ids | None, most: int) -> tuple[Report, ...]:
    """Return the figures of campaigns in which there is one of these customers (None: of all), the newest first.

    Only these customers are counted; there are no more campaigns than `most`.
    """
    members = select(CampaignMember.campaign_id).where(_among(CampaignMember.customer_id, ids))
    wanted = (
        select(Campaign.__table__)
        .where(Campaign.id.in_(members))
        .order_by(Campaign.opens_on.desc(), Campaign.code)
        .limit(most)
    )
    found = connection.execute(wanted).mappings().all()
    return tuple(_figures(connection, Campaign(**row), ids) for row in found)


def _figures(connection: Connection, campaign: Campaign, ids: Ids | None) -> Report:
    as_of = connection.execute(select(Bank.as_of)).scalar_one()
    kind = connection.execute(select(Product.kind).where(Product.id == campaign.product_id)).scalar()
    compared = None
    if kind is not None:
        arms = _bought(connection, campaign, kind, as_of, ids)
        compared = effect(*arms.get(CALL, (0, 0)), *arms.get(CONTROL, (0, 0)))
    funnel = _funnel(connection, campaign, policies.in_force(connection), ids)
    return Report(campaign, funnel, kind, as_of, compared)


def _among(customer: Any, ids: Ids | None) -> ColumnElement[bool]:
    return true() if ids is None else customer.in_(ids)


def _funnel(connection: Connection, campaign: Campaign, policy: Policy, ids: Ids | None) -> Funnel:
    """Count customers: whoever was won was interested, whoever was interested was reached, and so on."""
    rules = policy.calls
    won_ids = union(
        select(Opportunity.customer_id).where(
            Opportunity.campaign_id == campaign.id, Opportunity.stage == OPPORTUNITY_WON
        ),
        select(Call.customer_id).where(Call.list_id == campaign.id, Call.outcome.in_(rules.coded(WON))),
    ).subquery()
    won = Call.customer_id.in_(select(won_ids.c.customer_id))
    interested = or_(won, Call.outcome.in_(rules.coded(INTERESTED)))
    reached = or_(interested, Call.outcome.in_(rules.coded(*SPOKEN)))
    skipped = Call.outcome.in_(rules.coded(SKIPPED))
    called = or_(
        reached,
        Call.interaction_id.is_not(None),
        and_(Call.outcome.is_not(None), ~skipped),
    )
    counts = [func.count().filter(condition) for condition in (called, reached, interested, won)]
    row: Any = connection.execute(
        select(func.count(), *counts).where(Call.list_id == campaign.id, _among(Call.customer_id, ids))
    ).one()
    amounts = connection.execute(
        select(Opportunity.currency, func.sum(Opportunity.amount_minor))
        .where(
            Opportunity.campaign_id == campaign.id,
            Opportunity.stage == OPPORTUNITY_WON,
            Opportunity.amount_minor.is_not(None),
            Opportunity.currency.is_not(None),
            _among(Opportunity.customer_id, ids),
        )
        .group_by(Opportunity.currency)
        .order_by(Opportunity.currency)
    )
    sums = tuple((str(currency), int(amount or 0)) for currency, amount in amounts)
    return Funnel._make((*row, sums))


def _bought(
    connection: Connection, campaign: Campaign, kind: str, as_of: int, ids: Ids | None
) -> dict[str, tuple[int, int]]:
    """Return, by arm, how many members have a position of a kind that began in the campaign, and how many there are."""
    bought = exists(
        select(literal(1)).where(
            Holding.customer_id == CampaignMember.customer_id,
            Holding.kind == kind,
            Holding.starts_on >= campaign.opens_on,
            Holding.starts_on <= as_of,
        )
    )
    found = connection.execute(
        select(CampaignMember.arm, func.count().filter(bought), func.count())
        .where(CampaignMember.campaign_id == campaign.id, _among(CampaignMember.customer_id, ids))
        .group_by(CampaignMember.arm)
    )
    return {arm: (int(some), int(every)) for arm, some, every in found}
