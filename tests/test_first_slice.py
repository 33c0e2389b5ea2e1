"""The slice as a whole: a demo bank of five advisors with a thousand customers each, and their five devices."""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from advisor_app.data import apply
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor, Customer
from advisor_app.head_office.demo import generate
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.services.synchronise import synchronise
from tests.support.office import Office, demo_bank, device, serving

ADVISORS, EACH = 5, 1000


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generate(
        folder,
        seed=11,
        customers=ADVISORS * EACH,
        advisors=ADVISORS,
        months=2,
        as_of=date(2026, 11, 24),
        transactions_per_customer=5,
    )
    return folder


@pytest.fixture(scope="module")
def bank(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("office")
    engine: Engine = demo_bank(folder)
    report = import_folder(
        engine, load_mapping("native"), extracts / "extracts", rejects_dir=folder / "rejects"
    )
    assert report.total("rejected") == 0
    with engine.begin() as connection:
        wanted = assignments.read_file(extracts / "assignments.csv")
        assignments.assign(connection, assignments.from_numbers(connection, wanted))
    yield engine
    engine.dispose()


@pytest.fixture
def office(bank: Engine, tmp_path: Path) -> Iterator[Office]:
    with serving(bank, tmp_path / "tls") as found:
        yield found


def _rows(extracts: Path, entity: str) -> list[dict[str, str]]:
    (path,) = (extracts / "extracts").glob(f"{entity}-*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_of_five_devices_pulls_exactly_its_book(office: Office, extracts: Path, tmp_path: Path) -> None:
    # Counted from the extracts alone, past the import, the database and the protocol.
    with (extracts / "assignments.csv").open(encoding="utf-8", newline="") as file:
        book_of = {row["customer"]: row["advisor"] for row in csv.DictReader(file)}
    numbers = {row["key"]: row["number"] for row in _rows(extracts, "customers")}
    accounts_of: dict[str, set[str]] = {}
    for row in _rows(extracts, "account_holders"):
        advisor = book_of.get(numbers[row["customer"]])
        if advisor:
            accounts_of.setdefault(advisor, set()).add(row["account"])
    transactions = Counter(row["account"] for row in _rows(extracts, "transactions"))
    for advisor in sorted(set(book_of.values())):
        with device(office, advisor, tmp_path / advisor) as own:
            synchronise(own)
            with own.store.read() as connection:
                raw = apply.driver(connection)
                held = {
                    row[0] for row in raw.execute("SELECT number FROM customers WHERE number IS NOT NULL")
                }
                totals = apply.totals(connection)
            assert held == {number for number, owner in book_of.items() if owner == advisor}
            assert totals["accounts"][0] == len(accounts_of[advisor])
            assert totals["transactions"][0] == sum(transactions[key] for key in accounts_of[advisor])


def test_nothing_of_the_book_lies_readable_on_the_device(
    office: Office, extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for variable in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    with office.engine.begin() as connection:
        advisor = connection.execute(select(Advisor.number).order_by(Advisor.id)).scalars().first()
        own_people = connection.execute(select(Customer.name, Customer.phone)).all()
    assert advisor
    assert own_people
    folder = tmp_path / "device"
    with device(office, advisor, folder) as own:
        synchronise(own)
        with own.store.read() as connection:
            raw = apply.driver(connection)
            secrets = _secrets(raw)
            assert len(secrets) == 600
            # The store is open: its write-ahead log is searched too.
            found = _found(secrets, folder, temporary)
            control = tmp_path / "control"
            control.mkdir()
            _plain_copy(raw, control / "plain.db")
    assert found == set()
    assert _found(secrets, folder, temporary) == set()
    assert _found(secrets, control) == set(secrets)


def _secrets(raw: object) -> list[str]:
    """Return 600 distinct names, phones, amounts and notes, as the unlocked store gives them."""
    queries = (
        "SELECT DISTINCT name FROM customers WHERE length(name) > 2",
        "SELECT DISTINCT phone FROM customers WHERE phone IS NOT NULL",
        "SELECT DISTINCT name || ':' || phone FROM customers WHERE phone IS NOT NULL",
        "SELECT DISTINCT note FROM interactions WHERE length(note) > 8",
    )
    found: list[str] = []
    for query in queries:
        found += [row[0] for row in raw.execute(f"{query} LIMIT 150")]  # type: ignore[attr-defined]
    return found


def _plain_copy(raw: object, path: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE control (name, phone, both, note)")
    rows = raw.execute("SELECT name, phone, name || ':' || phone FROM customers").fetchall()  # type: ignore[attr-defined]
    plain.executemany("INSERT INTO control (name, phone, both) VALUES (?, ?, ?)", rows)
    notes = raw.execute("SELECT note FROM interactions").fetchall()  # type: ignore[attr-defined]
    plain.executemany("INSERT INTO control (note) VALUES (?)", notes)
    plain.commit()
    plain.close()


def _found(secrets: list[str], *folders: Path) -> set[str]:
    """Return the secrets that stand in any file below some folders, in any of three encodings."""
    content = b"".join(
        Path(place, name).read_bytes()
        for folder in folders
        for place, _, names in os.walk(folder)
        for name in names
    )
    return {
        secret
        for secret in secrets
        if any(secret.encode(encoding, "ignore") in content for encoding in ("utf-8", "utf-16-le", "gb18030"))
    }
