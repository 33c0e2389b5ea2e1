"""An invented bank of plain rows, and what is unusual in it on an engine; as a program, on Spark.

Spark leaves threads and a Java behind, so it runs in a process of its own.
"""

import json
import random
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from advisor_app.analysis.anomalies import COLUMNS, Inputs, found
from advisor_app.domain.dates import start_of
from advisor_app.domain.policy import Policy
from advisor_app.head_office.policies import from_file
from tests.analysis.features.engines import Make, engine, rows

AS_OF = 20_781  # 2026-11-24
ZONE = "Asia/Shanghai"
YUAN = 100
LI = b"l" * 16
HOUR = 3_600_000_000

_I, _T = pa.int64(), pa.string()
_ACCOUNTS = {"account": _I, "customer": pa.binary(), "factor": pa.float64(), "opened_on": _I}
_TRANSACTIONS = {
    "id": _I,
    "account": _I,
    "day": _I,
    "at": _I,
    "amount_minor": _I,
    "kind": _T,
    "category": _T,
    "counterparty": _T,
    "counterparty_bank": _T,
    "counterparty_account": _T,
}


@dataclass
class Rows:
    """Accounts and transactions of an invented bank."""

    accounts: list[tuple[Any, ...]] = field(default_factory=list)
    transactions: list[tuple[Any, ...]] = field(default_factory=list)

    def account(self, number: int, owner: bytes = LI, factor: float = 1.0, opened: int = AS_OF - 3000) -> int:
        self.accounts.append((number, owner, factor, opened))
        return number

    def pay(self, account: int, ago: int, yuan: float, **more: Any) -> None:
        """Add a transaction of so many days ago; what is paid out is positive here."""
        values = {"kind": "transfer", "counterparty_account": "6222", **more}
        day = AS_OF - ago
        if (hour := values.pop("hour", None)) is not None:
            values["at"] = start_of(day, ZONE) + hour * HOUR
        row = {
            "id": len(self.transactions),
            "account": account,
            "day": day,
            "amount_minor": -round(yuan * YUAN),
        }
        self.transactions.append(tuple((row | values).get(name) for name in _TRANSACTIONS))

    def past(self, account: int, count: int = 40, **more: Any) -> None:
        """Add payments of 900 to 1,100 over ten months before the recent days."""
        for place in range(count):
            self.pay(account, 20 + place * 300 // count, 900 + place % 5 * 50, **more)

    def inputs(self, make: Make, policy: Policy) -> Inputs:
        first = AS_OF - policy.anomalies.recent_days - policy.anomalies.history_days
        days = [(day, start_of(day, ZONE)) for day in range(first, AS_OF + 1)]
        return Inputs(
            accounts=make(_table(self.accounts, _ACCOUNTS)),
            transactions=make(_table(self.transactions, _TRANSACTIONS)),
            calendar=make(_table(days, {"day": _I, "begins": _I})),
            unit=YUAN,
        )


def _table(found_rows: list[tuple[Any, ...]], columns: dict[str, Any]) -> pa.Table:
    cells = list(zip(*found_rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(cell, kind) for cell, kind in zip(cells, columns.values(), strict=True)]
    return pa.Table.from_arrays(arrays, names=list(columns))


def unusual(bank: Rows, make: Make, policy: Policy) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each kind that has any; of structuring by the code of the limit."""
    every = found(
        bank.inputs(make, policy), policy, AS_OF, lambda frame: make(frame.collect("pyarrow").to_native())
    )
    listed = {
        one.limit.code if one.limit else one.kind: [
            dict(zip(COLUMNS, row, strict=True)) for row in rows(one.rows)
        ]
        for one in every
    }
    return {name: kept for name, kept in listed.items() if kept}


def told(name: str, seed: int) -> dict[str, list[str]]:
    """Return what is unusual in the bank invented by a seed, by an engine, as text, in an order of its own."""
    if name == "spark":
        answer = subprocess.run(
            [sys.executable, "-m", __name__, str(seed)], check=True, stdout=subprocess.PIPE, text=True
        )
        on_spark: dict[str, list[str]] = json.loads(answer.stdout)
        return on_spark
    return _told(name, seed)


def _told(name: str, seed: int) -> dict[str, list[str]]:
    with engine(name) as make:
        every = unusual(invented(seed, 200), make, from_file(None))
    return {kind: sorted(map(str, kept)) for kind, kept in every.items()}


def invented(seed: int, customers: int) -> Rows:
    chance, bank = random.Random(seed), Rows()
    for number in range(1, customers + 1):
        bank.account(number, number.to_bytes(16, "big"), chance.choice([1.0, 1.0, 7.1234]))
        quiet = chance.choice([0, 0, 200])
        for _ in range(chance.choice([5, 80])):
            bank.pay(
                number,
                quiet + chance.randrange(380 - quiet),
                chance.choice([-1, 1, 1]) * round(chance.lognormvariate(6, 1.2), 2),
                kind=chance.choice(["transfer", "card", "cash", "fee"]),
                category=chance.choice([None, "dining", "own_accounts", "statement_fee"]),
                counterparty=chance.choice([None, "张三", "李四"]),
                counterparty_account=chance.choice([None, "1", "2"]),
                hour=chance.choice([None, *range(8, 20)]),
            )
        for place in range(chance.choice([0, 0, 1, 3, 14])):
            bank.pay(
                number,
                chance.choice([place, 3]),
                chance.choice([500, 6_000, 47_000, 49_000, 90_000]) * chance.choice([1, 1, -1]),
                kind=chance.choice(["transfer", "cash"]),
                counterparty_account=chance.choice(["1", "9"]),
                hour=chance.choice([None, 2, 14]),
            )
        for paid in chance.sample(bank.transactions, min(3, len(bank.transactions))):
            _id, account, day, _at, minor, kind, *_, payee = paid
            bank.pay(
                account,
                AS_OF - day - chance.choice([0, 1, 9]),
                minor / YUAN,
                kind=kind,
                counterparty_account=payee,
            )
    return bank


if __name__ == "__main__":
    print(json.dumps(_told("spark", int(sys.argv[1]))))
