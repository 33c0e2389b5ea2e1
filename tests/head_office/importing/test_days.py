"""The day of the data, on both databases: the next day, increments within one, snapshots that close, older files."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from advisor_app.domain.dates import from_day, to_day
from advisor_app.head_office.db.models import (
    Bank,
)
from advisor_app.head_office.importing import FileReport, Limits
from advisor_app.i18n import using
from tests.head_office.importing.conftest import Import
from tests.head_office.importing.reports import only, told
from tests.support.extracts import counts, rows, transactions, write, write_book


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


def test_the_day_may_be_given(bank: Engine, load: Import, tmp_path: Path) -> None:
    write(tmp_path / "in", "customers.csv", ("key", "kind"), ("1", "customer"))
    report = load(tmp_path / "in", as_of=date(2026, 11, 20))
    assert from_day(only(report).as_of_day or 0) == date(2026, 11, 20)
