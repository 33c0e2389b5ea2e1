"""Prospects and personal data: one form for each value, and everything that is wrong named."""

from dataclasses import replace

import pytest

from advisor_app.domain import personal
from advisor_app.domain.dates import from_day
from advisor_app.domain.duplicates import check_character
from advisor_app.domain.entries import EntryError, Reader, Terms
from advisor_app.domain.prospects import ProspectEntry, check
from tests.domain.test_entries import POLICY, TODAY

TERMS = Terms(POLICY, TODAY)


def resident(first: str) -> str:
    return first + check_character(first)


MAN = resident("11010519610309001")
WOMAN = resident("44010619880229302")


def wrong(entry: ProspectEntry, was: ProspectEntry | None = None) -> list[tuple[str, str]]:
    with pytest.raises(EntryError) as error:
        check(entry, TERMS, was)
    return [(problem.field, problem.reason) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(010) 6655-4433", "01066554433"),
        ("+44 20 7946 0000", "+442079460000"),
        ("12345", None),
        ("call me", None),
        ("138****5678", None),
    ],
)
def test_telephone_numbers(typed: str, kept: str | None) -> None:
    reader = Reader(TERMS)
    found = personal.phone(reader, "phone", typed)
    assert (found if not reader.problems else None) == kept


@pytest.mark.parametrize("typed", ["zhang@example.com", " li.si+bank@mail.example.cn "])
def test_addresses_of_mail(typed: str) -> None:
    assert check(ProspectEntry(name="张", email=typed), TERMS).email == typed.strip()


@pytest.mark.parametrize("typed", ["zhang", "a@b", "a b@example.com", "a@b..c", "z***@example.com"])
def test_what_is_no_address(typed: str) -> None:
    assert [field for field, _ in wrong(ProspectEntry(name="张", email=typed))] == ["email"]


def test_an_identity_number_says_birthday_and_sex() -> None:
    man = check(ProspectEntry(name="张伟", id_kind="resident_id", id_number=MAN.lower()), TERMS)
    assert (man.id_number, from_day(man.birth_day or 0).isoformat(), man.sex) == (MAN, "1961-03-09", "male")
    woman = check(ProspectEntry(name="李娜", id_kind="resident_id", id_number=f" {WOMAN} "), TERMS)
    assert (from_day(woman.birth_day or 0).isoformat(), woman.sex) == ("1988-02-29", "female")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (MAN[:-1] + ("0" if MAN[-1] != "0" else "1"), "wrong_check"),
        (MAN[:5] + str((int(MAN[5]) + 1) % 10) + MAN[6:], "wrong_check"),
        (MAN[:17], "not_an_id"),
        (resident("11010519630229001"), "no_such_birth"),
        (resident("11010520270101001"), "in_future"),
        ("1****************1", "masked"),
    ],
)
def test_identity_numbers_that_are_none(number: str, reason: str) -> None:
    assert wrong(ProspectEntry(name="张", id_kind="resident_id", id_number=number)) == [("id_number", reason)]


def test_other_documents_have_numbers_of_their_own() -> None:
    entry = ProspectEntry(name="Smith", id_kind="passport", id_number="e 1234 5678")
    assert check(entry, TERMS).id_number == "E12345678"
    assert wrong(ProspectEntry(name="Smith", id_kind="passport", id_number="?")) == [
        ("id_number", "not_an_id")
    ]


def test_everything_that_is_wrong_is_named() -> None:
    assert wrong(ProspectEntry()) == [("name", "missing"), ("phone", "not_reached")]
    entry = ProspectEntry("张", "x", "1", "", MAN, "1961-03-10", "m", "长" * 201)
    assert wrong(entry) == [
        ("id_kind", "missing"),
        ("sex", "unknown_code"),
        ("phone", "not_a_phone"),
        ("email", "not_an_email"),
        ("address", "too_long"),
    ]
    differs = ProspectEntry("张", id_kind="resident_id", id_number=MAN, birth_day="1961-03-10")
    assert wrong(differs) == [("birth_day", "birth_differs")]
    assert wrong(ProspectEntry("张", phone="13812345678", birth_day="明天")) == [("birth_day", "in_future")]


def test_an_edit_leaves_masked_values_alone() -> None:
    shown = ProspectEntry("张伟", "", "138****5678", "resident_id", "1****************1", "1961-03-09")
    assert check(replace(shown, name="张维"), TERMS, shown).name == "张维"
    assert wrong(replace(shown, phone="139****5678"), shown) == [("phone", "masked")]
    assert check(replace(shown, phone="13900001111"), TERMS, shown).phone == "13900001111"
