"""The tables of the device's store.

The book's tables are made from the records (one declaration serves wire and store); the rest is what the
device keeps for itself: the state of sync, pages that are not visible yet, what waits for head office, the search
key, and what the advisor has marked or saved here.
Rows are clustered as a customer is read: transactions by account and date, the rest by customer.
"""

from types import UnionType
from typing import Any, get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Column,
    Constraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from advisor_app.domain.records import ENTITIES, Entity

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TYPES: dict[Any, Any] = {int: Integer, str: Text, bytes: LargeBinary}
# What leaves with its owner: deleting a customer or an account takes these rows along.
_PARENTS = {
    "customer": ("customer_id", "customers.id"),
    "advisor": ("customer_id", "customers.id"),  # where it names one
    "account": ("account_id", "accounts.id"),
}


def _column(entity: Entity, name: str, hint: Any) -> Column[Any]:
    optional = isinstance(hint, UnionType)
    base = get_args(hint)[0] if optional else hint
    parent = _PARENTS.get(entity.owner)
    # Checked at commit: within one page rows may arrive in any order.
    foreign = (
        [ForeignKey(parent[1], ondelete="CASCADE", deferrable=True, initially="DEFERRED")]
        if parent and name == parent[0]
        else []
    )
    return Column(name, _TYPES[base], *foreign, nullable=optional)


def _table(entity: Entity) -> Table:
    hints = get_type_hints(entity.record)
    columns = [_column(entity, name, hints[name]) for name in entity.fields]
    lie_by = (*entity.order, *(name for name in entity.key if name not in entity.order))
    constraints: list[Constraint] = [PrimaryKeyConstraint(*lie_by)]
    if lie_by != entity.key:
        constraints.append(UniqueConstraint(*entity.key))
    # Only a number as the whole key is SQLite's own row id; other tables are clustered by their key.
    numbered = lie_by == ("id",) and hints["id"] is int
    table = Table(entity.name, metadata, *columns, *constraints, sqlite_with_rowid=numbered)
    if entity.index:
        Index(None, *(table.c[name] for name in entity.index))
    return table


BOOK: dict[str, Table] = {name: _table(entity) for name, entity in ENTITIES.items()}

sync_state = Table(
    "sync_state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="checkpoint, times and counts of the last sync; one row per key",
)

staged_pages = Table(
    "staged_pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", LargeBinary, nullable=False),
    comment="pages received whole that become visible together with a later one",
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("mutation_id", LargeBinary, nullable=False, unique=True),
    Column("entity", Text, nullable=False),
    Column("row_id", LargeBinary, nullable=False, index=True),
    Column("customer_id", LargeBinary, nullable=False, index=True),
    Column("assumed", LargeBinary),
    Column("new", LargeBinary, nullable=False),
    Column("made_at", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("refused", Text),
    Column("theirs", LargeBinary),
    comment="what the advisor wrote and head office has not acknowledged; fields are MessagePack",
)

own_revisions = Table(
    "own_revisions",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("row_id", LargeBinary, nullable=False, index=True),
    Column("at", Integer, nullable=False),
    Column("changes", Text, nullable=False),
    sqlite_with_rowid=False,
    comment="what was changed in rows that name no customer; head office keeps no history of them",
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("row_id", LargeBinary, nullable=False, index=True),
    Column("customer_id", LargeBinary, nullable=False),
    Column("assumed", LargeBinary, nullable=False),
    Column("ours", LargeBinary, nullable=False),
    Column("theirs", LargeBinary, nullable=False),
    Column("found_at", Integer, nullable=False),
    Column("decision", Text),
    Column("decided_at", Integer),
    Column("mutation_id", LargeBinary),
    sqlite_with_rowid=False,
    comment="the same field changed here and elsewhere: both values, and what the advisor decided",
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("customer_id", LargeBinary),
    Column("content", Text, nullable=False),
    Column("saved_at", Integer, nullable=False),
    sqlite_with_rowid=False,
    comment="forms that were begun and not saved; the content is JSON",
)

advice = Table(
    "advice",
    metadata,
    Column("customer_id", LargeBinary, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("made_from", LargeBinary, nullable=False),
    Column("came_out", LargeBinary, nullable=False),
    Index(None, "day"),
    sqlite_with_rowid=False,
    comment="prompts and recommendations as they were shown, with all that they were made from",
)

customer_search = Table(
    "customer_search",
    metadata,
    # Negative AUM: the table lies in the order in which results are shown, so a search stops at 50 hits.
    Column("rank", BigInteger, primary_key=True),
    Column(
        "customer_id",
        LargeBinary,
        ForeignKey("customers.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    # Two columns, so that what is typed as a name is never found in a number and the other way round.
    Column("name", Text, nullable=False),
    Column("codes", Text, nullable=False),
    Index(None, "customer_id"),
    sqlite_with_rowid=False,
)

segments = Table(
    "segments",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("query", Text, nullable=False),
    sqlite_with_rowid=False,
    comment="queries that the advisor has saved; the query is JSON",
)

# These two name customers without a foreign key: a book that is fetched anew is cleared first, and the
# advisor's marks must live through that. Who has left is swept away by `data.shelves`.
pinned_customers = Table(
    "pinned_customers",
    metadata,
    Column("customer_id", LargeBinary, primary_key=True),
    Column("pinned_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)

recent_customers = Table(
    "recent_customers",
    metadata,
    Column("customer_id", LargeBinary, primary_key=True),
    Column("seen_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)

office_checks = Table(
    "office_checks",
    metadata,
    Column("customer_id", LargeBinary, primary_key=True),
    Column("answer", Text),
    Column("answered_at", Integer),
    sqlite_with_rowid=False,
    comment="prospects about whom head office is asked whether they are known beyond this book",
)
