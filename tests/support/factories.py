"""A book made by hand: one call a record, with valid defaults for whatever a test does not care about."""

from itertools import count
from typing import Any, get_type_hints

from advisor_app.data.apply import write_rows
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES

TODAY = 20_781  # 2026-11-24
NOON = TODAY * 86_400_000_000 + 4 * 3_600_000_000  # noon of that day in Shanghai
_BANK = {
    "id": 1,
    "name": "江城银行",
    "base_currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "as_of": TODAY,
    "demo": 1,
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "bank": _BANK,
    "sources": {"system": "core", "as_of_day": TODAY},
    "customers": {"kind": "customer"},
    "tiers": {
        "tier": "gold",
        "since_on": TODAY - 300,
        "month": TODAY - 23,
        "currency": "CNY",
        "reason": "{}",
    },
    "aum_months": {"month": TODAY - 23, "currency": "CNY", "coverage": 100},
    "accounts": {"kind": "current", "currency": "CNY"},
    "account_holders": {"role": "owner"},
    "cards": {"kind": "debit"},
    "loans": {"kind": "mortgage", "currency": "CNY", "starts_on": TODAY - 500},
    "transactions": {"kind": "card", "day": TODAY},
    "holdings": {"kind": "term_deposit", "currency": "CNY", "as_of": TODAY},
    "interactions": {"channel": "phone", "direction": "out", "happened_at": NOON},
    "feedback": {"kind": "survey", "happened_at": NOON, "status": "closed"},
    "consents": {"channel": "phone", "purpose": "marketing", "granted": 1, "recorded_at": NOON},
    "risk_assessments": {"grade": "C3", "assessed_on": TODAY - 100, "expires_on": TODAY + 265},
    "digital_events": {"channel": "app", "kind": "login", "happened_at": NOON, "basis": "contract"},
    "conversions": {"evidence": "number", "state": "proposed", "proposed_at": NOON},
    "products": {"kind": "wealth", "currency": "CNY", "issuer_kind": "own", "as_of": TODAY},
}


class Book:
    """Writes records into a store and keeps the search texts fresh, as a pull does."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = count(1)
        self.add("bank")

    def add(self, table: str, /, **values: Any) -> Any:
        """Write one record and return its id (for records without one, the whole record)."""
        record = ENTITIES[table].record
        row = {name: self._blank(name, hint) for name, hint in get_type_hints(record).items()}
        row |= _DEFAULTS.get(table, {}) | values
        with self.store.write() as tx:
            write_rows(tx, table, record._fields, [record(**row)])
            changed = {"customers": row.get("id"), "aum_months": row.get("customer_id")}.get(table)
            if changed:
                refresh(tx, [changed])
        return row.get("id", record(**row))

    def customer(self, name: str | None = "张伟", aum: int | None = None, **values: Any) -> bytes:
        """Write a customer, with one month's average AUM in fen where it is given."""
        key: bytes = self.add("customers", name=name, **values)
        if aum is not None:
            self.add("aum_months", customer_id=key, average_minor=aum)
        return key

    def account(self, *holders: bytes, **values: Any) -> int:
        """Write an account; the first holder owns it, the others hold it jointly."""
        key: int = self.add("accounts", **values)
        for place, holder in enumerate(holders):
            role = "joint" if place else "owner"
            self.add("account_holders", account_id=key, customer_id=holder, role=role)
        return key

    def _blank(self, name: str, hint: Any) -> Any:
        if name == "id":
            return new_id() if hint is bytes else next(self._numbers)
        return {int: 0, str: "", bytes: b""}.get(hint)
