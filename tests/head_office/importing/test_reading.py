"""Reading: cells, lines and raw text are right whatever the file; what is broken costs its own record only."""

import csv
import gzip
import io
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor_app.head_office.importing import load_mapping, reading
from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.reading import BROKEN, Chunk, open_records
from advisor_app.head_office.importing.reasons import FileRefused

SPEC: FileSpec = load_mapping("native").files[0]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


def chunks(data: bytes, spec: FileSpec = SPEC, block: int = 64) -> list[Chunk]:
    records = open_records(io.BytesIO(data), spec, block)
    return list(records.chunks(list(records.header)))


def records(found: Iterable[Chunk]) -> list[tuple[int, tuple[str | None, ...], str]]:
    """Return (line, cells, raw) of every good record."""
    return [
        (line, tuple(cells[index] for cells in chunk.columns.values()), chunk.raw(index))
        for chunk in found
        for index, line in enumerate(chunk.lines)
    ]


def broken(found: Iterable[Chunk]) -> list[tuple[int, str]]:
    return [(item.line, item.raw) for chunk in found for item in chunk.broken]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=30), st.integers(1, 200), st.sampled_from(["\r\n", "\n"]))
@example([("", "")], 1, "\n")
def test_every_cell_comes_back_with_its_line(rows: list[tuple[str, str]], block: int, end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=end).writerows([("a", "b"), *rows])
    found = records(chunks(text.getvalue().encode(), block=block))
    assert [cells for _, cells, _ in found] == rows
    lines = list(io.StringIO(text.getvalue(), newline=""))
    assert "".join(raw for *_, raw in found) == "".join(lines).removeprefix(f'"a","b"{end}')
    for line, _, raw in found:
        assert raw.startswith(lines[line - 1])


def test_lines_are_right_after_cells_over_several_lines() -> None:
    data = b'key,text\n1,"one\ntwo"\n2,plain\n3,"x\r\ny\r\nz"\n\n4,last'
    found = records(chunks(data))
    assert [(line, cells[0]) for line, cells, _ in found] == [(2, "1"), (4, "2"), (5, "3"), (9, "4")]
    assert found[2][1][1] == "x\r\ny\r\nz"
    assert found[2][2] == '3,"x\r\ny\r\nz"\n'


@pytest.mark.parametrize("block", [1, 7, 16, 10_000])
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"3,b,c", "cells"),
        (b"3", "cells"),
        (b'3,"b"x', "quotes"),
        (b'3,"b', "quotes"),
        (b"3,\0", "NUL"),
        (b"3,\xff", "encoding"),
        (b"3,\xed\xa0\x80", "encoding"),
    ],
)
def test_a_broken_line_costs_itself_only(line: bytes, reason: str, block: int) -> None:
    data = b'k,v\n1,a\n2,"b\nb"\n' + line + b"\n4,d\n" + b'5,"e"\n'
    found = chunks(data, block=block)
    assert [(number, cells[0]) for number, cells, _ in records(found)] == [
        (2, "1"),
        (3, "2"),
        (6, "4"),
        (7, "5"),
    ]
    assert [number for number, _ in broken(found)] == [5]
    assert broken(found)[0][1].encode("utf-8", "surrogateescape") == line + b"\n"
    (item,) = [item for chunk in found for item in chunk.broken]
    assert reason in item.reason.message


def test_an_open_quote_at_the_end_swallows_nothing() -> None:
    lines = [f"{n},x" for n in range(5000)]
    found = chunks(("k,v\n" + "\n".join(['1,"open', *lines])).encode(), block=1000)
    assert broken(found) == [(2, '1,"open\n')]
    assert len(records(found)) == 5000


def test_text_without_quotes_keeps_them() -> None:
    spec = replace(SPEC, separator="\t", quote="")
    assert [cells for _, cells, _ in records(chunks(b'k\tv\n1\t"a\n', spec))] == [("1", '"a')]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("gb18030", b"\x84\x31\x95\x33"),
        ("utf-16", b""),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_marks_and_gzip(encoding: str, mark: bytes, packed: bool) -> None:
    data = mark + "键,名\r\n1,单于㐀𠀀\r\n".encode(encoding)
    spec = replace(SPEC, encoding=encoding)
    records_ = open_records(io.BytesIO(gzip.compress(data) if packed else data), spec)
    assert list(records_.header) == ["键", "名"]
    assert [cells for _, cells, _ in records(records_.chunks(["键", "名"]))] == [("1", "单于㐀𠀀")]


def test_the_wrong_encoding_is_seen_in_every_line() -> None:
    data = "k,v\n1,abc\n2,客户\n3,def\n".encode("gb18030")
    found = chunks(data)
    assert [cells[0] for _, cells, _ in records(found)] == ["1", "3"]
    assert [line for line, _ in broken(found)] == [3]


def test_a_header_may_come_from_the_mapping() -> None:
    spec = replace(SPEC, header=("k", "v"))
    assert [(line, cells) for line, cells, _ in records(chunks(b"1,a\n2,b\n", spec))] == [
        (1, ("1", "a")),
        (2, ("2", "b")),
    ]


