"""Languages: translating, counting, and how numbers, money and dates are written."""

import random
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from advisor_app import i18n

PO = r"""
msgid ""
msgstr "Language: zh_CN\n"

#, python-brace-format
#: somewhere.py:3
msgid "{count} of “{name}”\n\"quoted\" \\ back"
msgstr ""
"“{name}”的{count}个\n"
"\"引用\" \\ 反斜线"

msgid "one customer"
msgid_plural "{n} customers"
msgstr[0] "{n}位客户"

#, fuzzy
msgid "guessed"
msgstr "猜的"

msgid "untranslated"
msgstr ""
"""


def test_a_catalogue_is_read() -> None:
    assert i18n.parse_po(PO) == {
        '{count} of “{name}”\n"quoted" \\ back': '“{name}”的{count}个\n"引用" \\ 反斜线',
        "one customer": "{n}位客户",
    }
    assert i18n.parse_po(PO.replace("\n", "\r\n")) == i18n.parse_po(PO)


def test_a_message_follows_the_language() -> None:
    assert i18n.gettext("Damaged data") == "数据已损坏"
    with i18n.using("en"):
        assert i18n.gettext("Damaged data") == "Damaged data"
    assert i18n.gettext("Damaged data") == "数据已损坏"
    i18n.set_language("en")
    assert i18n.gettext("Damaged data") == "Damaged data"


def test_values_fill_the_places_and_are_not_read_as_places() -> None:
    text = i18n.gettext(
        "“{key}” is set by the administrator of this computer and cannot be changed here.", key="{x}"
    )
    assert text == "“{x}”由本机管理员设定，不能在此更改。"


def test_an_unknown_message_stays_as_it_is() -> None:
    assert i18n.gettext("never translated {x}", x=1) == "never translated 1"


def test_english_counts() -> None:
    with i18n.using("en"):
        assert [i18n.ngettext("one row", "{n} rows", n) for n in (0, 1, 2, 1234)] == [
            "0 rows",
            "one row",
            "2 rows",
            "1,234 rows",
        ]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        i18n.set_language("xx")


