"""The control totals of accounts: how many transactions each has and what they add up to, kept while they are loaded.

First come the differences by account, for all that a file brings; then they are added to the accounts at once.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from advisor_app.head_office.importing.entities import target
from advisor_app.head_office.importing.resolving import Resolved
from advisor_app.head_office.importing.staging import Staging


class Totals:
    """Adds up, in `Staging.deltas`, what a file of transactions changes."""

    def __init__(self, connection: Connection, staging: Staging, resolved: Resolved) -> None:
        self._connection = connection
        self._staging = staging
        self._resolved = resolved

    def count_changed(self) -> None:
        """Count by how much amounts will change; call it before they do."""
        matches, resolved, table = self._staging.matches, self._resolved, self._resolved.table
        difference = func.sum(resolved.values["amount_minor"] - table.c.amount_minor)
        self._add(
            select(table.c.account_id, literal(0), cast(difference, BigInteger))
            .select_from(
                resolved.joined.join(matches, matches.c.line == self._staging.rows.c.line).join(
                    table, table.c.id == matches.c.row_id
                )
            )
            .where(matches.c.changed == 1)
            .group_by(table.c.account_id),
            matches.c.line,
            self._staging.ranges(),
        )

    def count_new(self, after_id: int) -> None:
        """Count the transactions that were inserted, those with higher ids than `after_id`."""
        table = self._resolved.table
        last = self._connection.execute(select(func.max(table.c.id))).scalar() or 0
        self._add(
            select(
                table.c.account_id, func.count(), cast(func.sum(table.c.amount_minor), BigInteger)
            ).group_by(table.c.account_id),
            table.c.id,
            self._staging.ranges(after_id + 1, last),
        )

    def add_to_accounts(self) -> None:
        """Add what was counted to the accounts."""
        deltas, accounts = self._staging.deltas, target("accounts").table
        self._connection.execute(
            update(accounts)
            .where(accounts.c.id == deltas.c.account_id)
            .values(
                transaction_count=accounts.c.transaction_count + deltas.c["count"],
                transaction_total_minor=accounts.c.transaction_total_minor + deltas.c.total,
            )
        )

    def _add(self, rows: Select[Any], by: ColumnElement[int], ranges: list[tuple[int, int]]) -> None:
        deltas = self._staging.deltas
        upsert: Any = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        insertion = upsert(deltas)
        added = insertion.on_conflict_do_update(
            index_elements=["account_id"],
            set_={
                "count": deltas.c["count"] + insertion.excluded["count"],
                "total": deltas.c.total + insertion.excluded.total,
            },
        )
        self._staging.insert(added, ["account_id", "count", "total"], rows, by, ranges)
