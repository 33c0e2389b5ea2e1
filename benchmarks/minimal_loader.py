"""The floor of `head_office_import`: parse a native file of transactions and load it, with no validation at
all.

It does what nobody can leave out: split the CSV, find each row's account, make numbers of day and amounts,
and hand all to the database's own bulk path, into the same table with the same indexes, in one transaction.
It keeps no line numbers, looks for no mistake, tells repeated from new by nothing, and sums nothing up.
"""

import csv
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Account, Source

COLUMNS = (
    "source_id, source_key, account_id, day, amount_minor, balance_minor, kind, channel, counterparty, "
    "counterparty_bank, counterparty_account, category, memo"
)


def rows(path: Path, accounts: dict[str, int], source: int) -> Iterator[tuple[Any, ...]]:
    """Yield the file's transactions with the columns of the table."""
    epoch = date(1970, 1, 1).toordinal()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for key, account, day, amount, balance, *texts in reader:
            yield (
                source,
                key,
                accounts[account],
                date.fromisoformat(day).toordinal() - epoch,
                int(amount.replace(".", "")),
                int(balance.replace(".", "")),
                *texts,
            )


def load(connection: Connection, found: Iterator[tuple[Any, ...]]) -> None:
    """Load by COPY or executemany."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY transactions ({COLUMNS}) FROM STDIN") as copy:
            for row in found:
                copy.write("\t".join(map(str, row)) + "\n")
    else:
        marks = ", ".join("?" * len(COLUMNS.split(",")))
        driver.executemany(f"INSERT INTO transactions ({COLUMNS}) VALUES ({marks})", found)


def main(url: str, path: Path) -> None:
    """Load the file at `path` and print the seconds."""
    engine = open_bank(url)
    with engine.begin() as connection:
        started = time.perf_counter()
        accounts = dict(connection.execute(select(Account.source_key, Account.id)).all())
        load(connection, rows(path, accounts, connection.execute(select(Source.id)).scalars().first() or 0))
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