def test_using_a_language_stays_within_its_thread() -> None:
    seen = []
    with i18n.using("en"):
        thread = threading.Thread(target=lambda: seen.append(i18n.current_language()))
        thread.start()
        thread.join()
    assert seen == ["zh_CN"]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh_CN"),
        ({"LANG": "C.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_locale_chooses_the_first_language(environment: dict[str, str], language: str) -> None:
    assert i18n.default_language(environment) == language


@pytest.mark.parametrize(
    ("minor", "currency", "compact", "chinese", "english"),
    [
        (1_234_560, "CNY", False, "¥12,345.60", "¥12,345.60"),
        (-5, "CNY", False, "−¥0.05", "−¥0.05"),
        (0, "CZK", False, "CZK 0.00", "CZK 0.00"),
        (1_234, "JPY", False, "JPY 1,234", "JPY 1,234"),
        (1_234_567, "KWD", False, "KWD 1,234.567", "KWD 1,234.567"),
        (99_999, "CNY", True, "¥999.99", "¥999.99"),
        (999_999, "CNY", True, "¥9,999.99", "¥10.00K"),
        (1_160_000, "CNY", True, "¥1.16万", "¥11.60K"),
        (123_456_789, "CNY", True, "¥123.46万", "¥1.23M"),
        (9_999_999_999, "CNY", True, "¥1.00亿", "¥100.00M"),
        (9_999_499_999, "CNY", True, "¥9,999.50万", "¥99.99M"),
        (-1_234_567_890_000, "CNY", True, "−¥123.46亿", "−¥12.35B"),
        (123_456_789, "JPY", True, "JPY 1.23亿", "JPY 123.46M"),
        (500, "JPY", True, "JPY 500", "JPY 500"),
        (10**19 + 1, "CNY", False, "¥100,000,000,000,000,000.01", "¥100,000,000,000,000,000.01"),
    ],
)
def test_money(minor: int, currency: str, compact: bool, chinese: str, english: str) -> None:
    assert i18n.format_money(minor, currency, compact=compact) == chinese
    with i18n.using("en"):
        assert i18n.format_money(minor, currency, compact=compact) == english


@pytest.mark.parametrize(
    ("minor", "currency", "chinese", "english"),
    [
        (99_999, "CNY", (1, "元"), (1, "¥")),
        (123_456_700, "CNY", (10_000, "万元"), (1_000_000, "¥ million")),
        (-123_456_700, "CZK", (10_000, "万 CZK"), (1_000_000, "CZK million")),
        (10**12, "CNY", (100_000_000, "亿元"), (1_000_000_000, "¥ billion")),
        (5_000, "JPY", (1, "JPY"), (1_000, "JPY thousand")),
    ],
)
def test_units_of_axes(minor: int, currency: str, chinese: tuple[int, str], english: tuple[int, str]) -> None:
    assert i18n.money_unit(minor, currency) == chinese
    with i18n.using("en"):
        assert i18n.money_unit(minor, currency) == english


@given(st.integers(-(10**18), 10**18), st.sampled_from(["CNY", "JPY", "KWD", "CZK"]))
def test_written_money_is_the_same_money(minor: int, currency: str) -> None:
    digits = "".join(each for each in i18n.format_money(minor, currency) if each.isdigit())
    assert int(digits) == abs(minor)


def test_numbers_and_percentages() -> None:
    assert i18n.format_number(1234567) == "1,234,567"
    assert i18n.format_number(Decimal("1234.5"), 2) == "1,234.50"
    assert i18n.format_number(1234.5, 0) == "1,234"
    assert i18n.format_percent(0.12345) == "12.3%"
    assert i18n.format_percent(Decimal("-0.5"), 0) == "-50%"


def test_dates() -> None:
    moment = datetime(2026, 11, 4, 9, 5, tzinfo=UTC)
    assert i18n.format_date(date(2026, 11, 24)) == "2026年11月24日"
    assert i18n.format_month(date(2026, 11, 24)) == "2026年11月"
    assert i18n.format_short_month(date(2026, 11, 24)) == "11月"
    assert i18n.format_time(moment) == "2026年11月4日 09:05"
    with i18n.using("en"):
        assert i18n.format_date(date(2026, 11, 24)) == "24 Nov 2026"
        assert i18n.format_month(date(2026, 11, 24)) == "Nov 2026"
        assert i18n.format_short_month(date(2026, 11, 24)) == "Nov"
        assert i18n.format_time(moment) == "4 Nov 2026 09:05"


def test_reading_a_large_catalogue_does_not_delay_a_window() -> None:
    entry = 'msgid "Message number {} with {{a}} place in it."\nmsgstr "第{}条消息，其中有{{a}}处。"\n'
    text = "\n".join(entry.format(number, number) for number in range(1000))
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert len(i18n.parse_po(text)) == 1000
        times.append(time.perf_counter() - started)
    assert min(times) < 0.05  # about 8 ms on an idle machine


def test_babel_is_not_loaded_to_translate() -> None:
    program = "import sys; from advisor_app import i18n; i18n.gettext('x'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_numbers_are_written_as_babel_writes_them(language: str) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)  # printed, so that a failure can be repeated
    with i18n.using(language):
        for _number in range(500):
            decimals = rng.randrange(4)
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            value: float | Decimal = rng.choice(
                (
                    rng.randrange(-(10**12), 10**12),
                    rng.uniform(-1e6, 1e6),
                    rng.randrange(-5_000, 5_000) / 1_000,
                    Decimal(rng.randrange(-(10**9), 10**9)).scaleb(-rng.randrange(5)),
                )
            )
            written = numbers.format_decimal(value, format=pattern, locale=language)
            assert i18n.format_number(value, decimals) == written, value
            share = numbers.format_percent(value, format=f"{pattern}%", locale=language)
            assert i18n.format_percent(value, decimals) == share, value
            assert i18n.format_number(int(value)) == numbers.format_decimal(int(value), locale=language)
