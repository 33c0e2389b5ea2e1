"""Lists from the branch: workbooks that are opened and those that are not, matching, and the list that is made."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from advisor_app.domain.tables import Why
from advisor_app.errors import InputError, UnavailableError
from advisor_app.services import xlsx_file
from advisor_app.services.branch_list import match_list, open_list, paste_list
from advisor_app.services.call_lists import calls_of_list, make_list
from advisor_app.services.open_book import Book
from advisor_app.services.xlsx_file import WorkbookRefused, read_xlsx
from tests.services.conftest import logged
from tests.support.factories import NOON, TODAY
from tests.support.factories import Book as Office


def workbook(path: Path, *rows: tuple[Any, ...], sheets: int = 1) -> Path:
    book = Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    for row in rows:
        book.worksheets[-1].append(row)
    book.save(path)
    return path


def with_part(path: Path, name: str, content: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


def test_values_are_read_as_they_would_be_typed(tmp_path: Path) -> None:
    import datetime

    path = workbook(
        tmp_path / "名单.xlsx",
        ("客户号", "余额", "日期", None),
        (34.0, 1.5, datetime.date(2026, 11, 24), None),
        (None, None, None, None),
        ("0035", True, datetime.datetime(2026, 11, 24, 9, 30), "x" * 900),
        sheets=2,
    )
    found = open_list(path)
    assert found.rows == (
        ("客户号", "余额", "日期"),
        ("34", "1.5", "2026-11-24 00:00"),
        ("0035", "True", "2026-11-24 09:30", "x" * 500),
    )


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/embeddings/a.bin"])
def test_macros_and_what_is_embedded_are_refused(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "a.xlsx", ("34",))
    assert read_xlsx(path).rows == (("34",),)
    with pytest.raises(WorkbookRefused, match=r"宏|macros"):
        read_xlsx(with_part(path, part))


def test_links_to_other_files_are_refused(tmp_path: Path) -> None:
    path = with_part(workbook(tmp_path / "a.xlsx", ("34",)), "xl/externalLinks/externalLink1.xml")
    with pytest.raises(WorkbookRefused):
        read_xlsx(path)


def test_a_formula_is_refused_with_its_row_and_a_text_like_one_is_not(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused) as refused:
        read_xlsx(workbook(tmp_path / "a.xlsx", ("34", 1), ("35", '=HYPERLINK("http://x")')))
    assert refused.value.values["row"] == 2
    path = tmp_path / "b.xlsx"
    book = Workbook()
    book.active.append(["34"])
    book.active["A1"].data_type = "s"
    book.active["B1"] = "=1"
    book.active["B1"].data_type = "s"
    book.save(path)
    assert read_xlsx(path).rows == (("34", "=1"),)


def test_bombs_are_refused_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_part(workbook(tmp_path / "a.xlsx", ("34",)), "xl/media/a.bin", bytes(8 << 20))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(WorkbookRefused, match=r"远超|far more"):
        read_xlsx(path)


def test_a_part_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", *(("34", "x" * 50) for _ in range(500)))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = size.to_bytes(4, "little")
    assert content.count(lie) >= 1
    path.write_bytes(bytes(content).replace(lie, (100).to_bytes(4, "little")))
    with pytest.raises(WorkbookRefused):
        read_xlsx(path)


@pytest.mark.parametrize("rows", [((str(n),) for n in range(21)), (("1",) * 6,)])
def test_huge_sheets_are_refused_whatever_they_say_of_their_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Any
) -> None:
    path = workbook(tmp_path / "a.xlsx", *rows)
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 20)
    monkeypatch.setattr(xlsx_file, "MOST_COLUMNS", 5)
    parts = {}
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    import re

    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A2"', parts[sheet])
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(WorkbookRefused, match=r"20"):
        read_xlsx(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook", bytes(100)])
def test_what_is_no_workbook_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookRefused):
        read_xlsx(path)


def test_entities_in_a_workbook_do_not_grow(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("34",))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    laughs = b'<!DOCTYPE x [<!ENTITY a0 "ha">%s]>' % b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9)
    )
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"<v>", b"<v>&a8;", 1)
    parts["xl/worksheets/sheet1.xml"] = laughs + sheet
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(WorkbookRefused):
        read_xlsx(path)


def test_other_kinds_of_files_are_refused_and_text_is_read(tmp_path: Path) -> None:
    for name in ("a.xlsm", "a.xls", "a", "a.exe"):
        (tmp_path / name).write_bytes(b"34")
        with pytest.raises(InputError):
            open_list(tmp_path / name)
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = tmp_path / "a.csv"
        path.write_bytes("客户号,姓名\n34,张伟\n".encode(encoding))
        assert open_list(path).rows == (("客户号", "姓名"), ("34", "张伟"))
    (tmp_path / "b.csv").write_bytes(b"\xff\xff\x00\x81")
    with pytest.raises(InputError):
        open_list(tmp_path / "b.csv")
    with pytest.raises(UnavailableError):
        open_list(tmp_path / "none.csv")
    with pytest.raises(InputError):
        paste_list("\n".join(map(str, range(20_001))))
    with pytest.raises(InputError):
        paste_list("1\t" * 201)


def test_a_list_is_matched_made_and_says_which_rows_are_lost(
    book: Book, office: Office, tmp_path: Path
) -> None:
    first = office.customer("曾国藩", number="C0000012")
    second = office.customer("单于丹", number="0034")
    office.customer("走了", number="77", closed_on=TODAY - 1)
    path = workbook(
        tmp_path / "名单.xlsx",
        ("姓名", "客户号", "手机"),
        ("曾国藩", "C0000012", "13800138000"),
        ("单于丹", 34, None),
        ("某人", 99, "13800138001"),
        ("走了", 77, None),
        ("曾国藩", "C0000012", None),
    )
    found = match_list(book, open_list(path), now=NOON)
    assert (found.column, found.sure, [column.title for column in found.columns]) == (
        1,
        True,
        ["姓名", "客户号", "手机"],
    )
    assert [(row.line, row.customer_id, row.number, row.name) for row in found.found] == [
        (2, first, "C0000012", "曾国藩"),
        (3, second, "0034", "单于丹"),
    ]
    assert [(row.line, row.text, row.why) for row in found.lost] == [
        (4, "某人  99  138****8001", Why.NOT_IN_BOOK),
        (5, "走了  77", Why.LEFT),
        (6, "曾国藩  C0000012", Why.TWICE),
    ]
    assert logged(book)[-1] == ("calls.match", None)
    made = make_list(book, "周四", path.name, found.customers, now=NOON)
    assert [row.customer_id for row in calls_of_list(book, made.id, now=NOON).calls] == [first, second]
    other = match_list(book, found.table, 0, now=NOON)
    assert (other.column, other.sure, other.found) == (0, True, ())


def test_a_table_without_any_customer_says_so(book: Book, office: Office) -> None:
    office.customer("曾国藩", number="C0000012")
    found = match_list(book, paste_list("甲\t乙\n1\t2"), now=NOON)
    assert (found.column, found.sure, found.customers) == (None, False, ())
    assert [row.why for row in found.lost] == [Why.NOT_IN_BOOK, Why.NOT_IN_BOOK]
    assert match_list(book, paste_list(""), now=NOON).lost == ()


def test_the_control_of_these_tests_reads_what_it_wrote(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("34", "x"))
    assert load_workbook(path)["Sheet"]["A1"].value == "34"
