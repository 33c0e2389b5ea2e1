"""Masking shows what it is meant to show, and never more, whatever it is given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.masking import (
    mask_address,
    mask_card_number,
    mask_email,
    mask_free_text,
    mask_id_number,
    mask_phone,
    surname_only,
)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138****8000"),
        ("138 0013 8000", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("008613800138000", "138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("010-62345678", "010****5678"),
        ("+420 601 234 567", "420*****4567"),
        ("62345678", "****5678"),
        ("1234567", "*******"),
        ("110", "***"),
        ("", ""),
        ("无", ""),
    ],
)
def test_phone(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010119900307123X", "1****************X"),
        ("110101 19900307 123Ｘ", "1****************X"),
        ("110101900307123", "1*************3"),
        ("E12345678", "E*******8"),
        ("12345", "****5"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_id_number(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("6222020000000000123", "622202*********0123"),
        ("4111 1111 1111 1111", "411111******1111"),
        ("1234567890123", "*********0123"),
        ("12345678", "****5678"),
        ("1234567", "*******"),
    ],
)
def test_card_number(number: str, masked: str) -> None:
    assert mask_card_number(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张伟", "张**"),
        ("欧阳修", "欧阳**"),
        ("欧阳", "欧**"),
        ("单于小明", "单于**"),
        ("王", "**"),
        ("", "**"),
        ("John Smith", "J**"),
        ("买买提·吐尔逊", "买**"),
        (" 张 伟 ", "张**"),
    ],
)
def test_surname(name: str, masked: str) -> None:
    assert surname_only(name) == masked


def test_email_and_address() -> None:
    assert mask_email("zhangwei@example.com") == "z***@example.com"
    assert mask_email("z@example.com") == "***@example.com"
    assert mask_email("no address") == mask_email("@x.cn") == mask_email("") == "***"
    assert mask_address("北京市海淀区中关村大街1号院") == "北京市******"
    assert mask_address("上海市") == mask_address("") == "******"


@given(st.text())
def test_fields_never_show_more_than_their_ends(text: str) -> None:
    """At least four characters stay hidden, or all of them, however odd the value."""
    for mask, most in ((mask_phone, 7), (mask_id_number, 2), (mask_card_number, 10)):
        masked = mask(text)
        shown = masked.replace("*", "")
        assert len(shown) <= most
        assert not shown or masked.count("*") >= 4
    assert len(surname_only(text).replace("*", "")) <= 2


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
BREAKS = st.sampled_from(
    ["", " ", "-", "  ", "\u3000", "\u00a0", "\u200b", ".", "·", "－", "—", "/", " - ", ") "]
)
DIGITS = st.sampled_from(
    ["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇一二三四五六七八九", "٠١٢٣٤٥٦٧٨٩"]
)
AROUND = st.text(
    st.characters(categories=("Lu", "Lo", "Po", "Zs"), exclude_characters="一二三四五六七八九零〇幺"),
    max_size=8,
)


def spelled(number: str, alphabet: str, breaks: list[str]) -> str:
    """Write a number in some digits with breaks between them."""
    return "".join(
        (alphabet[int(c)] if c.isdigit() else c) + gap for c, gap in zip(number, [*breaks, ""], strict=True)
    )


@given(number=MOBILES, alphabet=DIGITS, before=AROUND, after=AROUND, data=st.data())
def test_a_mobile_number_in_text_keeps_three_and_four(
    number: str, alphabet: str, before: str, after: str, data: st.DataObject
) -> None:
    breaks = data.draw(st.lists(BREAKS, min_size=10, max_size=10))
    written = spelled(number, alphabet, breaks)
    masked = mask_free_text(before + written + after)
    assert masked.startswith(before)
    assert masked.endswith(after)
    inside = masked[len(before) : len(masked) - len(after)] if after else masked[len(before) :]
    shown = [c if c == m else "*" for c, m in zip(written, inside, strict=True) if c in alphabet]
    assert shown[3:7] == ["*"] * 4
    assert "*" not in shown[:3] + shown[7:] or shown.count("*") > 4


@given(
    region=st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
    birth=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    rest=st.from_regex(r"[0-9]{3}[0-9Xx]", fullmatch=True),
    alphabet=DIGITS,
    data=st.data(),
)
def test_an_identity_number_in_text_keeps_its_ends(
    region: str, birth: date, rest: str, alphabet: str, data: st.DataObject
) -> None:
    number = region + f"{birth:%Y%m%d}" + rest
    breaks = data.draw(st.lists(BREAKS, min_size=17, max_size=17))
    written = spelled(number, alphabet, breaks)
    masked = mask_free_text(f"证件{written}，有效")
    inside = masked[2:-3]
    shown = [m for c, m in zip(written, inside, strict=True) if c in alphabet or c in "Xx"]
    assert shown[1:-1] == ["*"] * 16


@given(st.from_regex(r"[3-69][0-9]{11,17}", fullmatch=True), st.data())
def test_a_card_number_in_text_keeps_six_and_four(prefix: str, data: st.DataObject) -> None:
    number = next(f"{prefix}{check}" for check in range(10) if _luhn(f"{prefix}{check}"))
    groups = data.draw(st.booleans())
    written = " ".join(number[i : i + 4] for i in range(0, len(number), 4)) if groups else number
    masked = mask_free_text(f"卡号{written}。").replace(" ", "")
    assert len(masked.replace("*", "")) <= len("卡号。") + 10
    assert masked[2 + 6 : -1 - 4] == "*" * (len(number) - 10)


def _luhn(number: str) -> bool:
    digits = [int(c) for c in number]
    for at in range(len(number) - 2, -1, -2):
        digits[at] = sum(divmod(2 * digits[at], 10))
    return sum(digits) % 10 == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "约2026-11-24下午3点到网点面谈",
        "金额1,250,000.00元，利率2.35%，期限36个月",
        "余额12345678元，2026/11/24 15:30",
        "客户号C0012345，第0123456期",
        "一年三个月，二十万",
        "张三丰 13:45 来电",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert mask_free_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800138000，回访", "电话138****8000，回访"),
        ("拨打010-62345678转3", "拨打010-****5678转3"),
        ("(010) 6234 5678", "(010) **** 5678"),
        ("打了13800138000一次", "打了138****8000一次"),
        ("2026-11-20 13800138001", "2026-11-20 138****8001"),
        ("13800138000/13900139000", "138****8000/139****9000"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("护照E12345678", "护照E*******8"),
        ("流水20261124000012345", "流水*****************"),
        ("+8613800138000", "+86138****8000"),
    ],
)
def test_examples(text: str, masked: str) -> None:
    assert mask_free_text(text) == masked


@given(st.text())
def test_masking_only_turns_characters_into_stars(text: str) -> None:
    masked = mask_free_text(text)
    assert len(masked) == len(text)
    assert all(m in (c, "*") for c, m in zip(text, masked, strict=True))
