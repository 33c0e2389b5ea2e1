"""An invented bank of plain rows, with every oddity that a feature must bear, and its frames on an engine."""

import random
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from advisor_app.analysis.features import Inputs, Span, calendar
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.policy import Policy
from advisor_app.head_office.policies import from_file
from tests.analysis.features.engines import Make

AS_OF = 20_417  # 2025-11-25
NAME = "江城银行"
Row = tuple[Any, ...]

_I, _T, _B, _F = pa.int64(), pa.string(), pa.binary(), pa.float64()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "customers": {"customer": _B, "birth_day": _I, "opened_on": _I},
    "accounts": {"account": _I, "customer": _B, "factor": _F, "balance_minor": _I, "open": _I},
    "transactions": {
        "account": _I,
        "day": _I,
        "amount_minor": _I,
        "kind": _T,
        "channel": _T,
        "category": _T,
        "counterparty": _T,
        "counterparty_bank": _T,
        "counterparty_account": _T,
    },
    "averages": {"customer": _B, "month": _I, "average_minor": _I, "coverage": _I},
    "positions": {"customer": _B, "kind": _T, "factor": _F, "value_minor": _I, "matures_on": _I},
    "loans": {"account": _I, "outstanding_minor": _I},
    "cards": {"customer": _B},
    "bought": {"customer": _B, "day": _I},
    "visits": {"customer": _B, "day": _I, "kind": _T},
    "contacts": {"customer": _B, "day": _I, "two_way": _I, "social": _I},
    "campaigns": {"customer": _B, "day": _I, "agreed": _I},
    "feedback": {"customer": _B, "day": _I, "complaint": _I, "negative": _I},
    "active": {"customer": _B, "active": _I},
}
KINDS = ("cash", "transfer", "card", "investment", "interest", "standing_order", "direct_debit")
CHANNELS = (None, "counter", "atm", "mobile", "pos")
CATEGORIES = (
    None,
    "groceries",
    "dining",
    "leasing",
    "insurance",
    "own_accounts",
    "salary",
    "pension",
    "house_sale",
)


@dataclass
class Bank:
    """Rows by table, as `COLUMNS` names them."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, *row: Any) -> None:
        assert len(row) == len(COLUMNS[table])
        self.rows[table].append(row)

    def transaction(self, account: int, day: int, minor: int, **more: str | None) -> None:
        names = list(COLUMNS["transactions"])[3:]
        self.add(
            "transactions", account, day, minor, *({"kind": "transfer", **more}.get(name) for name in names)
        )


def rules() -> Policy:
    """Return the policy that ships, and in it how the bank's own names and codes begin."""
    policy = from_file(None)
    return replace(policy, features=replace(policy.features, own_banks=(f"{NAME}东", "84")))


def arrow(name: str, rows: list[Row]) -> pa.Table:
    """Return rows as a table with the columns' types."""
    columns = COLUMNS[name]
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(cell, kind) for cell, kind in zip(cells, columns.values(), strict=True)]
    return pa.Table.from_arrays(arrays, names=list(columns))


def frames(bank: Bank, make: Make, as_of: int = AS_OF) -> tuple[Inputs, Any]:
    """Return the inputs on an engine, and who is active."""
    days = calendar(Span(as_of))
    table = pa.table({name: pa.array([getattr(day, name) for day in days], _I) for name in days[0]._fields})
    made = {name: make(arrow(name, rows)) for name, rows in bank.rows.items()}
    active = made.pop("active")
    return Inputs(calendar=make(table), bank=NAME, **made), active


def invented(seed: int, customers: int) -> Bank:
    """Return a bank in which anything may be missing, early, late, foreign or zero."""
    chance, bank, number = random.Random(seed), Bank(), 0
    for place in range(customers):
        key = place.to_bytes(16, "big")
        bank.add("customers", key, chance.choice([None, 3_650, -9_000]), chance.choice([None, 15_000, AS_OF]))
        bank.add("active", key, int(chance.random() < 0.8))
        for month in range(chance.choice([0, 5])):
            bank.add("averages", key, add_months(month_start(AS_OF), -month), chance.randrange(10**7), 100)
        for _ in range(chance.randrange(3)):
            number += 1
            factor = chance.choice([1.0, 1.0, 7.1234, 0.0])
            balance = chance.choice([None, -500, chance.randrange(10**6)])
            bank.add("accounts", number, key, factor, balance, chance.randrange(2))
            _transactions(bank, chance, number)
            if chance.random() < 0.3:
                bank.add("loans", number, chance.choice([None, 10**7]))
        for _ in range(chance.randrange(4)):
            kind = chance.choice(["fund", "wealth", "term_deposit", "mystery"])
            matures = chance.choice([None, AS_OF, AS_OF + 1, AS_OF + 90, AS_OF + 91])
            bank.add("positions", key, kind, chance.choice([1.0, 7.1]), chance.randrange(10**6), matures)
        _touches(bank, chance, key)
    return bank


def _transactions(bank: Bank, chance: random.Random, account: int) -> None:
    for _ in range(chance.choice([0, 3, 60])):
        bank.transaction(
            account,
            AS_OF + 2 - chance.randrange(430),
            chance.randrange(-90_000, 90_000),
            kind=chance.choice(KINDS),
            channel=chance.choice(CHANNELS),
            category=chance.choice(CATEGORIES),
            counterparty=chance.choice([None, "永辉超市", "星巴克", "It's 1"]),
            counterparty_bank=chance.choice(
                [None, "", "工商银行", "建设银行", NAME, NAME + "东岭支行", "8421"]
            ),
            counterparty_account=chance.choice([None, "6222"]),
        )
    for every in chance.sample([7, 30, 31, 91, 40], 2):  # regular ones, with a little play
        for time in range(chance.randrange(2, 8)):
            bank.transaction(
                account,
                AS_OF - 3 - every * time + chance.randrange(2),
                -30_000 - chance.randrange(3_000),
                kind="standing_order",
                category="leasing",
                counterparty=f"租赁{every}",
            )
    for month in range(chance.choice([0, 2, 4, 12])):
        day = add_months(month_start(AS_OF), -month) + chance.choice([9, 9, 10])
        bank.transaction(account, min(day, AS_OF), 900_000 + chance.randrange(400_000), category="salary")


def _touches(bank: Bank, chance: random.Random, key: bytes) -> None:
    for _ in range(chance.randrange(4)):
        day = AS_OF + 1 - chance.choice([0, 1, 89, 90, 91, 364, 365, 366])
        bank.add("visits", key, day, chance.choice(["login", "product_view"]))
        bank.add("contacts", key, day, chance.randrange(2), chance.randrange(2))
        bank.add("campaigns", key, day, chance.randrange(2))
        bank.add("bought", key, day)
        bank.add("feedback", key, day, chance.randrange(2), chance.randrange(2))
    for _ in range(chance.randrange(3)):
        bank.add("cards", key)
