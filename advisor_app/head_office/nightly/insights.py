"""What is known of customers, as devices get it: only insights that came out different are written and sent.

Documents come in the order of customers and are compared with what is stored in the same order, so that neither is
held as a whole. Who may no longer be profiled, or has nothing any more, keeps a row that says so. Flows are no profile:
they are of everybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from advisor_app.analysis.features import Parts, Span, columns, facts, features, habits, lists, rfm
from advisor_app.analysis.features.affinity import affinity
from advisor_app.domain import insights
from advisor_app.domain.policy import Policy
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Bank, CustomerTier, Insight
from advisor_app.head_office.nightly.engines import DUCKDB, frames
from advisor_app.head_office.nightly.feature_inputs import Of, People, accounts, factors_of, inputs
from advisor_app.head_office.nightly.frames import BATCH, TEXT, Frames, fetched
from advisor_app.head_office.nightly.inputs import customers
from advisor_app.head_office.nightly.results import write_rows

_COLUMNS = ("customer_id", "kind", "data_on", "version", "facts")
_KEY = ("customer_id", "kind")


class Told(NamedTuple):
    """What came out of one kind: how many customers have it, how many rows were written, and a digest of all facts."""

    customers: int
    written: int
    digest: str


class Identified(NamedTuple):
    """The facts of a customer."""

    customer: bytes
    facts: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where to compute: an engine of `engines`, and for Spark its master and settings."""

    engine: str = DUCKDB
    master: str = "local[*]"
    settings: tuple[tuple[str, str], ...] = ()


def analyse(engine: Engine, where: Where | None = None, *, write: bool = True) -> dict[str, Told]:
    """Compute all insights and write those that differ; what came out, by kind.

    Raises PolicyRefused if no published policy can be read, and as `spark.session` does.
    """
    with engine.begin() as connection:
        return write_insights(connection, policies.in_force(connection), where or Where(), write=write)


def write_insights(
    connection: Connection, policy: Policy, where: Where, *, write: bool = True
) -> dict[str, Told]:
    """Do so within a transaction."""
    bank = Of(*connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one())
    with frames(connection, where.engine, where.master, dict(where.settings)) as made:
        people = People(made, policy)
        found = _documents(made, people, policy, bank)
        return {kind: _told(connection, kind, bank.as_of, each, write) for kind, each in found.items()}


def _documents(made: Frames, people: People, policy: Policy, bank: Of) -> dict[str, Iterator[Identified]]:
    """Return the documents of each kind, which are computed when they are asked for, each in the order of customers."""
    span, rules = Span(bank.as_of), policy.features
    parts = Parts(inputs(made, people, policy, bank), policy, span, made.kept)
    table = made.kept(features(parts))
    active = people.numbered(customers(made, bank.as_of))
    places = rfm(table, active, bank.as_of, rules)
    tiers = people.of(select(CustomerTier.customer_id, CustomerTier.tier), tier=TEXT)
    everybody = People(made, policy, profiled=False)
    months = lists.months(parts.transactions, accounts(everybody, bank, factors_of(made, policy, bank)))
    flows = facts.flows(months, bank.currency, fetched)
    found = {
        insights.FEATURES: facts.features(table.sort("customer"), columns(policy), bank.currency, fetched),
        insights.RFM: facts.rfm(places.sort("customer"), bank.currency, fetched),
        insights.AFFINITY: affinity(table, tiers, policy, fetched),
        insights.HABITS: facts.habits(habits(parts), parts.totals(), bank.currency, span, rules, fetched),
    }
    return {
        **{kind: _by_id(each, people) for kind, each in found.items()},
        insights.FLOWS: _by_id(flows, everybody),
    }


def _by_id(documents: Iterable[facts.Document], people: People) -> Iterator[Identified]:
    """Yield documents with ids: as numbers are places in the order of ids, in the same order."""
    return (Identified(people.ids[each.customer], each.facts) for each in documents)


def _told(
    connection: Connection, kind: str, as_of: int, documents: Iterable[Identified], write: bool
) -> Told:
    count, digest = 0, sha256()

    def counted() -> Iterator[Identified]:
        nonlocal count
        for document in documents:
            count += 1
            digest.update(document.customer + document.facts.encode())
            yield document

    changed = _changed(counted(), _known(connection, kind))
    rows = ((customer, kind, as_of, version, text) for customer, version, text in changed)
    written = sum(1 for _ in rows) if not write else _write(connection, rows)
    return Told(count, written, digest.hexdigest())


def _changed(
    documents: Iterator[Identified], known: Iterator[tuple[bytes, int, str]]
) -> Iterator[tuple[bytes, int, str]]:
    """Yield customer, version and facts of what is new, differs or is gone; both come in the order of customers."""
    document, stored = next(documents, None), next(known, None)
    while document or stored:
        if stored and (document is None or stored[0] < document.customer):
            if stored[1] != insights.NOTHING:
                yield stored[0], insights.NOTHING, "{}"
            stored = next(known, None)
            continue
        if document is None:
            return
        now = (document.customer, insights.VERSION, document.facts)
        if stored and stored[0] == document.customer:
            if stored != now:
                yield now
            stored = next(known, None)
        else:
            yield now
        document = next(documents, None)


def _known(connection: Connection, kind: str) -> Iterator[tuple[bytes, int, str]]:
    stored = select(Insight.customer_id, Insight.version, Insight.facts).where(Insight.kind == kind)
    rows = connection.execute(
        stored.order_by(Insight.customer_id), execution_options={"yield_per": BATCH, "stream_results": True}
    )
    return ((bytes(customer), version, text) for customer, version, text in rows)


def _write(connection: Connection, rows: Iterator[tuple[Any, ...]]) -> int:
    batches = iter(lambda: list(islice(rows, BATCH)), [])
    return write_rows(connection, "insights", _KEY, _COLUMNS, batches)
