"""What can be imported: for each entity its fields, what they hold and what identifies a row.

All of it is read off the models and the naming rules of the records, so that a new column of a record can be
imported, and stands in the native format, without a line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.db.models import Base

Kind = Literal["text", "integer", "decimal", "boolean", "day", "instant", "money", "currency", "reference"]

# On devices and at head office only.
_MADE_HERE = (
    "promises", "attachments", "revisions", "tasks", "proposals", "opportunities", "campaigns", "call_lists", "calls",
    "covers", "covered", "prompt_outcomes", "tier_months", "retention", "insights", "anomalies", "scorecards",
    "targets",
)  # fmt: skip

IMPORTABLE = tuple(
    name
    for name in ENTITIES
    if name not in ("bank", "sources", "policies", "tiers", "aum_months", "conversions")
    and name not in _MADE_HERE
)
"""The entities that a file can bring, parents before children."""

KEY = "key"
"""The field of a mapping that holds the identifier in the delivering system."""

REFERENCES: Mapping[str, str] = {
    "about_id": "advisors",
    "account_id": "accounts",
    "advisor_id": "advisors",
    "branch_id": "branches",
    "customer_id": "customers",
    "district_id": "districts",
    "handler_id": "advisors",
    "household_id": "households",
    "interaction_id": "interactions",
    "product_id": "products",
}

_NATURAL_KEYS = {"branches": ("code",), "advisors": ("number",), "fx_rates": ("currency", "day")}
_KEYED_BY_CODE = ("districts", "products")  # the code is the key in the native format
_COMPUTED = {
    "id",
    "source_id",
    "source_key",
    "id_hash",
    "person_hash",
    "phone_hash",
    "event_id",
    "transaction_count",
    "transaction_total_minor",
}
_DAYS = {"day", "as_of", "birth_day"}
_YES_OR_NO = {"granted", "recommends", "complex"}
_DECIMALS = {"rate", "benchmark", "quantity"}
_POSITIONS = ("term_deposit", "wealth", "fund", "bond", "insurance", "trust", "metal")
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("customers", "kind"): ("customer", "prospect"),
    ("customers", "sex"): ("female", "male"),
    ("account_holders", "role"): ("owner", "joint", "authorised"),
    ("loans", "status"): ("performing", "arrears", "repaid", "defaulted"),
    ("products", "kind"): (*_POSITIONS, "loan", "card", "deposit"),
    ("products", "placement"): ("public", "private"),
    ("holdings", "kind"): _POSITIONS,
    ("interactions", "direction"): ("in", "out"),
    ("interactions", "status"): ("void",),
    ("digital_events", "channel"): ("web", "app"),
}
# Rows whose amounts are in the currency of their account: a column `currency` states it, and it is compared.
_CURRENCY_OF_ACCOUNT = ("standing_orders", "transactions")
_IMMUTABLE = {"transactions": ("account_id", "day"), "accounts": ("currency",)}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a file can say about a row; `native` is the name of its column in the native format."""

    name: str
    kind: Kind
    required: bool
    native: str
    references: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One entity as an import sees it.

    `identity` are the fields that identify a row: the key of its source, or a natural key (then `keyed` is
    False). `immutable` fields of a row that exists never change. `checks_currency` marks rows in their
    account's currency.
    """

    entity: str
    table: Table
    fields: Mapping[str, Field]
    identity: tuple[str, ...]
    immutable: tuple[str, ...]
    checks_currency: bool

    @property
    def keyed(self) -> bool:
        """Whether rows are identified by a key in their source."""
        return self.identity == (KEY,)

    @property
    def has_uuid(self) -> bool:
        """Whether ids are UUIDs that the import makes, not numbers that the database gives."""
        return isinstance(self.table.c.id.type, LargeBinary)

    @property
    def closable(self) -> bool:
        """Whether a row can be closed, and so whether a file can be a snapshot."""
        return "closed_on" in self.table.c

    def column(self, field: str) -> Column[object]:
        """Return the column of the model that a field fills."""
        return self.table.c["source_key" if field == KEY else field]


@cache
def target(entity: str) -> Target:
    """Return the importable entity of that name; KeyError if there is none."""
    if entity not in IMPORTABLE:
        raise KeyError(entity)
    table = Base.metadata.tables[entity]
    identity = _NATURAL_KEYS.get(entity, (KEY,))
    fields = {}
    if identity == (KEY,):
        native = "code" if entity in _KEYED_BY_CODE else KEY
        fields[KEY] = Field(KEY, "text", required=True, native=native)
    for column in table.columns:
        if column.name not in _COMPUTED:
            fields[column.name] = _field(entity, column)
    if entity in _CURRENCY_OF_ACCOUNT:
        fields["currency"] = Field("currency", "currency", required=False, native="currency")
    return Target(
        entity=entity,
        table=table,
        fields=fields,
        identity=identity,
        immutable=_IMMUTABLE.get(entity, ()),
        checks_currency=entity in _CURRENCY_OF_ACCOUNT,
    )


def _field(entity: str, column: Column[object]) -> Field:
    kind = _kind(column)
    suffix = {"money": "_minor", "reference": "_id"}.get(kind, "")
    return Field(
        name=column.name,
        kind=kind,
        # What is left out of `as_of` is the day of the file itself.
        required=not column.nullable and column.name != "as_of",
        native=column.name.removesuffix(suffix),
        references=REFERENCES.get(column.name),
        choices=_CHOICES.get((entity, column.name), ()),
    )


def _kind(column: Column[object]) -> Kind:
    name = column.name
    if name in REFERENCES:
        return "reference"
    if name.endswith("_minor"):
        return "money"
    if name.endswith("_on") or name in _DAYS:
        return "day"
    if name.endswith("_at") or name == "at":
        return "instant"
    if name in _YES_OR_NO:
        return "boolean"
    if name in _DECIMALS:
        return "decimal"
    if name == "currency":
        return "currency"
    return "text" if isinstance(column.type, Text) else "integer"


def stored_type(field: Field) -> type[BigInteger | Integer | Text]:
    """Return the type of a converted value that waits to be loaded; a reference is the key it names."""
    kinds = {
        "integer": BigInteger,
        "boolean": BigInteger,
        "instant": BigInteger,
        "money": BigInteger,
        "day": Integer,
    }
    return cast("type[BigInteger | Integer | Text]", kinds.get(field.kind, Text))
