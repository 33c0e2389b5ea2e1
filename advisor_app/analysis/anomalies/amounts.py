"""Amounts: one that is far larger than the customer's own payments so far, and a large one to a new payee."""

import narwhals as nw

from advisor_app.analysis.anomalies.inputs import Frame, largest
from advisor_app.analysis.anomalies.usual import scored, usual
from advisor_app.analysis.features.inputs import one_of
from advisor_app.domain.policy.anomalies import AnomalyRules


def new_payees(paid: Frame, rules: AnomalyRules, since: int, unit: int) -> Frame:
    """Return payments, larger than usual, to somebody who was never paid before the recent days.

    Compared with what the customer paid by transfer, or by whatever way where that is too little. `last_on` is the day
    on which they were first paid, None where that is the day of the payment.
    """
    out = paid.filter(nw.col("out") == 1).with_columns(transfer=one_of("kind", rules.payee_kinds))
    past = out.filter(nw.col("recent") == 0)
    named = out.filter(~nw.col("payee").is_null())
    known = named.filter(nw.col("recent") == 0).select("customer", "payee").unique()
    begun = (
        named.filter(nw.col("recent") == 1)
        .group_by("customer", "payee")
        .agg(nw.col("day").min())
        .select("customer", "payee", begun_on=nw.col("day"))
    )
    new = (
        named.filter(
            (nw.col("recent") == 1)
            & (nw.col("transfer") == 1)
            & (nw.col("minor") >= max(rules.payee_amount, rules.least_amount) * unit)
        )
        .join(known, on=["customer", "payee"], how="anti")
        .join(begun, on=["customer", "payee"])
        .with_columns(last_on=nw.when(nw.col("begun_on") < nw.col("day")).then(nw.col("begun_on")))
    )
    narrow = usual(past, rules, since, "customer", "transfer")
    found = scored(new, rules, narrow, usual(past, rules, since, "customer"))
    return found.filter(nw.col("tenths") >= rules.payee_tenths)


def sizes(paid: Frame, told: Frame, rules: AnomalyRules, since: int, unit: int) -> Frame:
    """Return payments far above the median and the largest so far: of each customer, direction and day the largest.

    Compared with those of the same direction, kind and category, or of the direction where they are too few. What is
    `told` of already is not told a second time.
    """
    past = paid.filter(nw.col("recent") == 0)
    large = paid.filter((nw.col("recent") == 1) & (nw.col("minor") >= rules.least_amount * unit)).join(
        told.select("id"), on="id", how="anti"
    )
    narrow = usual(past, rules, since, "customer", "out", "kind", "category")
    found = scored(large, rules, narrow, usual(past, rules, since, "customer", "out"))
    beyond = nw.col("minor") * 100 > nw.col("most_minor") * (100 + rules.beyond_percent)
    return largest(found.filter((nw.col("tenths") >= rules.size_tenths) & beyond), "customer", "out", "day")
