"""Loading on both databases: counts, changes, references, snapshots, increments, limits, and what devices are told."""

import json
import stat
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, delete, insert, select, update

from advisor_app.domain.dates import from_day, to_day
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import (
    Advisor,
    Bank,
    Change,
    Customer,
    Source,
)
from advisor_app.head_office.importing import FileReport, Limits, Report, import_folder, load_mapping
from advisor_app.i18n import using
from tests.head_office.importing.conftest import Import
from tests.support.extracts import counts, mapping, rows, table, transactions, write, write_book


def told(report: FileReport) -> tuple[int, int, int, int, int, int]:
    """Return the counts of a report: read, loaded, changed, unchanged, rejected, closed."""
    assert report.status != "refused", str(report.reason)
    assert report.read == report.loaded + report.changed + report.unchanged + report.rejected
    return (
        report.read,
        report.loaded,
        report.changed,
        report.unchanged,
        report.rejected,
        report.closed,
    )


def only(report: Report) -> FileReport:
    (file,) = report.files
    return file


def named(report: Report, name: str) -> FileReport:
    (file,) = (file for file in report.files if file.file == name)
    return file


def test_every_kind_of_native_record_is_loaded(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "branches-2026-11-24.csv", ("code", "name"), ("001", "城南支行"))
    write(folder, "advisors-2026-11-24.csv", ("number", "name", "branch"), ("A1", "王芳", "001"))
    write(folder, "districts-2026-11-24.csv", ("code", "name"), ("武昌", "武昌区"))
    write(
        folder,
        "products-2026-11-24.csv",
        ("code", "name", "kind", "currency", "risk_grade", "minimum", "benchmark"),
        ("P1", "稳健一号", "wealth", "CNY", "R2", "10000", "0.031"),
    )
    write(folder, "fx_rates-2026-11-24.csv", ("day", "currency", "rate"), ("2026-11-24", "JPY", "0.0467"))
    write(folder, "households-2026-11-24.csv", ("key", "name"), ("HH1", "曾家"))
    write(
        folder,
        "customers-2026-11-24.csv",
        ("key", "number", "kind", "name", "birth_day", "id_number", "household", "branch", "district"),
        ("C1", "N1", "customer", "曾静", "1980-02-29", "11010119800229002X", "HH1", "001", "武昌"),
    )
    write(
        folder,
        "accounts-2026-11-24.csv",
        ("key", "kind", "currency", "balance", "balance_on"),
        ("A1", "savings", "JPY", "1234", "2026-11-24"),
    )
    write(
        folder,
        "account_holders-2026-11-24.csv",
        ("key", "account", "customer", "role"),
        ("H", "A1", "C1", "owner"),
    )
    write(folder, "cards-2026-11-24.csv", ("key", "account", "customer", "kind"), ("K", "A1", "C1", "debit"))
    write(
        folder,
        "loans-2026-11-24.csv",
        ("key", "account", "kind", "currency", "principal", "starts_on", "status"),
        ("L", "A1", "mortgage", "CNY", "500000.00", "2027-01-01", "performing"),
    )
    write(
        folder,
        "standing_orders-2026-11-24.csv",
        ("key", "account", "amount", "currency"),
        ("S", "A1", "500", "JPY"),
    )
    write(
        folder,
        "transactions-2026-11-24.csv",
        ("key", "account", "day", "amount", "kind", "currency", "at"),
        ("T", "A1", "2026-11-24", "-500", "card", "JPY", "2026-11-24 09:00"),
    )
    write(
        folder,
        "holdings-2026-11-24.csv",
        ("key", "customer", "product", "kind", "currency", "quantity", "value"),
        ("X", "C1", "P1", "wealth", "CNY", "100.5", "10050.01"),
    )
    write(
        folder,
        "interactions-2026-11-24.csv",
        ("key", "customer", "advisor", "channel", "direction", "happened_at"),
        ("I", "C1", "A1", "phone", "out", "2026-11-24T10:00:00+08:00"),
    )
    write(
        folder,
        "feedback-2026-11-24.csv",
        ("key", "customer", "interaction", "product", "kind", "happened_at", "status"),
        ("F", "C1", "I", "P1", "complaint", "2026-11-24T10:00:00Z", "open"),
    )
    write(
        folder,
        "consents-2026-11-24.csv",
        ("key", "customer", "channel", "purpose", "granted", "recorded_at"),
        ("Q", "C1", "phone", "marketing", "true", "2026-11-24T10:00:00Z"),
    )
    write(
        folder,
        "risk_assessments-2026-11-24.csv",
        ("key", "customer", "grade", "assessed_on", "expires_on"),
        ("R", "C1", "C3", "2026-01-01", "2027-01-01"),
    )
    write(
        folder,
        "digital_events-2026-11-24.csv",
        ("key", "customer", "channel", "kind", "happened_at", "basis"),
        ("E", "C1", "app", "login", "2026-11-24T10:00:00Z", "contract"),
    )
    report = load(folder)
    assert len(report.files) == 19
    assert [told(file) for file in report.files] == [(1, 1, 0, 0, 0, 0)] * 19
    assert rows(bank, "accounts", "balance_minor", "transaction_count", "transaction_total_minor") == [
        (1234, 1, -500)
    ]
    assert rows(bank, "holdings", "value_minor", "quantity", "as_of") == [
        (1005001, "100.5", to_day(date(2026, 11, 24)))
    ]
    assert rows(bank, "transactions", "at") == [
        (to_day(date(2026, 11, 24)) * 86_400_000_000 + 3_600_000_000,)
    ]
    ((hashed,),) = rows(bank, "customers", "id_hash")
    assert isinstance(hashed, bytes)
    assert len(hashed) == 32
    assert [told(file)[3] for file in load(folder).files] == [1] * 19
    text = json.dumps(report.to_json(), ensure_ascii=False)
    assert json.loads(text)["totals"]["loaded"] == 19


