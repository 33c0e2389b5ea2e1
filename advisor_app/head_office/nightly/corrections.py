"""Unusual activity of which a later extract leaves nothing: the booking was corrected, or the money came back."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from advisor_app.analysis.anomalies import Inputs, Span, came_back
from advisor_app.domain.anomalies import Evidence
from advisor_app.domain.insights.facts import InsightError
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import STRUCTURING
from advisor_app.domain.records import Anomaly
from advisor_app.head_office.db.models import Transaction
from advisor_app.head_office.nightly.frames import INTEGER, Frames, fetched

_AT_ONCE = 500


class Known(NamedTuple):
    """What was found before, with its evidence."""

    row: Anomaly
    evidence: Evidence

    def withdrawn(self, on: int) -> Anomaly:
        """Return the row without anything left to verify from a day of the data on."""
        return self.row._replace(evidence=self.evidence._replace(withdrawn_on=on).to_json())


def known_of(connection: Connection, table: Any, since: int) -> dict[bytes, Known]:
    """Return by id what a table has from a day on; what is not understood is left alone."""
    columns = (getattr(table, name) for name in Anomaly._fields)
    found = {}
    for row in connection.execute(select(*columns).where(table.day >= since)):
        one = Anomaly._make(row)._replace(id=bytes(row.id), customer_id=bytes(row.customer_id))
        try:
            found[one.id] = Known(one, Evidence.from_json(one.evidence))
        except InsightError:
            found[one.id] = Known(one, Evidence(0, "", 0, 0, 0))
    return found


def corrected(made: Frames, given: Inputs, known: Iterable[Known], policy: Policy, span: Span) -> set[int]:
    """Return the transactions that are not on the account any more as they were, or have come back."""
    booked = {
        one.evidence.transaction: one.evidence.booked_minor
        for one in known
        if one.evidence.transaction is not None
    }
    if not booked:
        return set()
    now = dict(_amounts(made.connection, booked))
    gone = {key for key, minor in booked.items() if now.get(key) != minor}
    if policy.anomalies.returned_days:
        asked = made.rows([(key,) for key in booked], id=INTEGER)
        back = asked.join(came_back(given, policy, span), on="id")
        gone |= {key for batch in fetched(back) for (key,) in batch}
    return gone


def goes_on(row: Anomaly, limit: str | None, known: Iterable[Known], days: int) -> bool:
    """Tell whether keeping below a limit was told of already, of the same customer within so many days before."""
    return row.kind == STRUCTURING and any(
        one.row.customer_id == row.customer_id
        and one.row.kind == STRUCTURING
        and (one.evidence.limit, one.evidence.withdrawn_on) == (limit, None)
        and 0 < row.day - one.row.day < days
        for one in known
    )


def _amounts(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    every = list(ids)
    for first in range(0, len(every), _AT_ONCE):
        some = Transaction.id.in_(every[first : first + _AT_ONCE])
        rows = connection.execute(select(Transaction.id, Transaction.amount_minor).where(some))
        yield from ((row.id, row.amount_minor) for row in rows)
