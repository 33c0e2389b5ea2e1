"""Numbers that look right, pass every check of form, and can belong to nobody.

- Resident identity number (GB 11643): area code, birth date, sequence (odd for men), check digit. The
  first two digits name the province; GB/T 2260 has 31 to 37 in the east and 41 to 46 in the middle, and
  no 38.
- Mobile number: prefixes 154, 164 and 194. They have the form 1[3-9]x, but no operator has been given
  them (metadata of libphonenumber 9.0: not valid; every assigned prefix is).
- Card number: ISO/IEC 7812 gives a first digit 9 to national schemes, followed by the country's number
  of ISO 3166, where 900 to 999 are for private use and so no country's: 9999… has no issuer. Luhn check
  digit.
- Passport number: a form that no country of the demo's passport holders uses.
- E-mail: example.com, reserved by RFC 2606.
"""

from collections.abc import Iterator
from random import Random

from advisor_app.domain.dates import from_day

AREA = "38"
PHONE_PREFIXES = ("154", "164", "194")
CARD_ISSUER = "9999"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_check_digit(body: str) -> str:
    """Return the check digit of the first 17 digits of a resident identity number (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def luhn_digit(body: str) -> str:
    """Return the check digit that makes `body` a valid number of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


class Identities:
    """Hands out numbers, each once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._ids: set[str] = set()
        self._phones = self._unique(len(PHONE_PREFIXES) * 10**8)
        self._cards = self._unique(10**9)
        self._accounts = self._unique(10**8)
        self._mails = self._unique(10**9 - 10**6)
        self._passports = self._unique(10**7)

    def _unique(self, below: int) -> Iterator[int]:
        seen: set[int] = set()
        while True:
            value = self._rng.randrange(below)
            if value not in seen:
                seen.add(value)
                yield value

    def resident_id(self, birth_day: int, sex: str) -> str:
        """Return an identity number for a birth day and sex ("female" or "male")."""
        born = from_day(birth_day).strftime("%Y%m%d")
        while True:
            area = f"{AREA}{self._rng.randint(1, 12):02}{self._rng.randint(1, 28):02}"
            sequence = self._rng.randrange(0 if sex == "female" else 1, 1000, 2)
            body = f"{area}{born}{sequence:03}"
            number = body + id_check_digit(body)
            if number not in self._ids:
                self._ids.add(number)
                return number

    def passport(self) -> str:
        """Return a passport number."""
        return f"ZZ{next(self._passports):07}"

    def phone(self) -> str:
        """Return a mobile number."""
        prefix, rest = divmod(next(self._phones), 10**8)
        return f"{PHONE_PREFIXES[prefix]}{rest:08}"

    def email(self) -> str:
        """Return an e-mail address: a number, as many people have from a messenger."""
        return f"{next(self._mails) + 10**6}@example.com"

    def card(self, kind: str) -> str:
        """Return a card number: 19 digits for a debit card, 16 for a credit card."""
        middle = "01000" if kind == "debit" else "60"
        body = f"{CARD_ISSUER}{middle}{next(self._cards):09}"
        return body + luhn_digit(body)

    def account(self, branch: str) -> str:
        """Return an account number of a branch."""
        return f"{branch}01{next(self._accounts):08}"
