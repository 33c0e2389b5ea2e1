"""An export is masked, harmless to spreadsheets, there whole or not at all, and in the signed log before that."""

import csv
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from advisor_app import i18n
from advisor_app.data.apply import write_rows
from advisor_app.domain.records import Transaction
from advisor_app.domain.transactions import TransactionQuery, TransactionSort
from advisor_app.errors import AppError, InputError
from advisor_app.services import export_transactions as module
from advisor_app.services.export_transactions import export_transactions
from advisor_app.services.open_book import Book
from tests.services.conftest import logged
from tests.support import factories, files
from tests.support.factories import NOON, TODAY


def export(book: Book, query: TransactionQuery, path: Path, **how: Any) -> int:
    told = how.get("told", lambda _done, _total: None)
    return export_transactions(book, query, path, told, how.get("stopped", lambda: False))


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def fill(book: Book, account: int, count: int) -> None:
    rows = [
        Transaction(
            account, TODAY - n % 40, n, 1, (n * 7919) % 1000 - 500, None, "card", None, f"店{n}", *[None] * 5
        )
        for n in range(count)
    ]
    with book.store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, rows)


@pytest.fixture
def customer(office: factories.Book) -> bytes:
    """Return a customer with one account and one transaction that has everything."""
    key = office.customer("曾国藩")
    source = office.add("sources", system="core", entity="transactions", as_of_day=TODAY - 1)
    account = office.account(key, number="6217000010001234567", currency="CNY")
    office.add(
        "transactions",
        account_id=account,
        source_id=source,
        amount_minor=-1_234_567_89,
        balance_minor=5,
        channel="pos",
        category="dining",
        counterparty="李芳 13900139000",
        counterparty_bank="工商银行",
        counterparty_account="6222020200066668888",
        memo='电话13800138000，"房租"\n续',
        at=NOON,
    )
    return key


@pytest.mark.parametrize(
    ("language", "header", "kind", "category"),
    [
        ("zh_CN", "日期,时间,账户,金额,币种,余额", "刷卡", "餐饮"),
        ("en", "Date,Time,Account,Amount,Currency,Balance", "Card", "Dining"),
    ],
)
def test_a_row_holds_what_is_shown_and_no_more(
    book: Book, customer: bytes, tmp_path: Path, language: str, header: str, kind: str, category: str
) -> None:
    path = tmp_path / "流水.csv"
    with i18n.using(language):
        assert export(book, TransactionQuery(customer), path) == 1
    first, row = lines(path)
    assert ",".join(first).startswith(header)
    assert row == [
        "2026-11-24",
        "12:00",
        "621700*********4567",
        "-1234567.89",
        "CNY",
        "0.05",
        kind,
        {"zh_CN": "商户刷卡", "en": "Card terminal"}[language],
        category,
        "李芳 139****9000",
        "工商银行",
        "622202*********8888",
        '电话138****8000，"房租"\n续',
        "2026-11-23",
    ]
    content = path.read_bytes()
    assert content.startswith("\ufeff日期".encode() if language == "zh_CN" else b"\xef\xbb\xbfDate")
    assert content.endswith(b"\r\n")
    for secret in ("13800138000", "13900139000", "6222020200066668888", "6217000010001234567"):
        assert secret.encode() not in content
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_account_without_a_number_is_named_by_its_kind(
    book: Book, office: factories.Book, tmp_path: Path
) -> None:
    key = office.customer(None)
    account = office.account(key, currency="CZK", kind="savings")
    office.add("transactions", account_id=account, kind="barter")
    export(book, TransactionQuery(key), tmp_path / "x.csv")
    assert lines(tmp_path / "x.csv")[1] == [
        "2026-11-24", "", "储蓄账户", "0.00", "CZK", "", "barter", *[""] * 7
    ]  # fmt: skip


