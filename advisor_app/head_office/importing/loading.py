"""Loading one staged file into its entity, by statements over sets of rows; all within the file's
transaction.

A record is refused when what it refers to is unknown, when it would change what never changes, or when its
key stood in the file before. Loading first takes for granted that there is none such: the statements leave
out what is invalid, unique constraints tell repeated keys, and the counts tell that something was left out.
Only then is everything undone to a savepoint, the refused records are looked for one kind after the other,
and the rest is loaded.
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
    cast,
    exists,
    func,
    literal,
    null,
    or_,
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
from advisor_app.head_office.importing.entities import stored_type, target
from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.reasons import FileRefused, Reason, shown
from advisor_app.head_office.importing.staging import Staging
from advisor_app.i18n import N_

_UNKNOWN = N_("there is no such record: “{value}”")
_IMMUTABLE = N_("it never changes once it is loaded")
_CURRENCY = N_("“{value}” is not the currency of the account")
_REPEATED = N_("the key stood in the file before")


@dataclass(slots=True)
class Outcome:
    """What loading did with the records."""

    loaded: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file is loaded under: its source, the date of its data, and the bank's currency and limit."""

    system: str
    source_id: int
    as_of: int
    base_currency: str
    missing_percent: float


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
        self._constants = constants
        self._terms = terms
        self._upsert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        self._sources = dict(
            connection.execute(select(Source.entity, Source.id).where(Source.system == terms.system)).all()
        )
        self._has_rows = self._some(select(self._table.c.id).where(self._own))
        self._last_id = (
            None
            if self._target.has_uuid
            else connection.execute(select(func.coalesce(func.max(self._table.c.id), 0))).scalar_one()
        )
        self._joined: FromClause = self._rows
        self._values: dict[str, ColumnElement[Any]] = {}
        self._faults: list[tuple[str, str, ColumnElement[bool], ColumnElement[Any]]] = []
        self._resolve()

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
        if refused:
            outcome.rejected = self._count(self._staging.rejected, true())
        if self._has_rows:
            self._match(refused)
            outcome.changed = self._count(matches, matches.c.changed == 1)
            outcome.unchanged = self._count(matches, matches.c.changed == 0)
            if may_close and self._spec.mode == "snapshot":
                outcome.closed = self._close_missing()
        if self._target.entity == "transactions":
            self._sum_up(refused)
        if outcome.changed:
            self._update()
        outcome.loaded = self._insert(refused)
        if outcome.loaded + outcome.changed + outcome.unchanged + outcome.rejected != staged:
            if refused:
                raise RuntimeError(f"of {staged} records {outcome} were accounted for")
            raise _LeftOut
        self._tell(outcome, refused)
        return outcome

    # What the fields of a staged record become.

    def _resolve(self) -> None:
        """Join what the records refer to; set the values of their fields, and what makes a record invalid."""
        given: dict[str, ColumnElement[Any]] = {name: self._rows.c[name] for name in self._staging.fields}
        for name, value in self._constants.items():
            given[name] = literal(value, stored_type(self._target.fields[name]))
        account = None
        for name, value in given.items():
            field = self._target.fields.get(name)
            if field is None or field.references is None:
                if name in self._table.c:  # not so the key, and the currency that is only compared
                    self._values[name] = value
                continue
            via = self._spec.columns[name].via
            entity = via or field.references
            other = target(entity)
            table = other.table.alias(f"of_{name}")
            key = table.c.source_key if other.keyed else table.c[other.identity[0]]
            on = key == value
            if other.keyed:
                on = and_(table.c.source_id == self._sources.get(entity, -1), on)
            self._joined = self._joined.outerjoin(table, on)
            self._values[name] = table.c[name] if via else table.c.id
            self._faults.append((name, _UNKNOWN, and_(value.is_not(None), table.c.id.is_(None)), value))
            if entity == "accounts":
                account = table
        if self._target.checks_currency and account is not None:
            currency = func.coalesce(given["currency"], self._terms.base_currency)
            self._faults.append(("currency", _CURRENCY, currency != account.c.currency, currency))
        if "as_of" in self._table.c:
            as_of = literal(self._terms.as_of, BigInteger)
            self._values["as_of"] = func.coalesce(self._values.get("as_of", null()), as_of)
        if self._spec.mode == "snapshot":
            # A row that was closed because it was missing, and is here again, is open again.
            self._values.setdefault("closed_on", cast(null(), self._table.c.closed_on.type))

    @property
    def _own(self) -> ColumnElement[bool]:
        """The rows of the entity that this source has brought."""
        return self._table.c.source_id == self._terms.source_id if self._target.keyed else true()

    def _same(self) -> ColumnElement[bool]:
        """A staged record and a row of the entity are about the same thing."""
        pairs = (self._target.column(name) == self._rows.c[name] for name in self._target.identity)
        return and_(self._own, *pairs)

    def _good(self, refused: bool) -> ColumnElement[bool]:
        line = self._rows.c.line
        if refused:
            rejected = self._staging.rejected.c.line
            return and_(self._rows.c.bad == 0, ~exists().where(rejected == line))
        # NULL (an account that is unknown has no currency) is no proof of validity.
        valid = (func.coalesce(~fault, True) for _, _, fault, _ in self._faults)
        return and_(self._rows.c.bad == 0, *valid)

    def _changes(self) -> ColumnElement[bool]:
        fixed = {*self._target.identity, *self._target.immutable}
        return or_(
            *(
                self._table.c[name].is_distinct_from(value)
                for name, value in self._values.items()
                if name not in fixed
            )
        )

    def _breaks(self) -> ColumnElement[bool]:
        return or_(
            *(
                self._table.c[name].is_distinct_from(self._values[name])
                for name in self._target.immutable
                if name in self._values
            )
        )

    # Records that are refused.

    def _refuse(self) -> None:
        """Put every record that cannot be loaded among the rejected, with the first reason found."""
        self._refuse_repeated()
        for name, message, condition, value in self._faults:
            self._refuse_where(self._joined, condition, name, message, value)
        if self._has_rows and self._target.immutable:
            joined = self._joined.join(self._table, self._same())
            for name in self._target.immutable:
                differs = self._table.c[name].is_distinct_from(self._values[name])
                self._refuse_where(joined, differs, name, _IMMUTABLE, null())

    def _refuse_where(
        self, joined: FromClause, condition: ColumnElement[bool], field: str, message: str, value: Any
    ) -> None:
        rejected = self._staging.rejected
        self._insert_ranges(
            self._upsert(rejected),
            ["line", "field", "message", "value"],
            select(self._rows.c.line, literal(field), literal(message), value)
            .select_from(joined)
            .where(self._rows.c.bad == 0, condition),
            on_conflict=True,
        )

    def _refuse_repeated(self) -> None:
        firsts = self._staging.firsts
        keys = list(self._target.identity)
        self._insert_ranges(
            self._upsert(firsts),
            [*keys, "line"],
            select(*(self._rows.c[key] for key in keys), self._rows.c.line)
            .where(self._rows.c.bad == 0)
            .order_by(self._rows.c.line),
            on_conflict=True,
        )
        is_first = exists().where(
            firsts.c.line == self._rows.c.line, *(firsts.c[key] == self._rows.c[key] for key in keys)
        )
        self._refuse_where(self._rows, ~is_first, keys[0], _REPEATED, null())

    # Loading the others.

    def _match(self, refused: bool) -> None:
        """Find the rows that records are about, and which of them change."""
        conditions = [self._good(refused)]
        if self._target.immutable:
            conditions.append(~self._breaks())
        self._insert_ranges(
            self._upsert(self._staging.matches),
            ["line", "row_id", "changed"],
            select(self._rows.c.line, self._table.c.id, case((self._changes(), 1), else_=0))
            .select_from(self._joined.join(self._table, self._same()))
            .where(*conditions),
        )

    def _close_missing(self) -> int:
        table, closed = self._table, self._staging.closed
        open_rows = and_(self._own, table.c.closed_on.is_(None))
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

    def _sum_up(self, refused: bool) -> None:
        """Bring the accounts' control totals up to date, with what is new and by how much amounts change."""
        deltas, matches, table = self._staging.deltas, self._staging.matches, self._table
        joined, condition = self._joined, self._good(refused)
        count: ColumnElement[Any] = func.count()
        total: ColumnElement[Any] = self._rows.c.amount_minor
        if self._has_rows:
            joined = joined.outerjoin(matches, matches.c.line == self._rows.c.line).outerjoin(
                table, table.c.id == matches.c.row_id
            )
            condition = and_(condition, func.coalesce(matches.c.changed, 1) == 1)
            count = func.sum(case((matches.c.line.is_(None), 1), else_=0))
            total = total - func.coalesce(table.c.amount_minor, 0)
        account = self._values["account_id"]
        insertion = self._upsert(deltas)
        self._insert_ranges(
            insertion.on_conflict_do_update(
                index_elements=["account_id"],
                set_={
                    "count": deltas.c["count"] + insertion.excluded["count"],
                    "total": deltas.c.total + insertion.excluded.total,
                },
            ),
            ["account_id", "count", "total"],
            select(account, cast(count, BigInteger), cast(func.sum(total), BigInteger))
            .select_from(joined)
            .where(condition)
            .group_by(account),
        )
        accounts = target("accounts").table
        self._connection.execute(
            update(accounts)
            .where(accounts.c.id == deltas.c.account_id)
            .values(
                transaction_count=accounts.c.transaction_count + deltas.c["count"],
                transaction_total_minor=accounts.c.transaction_total_minor + deltas.c.total,
            )
        )

    def _update(self) -> None:
        matches = self._staging.matches
        fixed = {*self._target.identity, *self._target.immutable}
        values = {name: value for name, value in self._values.items() if name not in fixed}
        for first, last in self._staging.ranges():
            changed = (
                select(matches.c.row_id, *(value.label(f"new_{name}") for name, value in values.items()))
                .select_from(self._joined.join(matches, matches.c.line == self._rows.c.line))
                .where(matches.c.changed == 1, matches.c.line.between(first, last))
                .subquery()
            )
            self._connection.execute(
                update(self._table)
                .where(self._table.c.id == changed.c.row_id)
                .values({name: changed.c[f"new_{name}"] for name in values})
            )

    def _insert(self, refused: bool) -> int:
        values: dict[str, Any] = dict(self._values)
        if self._target.keyed:
            values |= {
                "source_id": literal(self._terms.source_id, BigInteger),
                "source_key": self._rows.c.key,
            }
        if self._target.has_uuid:
            values["id"] = self._rows.c.id
        new = select(*values.values()).select_from(self._joined).where(self._good(refused))
        if self._has_rows:
            new = new.where(~self._matched())
        return self._insert_ranges(self._upsert(self._table), list(values), new)

    def _matched(self) -> ColumnElement[bool]:
        return exists().where(self._staging.matches.c.line == self._rows.c.line)

    # What the change feed is told.

    def _tell(self, outcome: Outcome, refused: bool) -> None:
        owner = ENTITIES[self._target.entity].owner
        if owner != "bank" and not self._some(select(BookMember.customer_id)):
            return  # there is no book yet, as before the first assignment
        entity, staging = self._target.entity, self._staging
        if outcome.changed:
            feed.record(
                self._connection,
                entity,
                select(staging.matches.c.row_id).where(staging.matches.c.changed == 1),
            )
        if outcome.closed:
            feed.record(self._connection, entity, select(staging.closed.c.row_id))
        if outcome.loaded:
            new: Select[Any] = select(self._table.c.id).where(self._table.c.id > self._last_id, self._own)
            if self._target.has_uuid:
                new = select(self._rows.c.id).where(self._good(refused), ~self._matched())
                if not refused:
                    new = new.select_from(self._joined)
            feed.record(self._connection, entity, new)
        if entity == "transactions":
            feed.record(self._connection, "accounts", select(staging.deltas.c.account_id))

    # Statements.

    def _insert_ranges(
        self, insertion: Any, columns: list[str], rows: Select[Any], *, on_conflict: bool = False
    ) -> int:
        """Insert what `rows` selects, range by range; return how many rows were inserted."""
        inserted = 0
        for first, last in self._staging.ranges():
            within = rows.where(self._rows.c.line.between(first, last))
            statement = insertion.from_select(columns, within, include_defaults=False)
            if on_conflict:
                statement = statement.on_conflict_do_nothing()
            inserted += self._connection.execute(
                statement, execution_options={"preserve_rowcount": True}
            ).rowcount
        return inserted

    def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        return self._connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()

    def _some(self, rows: Select[Any]) -> bool:
        return self._connection.execute(rows.limit(1)).first() is not None
