"""Other forms than our own CSV, on both databases: Parquet, and a GB18030 table with codes and signs."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine

from advisor_app.domain.dates import to_day
from tests.head_office.importing.conftest import Import
from tests.head_office.importing.reports import only, told
from tests.support.extracts import mapping, rows, table, write_book


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
