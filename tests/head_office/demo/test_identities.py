"""Numbers are valid in form, unique, and belong to nobody: checked with rules written out again."""

import re
from datetime import datetime
from random import Random

import pytest

from advisor_app.head_office.demo.identities import Identities, id_check_digit, luhn_digit
from tests.head_office.demo.conftest import Extracts

# GB/T 2260: the provinces that have a code, with those of residence permits (83) and foreigners (9).
PROVINCES = {
    *(*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)),
    *(71, 81, 82, 83, *range(90, 100)),
}
# Every prefix that an operator has, as libphonenumber 9.0 knows it; all of 14, 17 with machines and satellites.
ASSIGNED = {
    *({*range(130, 200)} - {*range(150, 170), *range(190, 200)}),
    *(150, 151, 152, 153, 155, 156, 157, 158, 159, 162, 165, 166, 167),
    *(190, 191, 192, 193, 195, 196, 197, 198, 199),
}


def luhn_holds(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def test_resident_identity_numbers(extracts: Extracts) -> None:
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    checked = 0
    for row in extracts.files["customers"]:
        if row["id_kind"] != "resident_id":
            continue
        number = row["id_number"]
        assert re.fullmatch(r"\d{17}[\dX]", number)
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        value = 10 if number[17] == "X" else int(number[17])
        assert (total + value) % 11 == 1
        assert str(datetime.strptime(number[6:14], "%Y%m%d").date()) == row["birth_day"]  # noqa: DTZ007
        assert int(number[16]) % 2 == (row["sex"] == "male")
        assert int(number[:2]) not in PROVINCES
        checked += 1
    assert checked > 250


@pytest.mark.parametrize(("body", "digit"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_check_digit_of_the_examples_in_the_standard(body: str, digit: str) -> None:
    assert id_check_digit(body) == digit


def test_the_luhn_digit_of_a_known_number() -> None:
    assert luhn_digit("7992739871") == "3"


def test_phones_are_of_prefixes_without_an_operator(extracts: Extracts) -> None:
    phones = [row["phone"] for row in extracts.files["customers"]]
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in phones)
    assert not {int(phone[:3]) for phone in phones} & ASSIGNED
    assert len(set(phones)) == len(phones)


def test_cards_have_no_issuer(extracts: Extracts) -> None:
    numbers = [row["number"] for row in extracts.files["cards"]]
    assert all(luhn_holds(number) for number in numbers)
    assert not any(luhn_holds(number[:-1] + str((int(number[-1]) + 1) % 10)) for number in numbers)
    assert {(row["kind"], len(row["number"])) for row in extracts.files["cards"]} == {
        ("debit", 19),
        ("credit", 16),
    }
    # First digit 9 and a country number from 900 on, which ISO 3166 gives to no country.
    assert all(number[0] == "9" and number[1:4] >= "900" for number in numbers)


def test_all_numbers_are_unique(extracts: Extracts) -> None:
    for file, column in (
        ("customers", "key"),
        ("customers", "number"),
        ("customers", "phone"),
        ("customers", "id_number"),
        ("customers", "email"),
        ("accounts", "number"),
        ("cards", "number"),
        *(
            (file, "key")
            for file in extracts.files
            if file not in ("branches", "advisors", "districts", "products")
        ),
    ):
        values = [row[column] for row in extracts.files[file] if row[column]]
        assert len(set(values)) == len(values), (file, column)


def test_mail_goes_nowhere(extracts: Extracts) -> None:
    mails = [row["email"] for row in extracts.files["customers"] if row["email"]]
    assert len(mails) > 100
    assert all(re.fullmatch(r"\d+@example\.com", mail) for mail in mails)


def test_a_number_that_was_drawn_twice_is_given_once() -> None:
    class Stuck(Random):
        """Repeats every draw, as chance might."""

        def __init__(self) -> None:
            super().__init__(1)
            self._last: int | None = None

        def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
            if self._last is None:
                self._last = super().randrange(start, stop, step)
                return self._last
            value, self._last = self._last, None
            return value

    identities = Identities(Stuck())
    phones = [identities.phone() for _ in range(50)]
    assert len(set(phones)) == 50
