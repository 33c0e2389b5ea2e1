"""Importing a million transactions at head office, validation included, against a loader that only parses and
loads.

Both load the same CSV file of the native format into databases of the same kind, made alike, each in a
process of its own; the importer reports the peak of its memory. On PostgreSQL and on encrypted SQLite.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import func, select

from advisor_app.domain.dates import from_day
from advisor_app.head_office.bootstrap import NewBank, create_bank, open_bank
from advisor_app.head_office.db.models import Transaction
from advisor_app.head_office.importing import import_folder, load_mapping
from benchmarks import Result
from benchmarks.postgres import postgres

CUSTOMERS, TRANSACTIONS = 5_000, 1_000_000
FIRST_DAY, DAYS = 20_051, 730
DATE = "2026-11-24"
MEGABYTE = 1_000_000


def write_people(folder: Path) -> None:
    """Write customers, accounts and their owners in the native format."""
    people = range(CUSTOMERS)
    tables = {
        "customers": (
            ("key", "number", "kind", "name"),
            ((f"C{n}", f"{n:08}", "customer", f"客户{n}") for n in people),
        ),
        "accounts": (("key", "kind", "currency"), ((f"A{n}", "current", "CNY") for n in people)),
        "account_holders": (
            ("key", "account", "customer", "role"),
            ((f"H{n}", f"A{n}", f"C{n}", "owner") for n in people),
        ),
    }
    for name, (header, rows) in tables.items():
        with (folder / f"{name}-{DATE}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def write_transactions(path: Path, count: int) -> None:
    """Write transactions in the order of their booking, with running balances."""
    rng = random.Random(1)  # noqa: S311  # the same file each time
    kinds = ("transfer", "card", "cash", "fee", "interest")
    shops = ("东湖超市", "江城地铁", "蓝天航空", "学府书店", "中心医院", "Coffee, Tea & Co", "城南加油站", "")
    balances = [10_000_00] * CUSTOMERS
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "key",
                "account",
                "day",
                "amount",
                "balance",
                "kind",
                "channel",
                "counterparty",
                "counterparty_bank",
                "counterparty_account",
                "category",
                "memo",
            ]
        )
        for number in range(count):
            account = rng.randrange(CUSTOMERS)
            amount = rng.randrange(-50_000, 52_000)
            balances[account] += amount
            writer.writerow(
                (
                    f"T{number:08}",
                    f"A{account}",
                    from_day(FIRST_DAY + number * DAYS // count).isoformat(),
                    f"{amount / 100:.2f}",
                    f"{balances[account] / 100:.2f}",
                    rng.choice(kinds),
                    "app",
                    rng.choice(shops),
                    "ICBC",
                    f"6222{account:012}",
                    rng.choice(("groceries", "transport", "travel", "")),
                    "转账" if number % 5 else "",
                )
            )


def _run(*command: str) -> str:
    return subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, text=True).stdout


def _measure(kind: str, urls: tuple[str, str], folder: Path) -> Iterable[Result]:
    for url in urls:
        engine = create_bank(url, NewBank("benchmark"))
        import_folder(engine, load_mapping("native"), folder / "people", rejects_dir=folder / "rejects")
        engine.dispose()
    transactions = folder / "transactions"
    floor = float(_run("benchmarks.minimal_loader", urls[0], str(next(transactions.iterdir()))))
    imported = json.loads(_run("benchmarks.head_office_import", urls[1], str(transactions)))
    for url in urls:
        engine = open_bank(url)
        with engine.connect() as connection:
            assert (
                connection.execute(select(func.count()).select_from(Transaction)).scalar_one() == TRANSACTIONS
            )
        engine.dispose()
    ratio, memory = imported["seconds"] / floor, imported["peak_bytes"] / MEGABYTE
    name = f"head_office_import_{kind}"
    yield Result(name, imported["seconds"], "s", "minimal loader", ratio, "<= 2", ratio <= 2)
    yield Result(f"{name}_memory", memory, "MB", "limit", memory / 300, "<= 1", memory <= 300)


def run() -> Iterable[Result]:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as name, postgres() as url:
        folder = Path(name)
        for part in ("people", "transactions"):
            (folder / part).mkdir()
        write_people(folder / "people")
        write_transactions(folder / "transactions" / f"transactions-{DATE}.csv", TRANSACTIONS)
        yield from _measure("postgresql", (url, url), folder)
        sqlite = (f"sqlite:///{folder / 'floor.db'}", f"sqlite:///{folder / 'import.db'}")
        yield from _measure("sqlite", sqlite, folder)


def main(url: str, folder: Path) -> None:
    """Import `folder` and print seconds and the peak of this process's memory."""
    engine = open_bank(url)
    started = time.perf_counter()
    report = import_folder(engine, load_mapping("native"), folder, rejects_dir=folder.parent / "rejects")
    seconds = time.perf_counter() - started
    assert report.total("loaded") == report.total("read") > 0
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak_bytes": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
