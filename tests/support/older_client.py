"""A device of schema 1, as it was released: its messages are written down here and never follow the present ones."""

from itertools import accumulate
from typing import Any

import msgspec
import zstandard

from advisor_app.sync.transport import Transport

# The entities of schema 1 that its tests look at, each with its fields in wire order.
_FIELDS = {
    "customers": (
        "id source_id number kind name sex birth_day id_kind id_number id_expires_on phone email address "
        "occupation household_id household_role branch_id district_id opened_on closed_on"
    ),
    "interactions": (
        "id customer_id advisor_id channel direction purpose outcome note happened_at duration next_step "
        "next_step_on"
    ),
    "transactions": (
        "account_id day id source_id amount_minor balance_minor kind channel counterparty counterparty_bank "
        "counterparty_account category memo at"
    ),
}
FIELDS = {name: text.split() for name, text in _FIELDS.items()}
KNOWN = {
    "bank", "sources", "branches", "advisors", "districts", "products", "fx_rates", "policies", "households",
    "customers", "tiers", "aum_months", "conversions", "accounts", "account_holders", "cards", "loans",
    "standing_orders", "transactions", "holdings", "interactions", "feedback", "consents", "risk_assessments",
    "digital_events",
}  # fmt: skip

KNOWN_TO_2 = KNOWN | {"promises", "attachments", "revisions"}


class Request(msgspec.Struct, omit_defaults=True):
    """What schema 1 sends for a page."""

    schema: int
    checkpoint: bytes | None = None
    rows: int = 20_000


class Total(msgspec.Struct, array_like=True):
    """A control total."""

    rows: int
    amount_minor: int = 0


def _columns(name: str) -> Any:
    return msgspec.defstruct(name, [(field, list[Any]) for field in FIELDS[name]], array_like=True)


Tables: Any = msgspec.defstruct(
    "OldTables", [(name, _columns(name) | None, None) for name in FIELDS], omit_defaults=True
)


class Page(msgspec.Struct, omit_defaults=True):
    """A page as schema 1 reads it."""

    checkpoint: bytes
    tables: Tables
    visible: bool
    complete: bool
    revokes: list[bytes] = []
    rows_total: int = 0
    totals: dict[str, Total] = {}


class OlderClient:
    """Pulls like schema 1 and keeps the rows it understands; `seen` are all tables that pages named."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.checkpoint: bytes | None = None
        self.rows: dict[str, dict[bytes | int, dict[str, Any]]] = {name: {} for name in FIELDS}
        self.seen: set[str] = set()
        self.totals: dict[str, Total] = {}

    def pull(self, schema: int = 1) -> None:
        """Pull until this client agrees."""
        while True:
            body = self._transport.call_body("pull", Request(schema, self.checkpoint))
            raw = zstandard.ZstdDecompressor().decompress(body)
            self.seen |= set(msgspec.msgpack.decode(raw)["tables"])
            page = msgspec.msgpack.decode(raw, type=Page)
            for name in FIELDS:
                if (table := getattr(page.tables, name)) is not None:
                    for row in _rows(name, table):
                        self.rows[name][row["id"]] = row
            self.checkpoint = page.checkpoint
            self.totals |= page.totals
            if page.complete:
                return


def _rows(name: str, table: Any) -> list[dict[str, Any]]:
    columns = {field: getattr(table, field) for field in FIELDS[name]}
    if name == "transactions":
        for field in ("account_id", "day", "id"):
            columns[field] = list(accumulate(columns[field]))
    count = max(map(len, columns.values()))
    filled = {field: values or [None] * count for field, values in columns.items()}
    return [dict(zip(filled, values, strict=True)) for values in zip(*filled.values(), strict=True)]
