"""Converters: what they accept they give exactly, and everything else is a BadValue."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day, from_instant, to_day
from advisor_app.head_office.importing import converters
from advisor_app.head_office.importing.converters import (
    LARGEST_AMOUNT,
    Memo,
    birth_number,
    boolean,
    code,
    currency,
    day,
    decimal,
    instant,
    integer,
    json_object,
    json_text,
    money,
    money_column,
    months_after,
)
from advisor_app.head_office.importing.reasons import BadValue

FOREIGN_DIGITS = ["١٢", "１２", "²", "1_000", " 1", "1 ", "+", "-", "", "1e3", "0x1", "NaN", "inf", "1\n"]


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_integer_gives_every_64_bit_number(number: int) -> None:
    assert integer(str(number)) == number


@pytest.mark.parametrize("text", [*FOREIGN_DIGITS, "1.0", str(2**63), "9" * 5000])
def test_integer_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        integer(text)


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT), st.sampled_from([0, 2, 3]))
def test_money_gives_minor_units(minor: int, places: int) -> None:
    text = f"{Decimal(minor).scaleb(-places):.{places}f}"
    assert money(places)(text) == minor
    assert money(places, mark=",")(text.replace(".", ",")) == minor
    assert money_column(places, ".", money(places))([text, text]) == [minor, minor]


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT))
def test_money_takes_grouped_digits(minor: int) -> None:
    text = f"{Decimal(minor).scaleb(-2):,.2f}"
    assert money(2, thousands=",")(text) == minor


@given(st.lists(st.sampled_from(["1.00", "-0.50", "1", "1.5", "", "x", "1.00\n2.00", "1.005"]), min_size=1))
def test_a_column_of_amounts_is_converted_as_its_cells(cells: list[str]) -> None:
    convert = money(2)

    def each(texts: list[str]) -> list[int] | None:
        try:
            return list(map(convert, texts))
        except BadValue:
            return None

    try:
        whole = money_column(2, ".", convert)(cells)
    except BadValue:
        whole = None
    assert whole == each(cells)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1", 100), ("+1.5", 150), ("0012.30", 1230), ("8033.000", 803300), ("-0.01", -1), ("0", 0)],
)
def test_money_takes_fewer_places_and_zeros_behind(text: str, minor: int) -> None:
    assert money(2)(text) == minor


@pytest.mark.parametrize("text", [*FOREIGN_DIGITS, "1.005", "1,000.00", ".5", "1.", "--1", "1.0.0", "9" * 17])
def test_money_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        money(2)(text)


@pytest.mark.parametrize("text", ["1,00.00", "1,0000", ",100", "1,,000", "1234,567"])
def test_money_refuses_digits_grouped_wrongly(text: str) -> None:
    with pytest.raises(BadValue):
        money(2, thousands=",")(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_decimal_keeps_the_value(value: Decimal) -> None:
    assert Decimal(decimal()(f"{value:f}")) == value
    assert Decimal(decimal(",")(f"{value:f}".replace(".", ","))) == value


@pytest.mark.parametrize("text", [*FOREIGN_DIGITS, "1.", ".1"])
def test_decimal_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        decimal()(text)


@given(st.dates())
def test_day_reads_iso_dates(value: date) -> None:
    assert day()(value.isoformat()) == to_day(value)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_day_reads_two_digits_of_the_year(value: date) -> None:
    convert = day(["%y%m%d", "%y%m%d 00:00:00"], century=1900)
    text = value.strftime("%y%m%d")
    assert convert(text) == convert(f"{text} 00:00:00") == to_day(value)


def test_day_tries_formats_in_turn() -> None:
    convert = day(["%Y/%-m/%-d", "%Y-%m-%d"])
    assert from_day(convert("2020/3/18")) == date(2020, 3, 18)
    assert from_day(convert("2020-08-07")) == date(2020, 8, 7)


@pytest.mark.parametrize(
    "text", ["2026-2-3", "2026-02-30", "20260203", "2026-02-03 ", "０２", "", "0000-01-01"]
)
def test_day_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        day()(text)


@pytest.mark.parametrize("bad", ["%Y", "%d%m", "%y%m%d", "%Y%m%d%H", "%Y%m%d%d", "%Y%m%d%", "%Q%Y%m%d"])
def test_a_format_without_a_whole_date_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day([bad])


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.integers(-12, 14))
def test_instant_reads_offsets(value: datetime, hours: int) -> None:
    offset = f"{hours:+03}:00"
    found = instant("Asia/Shanghai")(value.isoformat() + offset)
    assert from_instant(found) == value.replace(tzinfo=UTC) - timedelta(hours=hours)


def test_instant_without_offset_is_local() -> None:
    assert instant("Asia/Shanghai")("2026-11-24 10:30") == instant("UTC")("2026-11-24T02:30:00Z")
    assert instant("Asia/Shanghai", ["%Y%m%d%H%M%S"])("20261124103000") == instant("UTC")("2026-11-24T02:30Z")


@pytest.mark.parametrize(
    "text", ["2026-11-24", "2026-13-01T00:00", "20261124T1030", "2026-W48-2T10:00", "", "x"]
)
def test_instant_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        instant("UTC")(text)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.booleans())
def test_birth_number_tells_day_and_sex(born: date, woman: bool) -> None:
    text = f"{born.year % 100:02}{born.month + 50 * woman:02}{born.day:02}"
    assert birth_number("birth_day", 1900)(text) == to_day(born)
    assert birth_number("sex", 1900)(text) == ("female" if woman else "male")


@pytest.mark.parametrize("text", ["701332", "700213/1234", "706332", "7062", "", "70O213"])
def test_birth_number_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        birth_number("birth_day", 1900)(text)


def test_boolean_and_currency_have_one_spelling() -> None:
    assert (boolean("true"), boolean("false")) == (1, 0)
    assert currency("CNY") == "CNY"
    for text in ("True", "1", "", "yes"):
        with pytest.raises(BadValue):
            boolean(text)
    for text in ("cny", "CN", "RMB1", "", "ＣＮＹ"):
        with pytest.raises(BadValue):
            currency(text)


def test_unknown_codes_are_kept_or_rejected() -> None:
    table = {"A": "repaid", " ": "unstated"}
    assert code(table, "reject")("A") == "repaid"
    assert code(table, "reject")(" ") == "unstated"
    assert code(table, "keep")("Z") == "Z"
    for text, unknown, choices in (("Z", "reject", ()), ("Z", "keep", ("repaid",)), ("", "reject", ())):
        with pytest.raises(BadValue):
            code(table, unknown, choices)(text)


@given(st.lists(st.none() | st.text() | st.integers(-(10**9), 10**9).map(str), min_size=3, max_size=3))
def test_json_object_holds_every_cell(cells: list[str | None]) -> None:
    found = json.loads(json_object(["a", 'b"', "区"])(*cells))
    for value, cell in zip(found.values(), cells, strict=True):
        assert value == cell if cell is None or isinstance(value, str) else float(cell) == value
    assert list(found) == ["a", 'b"', "区"]


def test_json_text_is_an_object() -> None:
    assert json_text('{"a": 1}') == '{"a": 1}'
    for text in ("[1]", "1", "{", "[" * 100_000):
        with pytest.raises(BadValue):
            json_text(text)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_after_keeps_the_day_or_takes_the_last(start: date, months: int) -> None:
    found = from_day(months_after(to_day(start), months))
    assert (found.year - start.year) * 12 + found.month - start.month == months
    assert found.day == start.day or (found.day < start.day and (found + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("months", [-1, 1201, 10**9])
def test_months_after_refuses_impossible_terms(months: int) -> None:
    with pytest.raises(BadValue):
        months_after(0, months)


def test_memo_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "_MEMO", 3)
    memo = Memo(len)
    assert [memo["x" * n] for n in range(10)] == list(range(10))
    assert len(memo) <= 4


def test_reasons_repeat_only_what_is_printable_and_short() -> None:
    with pytest.raises(BadValue) as caught:
        integer("\x1b[31m" + "9" * 100 + "\ud800")
    text = str(caught.value.reason)
    assert text.isprintable()
    assert len(text) < 80