@pytest.mark.parametrize("sort", TransactionSort)
def test_all_pages_are_written_in_the_order_of_the_query(
    book: Book, office: factories.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sort: TransactionSort
) -> None:
    monkeypatch.setattr(module, "_ROWS", 70)
    key = office.customer()
    account = office.account(key)
    fill(book, account, 300)
    told: list[tuple[int, int]] = []
    query = TransactionQuery(key, inflow=False, sort=sort, ascending=True, limit=3)
    wanted = [(n * 7919) % 1000 - 500 for n in range(300)]
    count = sum(amount <= 0 for amount in wanted)
    assert export(book, query, tmp_path / "x.csv", told=lambda *pair: told.append(pair)) == count
    amounts = [round(float(row[3]) * 100) for row in lines(tmp_path / "x.csv")[1:]]
    assert sorted(amounts) == sorted(amount for amount in wanted if amount <= 0)
    if sort is TransactionSort.AMOUNT:
        assert amounts == sorted(amounts)
    assert told[0] == (0, count)
    assert told[-1] == (count, count)
    assert told == sorted(told)
    assert len(told) == 2 + (count - 1) // 70


def test_nothing_to_export_is_a_file_with_its_header(book: Book, customer: bytes, tmp_path: Path) -> None:
    assert export(book, TransactionQuery(customer, text="没有"), tmp_path / "x.csv") == 0
    assert len(lines(tmp_path / "x.csv")) == 1


@pytest.mark.parametrize("before", [*"=+-@\t\r\n＝＋－＠", " =", "\u3000＝", "\t "])
def test_no_text_starts_a_formula(book: Book, office: factories.Book, tmp_path: Path, before: str) -> None:
    key = office.customer()
    text = f"{before}cmd|' /C calc'!A0"
    account = office.account(key)
    office.add(
        "transactions",
        account_id=account,
        counterparty=text,
        memo=text,
        counterparty_bank=text,
        kind=text,
        channel=text,
        category=text,
        amount_minor=-1,
    )
    export(book, TransactionQuery(key), tmp_path / "x.csv")
    row = lines(tmp_path / "x.csv")[1]
    assert row[3] == "-0.01"  # a number stays one
    assert [value for value in row if "calc" in value] == ["'" + text] * 6


def reached(written: list[int], after: int) -> bool:
    return bool(written) and written[-1] >= after


def test_where_it_is_stopped_nothing_is_left(
    book: Book, office: factories.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_ROWS", 10)
    key = office.customer()
    fill(book, office.account(key), 100)
    folder = tmp_path / "out"
    folder.mkdir()
    written: list[int] = []

    def told(done: int, _total: int) -> None:
        written.append(done)
        assert list(folder.iterdir())  # the control: something is being written

    for after in (0, 50, 100):
        written.clear()
        stopped = partial(reached, written, after)
        assert export(book, TransactionQuery(key), folder / "x.csv", told=told, stopped=stopped) == 0
        assert list(folder.iterdir()) == []
        assert written[-1] == after
    assert logged(book) == []
    assert export(book, TransactionQuery(key), folder / "x.csv", told=told) == 100
    assert [file.name for file in folder.iterdir()] == ["x.csv"]


def test_the_log_is_signed_before_the_file_is_there(
    book: Book, customer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    seen: list[tuple[bool, list[tuple[str, str | None]], bool]] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        with book.store.read() as tx:
            signed = tx.exec_driver_sql("SELECT max(sequence) FROM audit_checkpoints").scalar()
            last = tx.exec_driver_sql("SELECT max(sequence) FROM audit").scalar()
        seen.append((path.exists(), logged(book), signed == last))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    export(book, TransactionQuery(customer), path)
    assert seen == [(False, [("transactions.export", f"customers:{customer.hex()}")], True)]
    assert path.exists()


@pytest.mark.linux
def test_a_disk_that_takes_no_more_leaves_the_old_file_and_no_event(
    book: Book, office: factories.Book, tmp_path: Path
) -> None:
    key = office.customer()
    fill(book, office.account(key), 3_000)
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "x.csv"
    path.write_text("the old file")
    with files.no_larger_than(20_000), pytest.raises(AppError):
        export(book, TransactionQuery(key), path)
    assert [file.name for file in folder.iterdir()] == ["x.csv"]
    assert path.read_text() == "the old file"
    assert logged(book) == []
    assert export(book, TransactionQuery(key), path) == 3_000  # the control: it was the disk
    assert len(lines(path)) == 3_001


def test_nobody_outside_the_book_is_exported(book: Book, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        export(book, TransactionQuery(b"nobody"), tmp_path / "x.csv")
    assert logged(book) == []
    assert not (tmp_path / "x.csv").exists()
