"""An edit of masked text keeps what the masks hide, and shows no more than before."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.restoring import restored

RAW = "请改拨13911112222，明天回访"
SHOWN = "请改拨139****2222，明天回访"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (SHOWN, RAW),
        ("已改拨139****2222，后天回访", "已改拨13911112222，后天回访"),
        ("139****2222", "13911112222"),
        (SHOWN + "。" + SHOWN, RAW + "。" + SHOWN),
        ("请改拨13800001111，明天回访", "请改拨13800001111，明天回访"),
        ("请改拨139****3333", "请改拨139****3333"),
        ("", ""),
        ("明天回访", "明天回访"),
    ],
)
def test_what_was_left_keeps_its_digits(typed: str, kept: str) -> None:
    assert mask_free_text(RAW) == SHOWN
    assert restored(RAW, SHOWN, typed) == kept


def test_two_numbers_may_change_places() -> None:
    raw = "call 139 1111 2222 or 13800138000, id 11010119900307123X"
    shown = mask_free_text(raw)
    assert shown == "call 139 **** 2222 or 138****8000, id *****************X"
    typed = "id *****************X; 138****8000 first, then 139 **** 2222"
    assert restored(raw, shown, typed) == "id 11010119900307123X; 13800138000 first, then 139 1111 2222"


@given(raw=st.text("谈了13900112222 ,x", max_size=40), typed=st.text("谈了139**** 2,x", max_size=40))
def test_an_edit_only_ever_fills_in_stars(raw: str, typed: str) -> None:
    found = restored(raw, mask_free_text(raw), typed)
    assert len(found) == len(typed)
    assert all(a == b or b == "*" for a, b in zip(found, typed, strict=True))
    assert restored(raw, mask_free_text(raw), mask_free_text(raw)) == raw


@pytest.mark.parametrize("piece", ["谈了13911112222，", "1", "*", "1 ", "x1*"])
def test_a_long_edit_takes_no_time(piece: str) -> None:
    raw = piece * (4_000 // len(piece))
    started = time.perf_counter()
    restored(raw, mask_free_text(raw), "X" + raw[::-1])
    assert time.perf_counter() - started < 1
