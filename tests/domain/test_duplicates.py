"""What is compared of two people, and what it says when it agrees."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.duplicates import (
    ID_NUMBER,
    PERSON,
    PHONE,
    Candidate,
    check_character,
    contradict,
    forms,
    id_form,
    is_certain,
    pair_id,
    person_form,
    phone_form,
)


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "0086 13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "（0）138 0013 8000",
    ],
)
def test_a_mobile_number_has_one_form_however_it_is_written(written: str) -> None:
    assert phone_form(written) == "13800138000"


@pytest.mark.parametrize("written", ["027-8765 4321", "+86 27 8765 4321", "(027)87654321"])
def test_a_landline_has_one_form(written: str) -> None:
    assert phone_form(written) == "2787654321"


@pytest.mark.parametrize("written", ["", "无", "110", "0000000000", "11111111111"])
def test_what_is_no_number_is_not_compared(written: str) -> None:
    assert phone_form(written) is None


def test_a_number_that_begins_with_86_stays_whole() -> None:
    assert phone_form("86543210") == "86543210"


def test_an_old_identity_number_is_the_new_one() -> None:
    # 11010519491231002X is the example of GB 11643-1999.
    assert check_character("11010519491231002") == "X"
    assert id_form("110105491231002") == "11010519491231002X"
    assert id_form("１１０１０５ 19491231 002x") == "11010519491231002X"


@pytest.mark.parametrize("written", ["", "不详", "0000000", "123"])
def test_what_is_no_identity_number_is_not_compared(written: str) -> None:
    assert id_form(written) is None


def test_other_documents_are_compared_as_they_are() -> None:
    assert id_form(" e1234 5678 ") == "E12345678"


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_character_finds_every_single_wrong_digit(digits: str) -> None:
    character = check_character(digits)
    for place, digit in enumerate(digits):
        other = digits[:place] + str((int(digit) + 1) % 10) + digits[place + 1 :]
        assert check_character(other) != character


def test_a_person_is_a_name_with_a_birthday() -> None:
    assert person_form("欧阳 修", 1000) == person_form("欧阳修", 1000) == "欧阳修|1000"
    assert person_form("O’Neil Ann", 1) == person_form("o'neil  ann", 1)
    assert person_form("欧阳修", 1000) != person_form("欧阳修", 1001)
    assert person_form("王", 1000) is None


def test_a_name_alone_is_never_compared() -> None:
    assert forms(Candidate(name="曾国藩")) == {}
    assert set(forms(Candidate("曾国藩", 2000, "13800138000", "110105491231002"))) == {
        ID_NUMBER,
        PHONE,
        PERSON,
    }
    assert set(forms(Candidate(name="曾国藩", phone="13800138000"))) == {PHONE}


@pytest.mark.parametrize(
    ("evidence", "certain"),
    [
        ((ID_NUMBER,), True),
        ((PHONE, PERSON), True),
        ((ID_NUMBER, PHONE), True),
        ((PHONE,), False),  # a family shares one
        ((PERSON,), False),  # 王伟 and 王伟, born on one day
        ((), False),
    ],
)
def test_what_is_certain(evidence: tuple[str, ...], certain: bool) -> None:
    assert is_certain(evidence) is certain


def test_two_residents_are_two_people_but_a_passport_says_nothing() -> None:
    one, other = "11010519491231002X", "110101199003074514"
    assert contradict(one, other)
    assert not contradict(one, "110105491231002")
    assert not contradict(one, "E12345678")
    assert not contradict(one, None)


def test_whoever_decides_about_a_pair_writes_the_same_row() -> None:
    one, other = bytes(range(16)), bytes(range(1, 17))
    assert pair_id(one, other) == pair_id(one, other) != pair_id(other, one)
    assert UUID(bytes=pair_id(one, other)).version == 8
