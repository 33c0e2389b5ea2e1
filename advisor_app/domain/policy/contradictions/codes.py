"""Codes that are there twice, and codes that nothing defines."""

from collections.abc import Iterable, Iterator

from advisor_app.domain.policy.reading import PolicyError

DUPLICATE = "duplicate"
NOT_DEFINED = "not_defined"


def duplicates(key: str, codes: list[str], field: str = "code") -> Iterator[PolicyError]:
    """Yield an error for each code that is in a list before; `field` is the one of its entries that holds it."""
    for number, code in enumerate(codes, 1):
        if code in codes[: number - 1]:
            yield PolicyError(f"{key}[{number}].{field}", DUPLICATE, value=code)


def undefined(key: str, used: Iterable[str], defined: Iterable[str]) -> Iterator[PolicyError]:
    """Yield an error for each code that is used and not defined."""
    known = set(defined)
    for code in used:
        if code not in known:
            yield PolicyError(key, NOT_DEFINED, value=code, known=sorted(known))
