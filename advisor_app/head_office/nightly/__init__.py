"""What head office computes after the data have changed: monthly AUM, tiers and the ledger of maturing money.

All of it is done in one transaction. Everything is computed anew from the data of the policy's history, with
DuckDB, and only what came out different is written and put into the change feed: a run after which nothing has
changed writes nothing. Months before that history stay as they were, and so does what the ledger has settled.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, select

from advisor_app.analysis.aum import month_averages
from advisor_app.analysis.tiers import current_tiers
from advisor_app.domain.tiers import Ladder
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Bank
from advisor_app.head_office.nightly import inputs, results
from advisor_app.head_office.nightly.frames import Frames
from advisor_app.head_office.nightly.holdings import remember_values
from advisor_app.head_office.nightly.months import months_until
from advisor_app.head_office.nightly.retention import write_ledger


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many rows were written."""

    aum_months: int
    tiers: int
    retention: int = 0


def after_import(engine: Engine) -> Recomputed:
    """Bring all of it up to date; PolicyRefused if no published policy can be read."""
    with engine.begin() as connection:
        done = _recompute(connection)
        return replace(done, retention=write_ledger(connection, policies.in_force(connection)))


def _recompute(connection: Connection) -> Recomputed:
    policy = policies.in_force(connection)
    bank = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    remember_values(connection)
    months = months_until(bank.as_of, policy.aum.history_months)
    with Frames(connection) as frames:
        given = inputs.aum(frames, months, bank.base_currency, policy.aum)
        averages = frames.kept(month_averages(given, bank.as_of))
        written = results.write_aum_months(frames, averages, months, bank.base_currency)
        customers = inputs.customers(frames, bank.as_of)
        tiers = current_tiers(customers, averages, Ladder.of(policy, bank.base_currency), bank.as_of)
        context = results.TierContext(bank.as_of, bank.base_currency, policy.version)
        return Recomputed(written, results.write_tiers(frames, tiers, context))


__all__ = ["Recomputed", "after_import"]
