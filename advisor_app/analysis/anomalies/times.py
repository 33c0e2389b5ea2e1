"""Time: many payments in a day, payments at night, and an account that wakes. Days and hours are counted, and their
order within a day means nothing.
"""

import narwhals as nw

from advisor_app.analysis.anomalies.inputs import Frame, largest
from advisor_app.analysis.features.inputs import flag, one_of
from advisor_app.domain.policy.anomalies import AnomalyRules

_ONE = nw.lit(1).cast(nw.Int64)


def velocities(paid: Frame, rules: AnomalyRules, since: int, unit: int) -> Frame:
    """Return the days of many payments out: the largest of each, with `most` (payments in a day so far) and `past`
    (days with a payment).
    """
    out = paid.filter(nw.col("out") == 1)
    days = (
        out.select("customer", "day", "recent", payments=_ONE)
        .group_by("customer", "day", "recent")
        .agg(nw.col("payments").sum())
    )
    before = (
        days.filter(nw.col("recent") == 0)
        .select("customer", "day", past=_ONE, most=nw.col("payments"))
        .group_by("customer")
        .agg(nw.col("past").sum(), nw.col("most").max(), nw.col("day").min())
        .filter((nw.col("past") >= rules.least_history) & (nw.col("day") <= since))
        .select("customer", nw.col("past", "most").cast(nw.Int64))
    )
    many = (
        days.filter((nw.col("recent") == 1) & (nw.col("payments") >= rules.velocity_count))
        .join(before, on="customer")
        .filter(nw.col("payments") * 100 >= nw.col("most") * rules.velocity_percent)
    )
    found = largest(
        out.join(many.select("customer", "day", "past", "most"), on=["customer", "day"]), "customer", "day"
    )
    return found.filter(nw.col("total") >= rules.least_amount * unit)


def nights(paid: Frame, rules: AnomalyRules, since: int, unit: int) -> Frame:
    """Return payments out at night of customers who hardly make any then: of each day the largest, with `most` (those
    at night so far) and `past` (those whose time is known).
    """
    begins, ends = _minutes(rules.night_from), _minutes(rules.night_until)
    hour = nw.col("hour") * 60
    within = (hour >= begins) & (hour < ends) if begins <= ends else (hour >= begins) | (hour < ends)
    timed = paid.filter((nw.col("out") == 1) & ~nw.col("hour").is_null()).with_columns(night=flag(within))
    before = (
        timed.filter(nw.col("recent") == 0)
        .select("customer", "day", past=_ONE, most=nw.col("night"))
        .group_by("customer")
        .agg(nw.col("past", "most").sum(), nw.col("day").min())
        .filter((nw.col("past") >= rules.least_history) & (nw.col("day") <= since))
        .select("customer", nw.col("past", "most").cast(nw.Int64))
    )
    late = timed.with_columns(kept=one_of("kind", rules.night_kinds)).filter(
        (nw.col("recent") == 1)
        & (nw.col("night") == 1)
        & (nw.col("kept") == 1)
        & (nw.col("minor") >= max(rules.night_amount, rules.least_amount) * unit)
    )
    rare = late.join(before, on="customer").filter(
        nw.col("most") * 100 <= nw.col("past") * rules.night_percent
    )
    return largest(rare, "customer", "day")


def wakings(own: Frame, accounts: Frame, rules: AnomalyRules, recent: int, unit: int) -> Frame:
    """Return accounts out of which money is taken after a long time in which the customer did nothing.

    That is the largest payment since it woke, with `first_on` (that day) and `last_on` (the last one before; None
    where none is known).

    How little is taken on the first day does not matter, as who tries an account begins with little.
    """
    ends = (
        own.select("account", "recent", "day", newest=nw.col("day"))
        .group_by("account", "recent")
        .agg(nw.col("day").min(), nw.col("newest").max())
    )
    before = ends.filter(nw.col("recent") == 0).select("account", last_on=nw.col("newest"))
    woken = (
        ends.filter(nw.col("recent") == 1)
        .select("account", first_on=nw.col("day"))
        .join(accounts.select("account", "opened_on"), on="account")
        .join(before, on="account", how="left")
        # One that was opened before the past began has been silent at least that long.
        .with_columns(
            quiet_on=nw.coalesce(
                nw.col("last_on"),
                nw.when(nw.col("opened_on") < recent - rules.history_days).then(
                    recent - rules.history_days - 1
                ),
            )
        )
        .filter(nw.col("first_on") - nw.col("quiet_on") >= rules.dormant_days)
        .select("account", "first_on", "last_on")
    )
    paid = (nw.col("recent") == 1) & (nw.col("out") == 1) & (nw.col("counts") == 1)
    taken = own.filter(paid).join(woken, on="account")
    least = max(rules.dormant_amount, rules.least_amount) * unit
    return largest(taken, "customer", "account").filter(nw.col("total") >= least)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
