"""Tables from spreadsheets: where the numbers stand, what a spreadsheet does to them, and why a row has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.tables import Matched, Numbers, Unmatched, Why, best, from_text, hits, match

A, B, C, D, E = (bytes([letter]) * 16 for letter in b"ABCDE")
NUMBERS = Numbers({"C0000012": [A], "0034": [B], "34X": [C], "77": [D, E], "78": [D], "c9": [E]}, left=[E])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C0000012", A),
        (" c0000012 ", A),
        ("Ｃ０００００１２", A),
        ("'0034", B),
        ("34", B),
        ("000034", B),
        ("34x", C),
        ("77", D),  # the other one who has it is gone
        ("C9", Why.LEFT),
        ("35", Why.NOT_IN_BOOK),
        ("", Why.EMPTY),
        ("0", Why.NOT_IN_BOOK),
    ],
)
def test_a_number_is_found_as_spreadsheets_leave_it(text: str, found: bytes | Why) -> None:
    assert NUMBERS.find(text) == found


def test_an_exact_number_beats_one_that_has_lost_its_zeros() -> None:
    numbers = Numbers({"012": [A], "12": [B], "0099": [A], "099": [B]})
    assert (numbers.find("012"), numbers.find("12")) == (A, B)
    assert numbers.find("99") is Why.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("客户号\t姓名\n34\t张伟\n\n35\t\n", (("客户号", "姓名"), ("34", "张伟"), ("35", ""))),
        ("\ufeff34,张伟\r\n35,李娜\r\n", (("34", "张伟"), ("35", "李娜"))),
        ('34;"a;b"\n35;c', (("34", "a;b"), ("35", "c"))),
        ("34\n35", (("34",), ("35",))),
        ('34,"a\n35,b', (("34", '"a'), ("35", "b"))),
        ("", ()),
        (" \n\t\n", ()),
    ],
)
def test_what_was_pasted_becomes_rows(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert from_text(text).rows == rows


def test_the_column_of_numbers_is_found_by_itself() -> None:
    table = from_text("姓名\t客户号\t推荐人\n张伟\t34\tC0000012\n李娜\t34X\t\n王芳\tC0000012\t\n")
    assert hits(table, NUMBERS) == (0, 3, 1)
    assert best(hits(table, NUMBERS)) == (1, True)
    assert best((2, 3)) == (1, False)
    assert best((0, 0)) == (None, False)
    assert best(()) == (None, False)


def test_rows_are_matched_once_and_the_others_say_why() -> None:
    table = from_text("客户号\n34\n34X\n0034\n99\nC9\n")
    found = match(table, 0, NUMBERS)
    assert found.heading
    assert found.matched == (Matched(2, B), Matched(3, C))
    assert found.unmatched == (Unmatched(4, Why.TWICE), Unmatched(5, Why.NOT_IN_BOOK), Unmatched(6, Why.LEFT))


def test_a_first_row_with_digits_is_no_heading() -> None:
    found = match(from_text("99\n34\n"), 0, NUMBERS)
    assert not found.heading
    assert found.unmatched == (Unmatched(1, Why.NOT_IN_BOOK),)


@given(st.text(), st.integers(0, 3))
def test_nothing_that_is_pasted_is_lost_or_breaks(text: str, column: int) -> None:
    table = from_text(text)
    found = match(table, column, NUMBERS)
    lines = [line for line, *_ in (*found.matched, *found.unmatched)]
    assert sorted(lines) == list(range(1 + found.heading, len(table.rows) + 1))
