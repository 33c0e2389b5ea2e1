"""What customers hold on the day of the data, and how they and the bank were in touch."""

import narwhals as nw

from advisor_app.analysis.features.inputs import (
    QUARTER,
    YEAR,
    Frame,
    Inputs,
    Span,
    converted,
    flag,
    one_of,
    percent,
)
from advisor_app.domain.insights.features import HELD
from advisor_app.domain.policy import Policy


def held(inputs: Inputs, policy: Policy, span: Span) -> Frame:
    """Return one row per customer with any product; amounts in the base currency."""
    kinds = policy.aum.holdings
    of_kinds = {HELD.format(kind=kind): one_of("kind", [kind]) * nw.col("value_minor") for kind in kinds}
    counted = one_of("kind", kinds)
    soon = flag((nw.col("matures_on") > span.as_of) & (nw.col("matures_on") <= span.as_of + QUARTER))
    positions = inputs.positions.with_columns(converted("value_minor")).with_columns(
        assets=nw.col("value_minor") * counted, one=nw.lit(1).cast(nw.Int64), **of_kinds
    )
    of_positions = (
        positions.with_columns(maturing_90_minor=nw.col("assets") * soon)
        .group_by("customer")
        .agg(
            nw.col("assets", "maturing_90_minor", "one", *of_kinds).sum(),
            largest_minor=nw.col("assets").max(),
            kinds=nw.col("kind").n_unique(),
        )
    )
    deposits = (
        inputs.accounts.filter(nw.col("open") == 1)
        .with_columns(
            balance_minor=nw.max_horizontal(nw.col("balance_minor").fill_null(0), nw.lit(0).cast(nw.Int64))
        )
        .with_columns(converted("balance_minor"), one=nw.lit(1).cast(nw.Int64))
        .group_by("customer")
        .agg(deposits_minor=nw.col("balance_minor").sum(), accounts=nw.col("one").sum())
    )
    loans = (
        inputs.loans.join(inputs.accounts.select("account", "customer", "factor"), on="account")
        .with_columns(outstanding_minor=nw.col("outstanding_minor").fill_null(0))
        .with_columns(converted("outstanding_minor"), one=nw.lit(1).cast(nw.Int64))
        .group_by("customer")
        .agg(loans_minor=nw.col("outstanding_minor").sum(), loans=nw.col("one").sum())
    )
    cards = _counted(inputs.cards, "cards")
    whole = (
        inputs.customers.select("customer")
        .join(of_positions, on="customer", how="left")
        .join(deposits, on="customer", how="left")
        .join(loans, on="customer", how="left")
        .join(cards, on="customer", how="left")
    )
    amounts = ("assets", "maturing_90_minor", "largest_minor", "deposits_minor", "loans_minor", *of_kinds)
    numbers = ("one", "kinds", "accounts", "loans", "cards")
    return whole.with_columns(
        nw.col(*amounts, *numbers).fill_null(0).cast(nw.Int64),
    ).select(
        "customer",
        *(name for name in amounts if name != "assets"),
        "cards",
        holdings="one",
        kinds_held=nw.col("kinds")
        + flag(nw.col("accounts") > 0)
        + flag(nw.col("loans") > 0)
        + flag(nw.col("cards") > 0),
        largest_percent=percent(nw.col("largest_minor"), nw.col("assets") + nw.col("deposits_minor")),
    )


def touched(inputs: Inputs, policy: Policy, span: Span) -> Frame:
    """Return for all customers what they bought, how often they visited online, were in touch with the bank or called
    for a campaign, and were dissatisfied.
    """
    year = flag(nw.col("day") > span.as_of - YEAR)
    recent = flag(nw.col("day") > span.as_of - QUARTER)
    past = nw.col("day") <= span.as_of
    bought = (
        inputs.bought.filter(past)
        .with_columns(bought_365=year)
        .group_by("customer")
        .agg(nw.col("bought_365").sum(), bought_last_on=nw.col("day").max())
    )
    visits = (
        inputs.visits.filter(past)
        .with_columns(visits_90=recent, views_90=recent * one_of("kind", policy.features.views))
        .group_by("customer")
        .agg(nw.col("visits_90", "views_90").sum(), visit_last_on=nw.col("day").max())
    )
    contacts = (
        inputs.contacts.filter(past)
        .with_columns(
            contacts_365=year,
            reached_365=year * nw.col("two_way"),
            social_365=year * nw.col("social"),
            met=nw.col("day") * nw.col("two_way"),
        )
        .group_by("customer")
        .agg(nw.col("contacts_365", "reached_365", "social_365").sum(), contact_last_on=nw.col("met").max())
    )
    campaigns = (
        inputs.campaigns.filter(past)
        .with_columns(campaign_365=year, campaign_yes_365=year * nw.col("agreed"))
        .group_by("customer")
        .agg(nw.col("campaign_365", "campaign_yes_365").sum())
    )
    feedback = (
        inputs.feedback.filter(past)
        .with_columns(complaints_365=year * nw.col("complaint"), negative_365=year * nw.col("negative"))
        .group_by("customer")
        .agg(nw.col("complaints_365", "negative_365").sum())
    )
    counts = (
        *("bought_365", "visits_90", "views_90", "contacts_365", "reached_365", "social_365"),
        *("campaign_365", "campaign_yes_365", "complaints_365", "negative_365"),
    )
    people = inputs.customers.select("customer")
    for part in (bought, visits, contacts, campaigns, feedback):
        people = people.join(part, on="customer", how="left")
    return people.with_columns(nw.col(*counts).fill_null(0).cast(nw.Int64))


def _counted(rows: Frame, name: str) -> Frame:
    return (
        rows.with_columns(one=nw.lit(1).cast(nw.Int64))
        .group_by("customer")
        .agg(nw.col("one").sum().alias(name))
    )
