"""What staged records mean in the database: the rows that they refer to, the values that their fields become, and what
makes a record invalid or changes a row; all as SQL expressions over the staged rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    true,
)

from advisor_app.head_office.importing.entities import stored_type, target
from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.staging import Staging
from advisor_app.i18n import N_

UNKNOWN = N_("there is no such record: “{value}”")
CURRENCY = N_("“{value}” is not the currency of the account")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file is loaded under: its source, the date of its data, and the bank's currency and limit."""

    system: str
    source_id: int
    as_of: int
    base_currency: str
    missing_percent: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A condition under which a record is refused, for what field, with what message, and the value to show."""

    field: str
    message: str
    condition: ColumnElement[bool]
    value: ColumnElement[Any]


class Resolved:
    """The records of one file, resolved.

    `joined` are the staged rows with what they refer to, `values` the columns of the entity that they fill,
    `faults` what makes one invalid. `sources` are the ids of the system's sources by entity.
    """

    def __init__(
        self,
        spec: FileSpec,
        staging: Staging,
        constants: Mapping[str, Any],
        terms: Terms,
        sources: Mapping[str, int],
    ) -> None:
        self._target = spec.target
        self._staging = staging
        self._rows = staging.rows
        self._source_id = terms.source_id
        self.table = spec.target.table
        self.joined: FromClause = staging.rows
        self.values: dict[str, ColumnElement[Any]] = {}
        self.faults: list[Fault] = []
        given: dict[str, ColumnElement[Any]] = {name: staging.rows.c[name] for name in staging.fields}
        for name, value in constants.items():
            given[name] = literal(value, stored_type(spec.target.fields[name]))
        account = None
        for name, value in given.items():
            field = spec.target.fields.get(name)
            if field is None or field.references is None:
                if name in self.table.c:  # not so the key, and the currency that is only compared
                    self.values[name] = value
                continue
            via = spec.columns[name].via
            entity = via or field.references
            other = target(entity)
            referred = other.table.alias(f"of_{name}")
            on = (referred.c.source_key if other.keyed else referred.c[other.identity[0]]) == value
            if other.keyed:
                on = and_(referred.c.source_id == sources.get(entity, -1), on)
            self.joined = self.joined.outerjoin(referred, on)
            self.values[name] = referred.c[name] if via else referred.c.id
            unknown = and_(value.is_not(None), referred.c.id.is_(None))
            self.faults.append(Fault(name, UNKNOWN, unknown, value))
            if entity == "accounts":
                account = referred
        if spec.target.checks_currency and account is not None:
            currency = func.coalesce(given["currency"], terms.base_currency)
            self.faults.append(Fault("currency", CURRENCY, currency != account.c.currency, currency))
        if "as_of" in self.table.c:
            as_of = literal(terms.as_of, BigInteger)
            self.values["as_of"] = func.coalesce(self.values.get("as_of", null()), as_of)
        if spec.mode == "snapshot":
            # A row that was closed because it was missing, and is here again, is open again.
            self.values.setdefault("closed_on", cast(null(), self.table.c.closed_on.type))

    @property
    def own(self) -> ColumnElement[bool]:
        """The rows of the entity that this source has brought."""
        return self.table.c.source_id == self._source_id if self._target.keyed else true()

    @property
    def same(self) -> ColumnElement[bool]:
        """A staged record and a row of the entity are about the same thing."""
        pairs = (self._target.column(name) == self._rows.c[name] for name in self._target.identity)
        return and_(self.own, *pairs)

    def good(self, *, refused: bool) -> ColumnElement[bool]:
        """A record can be loaded; `refused` says that the others are among `Staging.rejected` already."""
        if refused:
            rejected = self._staging.rejected.c.line
            return and_(self._rows.c.bad == 0, ~exists().where(rejected == self._rows.c.line))
        # NULL (an account that is unknown has no currency) is no fault of its own.
        return and_(self._rows.c.bad == 0, *(func.coalesce(~fault.condition, True) for fault in self.faults))

    @property
    def updated(self) -> dict[str, ColumnElement[Any]]:
        """The values that a row which exists takes over."""
        fixed = {*self._target.identity, *self._target.immutable}
        return {name: value for name, value in self.values.items() if name not in fixed}

    @property
    def changes(self) -> ColumnElement[bool]:
        """A record changes the row that it is about."""
        return or_(*(self.table.c[name].is_distinct_from(value) for name, value in self.updated.items()))

    @property
    def breaks(self) -> Mapping[str, ColumnElement[bool]]:
        """A record would change what never changes, by field."""
        return {
            name: self.table.c[name].is_distinct_from(self.values[name]) for name in self._target.immutable
        }
