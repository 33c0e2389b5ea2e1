"""Money as integer minor units and an ISO 4217 code; how many minor units make one is a fact of the currency."""

from decimal import Decimal

# ISO 4217 gives every currency two decimal places but these.
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"), 0
    ),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def exponent(currency: str) -> int:
    """Return the number of decimal places of a currency, by ISO 4217."""
    return _EXPONENTS.get(currency, 2)


def from_minor(minor: int, currency: str) -> Decimal:
    """Return minor units as an amount with exactly the currency's decimal places."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units.

    Raises ValueError when it has more decimal places than the currency, as rounding is the caller's decision.
    """
    minor = amount.scaleb(exponent(currency))
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ValueError(f"{amount} is not a whole number of minor units of {currency}")
    return int(minor)
