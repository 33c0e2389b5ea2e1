"""Money as integer minor units and an ISO 4217 code; how many minor units make one is a fact of the currency.

Nothing here passes through a float. An amount that was given is converted exactly or refused; a value that is
calculated (an average, a conversion) is rounded once, at the end, halves away from zero (四舍五入).
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

LARGEST_MINOR = 2**63 - 1  # what a database column holds

# ISO 4217 gives every currency two decimal places but these.
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"), 0
    ),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def exponent(currency: str) -> int:
    """Return the number of decimal places of a currency, by ISO 4217."""
    return _EXPONENTS.get(currency, 2)


def from_minor(minor: int, currency: str) -> Decimal:
    """Return minor units as an amount with exactly the currency's decimal places."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Return an amount, or its text (ASCII digits, a point, a sign), in minor units.

    Raises ValueError for a text that is not an amount, for more decimal places than the currency has, as
    rounding is the caller's decision, and for what does not fit into 64 bits.
    """
    if isinstance(amount, Decimal):
        if not amount.is_finite() or amount.adjusted() > 18:
            raise ValueError(f"{amount} is not an amount of 64 bits")
        amount = format(amount, "f")
    found = _AMOUNT.fullmatch(amount)
    if not found:
        raise ValueError(f"{amount!r} is not an amount")
    sign, whole, fraction = found.groups(default="")
    places = exponent(currency)
    if fraction[places:].strip("0"):
        raise ValueError(f"{amount} has more than the {places} decimal places of {currency}")
    # int() of very long digits is slow by design, so the length is judged first.
    digits = (whole + fraction[:places].ljust(places, "0")).lstrip("0")
    if len(digits) > 19 or (minor := int(digits or "0")) > LARGEST_MINOR:
        raise ValueError(f"{amount} is too large an amount")
    return -minor if sign == "-" else minor


def convert(minor: int, currency: str, rate: Decimal, base: str) -> int:
    """Return minor units of `currency` in minor units of `base`, of which one of `currency` costs `rate`."""
    product = _EXACT.multiply(Decimal(minor), rate)
    return int(_EXACT.scaleb(product, exponent(base) - exponent(currency)).to_integral_value(context=_EXACT))
