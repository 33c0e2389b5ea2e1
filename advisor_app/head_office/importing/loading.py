"""Loading one staged file into its entity, by statements over sets of rows; all within the file's transaction.

A record is refused when what it refers to is unknown, when it would change what never changes, or when its key
stood in the file before. Loading first takes for granted that there is none such: the statements leave out what is
invalid, unique constraints tell repeated keys, and the counts tell that something was left out. Only then is
everything undone to a savepoint, the refused records are looked for one kind after the other, and the rest is loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import BookMember, Source
from advisor_app.head_office.importing.columns import Rejected
from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.reasons import FileRefused, Reason, shown
from advisor_app.head_office.importing.resolving import Resolved, Terms
from advisor_app.head_office.importing.staging import Staging
from advisor_app.head_office.importing.totals import Totals
from advisor_app.i18n import N_

_IMMUTABLE = N_("it never changes once it is loaded")
_REPEATED = N_("the key stood in the file before")


@dataclass(slots=True)
class Outcome:
    """What loading did with the records."""

    loaded: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    closed: int = 0


class _LeftOut(Exception):
    """Some records were left out by the statements; they must be looked for."""


class Loader:
    """Loads what `staging` holds; `constants` are fields with the same value in every record."""

    def __init__(
        self,
        connection: Connection,
        spec: FileSpec,
        staging: Staging,
        constants: Mapping[str, Any],
        terms: Terms,
    ) -> None:
        self._connection = connection
        self._spec = spec
        self._target = spec.target
        self._table = spec.target.table
        self._staging = staging
        self._rows = staging.rows
        self._terms = terms
        self._upsert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        sources = connection.execute(select(Source.entity, Source.id).where(Source.system == terms.system))
        self._resolved = Resolved(spec, staging, constants, terms, dict(sources.all()))
        self._has_rows = self._some(select(self._table.c.id).where(self._resolved.own))
        self._last_id = 0
        if not self._target.has_uuid:
            self._last_id = connection.execute(select(func.max(self._table.c.id))).scalar() or 0

    def load(self, staged: int, *, may_close: bool) -> Outcome:
        """Load the `staged` good records, and where `may_close` close what a snapshot lacks.

        Raises FileRefused when it lacks too much.
        """
        try:
            with self._connection.begin_nested():
                return self._load(staged, may_close, refused=False)
        except (IntegrityError, _LeftOut):
            with self._connection.begin_nested():
                self._refuse()
                return self._load(staged, may_close, refused=True)

    def rejected(self) -> Iterator[Rejected]:
        """Yield the records that loading refused, in the order of their lines."""
        table = self._staging.rejected
        for line, field, message, value in self._connection.execute(select(table).order_by(table.c.line)):
            name = self._target.fields[field].native if field else ""
            yield Rejected(line, name, Reason(message, {} if value is None else {"value": shown(value)}))

    def _load(self, staged: int, may_close: bool, *, refused: bool) -> Outcome:
        outcome = Outcome()
        matches = self._staging.matches
        totals = Totals(self._connection, self._staging, self._resolved)
        sums_up = self._target.entity == "transactions"
        if refused:
            outcome.rejected = self._count(self._staging.rejected, true())
        if self._has_rows:
            self._match(refused)
            outcome.changed = self._count(matches, matches.c.changed == 1)
            outcome.unchanged = self._count(matches, matches.c.changed == 0)
            if may_close and self._spec.mode == "snapshot":
                outcome.closed = self._close_missing()
        if outcome.changed:
            if sums_up:
                totals.count_changed()
            self._update()
        outcome.loaded = self._insert(refused)
        if outcome.loaded + outcome.changed + outcome.unchanged + outcome.rejected != staged:
            if refused:
                raise RuntimeError(f"of {staged} records {outcome} were accounted for")
            raise _LeftOut
        if sums_up:
            totals.count_new(self._last_id)
            totals.add_to_accounts()
        self._tell(outcome, refused)
        return outcome

    # Records that are refused.

    def _refuse(self) -> None:
        """Put every record that cannot be loaded among the rejected, with the first reason found."""
        self._refuse_repeated()
        for fault in self._resolved.faults:
            self._refuse_where(
                self._resolved.joined, fault.condition, fault.field, fault.message, fault.value
            )
        if self._has_rows:
            joined = self._resolved.joined.join(self._table, self._resolved.same)
            for name, differs in self._resolved.breaks.items():
                self._refuse_where(joined, differs, name, _IMMUTABLE, null())

    def _refuse_where(
        self, joined: FromClause, condition: ColumnElement[bool], field: str, message: str, value: Any
    ) -> None:
        rejected = self._staging.rejected
        self._insert_ranges(
            self._upsert(rejected).on_conflict_do_nothing(),
            ["line", "field", "message", "value"],
            select(self._rows.c.line, literal(field), literal(message), value)
            .select_from(joined)
            .where(self._rows.c.bad == 0, condition),
        )

    def _refuse_repeated(self) -> None:
        firsts = self._staging.firsts
        keys = list(self._target.identity)
        self._insert_ranges(
            self._upsert(firsts).on_conflict_do_nothing(),
            [*keys, "line"],
            select(*(self._rows.c[key] for key in keys), self._rows.c.line)
            .where(self._rows.c.bad == 0)
            .order_by(self._rows.c.line),
        )
        is_first = exists().where(
            firsts.c.line == self._rows.c.line, *(firsts.c[key] == self._rows.c[key] for key in keys)
        )
        self._refuse_where(self._rows, ~is_first, keys[0], _REPEATED, null())

    # Loading the others.

    def _match(self, refused: bool) -> None:
        """Find the rows that records are about, and which of them change."""
        resolved = self._resolved
        self._insert_ranges(
            self._upsert(self._staging.matches),
            ["line", "row_id", "changed"],
            select(self._rows.c.line, self._table.c.id, case((resolved.changes, 1), else_=0))
            .select_from(resolved.joined.join(self._table, resolved.same))
            .where(resolved.good(refused=refused), *(~breaks for breaks in resolved.breaks.values())),
        )

    def _close_missing(self) -> int:
        table, closed = self._table, self._staging.closed
        open_rows = and_(self._resolved.own, table.c.closed_on.is_(None))
        key = self._target.identity[0]
        here = exists().where(self._rows.c[key] == self._target.column(key))
        self._connection.execute(
            self._upsert(closed).from_select(["row_id"], select(table.c.id).where(open_rows, ~here))
        )
        missing, existing = self._count(closed, true()), self._count(table, open_rows)
        if missing * 100 > existing * self._terms.missing_percent:
            raise FileRefused(
                N_("{missing} of {existing} rows are missing, which is more than {percent} %"),
                what_to_do=N_("Check that the file is whole."),
                missing=missing,
                existing=existing,
                percent=f"{self._terms.missing_percent:g}",
            )
        if missing:
            self._connection.execute(
                update(table)
                .where(table.c.id.in_(select(closed.c.row_id)))
                .values(closed_on=self._terms.as_of)
            )
        return missing

    def _update(self) -> None:
        matches, values = self._staging.matches, self._resolved.updated
        for first, last in self._staging.ranges():
            changed = (
                select(matches.c.row_id, *(value.label(f"new_{name}") for name, value in values.items()))
                .select_from(self._resolved.joined.join(matches, matches.c.line == self._rows.c.line))
                .where(matches.c.changed == 1, matches.c.line.between(first, last))
                .subquery()
            )
            self._connection.execute(
                update(self._table)
                .where(self._table.c.id == changed.c.row_id)
                .values({name: changed.c[f"new_{name}"] for name in values})
            )

    def _insert(self, refused: bool) -> int:
        values: dict[str, Any] = dict(self._resolved.values)
        if self._target.keyed:
            values |= {
                "source_id": literal(self._terms.source_id, BigInteger),
                "source_key": self._rows.c.key,
            }
        if self._target.has_uuid:
            values["id"] = self._rows.c.id
        return self._insert_ranges(
            self._upsert(self._table), list(values), self._new(refused, *values.values())
        )

    def _new(self, refused: bool, *columns: ColumnElement[Any]) -> Select[Any]:
        """Select columns of the records that are about no row yet."""
        new = select(*columns).select_from(self._resolved.joined).where(self._resolved.good(refused=refused))
        if self._has_rows:
            new = new.where(~exists().where(self._staging.matches.c.line == self._rows.c.line))
        return new

    # What the change feed is told.

    def _tell(self, outcome: Outcome, refused: bool) -> None:
        owner = ENTITIES[self._target.entity].owner
        if owner != "bank" and not self._some(select(BookMember.customer_id)):
            return  # there is no book yet, as before the first assignment
        entity, staging = self._target.entity, self._staging
        if outcome.changed:
            changed = staging.matches.c.changed == 1
            feed.record(self._connection, entity, select(staging.matches.c.row_id).where(changed))
        if outcome.closed:
            feed.record(self._connection, entity, select(staging.closed.c.row_id))
        if outcome.loaded:
            new: Select[Any] = select(self._table.c.id).where(self._table.c.id > self._last_id)
            feed.record(
                self._connection,
                entity,
                self._new(refused, self._rows.c.id) if self._target.has_uuid else new,
            )
        if entity == "transactions":
            feed.record(self._connection, "accounts", select(staging.deltas.c.account_id))

    # Statements.

    def _insert_ranges(self, insertion: Any, columns: list[str], rows: Select[Any]) -> int:
        return self._staging.insert(insertion, columns, rows, self._rows.c.line, self._staging.ranges())

    def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        return self._connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()

    def _some(self, rows: Select[Any]) -> bool:
        return self._connection.execute(rows.limit(1)).first() is not None
