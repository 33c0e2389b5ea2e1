"""A small demo bank, generated once, as the rows that its files hold."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from advisor_app.head_office.demo import AS_OF, Summary, generate

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fen(amount: str) -> int:
    """Return an amount in yuan with two places as fen."""
    whole, places = amount.split(".")
    assert len(places) == 2
    return int(whole + places)


def day(text: str) -> date | None:
    """Return a cell as a date, None if it is empty."""
    return date.fromisoformat(text) if text else None


@dataclass
class Extracts:
    """All rows of a demo bank by file, and some of them by what they hang on."""

    summary: Summary

    def __post_init__(self) -> None:
        paths = self.summary.extracts.glob("*.csv")
        self.files = {path.name.removesuffix(f"-{AS_OF}.csv"): read(path) for path in paths}
        self.customers = {row["key"]: row for row in self.files["customers"]}
        self.accounts = {row["key"]: row for row in self.files["accounts"]}
        self.products = {row["code"]: row for row in self.files["products"]}
        self.owner = {
            row["account"]: self.customers[row["customer"]]
            for row in self.files["account_holders"]
            if row["role"] == "owner"
        }
        self.transactions = self.by("transactions", "account")

    def by(self, file: str, column: str) -> dict[str, list[Row]]:
        """Return the rows of a file, grouped by a column."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.files[file]:
            groups[row[column]].append(row)
        return dict(groups)

    def assets(self) -> dict[str, int]:
        """Return the fen that each customer has: holdings and own accounts."""
        sums = dict.fromkeys(self.customers, 0)
        for row in self.files["holdings"]:
            sums[row["customer"]] += fen(row["value"])
        for account, owner in self.owner.items():
            sums[owner["key"]] += fen(self.accounts[account]["balance"])
        return sums


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Extracts:
    """A bank of 3 advisors with 100 customers each."""
    folder = tmp_path_factory.mktemp("demo")
    return Extracts(generate(folder, seed=7, customers=300, advisors=3, transactions_per_customer=150))
