"""What customers alike hold: shares of each kind by tier and years of age, for whoever is among enough of them."""

from collections.abc import Iterator, Mapping

import narwhals as nw

from advisor_app.analysis.features.facts import Document, Rows
from advisor_app.analysis.features.inputs import Frame, flag
from advisor_app.domain.insights import AFFINITY, Affinity
from advisor_app.domain.insights.features import HELD
from advisor_app.domain.policy import Policy


def affinity(features: Frame, tiers: Frame, policy: Policy, rows: Rows) -> Iterator[Document]:
    """Yield what customers alike hold, in the order of customers; nothing where age or tier is not known.

    features: as `table.features` returns them. tiers: customer, tier.
    """
    years, kinds = policy.predictions.recommending.age_years, policy.aum.holdings
    flags = {kind: flag(nw.col(HELD.format(kind=kind)) > 0) for kind in kinds}
    known = (
        features.filter(~nw.col("age_years").is_null())
        .join(tiers, on="customer")
        .with_columns(
            band=((nw.col("age_years") / years).floor() * years).cast(nw.Int64),
            one=nw.lit(1).cast(nw.Int64),
            **flags,
        )
        .select("customer", "tier", "band", "one", *kinds)
    )
    groups = (
        known.group_by("tier", "band")
        .agg(nw.col("one", *kinds).sum())
        # Sums of DuckDB are of a wider type, which no document can hold.
        .select("tier", "band", nw.col("one", *kinds).cast(nw.Int64))
    )
    facts = {
        (tier, band): _facts(tier, band, years, n, dict(zip(kinds, held, strict=True)))
        for batch in rows(groups)
        for tier, band, n, *held in batch
        if n >= policy.predictions.recommending.least_alike
    }
    for batch in rows(known.select("customer", "tier", "band").sort("customer")):
        for customer, tier, band in batch:
            if (text := facts.get((tier, band))) is not None:
                yield Document(customer, AFFINITY, text)


def _facts(tier: str, band: int, years: int, n: int, held: Mapping[str, int]) -> str:
    percent = {kind: count * 100 // n for kind, count in held.items()}
    return Affinity(tier, int(band), int(band) + years - 1, int(n), percent).to_json()
