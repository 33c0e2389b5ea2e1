"""What head office computes after the data have changed: monthly AUM, tiers, the ledger of maturing money, anomalies.

All of it is done in one transaction. Everything is computed anew from the data of the policy's history, with
DuckDB, and only what came out different is written and put into the change feed: a run after which nothing has
changed writes nothing. Months before that history stay as they were, and so does what the ledger has settled.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from advisor_app.analysis.aum import Frame, month_averages
from advisor_app.domain.policy import Policy
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Bank
from advisor_app.head_office.nightly import inputs, results
from advisor_app.head_office.nightly.anomalies import write_anomalies
from advisor_app.head_office.nightly.frames import Frames
from advisor_app.head_office.nightly.holdings import remember_values
from advisor_app.head_office.nightly.months import Month, months_until
from advisor_app.head_office.nightly.retention import write_ledger
from advisor_app.head_office.nightly.tiers import Tiers


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many rows were written."""

    aum_months: int
    tiers: int
    retention: int = 0
    tier_months: int = 0
    anomalies: int = 0


class Computed(NamedTuple):
    """Averages (as `analysis.aum` returns them) of some months, and tiers, in the base currency."""

    currency: str
    months: list[Month]
    averages: Frame
    tiers: Tiers


def after_import(engine: Engine) -> Recomputed:
    """Bring all of it up to date; PolicyRefused if no published policy can be read."""
    with engine.begin() as connection:
        done = _recompute(connection)
        policy = policies.in_force(connection)
        done = replace(done, retention=write_ledger(connection, policy))
        return replace(done, anomalies=sum(write_anomalies(connection, policy)))


def _recompute(connection: Connection) -> Recomputed:
    policy = policies.in_force(connection)
    remember_values(connection)
    with Frames(connection) as frames:
        found = computed(frames, policy)
        written = results.write_aum_months(frames, found.averages, found.months, found.currency)
        judged, present = found.tiers.write(results.TierContext(found.currency, policy.version))
        return Recomputed(written, present, tier_months=judged)


def computed(frames: Frames, policy: Policy) -> Computed:
    """Return monthly AUM and tiers by a policy; nothing is written."""
    bank = frames.connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    # At least the month before the present one, because a tier is judged by one that has ended.
    months = months_until(bank.as_of, max(2, policy.aum.history_months))
    own_kinds = policy.tier_rules.initiated_kinds
    given = inputs.aum(frames, months, bank.base_currency, policy.aum, own_kinds)
    averages = frames.kept(month_averages(given, bank.as_of))
    tiers = Tiers.of(frames, policy, (bank.as_of, bank.base_currency), months, (given, averages))
    return Computed(bank.base_currency, months, averages, tiers)


__all__ = ["Computed", "Recomputed", "after_import", "computed"]