def test_customer_ids_ascend_in_file_order(bank: Engine, load: Import, tmp_path: Path) -> None:
    keys = [f"C{n * 7919 % 1000:03}" for n in range(1000)]
    write(
        tmp_path / "in",
        "customers-2026-11-24.csv",
        ("key", "kind"),
        *((key, "customer") for key in keys),
    )
    load(tmp_path / "in")
    assert [key for (key,) in rows(bank, "customers", "source_key", by="id")] == keys


def test_text_identifiers_stay_text_and_nobody_is_merged_by_name(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    write(
        tmp_path / "in",
        "customers-2026-11-24.csv",
        ("key", "number", "kind", "name", "address"),
        ("007", "062XX", "customer", "王伟", "1e5"),
        ("7", "062XX ", "customer", "王伟", " "),
        ("٧", "1E5", "customer", "王伟", ""),
    )
    assert told(only(load(tmp_path / "in"))) == (3, 3, 0, 0, 0, 0)
    assert sorted(rows(bank, "customers", "source_key", "number", "address")) == [
        ("007", "062XX", "1e5"),
        ("7", "062XX ", " "),
        ("٧", "1E5", None),
    ]


def test_references_that_are_unknown_are_rejected(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    write(
        folder,
        "transactions-2026-11-24.csv",
        *transactions(
            ("T1", "A0", "2026-11-24", "1.00"),
            ("T2", "A9", "2026-11-24", "2.00"),
            ("T3", "A1", "2026-11-24", "4.00"),
        ),
    )
    report = load(folder, limits=Limits(rejected_percent=50))
    file = report.files[-1]
    assert told(file) == (3, 2, 0, 0, 1, 0)
    (rejection,) = file.rejections
    assert (rejection.line, rejection.field) == (3, "account")
    with using("en"):
        assert str(rejection.reason) == "there is no such record: “A9”"
    assert rows(bank, "transactions", "amount_minor") == [(100,), (400,)]


def test_currencies_must_be_those_of_the_accounts(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    header = ("key", "account", "day", "amount", "kind", "currency")
    good = [(f"T{n}", "A0", "2026-11-24", "1.00", "cash", currency) for n, currency in enumerate(("CNY", ""))]
    bad = [("T8", "A0", "2026-11-24", "1", "cash", "JPY"), ("T9", "A0", "2026-11-24", "1", "cash", "rmb")]
    write(folder, "transactions-2026-11-24.csv", header, *good, *bad)
    file = load(folder, limits=Limits(rejected_percent=50)).files[-1]
    assert told(file) == (4, 2, 0, 0, 2, 0)
    assert [rejection.line for rejection in file.rejections] == [5, 4]
    assert {rejection.field for rejection in file.rejections} == {"currency"}


def test_repeated_keys_are_rejected_and_the_first_counts(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    first = [("T1", "A0", "2026-11-23", "1.00"), ("T2", "A0", "2026-11-23", "2.00")]
    write(folder, "transactions-2026-11-23.csv", *transactions(*first, ("T1", "A1", "2026-11-23", "9.00")))
    again = [
        ("T2", "A0", "2026-11-23", "3.00"),
        ("T2", "A0", "2026-11-23", "4.00"),
        ("T2", "A0", "2026-11-23", "2.00"),
    ]
    write(folder, "transactions-2026-11-24.csv", *transactions(*again))
    day_before, day = [
        file
        for file in load(folder, limits=Limits(rejected_percent=99)).files
        if file.entity == "transactions"
    ]
    assert told(day_before) == (3, 2, 0, 0, 1, 0)
    assert told(day) == (3, 0, 1, 0, 2, 0)
    assert [rejection.line for rejection in day.rejections] == [3, 4]
    assert rows(bank, "transactions", "account_id", "amount_minor") == [(1, 100), (1, 300)]
    assert rows(bank, "accounts", "transaction_count", "transaction_total_minor") == [
        (2, 400),
        (0, 0),
        (0, 0),
    ]


def test_account_and_day_of_a_booking_never_change(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    booked = [(f"T{n}", "A0", "2026-11-23", "1.00") for n in range(4)]
    write(folder, "transactions-2026-11-23.csv", *transactions(*booked))
    load(folder)
    write(
        folder,
        "transactions-2026-11-24.csv",
        *transactions(
            ("T0", "A1", "2026-11-23", "1.00"),
            ("T1", "A0", "2026-11-24", "1.00"),
            ("T2", "A0", "2026-11-23", "1.50"),
            booked[3],
        ),
    )
    file = load(folder, limits=Limits(rejected_percent=50)).files[-1]
    assert told(file) == (4, 0, 1, 1, 2, 0)
    assert [(rejection.line, rejection.field) for rejection in file.rejections] == [
        (2, "account"),
        (3, "day"),
    ]
    assert rows(bank, "accounts", "transaction_count", "transaction_total_minor")[0] == (4, 450)


def test_the_next_day_is_appended(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    write(folder, "transactions-2026-11-24.csv", *transactions(("T1", "A0", "2026-11-24", "1.00")))
    load(folder)
    write(
        folder,
        "transactions-2026-11-25.csv",
        *transactions(("T2", "A0", "2026-11-25", "-3.00"), ("T1", "A0", "2026-11-24", "1.00")),
    )
    report = load(folder)
    assert told(report.files[-1]) == (2, 1, 0, 1, 0, 0)
    assert report.as_of_day == to_day(date(2026, 11, 25))
    assert rows(bank, "accounts", "transaction_count", "transaction_total_minor")[0] == (2, -200)
    assert rows(bank, "sources", "entity", "as_of_day", by="entity")[-1] == ("transactions", report.as_of_day)


def test_increments_within_the_day_carry_their_own_time(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    write(
        folder,
        "transactions-2026-11-25T1030.csv",
        *transactions(("T1", "A0", "2026-11-25", "1.00"), ("T2", "A0", "2026-11-25", "1.00")),
    )
    write(folder, "customers-2026-11-25T0900.csv", ("key", "kind", "name"), ("C9", "customer", "新客户"))
    report = load(folder)
    assert [file.mode for file in report.files if file.as_of_at] == ["append", "append"]
    assert all(told(file)[5] == 0 for file in report.files)
    at = dict(rows(bank, "sources", "entity", "as_of_at", by="id"))
    midnight = to_day(date(2026, 11, 24)) * 86_400_000_000 + 16 * 3_600_000_000
    assert at == {
        "customers": midnight + 9 * 3_600_000_000,
        "accounts": None,
        "account_holders": None,
        "transactions": midnight + 10 * 3_600_000_000 + 1_800_000_000,
    }
    write(folder, "transactions-2026-11-25.csv", *transactions(("T3", "A0", "2026-11-25", "1.00")))
    assert told(load(folder).files[-1]) == (1, 1, 0, 0, 0, 0)
    assert dict(rows(bank, "sources", "entity", "as_of_at", by="id"))["transactions"] is None


def test_a_snapshot_closes_what_is_missing_and_opens_what_is_back(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    def snapshot(day: str, *numbers: int) -> FileReport:
        people = ((f"C{n}", "customer") for n in numbers)
        return only(load(write(tmp_path / day, f"customers-{day}.csv", ("key", "kind"), *people).parent))

    everybody = range(40)
    assert told(snapshot("2026-11-24", *everybody)) == (40, 40, 0, 0, 0, 0)
    assert told(snapshot("2026-11-25", *everybody[2:], 40)) == (39, 1, 0, 38, 0, 2)
    closed = [(key, day) for key, day in rows(bank, "customers", "source_key", "closed_on") if day]
    assert closed == [("C0", to_day(date(2026, 11, 25))), ("C1", to_day(date(2026, 11, 25)))]
    assert told(snapshot("2026-11-26", *everybody[1:], 40)) == (40, 0, 1, 39, 0, 0)
    closed = [(key, day) for key, day in rows(bank, "customers", "source_key", "closed_on") if day]
    assert closed == [("C0", to_day(date(2026, 11, 25)))]
    assert counts(bank, "customers") == [41]


def test_a_snapshot_that_lacks_too_much_is_refused(bank: Engine, load: Import, tmp_path: Path) -> None:
    def snapshot(day: str, count: int, **limits: Any) -> FileReport:
        people = ((f"C{n}", "customer") for n in range(count))
        folder = write(tmp_path / day, f"customers-{day}.csv", ("key", "kind"), *people).parent
        return only(load(folder, limits=Limits(**limits)))

    snapshot("2026-11-24", 100)
    refused = snapshot("2026-11-25", 94)
    assert refused.status == "refused"
    with using("en"):
        assert str(refused.reason) == "6 of 100 rows are missing, which is more than 5 %"
    assert rows(bank, "customers", "closed_on") == [(None,)] * 100
    assert only_as_of(bank) == to_day(date(2026, 11, 24))
    assert told(snapshot("2026-11-25", 95)) == (95, 0, 0, 95, 0, 5)
    assert told(snapshot("2026-11-26", 50, missing_percent=60)) == (50, 0, 0, 50, 0, 45)


def only_as_of(bank: Engine) -> int:
    with bank.connect() as connection:
        return connection.execute(select(Bank.as_of)).scalar_one()


def test_a_rejected_record_of_a_snapshot_closes_nothing(bank: Engine, load: Import, tmp_path: Path) -> None:
    header = ("key", "kind", "birth_day")
    people = [(f"C{n:02}", "customer", "1980-01-01") for n in range(40)]
    write(tmp_path / "in", "customers-2026-11-24.csv", header, *people)
    load(tmp_path / "in")
    bad_day = [(*people[0][:2], "yesterday"), *people[1:-1]]
    write(tmp_path / "in", "customers-2026-11-25.csv", header, *bad_day)
    file = load(tmp_path / "in").files[-1]
    # C00's line is bad but says whose it is; only C39 is missing.
    assert told(file) == (39, 0, 0, 38, 1, 1)
    assert not file.closing_held
    assert [key for key, day in rows(bank, "customers", "source_key", "closed_on") if day] == ["C39"]
    write(tmp_path / "in", "customers-2026-11-26.csv", header, *people[2:38], ("C00",))
    file = load(tmp_path / "in").files[-1]
    # One line could be anybody's, so nobody is closed.
    assert told(file) == (37, 0, 0, 36, 1, 0)
    assert file.closing_held


def test_a_file_with_too_many_rejects_is_refused_and_stops_no_other(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_book(folder, 40)
    holders = [(f"H{n}", f"A{n}", f"C{n}", "owner") for n in range(40)]
    bad = [(f"X{n}", f"A{n}", f"C{n}", "boss") for n in range(3)]
    header = ("key", "account", "customer", "role")
    write(folder, "account_holders-2026-11-24.csv", header, *holders, *bad)
    write(folder, "transactions-2026-11-24.csv", *transactions(("T1", "A0", "2026-11-24", "1.00")))
    report = load(folder)
    assert [file.file for file in report.refused] == ["account_holders-2026-11-24.csv"]
    (refused,) = report.refused
    with using("en"):
        assert str(refused.reason) == "3 of 43 records are rejected, which is more than 5 %"
    assert (refused.read, refused.loaded, refused.rejected) == (43, 0, 3)
    assert refused.rejects_file
    assert counts(bank, "customers", "accounts", "account_holders", "transactions") == [40, 40, 0, 1]
    write(folder, "account_holders-2026-11-24.csv", header, *holders, *bad[:2])
    report = load(folder)
    assert [file.status for file in report.files] == ["unchanged", "unchanged", "loaded", "unchanged"]
    assert told(report.files[2]) == (42, 40, 0, 0, 2, 0)


def test_rejects_found_by_the_database_count_for_the_limit(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    unknown = [(f"T{n}", "A7", "2026-11-24", "1.00") for n in range(3)]
    write(folder, "transactions-2026-11-24.csv", *transactions(*unknown))
    file = load(folder).files[-1]
    assert (file.status, file.read, file.rejected) == ("refused", 3, 3)
    assert file.rejects_file is not None
    assert Path(file.rejects_file).read_text(encoding="utf-8").count("A7,2026-11-24") == 3
    assert counts(bank, "transactions") == [0]


def test_what_a_rejected_line_lacked_may_come_later(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    some = [(f"T{n}", f"A{n % 4}", "2026-11-24", "1.00") for n in range(8)]
    write(folder, "transactions-2026-11-24.csv", *transactions(*some))
    limits = Limits(rejected_percent=50)
    assert told(load(folder, limits=limits).files[-1]) == (8, 6, 0, 0, 2, 0)
    write(folder, "accounts-2026-11-25T0900.csv", ("key", "kind", "currency"), ("A3", "current", "CNY"))
    report = load(folder, limits=limits)
    assert told(named(report, "accounts-2026-11-25T0900.csv")) == (1, 1, 0, 0, 0, 0)
    assert told(named(report, "transactions-2026-11-24.csv")) == (8, 2, 0, 6, 0, 0)


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


def test_an_older_snapshot_is_refused_and_an_older_increment_dates_nothing_back(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_book(folder, day="2026-11-25")
    load(folder)
    write(tmp_path / "late", "customers-2026-11-24.csv", ("key", "kind"), ("C0", "customer"))
    write(tmp_path / "late", "transactions-2026-11-24.csv", *transactions(("T0", "A0", "2026-11-24", "1.00")))
    report = load(tmp_path / "late")
    assert [file.status for file in report.files] == ["refused", "loaded"]
    assert report.as_of_day == to_day(date(2026, 11, 25))
    # A folder with both days can be run again, though its first day is old by now.
    for path in (tmp_path / "late").iterdir():
        path.rename(folder / path.name)
    (folder / "customers-2026-11-24.csv").unlink()
    write(folder, "customers-2026-11-26.csv", ("key", "kind"), *((f"C{n}", "customer") for n in range(3)))
    load(folder)
    assert {file.status for file in load(folder).files} == {"unchanged"}


def test_parquet_is_loaded_like_csv(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    pq.write_table(
        pa.table(
            {
                "key": ["T1", "T2"],
                "account": ["A0", "A1"],
                "day": [date(2026, 11, 23), date(2026, 11, 24)],
                "amount": [Decimal("1.50"), Decimal("-2.00")],
                "kind": pa.array(["card", "cash"]).dictionary_encode(),
                "memo": [None, "制表\t符\\N"],
            }
        ),
        folder / "transactions-2026-11-24.parquet",
    )
    assert told(load(folder).files[-1]) == (2, 2, 0, 0, 0, 0)
    assert rows(bank, "transactions", "day", "amount_minor", "memo") == [
        (to_day(date(2026, 11, 23)), 150, None),
        (to_day(date(2026, 11, 24)), -200, "制表\t符\\N"),
    ]


def test_a_gb18030_table_with_tabs_codes_and_signs(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    load(folder)
    text = table(
        ("流水号", "账号", "日期", "借贷", "金额", "摘要", "对手"),
        ("1", "A0", "2026年3月8日", "贷", "1,234.50", "工资", "𠀀公司"),
        ("2", "A0", "2026年12月31日", "借", "0.5", "", "无"),
        separator="\t",
    )
    (tmp_path / "gb").mkdir()
    (tmp_path / "gb" / "流水20261124.txt").write_bytes(b"\x84\x31\x95\x33" + text.encode("gb18030"))
    chosen = mapping(
        """
        system = "core"
        [codes.summary]
        values = { "工资" = "salary" }
        [[file]]
        entity = "transactions"
        name = "流水*.txt"
        mode = "append"
        separator = "\\t"
        encoding = "gb18030"
        missing = ["", "无"]
        [file.columns]
        key = "流水号"
        account_id = "账号"
        day = { from = "日期", format = "%Y年%-m月%-d日" }
        amount_minor = { from = "金额", thousands = ",", sign_from = "借贷", positive = ["贷"], negative = ["借"] }
        kind = { from = "摘要", codes = "summary", default = "other" }
        counterparty = "对手"
        """
    )
    report = load(tmp_path / "gb", chosen)
    assert told(only(report)) == (2, 2, 0, 0, 0, 0)
    assert rows(bank, "transactions", "day", "amount_minor", "kind", "counterparty") == [
        (to_day(date(2026, 3, 8)), 123450, "salary", "𠀀公司"),
        (to_day(date(2026, 12, 31)), -50, "other", None),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("accounts-2026-11-24.csv", b"", "names of its columns"),
        ("accounts-2026-11-24.csv", b"key,kind\nA,current\n", "“currency” is missing"),
        ("accounts-2026-11-24.csv", b"key,kind,currency,ballance\nA,current,CNY,1\n", "no column “ballance”"),
        (
            "accounts-2026-11-24.csv",
            b"key,kind,currency,key\nA,current,CNY,A\n",
            "two columns are called “key”",
        ),
        ("accounts-2026-11-24.csv", b"key;kind;currency\nA;current;CNY\n", "is missing"),
        ("accounts-2026-11-24.csv", "key,kind,currency\n".encode("utf-16"), "is missing"),
        ("accounts-2026-11-24.csv.gz", b"\x1f\x8b\x08\x00broken", "cannot be read"),
        ("accounts-2026-11-24.parquet", b"PAR1 and nothing else", "Parquet file is damaged"),
        ("accounts-2026-11-24.csv", b"PAR1", "Parquet file is damaged"),
        ("accounts.csv", b"key,kind,currency\nA,current,CNY\n", "of what day"),
        ("accounts-2026-13-24.csv", b"key,kind,currency\nA,current,CNY\n", "of what day"),
        ("accounts-2026-11-24.csv", b"key,kind,currency\n" + b"x" * 3_000_000, "longer than any line"),
    ],
    ids=range(12),
)
def test_files_that_cannot_be_read_are_refused_whole(
    bank: Engine, load: Import, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    write(tmp_path / "in", "customers-2026-11-24.csv", ("key", "kind"), ("C1", "customer"))
    (tmp_path / "in" / name).write_bytes(content)
    report = load(tmp_path / "in")
    (refused,) = report.refused
    assert refused.file == name
    with using("en"):
        assert reason in str(refused.reason)
    assert str(refused.reason) != refused.reason.message if refused.reason else False
    assert counts(bank, "customers", "accounts") == [1, 0]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("A9,current,CNY,1.005", "balance"),
        ("A9,current,CNY,1e3", "balance"),
        ("A9,current,CNY,99999999999999999999", "balance"),
        ("A9,current,yuan,1", "currency"),
        ("A9,,CNY,1", "kind"),
        (",current,CNY,1", "key"),
        ("A9,current,CNY", ""),
        ("A9,current,CNY,1,2", ""),
        ("A9,cur\0rent,CNY,1", ""),
        ('A9,"current"x,CNY,1', ""),
        ('A9,"current,CNY,1', ""),
        (f"{'9' * 201},current,CNY,1", "key"),
    ],
    ids=range(12),
)
def test_bad_lines_are_rejected_and_kept(
    bank: Engine, load: Import, tmp_path: Path, bad: str, field: str
) -> None:
    good = [f"A{n},current,CNY,{n}.50" for n in range(30)]
    text = "\n".join(["key,kind,currency,balance", *good[:10], bad, *good[10:]]) + "\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "accounts-2026-11-24.csv").write_text(text, encoding="utf-8")
    file = only(load(tmp_path / "in"))
    if field == "balance" and "1.005" in bad:
        assert file.rejections[0].to_json()["message_id"] == "“{text}” has more than {places} decimal places"
    assert told(file) == (31, 30, 0, 0, 1, 0)
    (rejection,) = file.rejections
    assert (rejection.file, rejection.line, rejection.field) == ("accounts-2026-11-24.csv", 12, field)
    path = Path(file.rejects_file or "")
    assert path.read_text(encoding="utf-8").splitlines()[1] == bad
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_path_comes_out_of_a_file(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(
        folder,
        "customers-2026-11-24.csv",
        ("key", "kind", "name"),
        *((f"../../{n}", "customer", "=1+1\n../../etc/passwd") for n in range(30)),
        ("../x", "boss", "/etc/passwd"),
    )
    before = {path for path in tmp_path.rglob("*") if "rejects" not in path.parts}
    file = only(load(folder))
    assert told(file) == (31, 30, 0, 0, 1, 0)
    assert Path(file.rejects_file or "").parent == tmp_path / "rejects"
    after = {path for path in tmp_path.rglob("*") if "rejects" not in path.parts}
    assert {path for path in after - before if not path.name.startswith("bank.db")} == set()


def test_a_report_holds_some_rejections_and_the_rejects_file_all(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    many = [(f"C{n}", "nobody" if n % 2 else "customer") for n in range(200)]
    write(tmp_path / "in", "customers-2026-11-24.csv", ("key", "kind"), *many)
    file = only(load(tmp_path / "in", limits=Limits(rejected_percent=60, rejections_reported=7)))
    assert told(file) == (200, 100, 0, 0, 100, 0)
    assert [rejection.line for rejection in file.rejections] == [3, 5, 7, 9, 11, 13, 15]
    assert Path(file.rejects_file or "").read_text(encoding="utf-8").count(",nobody\n") == 100


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


def test_the_day_may_be_given(bank: Engine, load: Import, tmp_path: Path) -> None:
    write(tmp_path / "in", "customers.csv", ("key", "kind"), ("1", "customer"))
    report = load(tmp_path / "in", as_of=date(2026, 11, 20))
    assert from_day(only(report).as_of_day or 0) == date(2026, 11, 20)


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


def test_an_update_leaves_alone_what_the_file_does_not_say(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    write(
        tmp_path / "in",
        "customers-2026-11-24.csv",
        ("key", "kind", "phone"),
        ("C1", "customer", "19912345678"),
    )
    load(tmp_path / "in")
    write(tmp_path / "in", "customers-2026-11-25.csv", ("key", "kind", "name"), ("C1", "customer", "王伟"))
    assert told(load(tmp_path / "in").files[-1]) == (1, 0, 1, 0, 0, 0)
    assert rows(bank, "customers", "phone", "name") == [("19912345678", "王伟")]


def test_sources_of_one_system_do_not_mix_with_another(bank: Engine, load: Import, tmp_path: Path) -> None:
    write_book(tmp_path / "in")
    load(tmp_path / "in")
    other = mapping(
        'system = "other"\nas_of = 2026-11-24\n[[file]]\nentity = "cards"\nname = "c.csv"\nmode = "append"\n'
        'columns = "fields"\n'
    )
    write(tmp_path / "other", "c.csv", ("key", "account", "customer", "kind"), ("K", "A0", "C0", "debit"))
    file = only(load(tmp_path / "other", other, limits=Limits(rejected_percent=100)))
    assert told(file) == (1, 0, 0, 0, 1, 0)
    with bank.begin() as connection:
        connection.execute(update(Source).values(system="other"))
        connection.execute(delete(Source).where(Source.entity == "cards"))
    (tmp_path / "other" / "c.csv").write_text("key,account,customer,kind\nK,A0,C0,credit\n")
    assert told(only(load(tmp_path / "other", other))) == (1, 1, 0, 0, 0, 0)
