"""Runs of an import on both databases: the bank that they need, a second run, and what devices are told of one."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select

from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import (
    Advisor,
    Bank,
    Change,
    Customer,
)
from advisor_app.head_office.importing import import_folder, load_mapping
from tests.head_office.importing.conftest import Import
from tests.head_office.importing.reports import named, told
from tests.support.extracts import counts, mapping, rows, transactions, write, write_book


def test_the_second_run_changes_nothing(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    write(folder, "transactions-2026-11-24.csv", *transactions(("T1", "A0", "2026-11-24", "1.00")))
    load(folder)
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        customers = connection.execute(select(Customer.number)).scalars()
        chosen = assignments.from_numbers(connection, dict.fromkeys(map(str, customers), "1"))
        assignments.assign(connection, chosen)
    before = counts(bank, "changes", "import_files", "transactions", "customers")
    known = load(folder)
    assert [file.status for file in known.files] == ["unchanged"] * 4
    assert [told(file)[3] for file in known.files] == [3, 3, 3, 1]
    assert counts(bank, "changes", "import_files", "transactions", "customers") == before
    # The same rows in other files are read, compared, and found unchanged as well.
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    compared = load(folder)
    assert [file.status for file in compared.files] == ["loaded"] * 4
    assert [told(file)[3] for file in compared.files] == [3, 3, 3, 1]
    with bank.connect() as connection:
        entities = connection.execute(select(Change.entity).offset(before[0])).scalars().all()
    assert set(entities) <= {"sources"}


def test_devices_are_told_what_changed_in_their_book(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    load(folder)
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        assignments.assign(connection, assignments.from_numbers(connection, {"N0": "1"}))
        connection.execute(delete(Change))
    write(
        folder,
        "transactions-2026-11-25.csv",
        *transactions(("T0", "A0", "2026-11-25", "1.00"), ("T1", "A1", "2026-11-25", "1.00")),
    )
    people = [
        ("C0", "N0", "customer", "改名"),
        ("C1", "N1", "customer", "客户1"),
        ("C2", "N2", "customer", "客户2"),
    ]
    write(folder, "customers-2026-11-25.csv", ("key", "number", "kind", "name"), *people)
    report = load(folder)
    assert told(named(report, "customers-2026-11-25.csv")) == (3, 0, 1, 2, 0, 0)
    with bank.connect() as connection:
        found = sorted(connection.execute(select(Change.entity)).scalars())
        customer = connection.execute(select(Customer.id).where(Customer.number == "N0")).scalar_one()
        change = (
            connection.execute(select(Change.row_uuid).where(Change.entity == "customers")).scalars().all()
        )
    assert found == ["accounts", "bank", "customers", "sources", "sources", "transactions"]
    assert change == [customer]


def test_a_book_is_told_of_new_and_closed_rows(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder, 30)
    load(folder)
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        everybody = {f"N{n}": "1" for n in range(30)}
        assignments.assign(connection, assignments.from_numbers(connection, everybody))
        connection.execute(delete(Change))
    cards = [(f"K{n}", f"A{n}", f"C{n}", "debit") for n in range(30)]
    write(folder, "cards-2026-11-24.csv", ("key", "account", "customer", "kind"), *cards)
    load(folder)
    write(folder, "cards-2026-11-25.csv", ("key", "account", "customer", "kind"), *cards[1:])
    load(folder)
    with bank.connect() as connection:
        ids = connection.execute(
            select(Change.row_id).where(Change.entity == "cards").order_by(Change.seq)
        ).scalars()
        assert Counter(ids) == Counter([*range(1, 31), 1])


def test_an_empty_bank_takes_currency_and_zone_and_keeps_them(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    text = """
        system = "x"
        base_currency = "{currency}"
        time_zone = "Europe/Prague"
        as_of = 2026-11-24
        [[file]]
        entity = "customers"
        name = "c.csv"
        mode = "append"
        columns = "fields"
        """
    write(tmp_path / "in", "c.csv", ("key", "kind"), ("1", "customer"))
    load(tmp_path / "in", mapping(text.format(currency="CZK")))
    assert rows(bank, "bank", "base_currency", "time_zone", by="id") == [("CZK", "Europe/Prague")]
    with pytest.raises(RefusedError):
        load(tmp_path / "in", mapping(text.format(currency="EUR")))
    assert rows(bank, "bank", "base_currency", "time_zone", by="id") == [("CZK", "Europe/Prague")]


def test_a_folder_without_anything_to_import_is_an_error(bank: Engine, load: Import, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "readme.txt").write_text("hello")
    for folder in (tmp_path / "in", tmp_path / "none", tmp_path / "in" / "readme.txt"):
        with pytest.raises(InputError):
            load(folder)
    write(tmp_path / "in", "customers-2026-11-24.csv", ("key", "kind"), ("1", "customer"))
    assert load(tmp_path / "in").ignored == ["readme.txt"]


def test_a_database_without_a_bank_is_an_error(bank: Engine, tmp_path: Path) -> None:
    with bank.begin() as connection:
        connection.execute(delete(Bank))
    with pytest.raises(InputError):
        import_folder(bank, load_mapping("native"), tmp_path, rejects_dir=tmp_path / "rejects")


def test_progress_reaches_the_end(bank: Engine, tmp_path: Path) -> None:
    write_book(tmp_path / "in", 5000)
    calls: list[tuple[str, int, int, int]] = []
    import_folder(
        bank,
        load_mapping("native"),
        tmp_path / "in",
        rejects_dir=tmp_path / "rejects",
        progress=lambda *call: calls.append(call),
    )
    assert [call[3] for call in calls if call[1] == call[2]][-1] == 5000
    assert len({call[0] for call in calls}) == 3
