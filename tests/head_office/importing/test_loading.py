"""Loading on both databases: every kind of record, keys, references, currencies, and what a file leaves alone."""

import json
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, delete, update

from advisor_app.domain.dates import to_day
from advisor_app.head_office.db.models import (
    Source,
)
from advisor_app.head_office.importing import Limits
from advisor_app.i18n import using
from tests.head_office.importing.conftest import Import
from tests.head_office.importing.reports import only, told
from tests.support.extracts import mapping, rows, transactions, write, write_book


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