@pytest.mark.parametrize("data", [b"", b"\n", b'"a,b\n1,2\n', b"\xef\xbb\xbf"])
def test_a_file_without_header_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"names of its columns|列名"):
        chunks(data)


def test_a_file_without_line_ends_is_refused_in_bounded_memory() -> None:
    data = gzip.compress(b"a,b\n" + b"x" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(FileRefused):
        chunks(data, block=reading.BLOCK)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_gzip_file_that_is_cut_off_raises_what_is_expected() -> None:
    data = gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)
    for damaged in (data[: len(data) // 2], data[:50] + b"\0" * 20 + data[70:]):
        with pytest.raises(BROKEN):
            chunks(damaged)


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(lines: int) -> int:
        data = b"key,name\n" + b"".join(b"%d,somebody\n" % n for n in range(lines))
        tracemalloc.start()
        found = open_records(io.BytesIO(data), SPEC)
        assert sum(len(chunk.lines) for chunk in found.chunks(["key", "name"])) == lines
        result = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return result

    peak(1000)
    assert peak(100_000) < 1.5 * peak(20_000)


def parquet(tmp_path: Path, columns: dict[str, object], **options: object) -> bytes:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path.read_bytes()


def test_parquet_gives_the_text_of_a_csv_file(tmp_path: Path) -> None:
    data = parquet(
        tmp_path,
        {
            "text": ["062XX", None],
            "dictionary": pa.array(["a", "b"]).dictionary_encode(),
            "day": [date(2026, 11, 24), None],
            "instant": pa.array(
                [datetime(2026, 11, 24, 10, 30, tzinfo=UTC)] * 2, pa.timestamp("ns", "Asia/Shanghai")
            ),
            "local": pa.array([datetime(2026, 11, 24, 10, 30)] * 2, pa.timestamp("ms")),
            "amount": [Decimal("-1234.50"), Decimal("0.00")],
            "whole": [7, None],
            "yes": [True, False],
        },
    )
    for packed in (data, gzip.compress(data)):
        found = chunks(packed)
        assert open_records(io.BytesIO(packed), SPEC).typed == {"day", "instant", "local"}
        first, second = records(found)
        assert first[0] == 1
        assert first[1] == (
            "062XX",
            "a",
            "2026-11-24",
            "2026-11-24 10:30:00.000000Z",
            "2026-11-24 10:30:00.000000",
            "-1234.50",
            "7",
            "true",
        )
        assert second[1][0] is None
        assert '"text": "062XX"' in first[2]


def test_parquet_rows_with_nul_are_broken(tmp_path: Path) -> None:
    found = chunks(parquet(tmp_path, {"k": ["1", "2\0", "3"]}))
    assert [(line, cells) for line, cells, _ in records(found)] == [(1, ("1",)), (3, ("3",))]
    assert [line for line, _ in broken(found)] == [2]


def test_parquet_of_bytes_or_lists_is_refused(tmp_path: Path) -> None:
    for values in ([b"\xff"], [[1]], [{"a": 1}]):
        with pytest.raises(FileRefused, match="“k”"):
            chunks(parquet(tmp_path, {"k": values}))


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    data = parquet(tmp_path, {"k": [str(n) for n in range(10_000)]}, compression="zstd")
    middle = len(data) // 3
    for damaged in (data[:-100], b"PAR1" + data[40:], data[:middle] + b"\xff" * 200 + data[middle + 200 :]):
        with pytest.raises(FileRefused):
            records(chunks(damaged))


@pytest.mark.parametrize(
    ("name", "count", "lines"),
    [
        ("complaints_sample_6623.csv.gz", 6_623, 9_964),
        ("complaints_sample_1000_2012-2026.csv.gz", 1_000, None),
    ],
)
def test_real_complaints_over_several_lines(
    shared_data: Callable[..., Path], name: str, count: int, lines: int | None
) -> None:
    data = gzip.decompress(shared_data("cfpb_complaints", name).read_bytes())
    physical = list(io.StringIO(data.decode("utf-8-sig"), newline=""))
    found = chunks(data, block=reading.BLOCK)
    good = records(found)
    assert not broken(found)
    assert len(good) == count
    assert lines is None or data.count(b"\n") == lines
    for line, _, raw in good:
        assert "".join(physical[line - 1 :]).startswith(raw) if line % 50 == 0 else physical[line - 1] in raw
    header = list(open_records(io.BytesIO(data), SPEC).header)
    codes = {cells[header.index("ZIP code")] for _, cells, _ in good}
    assert any((code or "").endswith("XX") for code in codes)
    assert any((code or "").startswith("0") for code in codes)


def test_real_telemarketing_file(shared_data: Callable[..., Path]) -> None:
    found = records(
        chunks(
            shared_data("bank_marketing", "bank-full.csv.gz").read_bytes(),
            replace(SPEC, separator=";"),
            65_536,
        )
    )
    assert len(found) == 45_211
    assert found[-1][0] == 45_212
    assert sum(cells[-1] == "yes" for _, cells, _ in found) == 5_289
