"""What of two texts is said to differ: characters of Chinese, words of other languages, and never a half of one."""

import time

import pytest

from advisor_app.ui.models.differences import differences


def marked(one: str, other: str) -> tuple[list[str], list[str]]:
    ours, theirs = differences(one, other)
    return [one[a:b] for a, b in ours], [other[a:b] for a, b in theirs]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("客户同意续存三年", "客户同意续存五年", (["三"], ["五"])),
        ("客户同意续存", "客户同意续存，周五来行", ([], ["，周五来行"])),
        ("call back on Monday", "call back on Tuesday", (["Monday"], ["Tuesday"])),
        ("存入20万元", "存入250万元", (["20"], ["250"])),
        ("Ceva în plus", "Ceva în minus", (["plus"], ["minus"])),
        ("请拨139****2222", "请拨138****2222", (["139"], ["138"])),
        ("一样", "一样", ([], [])),
        ("", "新写的", ([], ["新写的"])),
        ("甲\n乙", "甲\n丙", (["乙"], ["丙"])),
        ("\U00020bb7野家见面", "\U0001f600野家见面", (["\U00020bb7"], ["\U0001f600"])),
    ],
)
def test_what_differs(one: str, other: str, expected: tuple[list[str], list[str]]) -> None:
    assert marked(one, other) == expected
    assert marked(other, one) == expected[::-1]


def test_one_character_between_two_that_differ_is_no_island() -> None:
    assert marked("周一上午来行办理", "周三上旬来行办理") == (["一上午"], ["三上旬"])
    assert marked("周一上海来行办理", "周三上海到行办理") == (["一", "来"], ["三", "到"])


def test_long_texts_do_not_hold_up_the_window() -> None:
    one, other = (
        "".join(chr(0x4E00 + i * 7 % 4000) for i in range(20_000)),
        "".join(chr(0x4E00 + i * 11 % 4000) for i in range(20_000)),
    )
    begun = time.perf_counter()
    ours, theirs = differences(f"同{one}尾", f"同{other}尾")
    assert time.perf_counter() - begun < 1
    assert len(ours) == len(theirs) == 1
